// The CommonJS twin of each ES module, file by file: x.js gets x.cjs, x.d.ts gets x.d.cts. A nested package.json with
// another "type" would be shorter, but hides the root's "imports" (nodejs.org/api/packages.html#subpath-imports).

import { transformSync } from "esbuild";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { dist, filesBelow, isCurrent, write } from "./files.mjs";

const self = fileURLToPath(import.meta.url);

// Only ever imported: by runtimes without require, by a script tag, or started as a program.
const withoutTwin = [/^platform\/wasm-(workerd|edge-light)\./, /\.global\.js$/, /^hub\/cli\./];

/** Modules of which `require` gives one export itself, as that of the package they stand in for does. */
const requiredAs = new Map([["pusher/index", { name: "Pusher", from: "./pusher.cjs" }]]);

/** @param {string} code of an ES module */
function toCommonJs(code) {
  const usesUrl = code.includes("import.meta.url");
  const { code: text } = transformSync(code, {
    format: "cjs",
    platform: "node",
    target: "es2022",
    supported: { "dynamic-import": false },
    ...(usesUrl && {
      define: { "import.meta.url": "moduleUrl" },
      banner: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;',
    }),
  });
  return text.replace(/require\("(\.\.?\/[^"]+)\.js"\)/g, 'require("$1.cjs")');
}

/** @param {string} code of an ES module's declarations */
function toCommonJsTypes(code) {
  return code.replace(/(\bfrom |\bimport |\bimport\()"(\.\.?\/[^"]+)\.js"/g, '$1"$2.cjs"');
}

export function writeTwins() {
  for (const path of filesBelow(dist)) {
    const match = /^(.*)(\.d\.ts|\.js)$/.exec(path);
    if (!match || withoutTwin.some((pattern) => pattern.test(path))) continue;
    const [, stem, ending] = match;
    const source = join(dist, path);
    const twin = join(dist, stem + (ending === ".js" ? ".cjs" : ".d.cts"));
    if (isCurrent(twin, [source, self])) continue;
    const code = readFileSync(source, "utf8");
    const one = requiredAs.get(stem);
    if (ending === ".js")
      write(twin, toCommonJs(code) + (one ? `module.exports = module.exports.${one.name};\n` : ""));
    else if (one) write(twin, `import { ${one.name} } from "${one.from}";\nexport = ${one.name};\n`);
    else write(twin, toCommonJsTypes(code));
  }
}
