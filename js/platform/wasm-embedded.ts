import { base64 } from "./wasm-bytes.js";
import { compileBase64 } from "./compile.js";

export { codecOf } from "./codec-buffer.js";

export function loadModule(): WebAssembly.Module {
  return compileBase64(base64);
}
