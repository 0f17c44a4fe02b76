// The compiler's declarations, rolled up: one file for each public entry and a few that entries share, so that a class
// has one declaration. Internal modules' types stay out of the package.

import { basename, join } from "node:path";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { entries, imports } from "./entries.mjs";
import { chunkOf, compiled, dist } from "./files.mjs";

/** `#undici` has the types of what Node gets; any other package keeps its own. @type {import("rollup").Plugin} */
const internalImports = {
  name: "internal imports",
  resolveId(id) {
    const targets = imports[id];
    if (targets) return join(compiled, `${targets.node ?? targets.default}.d.ts`);
    return id.startsWith(".") || id.startsWith(compiled) ? null : { id, external: true };
  },
};

/**
 * Where `require` returns one export itself, CommonJS has `export =`, which no ES module's declarations can say.
 *
 * @param {"d.ts" | "d.cts"} ending @returns {import("rollup").Plugin}
 */
const requiredEntries = (ending) => ({
  name: "required entries",
  generateBundle(_, files) {
    for (const { module, required } of Object.values(entries)) {
      if (!required) continue;
      delete files[ending === "d.ts" ? `${required}.d.ts` : `${module}.d.cts`];
      if (ending === "d.ts") continue;
      const source = `import required from "./${basename(required)}.cjs";\nexport = required;\n`;
      this.emitFile({ type: "asset", fileName: `${module}.d.cts`, source });
    }
  },
});

/** Returns the paths of all files, relative to dist. */
export async function bundleTypes() {
  const modules = Object.values(entries).flatMap(({ module, page, required }) =>
    [module, page, required].filter((one) => one !== undefined),
  );
  const bundled = await rollup({
    input: Object.fromEntries(modules.map((module) => [module, join(compiled, `${module}.d.ts`)])),
    plugins: [internalImports, dts()],
    onwarn(warning) {
      throw new Error(warning.message);
    },
  });
  const written = [];
  for (const ending of /** @type {const} */ (["d.ts", "d.cts"])) {
    const { output } = await bundled.write({
      dir: dist,
      format: "es",
      entryFileNames: `[name].${ending}`,
      chunkFileNames: `[name].${ending}`,
      manualChunks: chunkOf({ forPages: [], apart: [] }),
      onlyExplicitManualChunks: true,
      minifyInternalExports: false,
      hoistTransitiveImports: false,
      plugins: [requiredEntries(ending)],
    });
    written.push(...output.map(({ fileName }) => fileName));
  }
  await bundled.close();
  return written;
}
