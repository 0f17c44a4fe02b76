// What the compiler left in build/js becomes dist/: ES modules and CommonJS, each with one file per entry and a few
// that entries share, so that a class is one class within a format. Few files, since each one that is opened delays a
// start.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rollup } from "rollup";
import { chunkOf, compiled, dist } from "./files.mjs";
import { apart, entries, forPages, imports, onlyEsm, programs } from "./entries.mjs";

/** The compiler's files, with its source maps: the sources travel in ours. @returns {import("rollup").Plugin} */
const compilerOutput = () => ({
  name: "compiler output",
  resolveId(id) {
    // the runtime's own bundler takes these
    if (/\.wasm(\?module)?$/.test(id)) return { id, external: true };
    return id.startsWith(".") || id.startsWith(compiled) ? null : { id, external: true };
  },
  load(id) {
    const code = readFileSync(id, "utf8");
    // a module's bytes have no source
    if (id.endsWith("-bytes.js")) return { code, map: { mappings: "" } };
    return { code, map: JSON.parse(readFileSync(`${id}.map`, "utf8")) };
  },
  resolveImportMeta: (property, { format }) =>
    property === "url" && format === "cjs" ? 'require("node:url").pathToFileURL(__filename).href' : null,
});

const modules = [
  ...Object.values(entries).flatMap(({ module, page }) => (page ? [module, page] : [module])),
  ...Object.values(imports).flatMap((targets) => Object.values(targets)),
  ...Object.values(programs),
];

/** @param {string} module @param {"es" | "cjs"} format */
function sourceOf(module, format) {
  const { required } = Object.values(entries).find((entry) => entry.module === module) ?? {};
  return format === "cjs" && required ? required : module;
}

/** Bundles for one format and returns the paths of all files, relative to dist. @param {"es" | "cjs"} format */
async function bundle(format) {
  const ending = format === "es" ? "js" : "cjs";
  const wanted = [...new Set(modules)].filter((module) => format === "es" || !onlyEsm.includes(module));
  const bundled = await rollup({
    input: Object.fromEntries(
      wanted.map((module) => [module, join(compiled, `${sourceOf(module, format)}.js`)]),
    ),
    plugins: [compilerOutput()],
    treeshake: { moduleSideEffects: false },
    onwarn(warning) {
      throw new Error(warning.message);
    },
  });
  const { output } = await bundled.write({
    dir: dist,
    format,
    entryFileNames: `[name].${ending}`,
    chunkFileNames: `[name].${ending}`,
    manualChunks: chunkOf({ forPages, apart }),
    onlyExplicitManualChunks: true,
    minifyInternalExports: false,
    hoistTransitiveImports: false,
    exports: "auto",
    esModule: true,
    generatedCode: { preset: "es2015", symbols: false },
    dynamicImportInCjs: false,
    sourcemap: true,
  });
  await bundled.close();
  return output.map(({ fileName }) => fileName);
}

/** Returns the paths of all files, relative to dist. */
export const bundleModules = async () => [...(await bundle("es")), ...(await bundle("cjs"))];
