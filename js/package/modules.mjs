// What the compiler leaves in build/js, as dist/ has it. A page, or its bundler, gets module by module what it uses; a server
// gets each entry as one file, for every file that is opened delays its start.

import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { compiled, dist, filesBelow, root, write } from "./files.mjs";

/** As the compiler leaves them. */
const forPages = /^(events\/(?!event\.).*|browser\/.*|common\/errors|src\/guard)\.js$/;

/** What stands by itself: what several entries have in common, because a class is to be one class for all, and what a test replaces. */
const common = /^(events\/(channel|event)|hub\/engine|pusher\/events|common\/errors|src\/index)\.js$/;

/** Beside what package.json names: a program, what several have in common, and what is tried by itself. */
const more = ["hub/cli.js", "hub/engine.js", "events/event.js", "pusher/events.js"];

function entries() {
  const { exports, imports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const named = [...JSON.stringify([exports, imports]).matchAll(/"\.\/dist\/([^"]+\.js)"/g)].map(
    ([, path]) => path,
  );
  const known = new Set(filesBelow(compiled));
  return [...new Set([...named, ...more])].filter((path) => known.has(path) && !forPages.test(path));
}

/** Leaves out what stands by itself. @param {string} entry @returns {import("esbuild").Plugin} */
const apart = (entry) => ({
  name: "apart",
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ path, importer, kind }) => {
      if (kind === "entry-point") return undefined;
      if (!path.startsWith(".") || /\.wasm(\?module)?$/.test(path)) return { path, external: true };
      const target = relative(compiled, join(dirname(importer), path));
      if (!common.test(target)) return undefined;
      const place = relative(dirname(entry), target);
      return { path: place.startsWith(".") ? place : `./${place}`, external: true };
    });
  },
});

/** esbuild names a class that speaks of itself `_Name`, and its objects are printed so. @param {string} code */
function withNames(code) {
  const renamed = [...code.matchAll(/^(?:var|let|const) (\w+) = class _\1\b/gm)].map(([, name]) => name);
  return renamed.reduce((text, name) => text.replace(new RegExp(`\\b_${name}\\b`, "g"), name), code);
}

/** Writes what has changed, and gives the paths of all, relative to dist. */
export async function bundleModules() {
  const built = await Promise.all(entries().map(bundle));
  const modules = new Map(
    built
      .flatMap(({ outputFiles }) => outputFiles)
      .map(({ path, text }) => [relative(dist, path), withNames(text)]),
  );
  for (const path of filesBelow(compiled)) {
    if (forPages.test(path)) modules.set(path, readFileSync(join(compiled, path), "utf8"));
  }
  for (const [path, code] of modules) {
    const target = join(dist, path);
    if (!isSame(target, code)) write(target, code);
  }
  return new Set(modules.keys());
}

/** One entry as one file. @param {string} entry relative to the compiled folder */
function bundle(entry) {
  return build({
    entryPoints: [join(compiled, entry)],
    outdir: dist,
    outbase: compiled,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "es2022",
    write: false,
    plugins: [apart(entry)],
    logLevel: "warning",
  });
}

/** @param {string} path @param {string} code */
function isSame(path, code) {
  try {
    return readFileSync(path, "utf8") === code;
  } catch {
    return false;
  }
}
