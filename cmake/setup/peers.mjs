// Pusher's own libraries for Python and Go, which tests/peers compares with: each by its language's own client, in the
// versions that requirements.txt and go.mod name, into build/.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tail } from "./apt.mjs";
import { SetupError } from "./packages.mjs";
import { readOr } from "./sources.mjs";

const source = "tests/peers";
const folder = "build/peers";
const inputs = ["python/requirements.txt", "go/go.mod", "go/go.sum", "go/main.go"];

const windows = process.platform === "win32";
const python = windows ? `${folder}/python/Scripts/python.exe` : `${folder}/python/bin/python`;
const go = windows ? `${folder}/peer.exe` : `${folder}/peer`;

/** @param {string} what @param {string} command @param {string[]} args @param {object} options */
function run(what, command, args, options) {
  const done = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 28, input: "", ...options });
  if (done.status === 0) return;
  const said = tail(`${done.stdout ?? ""}${done.stderr ?? ""}${done.error?.message ?? ""}`);
  throw new SetupError(`${what} failed:\n${said}\nMend that and run this again; it needs Python 3.11 and Go 1.19, or newer.`);
}

/** @param {string} root */
function installPython(root) {
  rmSync(join(root, folder, "python"), { recursive: true, force: true });
  const venv = join(root, folder, "python");
  run("python3 -m venv", windows ? "python" : "python3", ["-m", "venv", venv], { cwd: root });
  const requirements = join(root, source, "python/requirements.txt");
  run("pip install", join(root, python), ["-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", requirements], {
    cwd: root,
  });
}

/** @param {string} root */
function buildGo(root) {
  const settings = { GOPATH: join(root, folder, "go"), GOTOOLCHAIN: "local", GOWORK: "off", CGO_ENABLED: "0" };
  // without -modcacherw nobody but root could remove the folder
  const args = ["build", "-modcacherw", "-buildvcs=false", "-o", join(root, go), "."];
  run("go build", "go", args, { cwd: join(root, source, "go"), env: { ...process.env, ...settings } });
}

/**
 * Leaves in build/peers/programs.json how to start each library's program.
 * @param {string} root @param {(line: string) => void} say @returns {boolean} whether anything was to be done
 */
export function setUpPeers(root, say) {
  const hash = createHash("sha256");
  for (const name of inputs) hash.update(readFileSync(join(root, source, name)));
  const programs = { python: [python, `${source}/python/peer.py`], go: [go] };
  const record = `${JSON.stringify({ programs, of: hash.digest("hex") }, null, 2)}\n`;
  const file = join(root, folder, "programs.json");
  if (readOr(file, "") === record && [python, go].every((name) => existsSync(join(root, name)))) return false;
  say("Pusher's libraries for Python and Go; the first time this takes up to two minutes");
  mkdirSync(join(root, folder), { recursive: true });
  rmSync(file, { force: true });
  installPython(root);
  buildGo(root);
  writeFileSync(file, record);
  return true;
}
