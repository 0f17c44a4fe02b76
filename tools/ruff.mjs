// `node tools/ruff.mjs`: checks the Python files with ruff, and how they are formatted. `--write` formats them.
// ruff comes from npm, as WebAssembly: nobody needs pip.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const { PositionEncoding, Workspace } = createRequire(import.meta.url)("@astral-sh/ruff-wasm-nodejs");
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const isWriting = process.argv.includes("--write");

const options = {
  "line-length": 110,
  "target-version": "py311",
  // the formatter breaks lines; what it leaves long is the text of a vector
  lint: { select: ["E", "F", "W", "I", "UP", "B", "SIM"], ignore: ["E501"] },
};
const ruff = new Workspace(options, PositionEncoding.Utf16);
const files = execFileSync("git", ["ls-files", "-coz", "--exclude-standard", "*.py"], {
  cwd: root,
  encoding: "utf8",
}).split("\0");

let failures = 0;
for (const file of files.filter(Boolean)) {
  const path = join(root, file);
  const text = readFileSync(path, "utf8");
  const formatted = ruff.format(text);
  for (const { code, message, start_location: at } of ruff.check(isWriting ? formatted : text)) {
    failures++;
    console.error(`${file}:${at.row}:${at.column} ${code ?? "syntax"} ${message}`);
  }
  if (formatted === text) continue;
  if (isWriting) writeFileSync(path, formatted);
  else {
    failures++;
    console.error(`${file} is not formatted: run node tools/ruff.mjs --write`);
  }
}
console.log(`ruff ${Workspace.version()}: ${failures === 0 ? "nothing to say" : `${failures} findings`}`);
process.exitCode = failures === 0 ? 0 : 1;
