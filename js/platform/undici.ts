/**
 * Sends through the pools of the package `undici`: `new Broadcast({ …, transport: undici() })`.
 *
 * @module
 */
export { undici } from "#undici";
