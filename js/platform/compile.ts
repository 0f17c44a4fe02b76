import { FanfareError } from "../common/errors.js";

interface Base64Runtime {
  Uint8Array: { fromBase64?(text: string): Uint8Array<ArrayBuffer> };
  Buffer?: { from(text: string, encoding: "base64"): Uint8Array<ArrayBuffer> };
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const runtime = globalThis as unknown as Base64Runtime;
  if (runtime.Uint8Array.fromBase64) return runtime.Uint8Array.fromBase64(text);
  // atob with a loop takes several times as long as the compilation after it
  if (runtime.Buffer) return runtime.Buffer.from(text, "base64");
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Compiles a module that travels as base64 text. */
export function compileBase64(text: string): WebAssembly.Module {
  const bytes = decodeBase64(text);
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    // Workers and Vercel Edge refuse bytes: "Wasm code generation disallowed by embedder" (cloudflare/workerd)
    if (!/disallowed by embedder/.test(String(error))) throw error;
    throw new FanfareError(
      "invalid_option",
      "This runtime cannot compile WebAssembly from bytes, and the bundle holds Fanfare's build for Node. " +
        'Bundle with the export condition "workerd" (Workers) or "edge-light" (Vercel Edge), ' +
        "as wrangler and Next.js do by themselves: " +
        "esbuild --conditions=workerd.",
    );
  }
}
