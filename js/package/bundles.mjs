import { buildSync } from "esbuild";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compiled, dist, isCurrent, root, write } from "./files.mjs";

const self = fileURLToPath(import.meta.url);

/**
 * Copies the WebAssembly modules for runtimes that import them, and embeds them as text for those that compile bytes.
 * The signing module exists twice: with its functions' names for the stack trace of a trap, and without.
 */
export function embedModules() {
  for (const [name, text] of [
    ["fanfare", "wasm-bytes"],
    ["hub", "hub-bytes"],
  ]) {
    const built = join(root, `build/wasm/wasm/${name}.wasm`);
    const target = join(dist, `platform/${name}.wasm`);
    const debug = join(dist, `platform/${name}.debug.wasm`);
    const embedded = join(compiled, `platform/${text}.js`);
    const targets = name === "fanfare" ? [target, embedded, debug] : [target, embedded];
    if (targets.every((path) => isCurrent(path, [built, self]))) continue;
    const named = readFileSync(built);
    const bytes = withoutCustomSections(named);
    write(embedded, `export const base64 = "${bytes.toString("base64")}";\n`);
    write(target, bytes);
    if (targets.includes(debug)) write(debug, named);
  }
}

/**
 * A module without names and other notes: sections of id 0 (webassembly.github.io/spec/core/binary/modules.html).
 * @param {Buffer} module
 */
function withoutCustomSections(module) {
  const header = 8;
  const kept = [module.subarray(0, header)];
  for (let start = header; start < module.length;) {
    let end = start + 1;
    let size = 0;
    for (let shift = 0, byte = 0x80; byte >= 0x80; shift += 7) {
      byte = module.readUInt8(end++);
      size |= (byte & 0x7f) << shift;
    }
    end += size;
    if (module[start] !== 0) kept.push(module.subarray(start, end));
    start = end;
  }
  return Buffer.concat(kept);
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
