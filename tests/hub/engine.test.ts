import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Action } from "../../build/js/hub/actions.js";
import { Engine } from "../../build/js/hub/engine.js";
import { app } from "../support/credentials.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/hub.json", import.meta.url), "utf8"));

interface App {
  id: string;
  key: string;
  secret: string;
}

function openEngine(apps: App[], options: Partial<ConstructorParameters<typeof Engine>[0]> = {}): Engine {
  const named = apps.map(({ id, key, secret }) => ({ appId: id, key, secret }));
  return new Engine({
    apps: named,
    address: "127.0.0.1",
    observe: false,
    dataBytes: 0,
    batchEvents: 0,
    ...options,
  });
}

function expand(text: any): Buffer {
  if (typeof text === "string") return Buffer.from(text);
  if ("join" in text) return Buffer.concat(text.join.map(expand));
  if ("repeat" in text) return Buffer.from(text.repeat.repeat(text.times));
  return Buffer.from(text.hex, "hex");
}

function run(engine: Engine, step: any): Action[] {
  const at = step.at ?? 0;
  if ("connect" in step) return engine.connect(step.connect, step.target, Uint32Array.from(step.random), at);
  if ("frame" in step) return engine.frame(step.frame, expand(step.text), step.binary ?? false, at);
  if ("closed" in step) return engine.closed(step.closed);
  if ("tick" in step) return engine.tick(step.tick);
  if ("shut_down" in step) return engine.shutDown();
  if ("heard" in step) {
    engine.heard(step.heard, at);
    return [];
  }
  const { method, path, query, body } = step.request;
  return engine.request(method, path, query, expand(body), step.now);
}

function checkFrame(frame: Buffer, expected: any): void {
  if (typeof expected === "string" || !("event" in expected))
    return assert.equal(frame.toString(), expand(expected).toString());
  const actual = JSON.parse(frame.toString());
  const data = JSON.parse(actual.data);
  assert.deepEqual({ ...actual, data: null }, { ...actual, ...expected, data: null });
  assert.deepEqual(data, { ...data, ...expected.data });
  assert.ok(data.message ?? data.error);
}

function check(actual: Action, expected: any): void {
  if (actual.kind === "send") {
    assert.deepEqual(actual.to, expected.send);
    checkFrame(actual.frame, expected.frame);
  } else if (actual.kind === "close") {
    assert.deepEqual([actual.connection, actual.code], [expected.close, expected.code]);
  } else if (actual.kind === "respond") {
    assert.equal(actual.status, expected.respond);
    assert.equal(
      actual.contentType,
      actual.status === 200 ? "application/json" : "text/plain; charset=utf-8",
    );
    if ("body" in expected) assert.equal(actual.body.toString(), expected.body);
    else assert.ok(actual.body.length > 0);
  } else {
    assert.fail("nobody asked to observe");
  }
}

for (const operation of ["conversations", "requests"]) {
  test(`hub.wasm goes through all ${operation} of the vectors as the native engine does`, () => {
    assert.ok(vectors[operation].length > 100);
    for (const scenario of vectors[operation]) {
      const engine = openEngine(scenario.apps);
      for (const [number, step] of scenario.steps.entries()) {
        try {
          if ("holds" in step) {
            assert.deepEqual(engine.occupancy, step.holds);
            continue;
          }
          const actions = run(engine, step);
          if (step.unordered)
            actions.sort(
              (a, b) => (a as { connection: number }).connection - (b as { connection: number }).connection,
            );
          assert.equal(actions.length, step.actions.length);
          actions.forEach((action, i) => check(action, step.actions[i]));
        } catch (error) {
          throw new Error(
            `${scenario.name} (${scenario.why}), step ${number + 1}: ${JSON.stringify(step).slice(0, 500)}`,
            { cause: error },
          );
        }
      }
    }
  });
}

const docs: App = { ...app, id: app.appId };

test("hub.wasm exports what hub_exports.txt lists, and imports nothing", () => {
  const module = new WebAssembly.Module(
    readFileSync(new URL("../../dist/platform/hub.wasm", import.meta.url)),
  );
  const lines = (name: string) =>
    readFileSync(new URL(`../../wasm/${name}`, import.meta.url), "utf8")
      .split("\n")
      .filter((line) => line && !line.startsWith("#"));
  assert.deepEqual(
    WebAssembly.Module.exports(module)
      .map(({ name }) => name)
      .sort(),
    lines("hub_exports.txt").sort(),
  );
  assert.deepEqual(WebAssembly.Module.imports(module), lines("hub_imports.txt"));
});

test("a hub on an address that others reach refuses a secret of less than 32 characters, or of few", () => {
  assert.throws(() => openEngine([docs], { address: "0.0.0.0" }), {
    name: "FanfareError",
    code: "invalid_option",
  });
  for (const secret of ["s".repeat(32), "app-secret".repeat(4), "0123456789abcdef".repeat(2)])
    assert.throws(() => openEngine([{ ...docs, secret }], { address: "0.0.0.0" }), {
      code: "invalid_option",
    });
  assert.doesNotThrow(() =>
    openEngine([{ ...docs, secret: "2b7e151628aed2a6abf7158809cf4f3c" }], { address: "0.0.0.0" }),
  );
});

test("apps that cannot be used are refused by name, without their secret", () => {
  assert.throws(() => openEngine([]), { code: "invalid_option" });
  assert.throws(() => openEngine([{ ...docs, key: "" }]), { code: "missing_credentials" });
  assert.throws(
    () => openEngine([{ ...docs, secret: `${docs.secret}\n` }]),
    (error: Error) => !error.message.includes(docs.secret),
  );
});

test("100,000 calls and a thousand clients that come and go do not grow the module's memory", () => {
  const engine = openEngine([docs], { observe: true });
  const subscribe = Buffer.from('{"event":"pusher:subscribe","data":{"channel":"a"}}');
  const refused = Buffer.from('{"event":"pusher:subscribe","data":{"channel":"private-a","auth":"x:y"}}');
  const come = (id: number) => {
    engine.connect(id, `/app/${docs.key}?protocol=7`, Uint32Array.of(1, id), 0);
    for (let i = 0; i < 50; i++) {
      engine.frame(id, subscribe, false, 0);
      engine.frame(id, refused, false, 0);
    }
    engine.closed(id);
  };
  for (let id = 1; id <= 100; id++) come(id);
  const before = engine.memoryBytes;
  for (let id = 101; id <= 1_100; id++) come(id);
  assert.equal(engine.memoryBytes, before);
  assert.equal(engine.occupancy.connections, 0);
});
