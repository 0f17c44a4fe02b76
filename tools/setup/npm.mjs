// npm's packages: installed again when they differ from package-lock.json.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { SetupError } from "./packages.mjs";

/**
 * Compares npm's own record with the lock file. Dates would not do: checking out another branch changes them.
 * @param {string} lock package-lock.json @param {string} record node_modules/.package-lock.json
 */
export function isNpmCurrent(lock, record) {
  try {
    const wanted = Object.entries(JSON.parse(lock).packages).filter(([path]) =>
      path.startsWith("node_modules/"),
    );
    const installed = JSON.parse(record).packages;
    return wanted.every(([path, { version, integrity, optional }]) =>
      installed[path]
        ? installed[path].version === version && installed[path].integrity === integrity
        : optional === true,
    );
  } catch {
    return false;
  }
}

/** npm's program beside the Node that runs this: the one in PATH may belong to the Node that emscripten brought. */
export function npmCli() {
  const bin = dirname(process.execPath);
  const called = process.env.npm_execpath ?? "";
  const files = [
    /npm-cli\.[cm]?js$/.test(called) ? called : "",
    join(bin, "node_modules/npm/bin/npm-cli.js"),
    join(bin, "../lib/node_modules/npm/bin/npm-cli.js"),
    join(bin, "npm"),
    "/usr/share/nodejs/npm/bin/npm-cli.js",
  ];
  const found = files.find((file) => file !== "" && existsSync(file));
  if (!found)
    throw new SetupError(`there is no npm beside ${process.execPath}. Install npm, or run npm ci yourself.`);
  return realpathSync(found);
}

/** @param {string} root @returns {boolean} */
export function isNpmNeeded(root) {
  const read = (/** @type {string} */ file) =>
    existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : "";
  return !isNpmCurrent(read("package-lock.json"), read("node_modules/.package-lock.json"));
}

/** @param {string} root */
export function installNpm(root) {
  // NODE_ENV=production would leave out the packages that the build needs
  const args = [npmCli(), "ci", "--no-audit", "--no-fund", "--include=dev", "--loglevel=error"];
  // packages' own install scripts call plain "node"
  const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ""}` };
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) throw new SetupError("npm ci failed, as it says above. Mend that and run this again.");
}
