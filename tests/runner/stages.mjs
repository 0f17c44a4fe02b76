// The stages of `npm test` and of `npm run check`: what each needs first, and the commands that it runs.

import { readdirSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * @typedef {object} Stage
 * @property {string} about one line for --list
 * @property {string[]} [needs] stages that must have passed
 * @property {string[]} [targets] the C++ programs that it runs, if it does not need all of them
 * @property {boolean} [isPart] a whole run leaves it out: it is part of another stage, or runs only when named
 * @property {string[]} [brings] parts that run too when this stage is named
 * @property {boolean} [isBackground] takes what processor time the other stages leave
 * @property {boolean} [isWide] uses every processor, so no other stage but a background one runs beside it
 * @property {Record<string, string>} [env]
 * @property {boolean} [goesOn] runs its other commands even if one fails
 * @property {(targets: string[]) => string[][]} commands
 */

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const node = process.execPath;
const processors = String(availableParallelism?.() ?? cpus().length);

/** @param {string} folder @param {RegExp} pattern @returns {string[]} paths below the root */
function filesBelow(folder, pattern) {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .filter((path) => !path.includes("node_modules"))
    .sort();
}

/** @param {string[]} files */
const nodeTests = (files) => [
  node,
  "--import",
  "tsx",
  "--test",
  "--test-reporter=spec",
  "--test-concurrency=2",
  ...files,
];
const testsIn = (/** @type {string[]} */ ...folders) =>
  folders.flatMap((folder) => filesBelow(folder, /\.test\.ts$/));

/** The files that need a browser, or C++ programs, which npm test builds in a stage of its own. */
const withBrowser = testsIn("tests/browser").filter((path) => /(live|seed|examples|start)\.test/.test(path));
const withCpp = ["tests/wasm/differential.test.ts"];
const without = (/** @type {string[]} */ files, /** @type {string[]} */ others) =>
  files.filter((path) => !others.includes(path));

/** @param {string} preset @param {string[]} [targets] all without them */
const build = (preset, targets = []) => [
  ["cmake", "--preset", preset],
  ["cmake", "--build", "--preset", preset, "--parallel", processors].concat(
    targets.length > 0 ? ["--target", ...targets] : [],
  ),
];
/** @param {string} preset @param {string} [names] a regular expression */
const ctest = (preset, names) => [
  ["ctest", "--preset", preset, "--parallel", processors].concat(names ? ["--tests-regex", names] : []),
];

/** @param {string} folder below tests/ @returns {Stage} */
const partOfCpp = (folder) => ({
  about: `the C++ tests of tests/${folder}, part of cpp`,
  needs: ["compile"],
  isPart: true,
  targets: [`tests/${folder}/all`],
  commands: () => ctest("dev", `^${folder}:`),
});

const cppFolders = ["bench", "core", "native", "wasm", "tests", "examples"];
const cppFiles = () => cppFolders.flatMap((folder) => filesBelow(folder, /\.(cpp|h)$/));
const inModules = (/** @type {string} */ path) => join("node_modules", path);
const fuzzers = ["auth", "channel", "encryption", "hub", "json", "request", "webhook"];

/** @type {Record<string, Stage>} every change passes these */
export const testStages = {
  build: {
    about: "fanfare.wasm, hub.wasm and dist/",
    commands: () => [[node, "js/build.mjs"]],
  },
  compile: {
    about: "the C++ programs of the tests",
    isBackground: true,
    commands: (targets) => build("dev", targets),
  },
  style: {
    about: "clang-format, prettier, eslint, ruff, and no line over 120 columns",
    needs: ["build"],
    goesOn: true,
    commands: () => [
      ["clang-format", "--dry-run", "--Werror", ...cppFiles()],
      [node, "tools/lines.mjs"],
      [node, "tools/ruff.mjs"],
      [node, inModules("prettier/bin/prettier.cjs"), "--check", "--log-level=warn", "."],
      [node, inModules("eslint/bin/eslint.js"), "."],
    ],
  },
  types: {
    about: "the types of the tests and examples",
    needs: ["build"],
    commands: () => [[node, inModules("typescript/bin/tsc"), "--noEmit", "-p", "tests/tsconfig.json"]],
  },
  js: {
    about: "the package on Node, and the page's side without a browser",
    needs: ["build"],
    isWide: true,
    commands: () => [
      nodeTests([
        ...without(testsIn("tests/js", "tests/wasm"), withCpp),
        ...without(testsIn("tests/browser"), withBrowser),
      ]),
    ],
  },
  hub: {
    about: "the hub on Node; named alone, in C++ too",
    needs: ["build"],
    brings: ["hub-cpp"],
    commands: () => [nodeTests(testsIn("tests/hub"))],
  },
  runtimes: {
    about: "the same cases on Node, Workers, Vercel Edge, Deno, Bun and in a page",
    needs: ["build"],
    commands: () => [nodeTests(testsIn("tests/conformance"))],
  },
  packaging: {
    about: "the package as npm gets it",
    needs: ["build"],
    commands: () => [nodeTests(testsIn("tests/packaging"))],
  },
  cpp: {
    about: "every C++ test",
    needs: ["compile"],
    isWide: true,
    commands: () => ctest("dev"),
  },
  core: partOfCpp("core"),
  native: partOfCpp("native"),
  "hub-cpp": partOfCpp("hub"),
  abi: {
    about: "the same calls natively and in WebAssembly",
    needs: ["build", "compile"],
    targets: ["fanfare_differential"],
    commands: () => [nodeTests(withCpp)],
  },
  page: {
    about: "a page in Chromium connects and receives what Node and C++ send",
    needs: ["build", "compile"],
    targets: ["publisher", "browser_sender", "auth_server"],
    commands: () => [nodeTests(["tests/browser/live.test.ts"])],
  },
};

/** @type {Record<string, Stage>} what takes longer: `npm run check`, and CI after npm test */
export const checkStages = {
  build: testStages.build,
  compile: testStages.compile,
  sanitizers: {
    about: "every C++ test under AddressSanitizer and UndefinedBehaviorSanitizer",
    needs: ["compile"],
    isBackground: true,
    commands: () => [...build("asan"), ...ctest("asan")],
  },
  fuzz: {
    about: "the fuzzers over the vectors and a little further, only when named (needs clang)",
    isPart: true,
    commands: () => [
      ...build("fuzz"),
      ["python3", "tests/fuzz/seeds.py", "build/seeds"],
      ...fuzzers.map((name) => [
        `build/fuzz/tests/fuzz/${name}_fuzz`,
        "-runs=20000",
        "-seed=1",
        "-max_total_time=30",
        ...(name === "hub" ? [] : [`build/seeds/${name}`]),
      ]),
    ],
  },
  browser: {
    about: "the rest of the browser's tests, in Chromium",
    needs: ["build", "compile"],
    targets: ["publisher", "browser_sender", "auth_server"],
    commands: () => [nodeTests(without(withBrowser, ["tests/browser/live.test.ts"]))],
  },
  differential: {
    about: "the drop-in beside pusher, 10,000 calls of each kind",
    needs: ["build"],
    env: { FANFARE_CASES: "10000" },
    commands: () => [nodeTests(testsIn("tests/js/pusher").filter((path) => path.includes("differential")))],
  },
  peers: {
    about: "Pusher's libraries for Node, Python and Go beside Fanfare",
    needs: ["build", "compile"],
    targets: ["fanfare_peer"],
    commands: () => [nodeTests(testsIn("tests/peers"))],
  },
};
