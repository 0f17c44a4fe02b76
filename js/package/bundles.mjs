import { buildSync } from "esbuild";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compiled, dist, isCurrent, root, write } from "./files.mjs";

const self = fileURLToPath(import.meta.url);

/** Copies the WebAssembly modules for runtimes that import them, and embeds them as text for those that compile bytes. */
export function embedModules() {
  for (const [module, text] of [
    ["fanfare.wasm", "wasm-bytes"],
    ["hub.wasm", "hub-bytes"],
  ]) {
    const built = join(root, "build/wasm/wasm", module);
    const target = join(dist, "platform", module);
    const embedded = join(compiled, "platform", `${text}.js`);
    if (!existsSync(built) || [target, embedded].every((path) => isCurrent(path, [built, self]))) continue;
    const bytes = readFileSync(built);
    write(embedded, `export const base64 = "${bytes.toString("base64")}";\n`);
    write(target, bytes);
  }
}

/** For a page without a bundler: a script that leaves everything in `window.Fanfare`. Returns its files. */
export function buildBrowserGlobal() {
  const name = "browser/fanfare.global.js";
  buildSync({
    stdin: {
      contents: `export * from "./browser/index.js"; export * from "./events/index.js";`,
      resolveDir: dist,
    },
    outfile: join(dist, name),
    bundle: true,
    minify: true,
    sourcemap: true,
    format: "iife",
    globalName: "Fanfare",
    target: "es2020",
    legalComments: "none",
    logLevel: "warning",
  });
  return [name, `${name}.map`];
}
