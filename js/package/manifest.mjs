// package.json's generated fields, from the list in entries.mjs. npm reads them there, so they are committed.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { entries, files, imports, onlyEsm, programs } from "./entries.mjs";
import { root, write } from "./files.mjs";

const inDist = (/** @type {string} */ path) => `./dist/${path}`;

const esm = (/** @type {string} */ module) => ({
  types: inDist(`${module}.d.ts`),
  default: inDist(`${module}.js`),
});
const cjs = (/** @type {string} */ module) => ({
  types: inDist(`${module}.d.cts`),
  default: inDist(`${module}.cjs`),
});
const both = (/** @type {string} */ module) => ({ import: esm(module), require: cjs(module) });

/** @param {import("./entries.mjs").Entry} entry */
function conditionsOf({ module, esmAtEdge, page }) {
  return {
    ...(esmAtEdge && { workerd: esm(module), "edge-light": esm(module) }),
    ...(page && { browser: both(page), "react-native": both(page) }),
    ...both(module),
  };
}

const targetOf = (/** @type {string} */ module) =>
  onlyEsm.includes(module)
    ? inDist(`${module}.js`)
    : { import: inDist(`${module}.js`), require: inDist(`${module}.cjs`) };

/** @template Value, Result @param {Record<string, Value>} object @param {(value: Value) => Result} change */
const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));

/** The text that package.json should have. @param {string} text what it has */
export function manifestFrom(text) {
  const main = /** @type {import("./entries.mjs").Entry} */ (entries["."]).module;
  const subpaths = Object.entries(entries).filter(([path]) => path !== ".");
  const generated = {
    bin: mapValues(programs, (module) => inDist(`${module}.js`)),
    main: inDist(`${main}.cjs`),
    types: inDist(`${main}.d.cts`),
    // TypeScript's "node10" resolution knows no "exports"
    typesVersions: {
      "*": Object.fromEntries(
        subpaths.map(([path, { module }]) => [path.slice("./".length), [inDist(`${module}.d.cts`)]]),
      ),
    },
    imports: mapValues(imports, (targets) => mapValues(targets, targetOf)),
    exports: { ...mapValues(entries, conditionsOf), ...files },
  };
  return `${JSON.stringify({ ...JSON.parse(text), ...generated }, null, 2)}\n`;
}

/** Brings package.json up to date. */
export function writeManifest() {
  const path = join(root, "package.json");
  const text = readFileSync(path, "utf8");
  const wanted = manifestFrom(text);
  if (wanted !== text) write(path, wanted);
}
