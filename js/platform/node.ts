/** What `#wasm` and `#transport` are on Node, in one file of the package, for every file that is opened delays the start. */
export { codecOf, loadModule } from "./wasm-embedded.js";
export { randomBytes, transport } from "./transport-node.js";
