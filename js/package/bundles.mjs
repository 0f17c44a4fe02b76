import { buildSync } from "esbuild";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compiled, dist, filesBelow, isCurrent, root, write } from "./files.mjs";

const self = fileURLToPath(import.meta.url);

/** The WebAssembly modules: as they are for the runtimes that import them, as text for those that compile bytes. */
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

/** For a page without a bundler: a script that leaves everything in `window.Fanfare`. */
export function buildBrowserGlobal() {
  const target = join(dist, "browser/fanfare.global.js");
  const entries = ["browser/index.js", "events/index.js"].filter((path) => existsSync(join(dist, path)));
  const sources = ["browser", "events"].flatMap((folder) =>
    filesBelow(join(dist, folder))
      .filter((path) => path.endsWith(".js") && !path.endsWith(".global.js"))
      .map((path) => join(dist, folder, path)),
  );
  if (entries.length < 2 || isCurrent(target, [...sources, self])) return;
  buildSync({
    stdin: { contents: entries.map((path) => `export * from "./${path}";`).join("\n"), resolveDir: dist },
    outfile: target,
    bundle: true,
    minify: true,
    format: "iife",
    globalName: "Fanfare",
    target: "es2020",
    legalComments: "none",
    logLevel: "warning",
  });
}
