// For `node --conditions=fanfare-debug`: the module with its functions' names, which a trap's stack trace then shows.
import { readFileSync } from "node:fs";

export { codecOf } from "./codec-buffer.js";

export function loadModule(): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(new URL("./fanfare.debug.wasm", import.meta.url)));
}
