// `node js/build.mjs`: what npm gets, from js/ and wasm/ into dist/. Work that is up to date is skipped; `--package`
// starts from an empty dist/, so that nothing older is packed.

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildBrowserGlobal, embedModules } from "./package/bundles.mjs";
import { compiled, dist, filesBelow, root, withLock } from "./package/files.mjs";
import { bundleModules } from "./package/modules.mjs";
import { writeTwins } from "./package/twins.mjs";

/** Runs a program and shows what it says only if it fails. @param {string} command @param {string[]} args */
function run(command, args) {
  const { status, error, stdout } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1 << 28,
  });
  if (error)
    console.error(
      `build: ${command} cannot be run (${error.message}). npm run setup installs what is missing.`,
    );
  if (status !== 0) console.error(stdout ?? "");
  return status === 0;
}

/** Whether it was configured for this folder: one that was copied or moved would compile the sources where it came from. @param {string} folder */
function isOurs(folder) {
  try {
    const cache = readFileSync(join(folder, "CMakeCache.txt"), "utf8");
    const [, home = ""] = /^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$/m.exec(cache) ?? [];
    // CMake may have come here by a link
    return realpathSync(home) === realpathSync(root);
  } catch {
    return false;
  }
}

function buildModules() {
  const folder = join(root, "build/wasm");
  if (!isOurs(folder)) rmSync(folder, { recursive: true, force: true });
  const configured = existsSync(join(folder, "build.ninja")) || run("cmake", ["--preset", "wasm"]);
  if (!configured || !run("cmake", ["--build", "--preset", "wasm"]))
    throw new Error("the WebAssembly modules did not build");
  embedModules();
}

function compileTypeScript() {
  // The compiler goes by its own records, which are in dist/.
  if (!existsSync(compiled))
    for (const name of ["neutral", "node"]) rmSync(join(dist, `.${name}.tsbuildinfo`), { force: true });
  return run(process.execPath, [
    join(root, "node_modules/typescript/bin/tsc"),
    "--build",
    "tsconfig.node.json",
  ]);
}

/** What an earlier build left of a source that is gone, or of a module that is within another now. @param {Set<string>} modules */
function removeStale(modules) {
  const hasSource = (/** @type {string} */ stem) => existsSync(join(root, "js", `${stem}.ts`));
  const remove = (
    /** @type {string} */ folder,
    /** @type {(path: string, stem: string, ending: string) => boolean} */ isNeeded,
  ) => {
    for (const path of filesBelow(folder)) {
      const [, stem, ending] = /^(.*?)\.(c?js|d\.c?ts)$/.exec(path) ?? [];
      if (stem !== undefined && !isNeeded(path, stem, ending)) rmSync(join(folder, path));
    }
  };
  remove(compiled, (path, stem) => hasSource(stem) || /^platform\/(wasm|hub)-bytes\.js$/.test(path));
  const generated = /^browser\/fanfare\.global\.js$/;
  remove(
    dist,
    (path, stem, ending) =>
      generated.test(path) || (ending.startsWith("d.") ? hasSource(stem) : modules.has(`${stem}.js`)),
  );
}

async function build() {
  if (process.argv.includes("--package")) rmSync(dist, { recursive: true, force: true });
  buildModules();
  const typesHold = compileTypeScript();
  removeStale(await bundleModules());
  writeTwins();
  buildBrowserGlobal();
  const cli = join(dist, "hub/cli.js");
  if (existsSync(cli)) chmodSync(cli, 0o755);
  if (!typesHold) throw new Error("TypeScript found errors");
}

try {
  await withLock(build);
} catch (error) {
  console.error(`build: ${/** @type {Error} */ (error).message}`);
  process.exitCode = 1;
}
