// The size of an installation, and of a bundle for Node.

import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A package of package-lock.json and all that it needs. @param {string} name */
function closure(name) {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const found = new Set();
  const visit = (path) => {
    if (found.has(path)) return;
    found.add(path);
    for (const needed of Object.keys(packages[path].dependencies ?? {})) {
      // As Node looks for it: beside the one that needs it, then further out.
      let from = path;
      while (!packages[`${from}/node_modules/${needed}`] && from !== "")
        from = from.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, "");
      visit(`${from}/node_modules/${needed}`.replace(/^\//, ""));
    }
  };
  visit(`node_modules/${name}`);
  return [...found];
}

/** kB. @param {string} folder */
function sizeBelow(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  // a package that is nested inside another counts as a package of its own
  const own = files
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => !path.slice(folder.length).includes("node_modules"));
  return own.reduce((sum, path) => sum + statSync(path).size, 0) / 1_000;
}

/** kB, minified and gzipped. @param {string} name */
async function bundled(name) {
  const { outputFiles } = await build({
    stdin: { contents: `export * from ${JSON.stringify(name)}`, resolveDir: root },
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    write: false,
    logLevel: "error",
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length / 1_000;
}

/** @returns {Promise<import("./harness.mjs").Row[]>} */
export async function sizes() {
  const theirs = closure("pusher");
  const [packed] = JSON.parse(
    execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
  const installed = {
    pusher: theirs.reduce((sum, path) => sum + sizeBelow(join(root, path)), 0),
    fanfare: packed.unpackedSize / 1_000,
  };
  const names = ["pusher", "fanfare", "fanfare/pusher"];
  const sizes = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await bundled(name)])));
  return [
    { what: "packages installed", unit: "", figures: { pusher: theirs.length, fanfare: 1 } },
    { what: "installed", unit: "kB", figures: installed },
    { what: "bundled for Node, gzipped", unit: "kB", figures: sizes },
  ];
}
