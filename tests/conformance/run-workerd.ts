import { Miniflare } from "miniflare";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { bundle, root, wasmImports } from "./bundle.js";
import type { Outcome, Server } from "./suite.js";

const asImport = wasmImports({
  setup(build) {
    build.onResolve({ filter: /\.wasm$/ }, () => ({ path: "./fanfare.wasm", external: true }));
  },
});

async function inWorker(contents: string, bindings: Record<string, { [name: string]: string | number }>): Promise<any> {
  const miniflare = new Miniflare({
    compatibilityDate: "2025-01-01",
    bindings,
    modulesRoot: "/",
    modules: [
      { type: "ESModule", path: "/worker.js", contents },
      { type: "CompiledWasm", path: "/fanfare.wasm", contents: await readFile(join(root, "dist/platform/fanfare.wasm")) },
    ],
  });
  try {
    const response = await miniflare.dispatchFetch("http://worker/");
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return JSON.parse(text);
  } finally {
    await miniflare.dispose();
  }
}

/** Workers: the module is a part of the upload. */
export async function run(server: Server): Promise<Outcome[]> {
  const code = await bundle("inside-worker.ts", { conditions: ["workerd", "worker"], plugins: [asImport] });
  return inWorker(code, { server: { ...server } });
}

/** Workers with a bundle that was made for any runtime. */
export async function runMisbundled(): Promise<{ code: string; message: string }> {
  return inWorker(await bundle("inside-misbundled.ts", { platform: "neutral" }), {});
}
