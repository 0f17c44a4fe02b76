import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";

test(
  "the tests of the package pusher pass on the drop-in and the hub, each of them",
  { timeout: 60_000 },
  () => {
    const program = fileURLToPath(new URL("official-suite.mjs", import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [program], { encoding: "utf8" });
    assert.equal(status, 0, stdout + stderr);
    // 129 by themselves and 7 with a server, in version 5.3.4.
    assert.match(stdout, /^136 passed, 0 failed, 0 skipped$/m);
  },
);
