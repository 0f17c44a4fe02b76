// The drop-in gives in every runtime what the package that it stands in for gives on Node.

import { EdgeVM } from "@edge-runtime/vm";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import test from "node:test";
import { promisify } from "node:util";
import Pusher from "fanfare/pusher";
import { Miniflare } from "miniflare";
import Theirs from "pusher";
import { bundle, inProject, root, wasmImports } from "../../conformance/bundle.js";
import { assertSigned, closedPort, record } from "../recording-server.js";
import { credentials, drive, type Place } from "./drive.js";

const require = createRequire(import.meta.url);
const wasm = join(root, "dist/platform/fanfare.wasm");

async function onWorkers(place: Place): Promise<unknown> {
  const plugin = wasmImports({
    setup(build) {
      build.onResolve({ filter: /\.wasm$/ }, () => ({ path: "./fanfare.wasm", external: true }));
    },
  });
  const contents = await bundle("../js/pusher/inside.ts", { conditions: ["workerd", "worker"], plugins: [plugin] });
  const miniflare = new Miniflare({
    compatibilityDate: "2025-01-01",
    bindings: { place: { ...place } },
    modulesRoot: "/",
    modules: [
      { type: "ESModule", path: "/worker.js", contents },
      { type: "CompiledWasm", path: "/fanfare.wasm", contents: readFileSync(wasm) },
    ],
  });
  try {
    const response = await miniflare.dispatchFetch("http://worker/");
    const text = await response.text();
    assert.ok(response.ok, text);
    return JSON.parse(text);
  } finally {
    await miniflare.dispose();
  }
}

async function onVercelEdge(place: Place): Promise<unknown> {
  const plugin = wasmImports({
    setup(build) {
      build.onResolve({ filter: /\.wasm\?module$/ }, ({ path }) => ({ path, namespace: "module" }));
      build.onLoad({ filter: /.*/, namespace: "module" }, () => ({ contents: "export default globalThis.fanfareModule" }));
    },
  });
  const code = await bundle("../js/pusher/inside.ts", { format: "iife", conditions: ["edge-light"], plugins: [plugin] });
  const fanfareModule = new WebAssembly.Module(Uint8Array.from(readFileSync(wasm)));
  const vm = new EdgeVM({
    codeGeneration: { strings: false, wasm: false },
    extend: (context) => Object.assign(context, { fanfareModule }),
  });
  vm.evaluate(code);
  return JSON.parse(await vm.evaluate(`drive(${JSON.stringify(place)}).then(JSON.stringify)`));
}

async function byProgram(command: string, args: string[], place: Place): Promise<unknown> {
  const code = await bundle("../js/pusher/inside-process.ts", {
    platform: "neutral",
    external: ["fanfare/*", "node:*"],
    target: "es2022",
  });
  return inProject({ "inside.js": code }, async (folder) => {
    const env = { ...process.env, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" };
    const options = { cwd: folder, timeout: 60_000, env };
    const { stdout } = await promisify(execFile)(command, [...args, "inside.js", JSON.stringify(place)], options);
    return JSON.parse(stdout);
  });
}

const deno = () => {
  const libc = process.platform === "linux" ? "-glibc" : "";
  return require.resolve(`@deno/${process.platform}-${process.arch}${libc}/deno`);
};
const bun = () => {
  const arch = process.arch === "arm64" ? "aarch64" : process.arch;
  const places = [`@oven/bun-${process.platform}-${arch}/bin/bun`, "bun/bin/bun.exe"];
  return places.map((place) => join(root, "node_modules", place)).find((path) => existsSync(path))!;
};

const runtimes: Record<string, (place: Place) => Promise<unknown>> = {
  "Node": (place) => drive(Pusher, place),
  "Node, required": (place) => drive(require("fanfare/pusher"), place),
  "Workers": onWorkers,
  "Vercel Edge": onVercelEdge,
  "Deno": (place) => byProgram(deno(), ["run", "--quiet", "--no-prompt", "--allow-net=127.0.0.1", "--allow-read"], place),
  "Bun": (place) => byProgram(bun(), ["run"], place),
};

for (const [name, run] of Object.entries(runtimes)) {
  test(`the drop-in answers and sends on ${name} as \`pusher\` does`, { timeout: 120_000 }, async (t) => {
    const server = await record(t, ({ path }, response) => {
      response.writeHead(path.endsWith("/refuse") ? 403 : 200, { "content-type": "application/json" });
      response.end('{"channels":{}}');
    });
    const place = { host: "127.0.0.1", port: server.port, closedPort: await closedPort() };
    const theirs = new Theirs({ ...credentials, host: place.host, useTLS: false });
    assert.deepEqual(await run(place), {
      private: theirs.authorizeChannel("1234.1234", "private-foobar"),
      presence: theirs.authorizeChannel("1234.1234", "presence-foobar", { user_id: "1", user_info: { name: "é" } }),
      encrypted: theirs.authorizeChannel("1234.1234", "private-encrypted-a"),
      user: theirs.authenticateUser("1234.1234", { id: "1" }),
      webhook: [true, true, true],
      answers: Array(4).fill([200, true]),
      type: "application/json",
      json: { channels: {} },
      failure: true,
      refused: 403,
    });
    const posts = server.received.filter(({ method }) => method === "POST");
    for (const request of posts) assertSigned(request);
    assert.equal(posts[0]!.body, '{"name":"é","data":"{\\"text\\":\\"é\\"}","channels":["a"],"socket_id":"1.1"}');
    assert.match(posts[1]!.json.data, /^\{"nonce":"[^"]{32}","ciphertext":"[^"]{32}"\}$/);
    assert.match(server.received.find(({ method }) => method === "GET")!.url, /&filter_by_prefix=presence-&info=user_count&/);
  });
}
