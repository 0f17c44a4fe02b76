import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "node:test";
import ts from "typescript";

const folder = fileURLToPath(new URL("./", import.meta.url));
const program = readFileSync(`${folder}types.ts`, "utf8");
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  types: ["node"],
};

const forms = [
  { name: "imported", file: "imported.ts", statement: 'import Pusher from "fanfare/pusher";' },
  { name: "imported by name", file: "named.ts", statement: 'import { Pusher } from "fanfare/pusher";' },
  { name: "required", file: "required.cts", statement: 'import Pusher = require("fanfare/pusher");' },
  { name: "imported into CommonJS", file: "common.cts", statement: 'import Pusher from "fanfare/pusher";' },
];

test("a program typed for `pusher` compiles with the import changed", { timeout: 120_000 }, () => {
  const texts = new Map(
    forms.map(({ file, statement }) => [
      folder + file,
      program.replace('import Pusher from "pusher";', statement),
    ]),
  );
  const host = ts.createCompilerHost({ ...options, esModuleInterop: true });
  const { fileExists, readFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  const diagnostics = ts.getPreEmitDiagnostics(
    ts.createProgram([...texts.keys()], { ...options, esModuleInterop: true }, host),
  );
  const told = diagnostics.map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
  assert.deepEqual(told, []);
});
