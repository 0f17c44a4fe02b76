// Makes a checkout ready to build and test: system packages where there is apt, then npm's. Runs before every `npm test`
// and `npm start`, so with nothing to do it must cost next to nothing.
//
//   node cmake/setup.mjs [--only native,wasm,browser,peers]   the variable FANFARE_SETUP does the same; "none": npm's only
//   node cmake/setup.mjs --also peers                         the usual ones, and the libraries that tests/peers compares with

import { spawnSync } from "node:child_process";
import { existsSync, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setUpWithApt, tail } from "./setup/apt.mjs";
import { chosenGroups, packagesOf, SetupError } from "./setup/packages.mjs";
import { setUpPeers } from "./setup/peers.mjs";
import { readOr } from "./setup/sources.mjs";
import { adviseOther, hasCommand, packagerOf, parseRelease } from "./setup/systems.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const say = (/** @type {string} */ line) => console.log(`setup: ${line}`);

/**
 * Whether what npm has installed is what the lock file asks for. npm's own record is compared rather than dates: a
 * checkout of another branch changes dates, and an `npm ci` by hand leaves no mark of ours.
 * @param {string} lock package-lock.json @param {string} record node_modules/.package-lock.json
 */
export function npmIsCurrent(lock, record) {
  try {
    const wanted = Object.entries(JSON.parse(lock).packages).filter(([path]) =>
      path.startsWith("node_modules/"),
    );
    const there = JSON.parse(record).packages;
    return wanted.every(([path, one]) =>
      there[path]
        ? there[path].version === one.version && there[path].integrity === one.integrity
        : one.optional === true,
    );
  } catch {
    return false;
  }
}

/** npm of the Node that runs this: emscripten may have brought another Node, which comes first in the PATH or not. */
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
  if (!found) throw new SetupError(`no npm beside ${process.execPath}. Install npm, or run npm ci yourself.`);
  return realpathSync(found);
}

/** What npm complains of, without its usage, which would push that out of sight. @param {string} output */
export function npmErrors(output) {
  const errors = output
    .split("\n")
    .filter((line) => line.startsWith("npm error ") && line.trim() !== "npm error");
  const usage = errors.findIndex((line) =>
    /^npm error (Usage:|Clean install a project|Install a package)/.test(line),
  );
  return tail((usage > 0 ? errors.slice(0, usage) : errors.length > 0 ? errors : [output]).join("\n"));
}

/** @returns {boolean} whether anything was to be done */
function setUpNpm() {
  const manifest = join(root, "package.json");
  if (!existsSync(manifest)) return false;
  const lock = readOr(join(root, "package-lock.json"), "");
  const record = join(root, "node_modules/.package-lock.json");
  const current = lock
    ? npmIsCurrent(lock, readOr(record, ""))
    : existsSync(record) && statSync(record).mtimeMs >= statSync(manifest).mtimeMs;
  if (current) return false;
  const command = lock ? "ci" : "install";
  say(`npm ${command}`);
  // NODE_ENV=production would leave out what the build needs
  const args = [npmCli(), command, "--no-audit", "--no-fund", "--include=dev"];
  // packages' own install scripts call plain "node"
  const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ""}` };
  const done = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28, env });
  if (done.status === 0) return true;
  const said = npmErrors(`${done.stdout ?? ""}${done.stderr ?? ""}${done.error?.message ?? ""}`);
  throw new SetupError(
    `npm ${command} failed:\n${said}\nMend that and run this again, or run npm ${command} yourself.`,
  );
}

/** @param {string[]} groups @returns {boolean} whether anything was to be done */
function setUpSystem(groups) {
  if (groups.length === 0) return false;
  const release = parseRelease(readOr("/etc/os-release", ""));
  const ids = [release.get("ID") ?? "", ...(release.get("ID_LIKE") ?? "").split(" ")];
  // Mint and its like have names of their own, but Ubuntu's or Debian's in their sources
  const names = ["UBUNTU_CODENAME", "DEBIAN_CODENAME", "VERSION_CODENAME"].map((name) => release.get(name));
  const codename = names.find(Boolean) ?? "";
  if (process.platform === "linux" && ids.some((id) => id === "debian" || id === "ubuntu")) {
    const sourceFolder = groups.includes("wasm") ? join(root, "build/cryptopp-src") : undefined;
    return setUpWithApt({
      wanted: packagesOf(groups),
      sourceFolder,
      codename,
      debian: ids[0] === "debian",
      say,
    });
  }
  const { missing, lines } = adviseOther(groups, packagerOf(process.platform, release), hasCommand);
  if (missing.length === 0) {
    say("not Debian or Ubuntu: the commands are there, and CMake looks for the libraries");
    return false;
  }
  throw new SetupError(lines.join("\n"));
}

function main() {
  const started = performance.now();
  try {
    const { values } = parseArgs({ options: { only: { type: "string" }, also: { type: "string" } } });
    const groups = chosenGroups(values.only ?? process.env.FANFARE_SETUP, values.also);
    const system = setUpSystem(groups);
    const npm = setUpNpm();
    const peers = groups.includes("peers") && setUpPeers(root, npmCli(), say);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    say(system || npm || peers ? `done in ${seconds} s` : "nothing to do");
  } catch (error) {
    if (error instanceof SetupError || /** @type {any} */ (error)?.code?.startsWith?.("ERR_PARSE_ARGS")) {
      console.error(`setup: ${/** @type {Error} */ (error).message}`);
      process.exitCode = 1;
    } else throw error;
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) main();
