// Workers may not compile bytes, so the module is imported
// (developers.cloudflare.com/workers/runtime-apis/webassembly/javascript).
import module from "./fanfare.wasm";

export { webCodec as codecOf } from "./codec.js";

export function loadModule(): WebAssembly.Module {
  return module;
}
