// The documents' TypeScript, held to the types that npm gets. Their C++ is compiled by tests/native/docs.cmake.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "node:test";
import ts from "typescript";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = `${root}tests/`;

/** What a page has imported once and a later snippet uses. */
const imports = {
  fanfare: ["Broadcast", "Channel", "PrivateChannel", "EncryptedChannel", "FanfareError", "event"],
  "fanfare/browser": ["connect"],
  "fanfare/hub": ["Hub"],
  "fanfare/node": ["fastifyHandler", "koaHandler", "nodeHandler"],
  "pusher-js": ["default as Pusher"],
};

/** What a snippet takes for granted: the reader's own program. */
const events = `
  import { event, PrivateChannel } from "fanfare";
  export class NewRelease extends event("NewRelease", "releases") {
    constructor(readonly version: string) { super(); }
    broadcastWith() { return { message: this.version }; }
  }
  export class AdminUserAlert extends event<{ message: string; level: string }>("AdminUserAlert", new PrivateChannel("admins")) {}
  export class Saved extends event<{ id: number }>("Saved", "documents") {}
  export class Shipped extends event<{ place: string }>("Shipped", "orders") {}
`;
const reader = `
  import type { Broadcast } from "fanfare";
  import type { Live } from "fanfare/browser";
  import type * as events from "./events.js";

  interface User { id: number; name: string; role: string; friends: string[] }
  type Handler = (...all: any[]) => unknown;

  declare global {
    const appId: string, key: string, secret: string, cluster: string, message: string, id: number;
    const broadcast: Broadcast<User>, live: Live, request: Request;
    const routes: ReturnType<Broadcast["routes"]>;
    const session: (request: Request) => { user: User } | undefined;
    const userOf: (request: Request) => Promise<User | undefined>;
    const { AdminUserAlert, NewRelease, Saved, Shipped }: typeof events;
    const app: { use: Handler; register: Handler; all(path: string, handler: Handler): void; post: typeof app.all };
    const notification: any, user: any;
    const setShipment: (shipment: object) => void, useEffect: (effect: () => () => void, on: unknown[]) => void;
    const show: (text: string) => void, say: (text: string) => void, explain: (text: string) => void;
    const draw: (members: readonly { user_info: { name: string } }[]) => void;
    const release: (broadcast: unknown) => Promise<void>;
  }
`;
const files = {
  "events.ts": events,
  "reader.ts": reader,
  "broadcast.ts": `
    import type { Broadcast, Routes } from "fanfare";
    export declare const broadcast: Broadcast<object>, routes: Routes;
  `,
  "modules.d.ts": `
    declare module "koa" { const Koa: new () => { use: (handler: unknown) => void; listen: (port: number) => void }; export default Koa }
    declare module "react" { function useEffect(effect: () => () => void, on: unknown[]): void }
  `,
};

/** A snippet made a whole program, without a line added: an ellipsis is what the reader writes. */
function whole(code: string): string {
  const missing = Object.entries(imports).map(([module, names]) => {
    const used = names.filter((name) => {
      const word = name.replace("default as ", "");
      const own = new RegExp(`(import [^;]*|const |class )\\b${word}\\b`);
      return new RegExp(`(?<!["'.]|<)\\b${word}\\b`).test(code) && !own.test(code);
    });
    return used.length > 0 ? `import { ${used.join(", ")} } from "${module}"; ` : "";
  });
  return `${missing.join("")}${code.replaceAll("{ … }", "{}").replaceAll("=> …", "=> {}")}\nexport {};\n`;
}

/** Snippets by the place where they stand. */
function snippets(): Map<string, string> {
  const pages = readdirSync(`${root}docs`).filter((name) => name.endsWith(".md"));
  const found = new Map<string, string>();
  for (const page of ["README.md", ...pages.map((name) => `docs/${name}`)]) {
    const text = readFileSync(root + page, "utf8");
    for (const { 1: code, index } of text.matchAll(/^```(?:ts|js)\n([\s\S]*?)^```$/gm)) {
      const line = text.slice(0, index).split("\n").length + 1;
      found.set(`${folder}${page.replace("/", "-")}-${line}.ts`, whole(code!));
    }
  }
  return found;
}

test("every snippet of the documents compiles", { timeout: 120_000 }, () => {
  const texts = snippets();
  assert.ok(texts.size >= 30, `${texts.size} snippets`);
  for (const [name, text] of Object.entries(files)) texts.set(folder + name, text);
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  const program = ts.createProgram([...texts.keys()], options, host);
  const told = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const [, page, first] = /tests\/(.*)-(\d+)\.ts$/.exec(file?.fileName ?? "") ?? ["", file?.fileName, "0"];
    const line = Number(first) + (file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0);
    return `${page}:${line} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
  assert.deepEqual(told, []);
});
