// What the tarball holds: files, manifest, declarations and source maps.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before, type TestContext } from "node:test";
import { promisify } from "node:util";
import { publint } from "publint";
// @ts-expect-error the build's scripts are plain JavaScript
import { manifestFrom } from "../../js/package/manifest.mjs";
import { Project, root, subpaths } from "./project.js";

let project: Project;
before(async () => {
  project = await Project.create();
});
after(() => project.remove());

test("the tarball holds the library, its documentation and its licence, and no build files", (t: TestContext) => {
  const { files, size } = project.packed;
  for (const needed of [
    "README.md",
    "LICENSE",
    "dist/platform/fanfare.wasm",
    "dist/browser/fanfare.global.js",
  ]) {
    assert.ok(files.includes(needed), needed);
  }
  const stray = files.filter(
    (path) => !/^(dist\/|docs\/|package\.json$|README\.md$|LICENSE$|CHANGELOG\.md$)/.test(path),
  );
  assert.deepEqual(stray, []);
  assert.deepEqual(
    files.filter((path) => /tsbuildinfo|\.tmp$|(?<!\.d)\.ts$/.test(path)),
    [],
  );
  t.diagnostic(`${size} bytes, ${files.length} files`);
  // with source maps, which are two fifths of it
  assert.ok(size <= 900_000, `${size} bytes`);
  assert.ok(files.length <= 180, `${files.length} files`);
});

test("package.json says what js/package/entries.mjs lists: npm run build brings it up to date", () => {
  const text = readFileSync(join(root, "package.json"), "utf8");
  assert.equal(manifestFrom(text), text);
});

test("every file that package.json names is in the tarball", () => {
  const { bin, main, types, typesVersions, imports, exports } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  const named = JSON.stringify({ bin, main, types, typesVersions, imports, exports }).match(
    /(?<=")\.\/dist\/[^"]+(?=")/g,
  );
  const missing = named!.filter((path) => !project.packed.files.includes(path.slice("./".length)));
  assert.deepEqual(missing, []);
});

test("an internal type is in no declaration, and each public entry has one file of them", async () => {
  const declarations = project.packed.files.filter((path) => /\.d\.c?ts$/.test(path));
  // pusher's has one more, for `export =`
  const shared = declarations.filter((path) => /\/(shared|required)\.d\.c?ts$/.test(path));
  assert.equal(declarations.length - shared.length, 2 * (subpaths.length + ["src/guard"].length));
  for (const path of declarations) {
    const text = await readFile(join(project.folder, "node_modules/fanfare", path), "utf8");
    assert.ok(!/@internal|nodejs\.util\.inspect/.test(text), path);
  }
});

test("every JavaScript file has a source map with its sources, and a stack trace names them", async () => {
  const scripts = project.packed.files.filter((path) => /\.c?js$/.test(path));
  for (const path of scripts) {
    const text = await readFile(join(project.folder, "node_modules/fanfare", `${path}.map`), "utf8");
    const { sources, sourcesContent } = JSON.parse(text);
    assert.ok(
      sourcesContent.every((source: unknown) => typeof source === "string"),
      path,
    );
    assert.deepEqual(
      sources.filter((source: string) => !/(^|\/)js\/.+\.ts$/.test(source) && !/^<stdin>$/.test(source)),
      [],
      path,
    );
  }
  for (const [name, load] of [
    ["mapped.mjs", `import { Channel } from "fanfare";`],
    ["mapped.cjs", `const { Channel } = require("fanfare");`],
  ] as const) {
    const path = await project.write(
      name,
      `${load}\ntry { new Channel(7); } catch ({ stack }) { console.log(stack); }`,
    );
    assert.match(await project.node("--enable-source-maps", path), /js\/events\/channel\.ts:\d+/);
  }
});

test("publint finds nothing", async () => {
  const tarball = await readFile(project.packed.tarball);
  const { messages } = await publint({ pack: { tarball: Uint8Array.from(tarball).buffer }, strict: true });
  assert.deepEqual(messages, []);
});

test("are-the-types-wrong finds nothing", { timeout: 120_000 }, async () => {
  const attw = join(root, "node_modules/@arethetypeswrong/cli/dist/index.js");
  await promisify(execFile)(process.execPath, [
    attw,
    project.packed.tarball,
    "--exclude-entrypoints",
    "fanfare.debug.wasm",
  ]).catch((error: { stdout: string }) => assert.fail(error.stdout));
});
