import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { bundle, root, wasmImports } from "./bundle.js";
import type { Outcome, Server } from "./suite.js";

const asImport = wasmImports({
  setup(build) {
    build.onResolve({ filter: /\.wasm$/ }, () => ({ path: "./fanfare.wasm", external: true }));
  },
});

/** Why there is no Worker to be had here, or false: miniflare's undici needs the `File` of Node 20. */
export const noWorkers = typeof File === "undefined" && "miniflare needs Node 20";

type Bindings = Record<string, { [name: string]: string | number }>;

/** What a Worker answers; it goes on until `done` resolves. */
async function inWorker(
  contents: string,
  bindings: Bindings,
  path = "",
  done?: () => Promise<unknown>,
): Promise<any> {
  const { Miniflare } = await import("miniflare");
  const miniflare = new Miniflare({
    compatibilityDate: "2025-01-01",
    bindings,
    modulesRoot: "/",
    modules: [
      { type: "ESModule", path: "/worker.js", contents },
      {
        type: "CompiledWasm",
        path: "/fanfare.wasm",
        contents: await readFile(join(root, "dist/platform/fanfare.wasm")),
      },
    ],
  });
  try {
    const response = await miniflare.dispatchFetch(`http://worker/${path}`);
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    await done?.();
    return JSON.parse(text);
  } finally {
    await miniflare.dispose();
  }
}

/** What a Worker answers. Its module is a part of the upload. */
export async function onWorkers(
  entry: string,
  bindings: Bindings,
  path?: string,
  done?: () => Promise<unknown>,
): Promise<any> {
  return inWorker(
    await bundle(entry, { conditions: ["workerd", "worker"], plugins: [asImport] }),
    bindings,
    path,
    done,
  );
}

export const run = (server: Server): Promise<Outcome[]> =>
  onWorkers("inside-worker.ts", { server: { ...server } });

/** What a server got of a Worker that had answered before it had sent everything. */
export async function runLater(server: Server): Promise<{ body: string }[]> {
  let requests: { body: string }[] = [];
  const ask = () => fetch(`http://${server.host}:${server.port}/requests?until=2`);
  await onWorkers(
    "inside-worker.ts",
    { server: { ...server } },
    "later",
    async () => (requests = await (await ask()).json()),
  );
  return requests;
}

/** Workers with a bundle that was made for any runtime. */
export async function runMisbundled(): Promise<{ code: string; message: string }> {
  return inWorker(await bundle("inside-misbundled.ts", { platform: "neutral" }), {});
}
