// Native and WebAssembly give the same bytes: the same generated blocks go to both, and the answers are compared whole.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { Generator, type Call } from "./generator.js";
import { Module, contractOf, wasmOf } from "./module.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

function build(): string {
  for (const args of [
    ["--preset", "dev"],
    ["--build", "--preset", "dev", "--target", "fanfare_differential"],
  ]) {
    const { status, stdout, stderr } = spawnSync("cmake", args, { cwd: root, encoding: "utf8" });
    assert.equal(status, 0, `${stdout}\n${stderr}`);
  }
  return `${root}build/dev/tests/wasm/fanfare_differential`;
}

function framed({ name, block, numbers }: Call): Buffer {
  const frame = Buffer.alloc(4 + name.length + 4 + 8 * numbers.length + 4);
  let at = frame.writeUInt32LE(name.length);
  at += frame.write(name, at, "latin1");
  at = frame.writeUInt32LE(numbers.length, at);
  for (const number of numbers) at = frame.writeDoubleLE(number, at);
  frame.writeUInt32LE(block.length, at);
  return Buffer.concat([frame, block]);
}

test("16,000 generated calls get the same answers natively and from the module", { timeout: 300_000 }, () => {
  const module = new Module(new WebAssembly.Module(wasmOf("fanfare")));
  const calls = new Generator(20_260_000).calls(16_000);
  const { status, stdout, stderr } = spawnSync(build(), [], {
    input: Buffer.concat(calls.map(framed)),
    maxBuffer: 1 << 30,
  });
  assert.equal(status, 0, String(stderr));

  let at = 0;
  const seen = new Set<number>();
  const succeeded = new Set<string>();
  for (const [i, call] of calls.entries()) {
    const { status, bytes } = module.call(call.name, call.block, ...call.numbers);
    seen.add(status);
    if (status === 0) succeeded.add(call.name);
    assert.equal(stdout.readUInt32LE(at), status, `status of call ${i}, ${call.name}`);
    const size = stdout.readUInt32LE(at + 4);
    assert.ok(stdout.subarray(at + 8, at + 8 + size).equals(bytes), `answer to call ${i}, ${call.name}`);
    at += 8 + size;
  }
  assert.equal(at, stdout.length);
  const called = new Set(["fanfare_alloc", "fanfare_free", "fanfare_error_name", ...succeeded]);
  assert.deepEqual(
    contractOf("exports.txt").filter((name) => name.startsWith("fanfare_") && !called.has(name)),
    [],
    "never called with success",
  );
  assert.ok(seen.size >= 18, `the calls end in ${seen.size} different ways`);
});
