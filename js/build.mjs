// `node js/build.mjs` builds the npm package from js/ and wasm/ into dist/ and skips work that is up to date.
// `--package` starts from an empty dist/, so that nothing older is packed.

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildBrowserGlobal, embedModules } from "./package/bundles.mjs";
import { programs } from "./package/entries.mjs";
import { dist, filesBelow, root, unlessCurrent, withLock } from "./package/files.mjs";
import { writeManifest } from "./package/manifest.mjs";

/** Runs a program and shows its output only if it fails. @param {string} command @param {string[]} args */
function run(command, args) {
  const { status, error, stdout } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1 << 28,
  });
  if (error)
    console.error(`build: cannot run ${command} (${error.message}). npm run setup installs what is missing.`);
  if (status !== 0) console.error(stdout ?? "");
  return status === 0;
}

/**
 * True if CMake configured it for this checkout: a copied one would compile the sources of the checkout it came from.
 * @param {string} folder
 */
function isOurs(folder) {
  try {
    const cache = readFileSync(join(folder, "CMakeCache.txt"), "utf8");
    const [, home = ""] = /^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$/m.exec(cache) ?? [];
    // CMake may have been given a path with a symbolic link
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

const compileTypeScript = () =>
  run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "--build", "tsconfig.node.json"]);

/** Puts dist/ together from the compiler's files, and removes what an older build left there. */
async function bundle() {
  const made = [
    await unlessCurrent(
      "modules",
      (path) => /\.js(\.map)?$/.test(path),
      async () => [
        ...(await (await import("./package/modules.mjs")).bundleModules()),
        ...buildBrowserGlobal(),
      ],
    ),
    await unlessCurrent(
      "types",
      (path) => path.endsWith(".d.ts"),
      async () => (await import("./package/types.mjs")).bundleTypes(),
    ),
  ];
  const files = new Set(made.flat());
  for (const path of filesBelow(dist)) {
    if (!files.has(path) && !path.endsWith(".wasm")) rmSync(join(dist, path));
  }
  for (const program of Object.values(programs)) chmodSync(join(dist, `${program}.js`), 0o755);
}

async function build() {
  writeManifest();
  if (process.argv.includes("--package")) rmSync(dist, { recursive: true, force: true });
  buildModules();
  // a type error must not keep tests from running the code
  const typesHold = compileTypeScript();
  await bundle();
  if (!typesHold) throw new Error("TypeScript found errors");
}

try {
  await withLock(build);
} catch (error) {
  console.error(`build: ${/** @type {Error} */ (error).message}`);
  process.exitCode = 1;
}
