// `node tools/lines.mjs`: no line over 120 columns in the sources, the documents and the tests. The vectors are left
// out: a text there is as long as the case needs. So is the code of a test that a literal makes long, which prettier
// does not break.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const longest = 120;
const isMeant = /^(js|tests|tools|examples|docs)\/.*\.(ts|mjs|cjs|js|cpp|h|py|md|txt)$|\.md$/;
const isData = /^(tests\/vectors\/|package-lock\.json$|tests\/library-specification\.txt$)/;

const isLiteral = (/** @type {string} */ line) => !/^\s*(\*|\/\/|\/\*|#)/.test(line) && /["'`/]/.test(line);

const tracked = execFileSync("git", ["ls-files", "-coz", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
}).split("\0");
let long = 0;
for (const path of tracked) {
  if (isData.test(path) || !isMeant.test(path) || !existsSync(join(root, path))) continue;
  const lines = readFileSync(join(root, path), "utf8").split("\n");
  for (const [index, line] of lines.entries()) {
    const columns = [...line].length;
    if (columns <= longest || (path.startsWith("tests/") && isLiteral(line))) continue;
    long++;
    console.error(`${path}:${index + 1} has ${columns} columns: at most ${longest}`);
  }
}
console.log(`lines: ${long === 0 ? "none is too long" : `${long} are too long`}`);
process.exitCode = long === 0 ? 0 : 1;
