import assert from "node:assert/strict";
import test from "node:test";
import { gzipSync } from "node:zlib";
import { contractOf, wasmOf } from "./module.js";

const contracts = [
  { module: "fanfare", exports: "exports.txt", imports: "imports.txt" },
  { module: "hub", exports: "hub_exports.txt", imports: "hub_imports.txt" },
];

for (const contract of contracts) {
  test(`${contract.module}.wasm exports and imports what ${contract.exports} and ${contract.imports} list`, () => {
    const module = new WebAssembly.Module(wasmOf(contract.module));
    const exported = WebAssembly.Module.exports(module).map(({ name }) => name);
    const imported = WebAssembly.Module.imports(module).map(({ module, name }) => `${module}.${name}`);
    assert.deepEqual(exported.sort(), contractOf(contract.exports).sort());
    assert.deepEqual(imported.sort(), contractOf(contract.imports).sort());
  });
}

// A Worker's bundle and Node's start pay for each kilobyte.
test("fanfare.wasm is at most 24 kB gzipped", () => {
  const size = gzipSync(wasmOf("fanfare"), { level: 9 }).length;
  assert.ok(size <= 24_000, `${size} bytes`);
});
