// fanfare.debug.wasm: the signing module with its functions' names, for reports of a trap.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { promisify } from "node:util";
import { root } from "./project.js";

const require = createRequire(import.meta.url);
const named = readFileSync(require.resolve("fanfare/fanfare.debug.wasm"));
const small = readFileSync(new URL("../../dist/platform/fanfare.wasm", import.meta.url));

/** Where a call with a block outside of the memory traps. */
function trapIn(bytes: Uint8Array<ArrayBuffer>): string[] {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
  const { _initialize, fanfare_authorize } = instance.exports as Record<
    string,
    (...args: number[]) => number
  >;
  _initialize!();
  let stack = "";
  try {
    fanfare_authorize!(0x7fffff00, 64);
  } catch (error) {
    assert.ok(error instanceof WebAssembly.RuntimeError, String(error));
    stack = error.stack!;
  }
  return stack.split("\n").filter((line) => line.includes("wasm-function"));
}

const functionAndOffset = (line: string) => /wasm-function\[(\d+)\]:(0x[0-9a-f]+)/.exec(line)!.slice(1);

test("the module with names is the small one and a section of names", () => {
  assert.deepEqual(named.subarray(0, small.length), small);
  const modules = [new WebAssembly.Module(named), new WebAssembly.Module(small)];
  assert.deepEqual(
    modules.map((module) => WebAssembly.Module.customSections(module, "name").length),
    [1, 0],
  );
  const [exports, smallExports] = modules.map((module) => WebAssembly.Module.exports(module));
  assert.deepEqual(exports, smallExports);
});

test("the stack trace of a trap has names, and the small module's has the same numbers", () => {
  const trace = trapIn(named);
  assert.match(trace.join("\n"), /fanfare::wasm::/);
  assert.match(trace.at(-1)!, /fanfare_authorize/);
  assert.deepEqual(trapIn(small).map(functionAndOffset), trace.map(functionAndOffset));
});

test("the condition fanfare-debug loads the module with names", async () => {
  const broadcast = `new Broadcast({ appId: "3", key: "278d425bdf160c739803", secret: "7ad3773142a6692b25b8", cluster: "eu" })`;
  for (const [type, load] of [
    ["module", `import { Broadcast } from "fanfare";`],
    ["commonjs", `const { Broadcast } = require("fanfare");`],
  ] as const) {
    const program = `${load}
      const { Module } = WebAssembly;
      WebAssembly.Module = class extends Module {
        constructor(bytes) {
          super(bytes);
          console.log(Module.customSections(this, "name").length);
        }
      };
      console.log(${broadcast}.authorize("private-foobar", "1234.1234").auth);`;
    const run = async (...options: string[]) =>
      (
        await promisify(execFile)(process.execPath, [...options, `--input-type=${type}`, "--eval", program], {
          cwd: root,
        })
      ).stdout.split("\n");
    // pusher/docs: docs/channels/library_auth_reference/auth-signatures.md
    const auth = "278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4";
    assert.deepEqual(await run("--conditions=fanfare-debug"), ["1", auth, ""]);
    assert.deepEqual(await run(), ["0", auth, ""]);
  }
});
