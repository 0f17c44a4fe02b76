/**
 * Adapters that turn `broadcast.routes()` and `broadcast.webhooks()` into handlers of Node's frameworks.
 *
 * @module
 */

export { nodeHandler } from "./express.js";
export type { NodeContext, NodeHandler } from "./express.js";
export { fastifyHandler } from "./fastify.js";
export type { FastifyInstance } from "./fastify.js";
export { koaHandler } from "./koa.js";
export type { KoaContext } from "./koa.js";
