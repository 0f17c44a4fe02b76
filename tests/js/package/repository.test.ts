import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" })
  .split("\0")
  .filter((path) => path !== "" && existsSync(join(root, path)));

test("no source file is longer than 400 lines", () => {
  const long = tracked
    .filter((path) => /\.(cpp|h|ts|mts|mjs|js|py|css|html|cmake)$|CMakeLists\.txt$/.test(path))
    .map((path) => ({ path, lines: read(path).split("\n").length - 1 }))
    .filter(({ lines }) => lines > 400);
  assert.deepEqual(long, []);
});

test("every error code of the core is explained in docs/errors.md, and no other", () => {
  const header = read("core/include/fanfare/error.h");
  const body = header.slice(header.indexOf("enum class ErrorCode"), header.indexOf("};"));
  const codes = [...body.matchAll(/^ {2}([a-z_0-9]+)(?: = 0)?,/gm)]
    .map((match) => match[1]!)
    .filter((code) => code !== "ok");
  assert.ok(codes.length > 30);
  const rows = read("docs/errors.md")
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  const documented = rows.flatMap((row) =>
    [...row.split("|")[1]!.matchAll(/`([a-z_0-9]+)`/g)].map((match) => match[1]!),
  );
  assert.deepEqual([...documented].sort(), [...codes].sort());
});

test("links between the documents lead to files that exist", () => {
  const broken: string[] = [];
  for (const path of tracked.filter((name) => name.endsWith(".md"))) {
    const prose = read(path)
      .replace(/^```[\s\S]*?^```/gm, "")
      .replace(/`[^`\n]*`/g, "");
    for (const [, target] of prose.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)) {
      if (!existsSync(join(root, dirname(path), target!))) broken.push(`${path}: ${target}`);
    }
  }
  assert.deepEqual(broken, []);
});

test("the lock file names no download address", () => {
  assert.doesNotMatch(read("package-lock.json"), /"resolved"/);
});
