/**
 * A drop-in for the `pusher` package: change the import, and nothing else.
 *
 * @module
 */

export { Pusher, Pusher as default } from "./pusher.js";
export { RequestError, WebHookError } from "./errors.js";
export { Token } from "./token.js";
export { WebHook } from "./webhook.js";
