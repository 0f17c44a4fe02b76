import { EdgeVM } from "@edge-runtime/vm";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { bundle, root, wasmImports } from "./bundle.js";
import type { Outcome, Server } from "./suite.js";

// What Vercel's bundler makes of `?module`: a compiled module that the runtime was given.
const asGlobal = wasmImports({
  setup(build) {
    build.onResolve({ filter: /\.wasm\?module$/ }, ({ path }) => ({ path, namespace: "module" }));
    build.onLoad({ filter: /.*/, namespace: "module" }, () => ({
      contents: "export default globalThis.fanfareModule",
    }));
  },
});

/** What `expression` gives on Vercel Edge, where code generation is off, after `entry` was evaluated. */
export async function onEdge(entry: string, expression: string): Promise<any> {
  const code = await bundle(entry, { format: "iife", conditions: ["edge-light"], plugins: [asGlobal] });
  const bytes = await readFile(join(root, "dist/platform/fanfare.wasm"));
  const fanfareModule = new WebAssembly.Module(Uint8Array.from(bytes));
  const vm = new EdgeVM({
    codeGeneration: { strings: false, wasm: false },
    extend: (context) => Object.assign(context, { fanfareModule }),
  });
  vm.evaluate(code);
  return JSON.parse(await vm.evaluate(`${expression}.then(JSON.stringify)`));
}

export const run = (server: Server): Promise<Outcome[]> =>
  onEdge("inside-edge.ts", `runSuite(${JSON.stringify(server)})`);
