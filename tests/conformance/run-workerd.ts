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

/** Workers: the module is a part of the upload. */
export async function run(server: Server): Promise<Outcome[]> {
  const contents = await bundle("inside-worker.ts", { conditions: ["workerd", "worker"], plugins: [asImport] });
  const miniflare = new Miniflare({
    compatibilityDate: "2025-01-01",
    bindings: { server: { ...server } },
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
