// docs/cpp.md shows both languages side by side: no public member of either Broadcast is missing there.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Broadcast } from "../../../js/src/broadcast.js";
import { BoundBroadcast } from "../../../js/src/sending/bound.js";
import { parseOptions } from "../../../js/src/configuration/settings.js";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const tables = read("docs/cpp.md").split("## C++ and TypeScript")[1]!;
const cells = tables
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .map((line) => line.split("|"));
const [cpp, js] = [1, 2].map((column) => {
  const both = cells.map((row) => (row[2]!.includes("the same") ? row[1]! : row[column]!));
  return new Set(both.join(" ").match(/\w+/g));
}) as [Set<string>, Set<string>];

function missing(names: readonly string[], from: Set<string>): string[] {
  assert.ok(names.length > 5, `${names}`);
  return names.filter((name) => !from.has(name));
}

test("the table names every member of Broadcast, its options and its results in C++", () => {
  const [open = ""] = read("native/include/fanfare/broadcast.h")
    .split("class Broadcast {")[1]!
    .split(" private:");
  const code = open.replace(/\/\/.*$/gm, "");
  const methods = [...code.matchAll(/^ {2}(?:\[\[nodiscard\]\]|void|static|std::size_t)[^(]* (\w+)\(/gm)].map(
    ([, name]) => name!,
  );
  assert.deepEqual(missing(methods, cpp), []);
  const fields = (file: string, name: string) =>
    [
      ...read(file)
        .split(`struct ${name} {`)[1]!
        .split("\n};")[0]!
        .matchAll(/^ {2}[\w:<>, ]+ (\w+)(?:\{.*\}| = .*);/gm),
    ].map(([, field]) => field!);
  const options = fields("native/include/fanfare/options.h", "BroadcastOptions").filter(
    (name) => name !== "driver",
  );
  assert.deepEqual(missing(options, cpp), []);
  assert.deepEqual(
    missing(
      [
        ...fields("native/include/fanfare/driver.h", "SendOptions"),
        ...fields("native/include/fanfare/sent.h", "Sent"),
      ],
      cpp,
    ),
    [],
  );
});

test("the table names every member of Broadcast and its options in TypeScript", () => {
  const own = (type: object) =>
    Object.getOwnPropertyNames(type).filter((name) => name !== "constructor" && name !== "toString");
  const methods = [];
  for (let type = Broadcast.prototype; type !== Object.prototype; type = Object.getPrototypeOf(type))
    methods.push(...own(type));
  const statics = own(Broadcast).filter((name) => !["length", "name", "prototype"].includes(name));
  assert.deepEqual(missing([...methods, ...statics, ...own(BoundBroadcast.prototype)], js), []);
  assert.throws(
    () => parseOptions({ nothing: 1 } as never),
    ({ message }: Error) => {
      const options = message.split("There are: ")[1]!.match(/\w+/g)!;
      assert.deepEqual(missing(options, js), []);
      return true;
    },
  );
});
