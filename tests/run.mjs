// `npm test`: sets up, builds, and runs every test. `npm test -- core js` runs only the stages named.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node = process.execPath;

function filesBelow(folder, ending) {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .filter((path) => !path.includes("node_modules"))
    .sort();
}

function nodeTests(...folders) {
  const files = folders.flatMap((folder) => filesBelow(folder, ".test.ts"));
  return [[node, "--import", "tsx", "--test", "--test-reporter=spec", ...files]];
}

function cmake(preset) {
  return [
    ["cmake", "--preset", preset],
    ["cmake", "--build", "--preset", preset],
    ["ctest", "--preset", preset],
  ];
}

const cppFolders = ["bench", "core", "native", "wasm", "tests", "examples"];
const stages = {
  setup: {
    needed: true,
    commands: () => [[node, "tools/setup/setup.mjs", ...(isWanted("peers") ? ["--also", "peers"] : [])]],
  },
  build: { needed: true, commands: () => [[node, "js/build.mjs"]] },
  format: {
    commands: () => [
      [
        "clang-format",
        "--dry-run",
        "--Werror",
        ...cppFolders.flatMap((folder) => [...filesBelow(folder, ".h"), ...filesBelow(folder, ".cpp")]),
      ],
    ],
  },
  types: {
    commands: () => [[node, "node_modules/typescript/bin/tsc", "--noEmit", "-p", "tests/tsconfig.json"]],
  },
  cpp: { commands: () => cmake("dev") },
  js: { commands: () => nodeTests("tests/js", "tests/wasm") },
  hub: { commands: () => nodeTests("tests/hub") },
  peers: { commands: () => nodeTests("tests/peers") },
  runtimes: { commands: () => nodeTests("tests/conformance") },
  packaging: { commands: () => nodeTests("tests/packaging") },
  browser: { commands: () => nodeTests("tests/browser") },
  sanitizers: { commands: () => cmake("asan") },
};

const wanted = process.argv.slice(2);
const isWanted = (name) => wanted.length === 0 || wanted.includes(name);
const unknown = wanted.filter((name) => !(name in stages));
if (unknown.length > 0) {
  console.error(`No such stage: ${unknown.join(", ")}. There are: ${Object.keys(stages).join(", ")}.`);
  process.exit(2);
}

function runStage(commands) {
  for (const [command, ...args] of commands) {
    const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
    if (error) console.error(`${command}: ${error.message}`);
    if (status !== 0) return false;
  }
  return true;
}

const results = [];
for (const [name, stage] of Object.entries(stages)) {
  if (!isWanted(name) && !stage.needed) continue;
  console.log(`\n=== ${name}`);
  const start = performance.now();
  const passed = runStage(stage.commands());
  results.push({ name, passed, seconds: (performance.now() - start) / 1000 });
  if (!passed && stage.needed) break;
}

console.log("\n=== summary");
for (const { name, passed, seconds } of results) {
  console.log(`${passed ? "passed" : "FAILED"}  ${name.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s`);
}
const failed = results.filter(({ passed }) => !passed).length;
console.log(`\nstages: ${results.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
