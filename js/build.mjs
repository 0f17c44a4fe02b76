// `node js/build.mjs`: what npm gets, from js/ and wasm/ into dist/. Work that is up to date is skipped; `--package`
// starts from an empty dist/, so that nothing older is packed.

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildBrowserGlobal, bundleWs, embedModules } from "./package/bundles.mjs";
import { dist, filesBelow, root, withLock } from "./package/files.mjs";
import { writeTwins } from "./package/twins.mjs";

/** Runs a program and shows what it says only if it fails. @param {string} command @param {string[]} args */
function run(command, args) {
  const { status, error, stdout } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1 << 28,
  });
  if (error) console.error(`build: ${command} cannot be run (${error.message}). npm run setup installs what is missing.`);
  if (status !== 0) console.error(stdout ?? "");
  return status === 0;
}

function buildModules() {
  const configured = existsSync(join(root, "build/wasm/build.ninja")) || run("cmake", ["--preset", "wasm"]);
  if (!configured || !run("cmake", ["--build", "--preset", "wasm"])) throw new Error("the WebAssembly modules did not build");
  embedModules();
}

function compileTypeScript() {
  const ofNode = [/^hub\//, /^platform\/(random|transport)-node\.ts$/, /^src\/node\.ts$/];
  const hasNodePart = filesBelow(join(root, "js")).some((path) => ofNode.some((pattern) => pattern.test(path)));
  const project = hasNodePart ? "tsconfig.node.json" : "tsconfig.json";
  return run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "--build", project]);
}

/** What an earlier build left of a source that is gone. */
function removeStale() {
  const generated = /^(platform\/(wasm-bytes|hub-bytes|.*\.wasm$)|hub\/ws\.|browser\/fanfare\.global\.js$)/;
  for (const path of filesBelow(dist)) {
    const stem = /^(.*?)(\.d)?\.c?[jt]s$/.exec(path)?.[1];
    if (stem === undefined || generated.test(path) || existsSync(join(root, "js", `${stem}.ts`))) continue;
    rmSync(join(dist, path));
  }
}

function build() {
  if (process.argv.includes("--package")) rmSync(dist, { recursive: true, force: true });
  buildModules();
  bundleWs();
  const typesHold = compileTypeScript();
  removeStale();
  writeTwins();
  buildBrowserGlobal();
  const cli = join(dist, "hub/cli.js");
  if (existsSync(cli)) chmodSync(cli, 0o755);
  if (!typesHold) throw new Error("TypeScript found errors");
}

try {
  withLock(build);
} catch (error) {
  console.error(`build: ${/** @type {Error} */ (error).message}`);
  process.exitCode = 1;
}
