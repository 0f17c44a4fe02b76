import assert from "node:assert/strict";
import test from "node:test";
import { abi } from "../../../js/src/wasm/core.js";
import { limits } from "../../../js/src/wasm/limits.js";

test("the limits in TypeScript are those of the core", () => {
  assert.deepEqual({ ...limits }, abi.numbers("fanfare_limits"));
});
