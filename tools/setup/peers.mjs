// Pusher's libraries for Python and Go, which tests/peers compares with, and the tools that the tests of its library
// for Node run on. Each is installed into build/ by its language's own client, in the version that requirements.txt,
// go.mod or that library names.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "./packages.mjs";

const source = "tests/peers";
const folder = "build/peers";
const inputs = ["python/requirements.txt", "go/go.mod", "go/go.sum", "go/main.go"];
/** The tools of the package `pusher` that tests/peers/official-suite.mjs uses. */
const tools = ["expect.js", "https-proxy-agent", "mocha", "nock", "sinon"];

const windows = process.platform === "win32";
const python = windows ? `${folder}/python/Scripts/python.exe` : `${folder}/python/bin/python`;
const go = windows ? `${folder}/peer.exe` : `${folder}/peer`;

/** @param {string} what @param {string} command @param {string[]} args @param {object} options */
function run(what, command, args, options) {
  const done = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 28, input: "", ...options });
  if (done.status === 0) return;
  const said = `${done.stdout ?? ""}${done.stderr ?? ""}${done.error?.message ?? ""}`;
  throw new SetupError(
    `${what} failed:\n${said}\nMend that and run this again. It needs Python 3.11 and Go 1.19, or newer.`,
  );
}

/** @param {string} root */
function installPython(root) {
  rmSync(join(root, folder, "python"), { recursive: true, force: true });
  const venv = join(root, folder, "python");
  run("python3 -m venv", windows ? "python" : "python3", ["-m", "venv", venv], { cwd: root });
  const requirements = join(root, source, "python/requirements.txt");
  run(
    "pip install",
    join(root, python),
    ["-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", requirements],
    {
      cwd: root,
    },
  );
}

/** @param {string} root */
function buildGo(root) {
  const settings = {
    GOPATH: join(root, folder, "go"),
    GOTOOLCHAIN: "local",
    GOWORK: "off",
    CGO_ENABLED: "0",
  };
  // without -modcacherw nobody but root could remove the folder
  const args = ["build", "-modcacherw", "-buildvcs=false", "-o", join(root, go), "."];
  run("go build", "go", args, { cwd: join(root, source, "go"), env: { ...process.env, ...settings } });
}

/** @param {string} root @returns {string[]} mocha@^9.2.2 and its like */
function versionsOfTools(root) {
  const { devDependencies } = JSON.parse(
    readFileSync(join(root, "node_modules/pusher/package.json"), "utf8"),
  );
  return tools.map((name) => `${name}@${devDependencies[name]}`);
}

/** @param {string} root @param {string} npm */
function installTools(root, npm) {
  const suite = join(root, folder, "suite");
  rmSync(suite, { recursive: true, force: true });
  mkdirSync(suite, { recursive: true });
  const args = [
    npm,
    "install",
    "--no-audit",
    "--no-fund",
    "--no-package-lock",
    "--ignore-scripts",
    "--prefix",
    suite,
  ];
  run("npm install", process.execPath, [...args, ...versionsOfTools(root)], { cwd: suite });
}

const recordFile = (/** @type {string} */ root) => join(root, folder, "programs.json");

/** How to start each library's program, and a hash of everything that was installed. @param {string} root */
function recordOf(root) {
  const hash = createHash("sha256");
  for (const name of inputs) hash.update(readFileSync(join(root, source, name)));
  if (existsSync(join(root, "node_modules/pusher"))) hash.update(versionsOfTools(root).join());
  const programs = { python: [python, `${source}/python/peer.py`], go: [go] };
  return `${JSON.stringify({ programs, of: hash.digest("hex") }, null, 2)}\n`;
}

/** @param {string} root */
export function arePeersNeeded(root) {
  const files = [recordFile(root), ...[python, go].map((name) => join(root, name))];
  const modules = tools.map((name) => join(root, folder, "suite/node_modules", name));
  return (
    ![...files, ...modules].every(existsSync) || readFileSync(recordFile(root), "utf8") !== recordOf(root)
  );
}

/**
 * Leaves in build/peers/programs.json how to start each library's program.
 * @param {string} root @param {string} npm the file of its program
 */
export function setUpPeers(root, npm) {
  mkdirSync(join(root, folder), { recursive: true });
  rmSync(recordFile(root), { force: true });
  installPython(root);
  buildGo(root);
  installTools(root, npm);
  writeFileSync(recordFile(root), recordOf(root));
}
