import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

test("every test that the library specification names is there and passes", () => {
  // Inside a test, node --test runs no other unless it does not know.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const args = ["--import", "tsx", "--test", "--test-reporter=tap", path("library-specification.test.ts")];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: path("../../.."),
    env,
    encoding: "utf8",
  });
  const passed = [...stdout.matchAll(/^ok \d+ - (\w+)$/gm)].map(([, name]) => name);
  const wanted = readFileSync(path("../../library-specification.txt"), "utf8").trim().split("\n");
  assert.equal(wanted.length, 30);
  assert.deepEqual(passed.sort(), wanted.sort(), stdout + stderr);
});
