import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const js = join(dirname(fileURLToPath(import.meta.url)), "../../../js");

/** The folders of js/. A file imports only from its own folder and from those above it. */
const order = [
  "common",
  "events",
  "platform",
  "src/wasm",
  "src/configuration",
  "src/sending",
  "src/sending/drivers",
  "src/routes",
  "src/webhooks",
  "src",
  "src/adapters",
  "pusher",
  "hub",
  "browser",
  "react",
  "vue",
  "svelte",
];

/** What runs in a page, and the folders that it may import from beside its own. */
const pages = ["events", "browser", "react", "vue", "svelte"];
const pageImports = ["common", "events", "browser"];
const pageFiles = ["src/guard.ts"];

const packageImports: Record<string, string> = {
  "#wasm": "platform",
  "#transport": "platform",
  "#ws": "hub",
};

interface Import {
  from: string;
  /** A file below js/, or only a folder where the runtime chooses the file. */
  to: string;
  folder: string;
}

const folderOf = (file: string) => dirname(file);

function importsOf(file: string): Import[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(js, file), "utf8"), true, true);
  return importedFiles.flatMap(({ fileName }): Import[] => {
    const folder = packageImports[fileName];
    if (folder) return [{ from: file, to: folder, folder }];
    if (!fileName.startsWith(".")) return [];
    const to = relative(js, join(js, dirname(file), fileName)).replace(/\.js$/, ".ts");
    return [{ from: file, to, folder: folderOf(to) }];
  });
}

const sources = readdirSync(js, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
  .sort();
const imports = sources.flatMap(importsOf);

/** The first circle in a graph, as the names along it; undefined without one. */
function findCircle(edges: readonly (readonly [string, string])[]): string[] | undefined {
  const targets = new Map<string, Set<string>>();
  for (const [from, to] of edges) targets.set(from, (targets.get(from) ?? new Set()).add(to));
  const done = new Set<string>();
  const visit = (name: string, path: string[]): string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const target of targets.get(name) ?? []) {
      const circle = visit(target, [...path, name]);
      if (circle) return circle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of targets.keys()) {
    const circle = visit(name, []);
    if (circle) return circle;
  }
  return undefined;
}

test("a circle is found where there is one", () => {
  assert.deepEqual(findCircle([["a", "b"], ["b", "c"], ["c", "b"]]), ["b", "c", "b"]); // prettier-ignore
  assert.equal(findCircle([["a", "b"], ["a", "c"], ["b", "c"]]), undefined); // prettier-ignore
});

test("every folder of js/ has a place in the order", () => {
  const folders = new Set(sources.map(folderOf));
  assert.deepEqual([...folders].filter((folder) => !order.includes(folder)), []); // prettier-ignore
  assert.ok(imports.length > 200, "the import graph was read");
});

test("files import only from folders above their own", () => {
  const against = imports.filter(
    ({ from, folder }) => order.indexOf(folder) > order.indexOf(folderOf(from)) || !order.includes(folder),
  );
  assert.deepEqual(against, []);
});

test("no two folders import from each other", () => {
  const edges = imports.map(({ from, folder }) => [folderOf(from), folder] as const);
  assert.equal(findCircle(edges.filter(([from, to]) => from !== to)), undefined);
});

test("no files import each other in a circle, not even types", () => {
  assert.equal(findCircle(imports.map(({ from, to }) => [from, to])), undefined);
});

test("pages import only what servers and pages share", () => {
  const fromPages = imports.filter(({ from }) => pages.includes(folderOf(from)) || pageFiles.includes(from));
  const foreign = fromPages.filter(
    ({ from, folder }) => folder !== folderOf(from) && !pageImports.includes(folder),
  );
  assert.deepEqual(foreign, []);
});
