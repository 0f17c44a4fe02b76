// Vercel's edge may not compile bytes either; `?module` is how its bundler hands over a compiled module
// (vercel.com/docs/functions/runtimes/wasm).
import module from "./fanfare.wasm?module";

export { webCodec as codecOf } from "./codec.js";

export function loadModule(): WebAssembly.Module {
  return module;
}
