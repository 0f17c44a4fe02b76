import assert from "node:assert/strict";
import test from "node:test";
import { inspect } from "node:util";
import { codecOf } from "../../js/platform/codec-buffer.js";
import { Abi, pack } from "../../js/src/wasm/abi.js";
import { compileBase64 } from "../../js/platform/compile.js";
import * as core from "../../js/src/wasm/core.js";
import { FanfareError } from "../../js/common/errors.js";
import { wasmOf } from "./module.js";

const secret = "7ad3773142a6692b25b8";
const app = core.prepareApp("3", "278d425bdf160c739803", secret);
const limits = { channelName: 164, dataBytes: 10_240, batchEvents: 10 };
const trigger = (data: string, name = "E") =>
  core.triggerRequest(app, { name, channels: ["c"], data }, 1353088179, limits);

const fails = (code: string) => (error: unknown) => error instanceof FanfareError && error.code === code;

test("a prepared app shows neither the secret nor what was made of it", () => {
  assert.equal(app.prepared.length, 64);
  const shown = [
    inspect(app, { showHidden: false, depth: 9 }),
    JSON.stringify(app),
    String(app),
    Object.keys(app).join(),
  ];
  for (const text of shown) assert.ok(!text.includes(secret) && !/prepared|packed/.test(text), text);
  assert.deepEqual({ ...app }, { id: "3", key: "278d425bdf160c739803" });
});

test("text crosses unchanged, at every length of ASCII and not", () => {
  const pieces = ["a", "é", "€", "😀", "\ufeff", "\u0000", "\u007f", "\u0080"];
  for (const piece of pieces) {
    for (const times of [1, 2, 7, 8, 9, 31, 32, 33, 100, 1000]) {
      for (const text of [piece.repeat(times), "x".repeat(times) + piece, piece + "x".repeat(times)]) {
        const { body } = trigger(JSON.stringify(text));
        assert.equal(JSON.parse(JSON.parse(body).data), text);
      }
    }
  }
});

test("an answer's fields end where they end, with a Buffer and without one", () => {
  const load = () => new WebAssembly.Module(wasmOf("fanfare"));
  const [byBuffer, byWeb] = [new Abi(load, codecOf), new Abi(load)];
  const packed = pack([app.id, app.key, app.prepared]);
  const texts = [
    "1",
    "é",
    "\ufeff",
    "€😀",
    "x".repeat(90),
    "x".repeat(128),
    "é".repeat(127),
    "x".repeat(200) + "\u0080",
  ];
  for (const userId of texts.slice(0, 6)) {
    for (const info of texts) {
      const fields = ["1.1", "presence-a", userId, JSON.stringify(info)];
      const [auth, channelData] = byBuffer.firstThree("fanfare_authorize_member", packed, fields);
      assert.match(auth, /^278d425bdf160c739803:[0-9a-f]{64}$/);
      assert.equal(channelData, JSON.stringify({ user_id: userId, user_info: info }));
      assert.deepEqual(byBuffer.texts("fanfare_authorize_member", packed, fields), [auth, channelData]);
      assert.deepEqual(byWeb.firstThree("fanfare_authorize_member", packed, fields), [auth, channelData, ""]);
    }
  }
});

test("half a surrogate pair is refused rather than replaced", () => {
  for (const text of [
    "\ud83d",
    "a\udc00",
    "x".repeat(50) + "\ud83d",
    "\ud83d".repeat(40),
    "😀\ud83d",
    "\udc00\ud83d",
  ]) {
    assert.throws(() => trigger(text), fails("invalid_data"), JSON.stringify(text));
    assert.throws(() => core.checkEventName(text), fails("invalid_data"));
  }
  // JSON.stringify has escaped it already (ecma-262, well-formed JSON.stringify)
  assert.equal(JSON.parse(JSON.parse(trigger(JSON.stringify("\ud83d")).body).data), "\ud83d");
});

test("a megabyte of text is measured, refused and forgotten", () => {
  assert.throws(() => trigger("é".repeat(1_000_000)), fails("data_too_large"));
  core.checkChannel("private-a", 164);
});

test("the parameters of a rule have no prototype to be mistaken for", () => {
  const found = core.nextRule(core.packList(["private-{constructor}"]), "private-x")?.params;
  assert.equal(Object.getPrototypeOf(found), null);
  assert.deepEqual({ ...found }, { constructor: "x" });
});

test("after a trap the next call gets a fresh instance", () => {
  const real = new WebAssembly.Module(wasmOf("fanfare"));
  let loads = 0;
  const abi = new Abi(() => {
    loads += 1;
    return real;
  });
  assert.equal(abi.text("fanfare_check_socket_id", undefined, ["1.1"]), "");
  assert.throws(() => abi.text("no_such_call", undefined, ["a"]), fails("internal"));
  assert.equal(abi.text("fanfare_check_socket_id", undefined, ["1.2"]), "");
  assert.equal(loads, 1, "the compiled module is kept");
});

test("a runtime that compiles no bytes is told how to bundle", (t) => {
  const refusal = new Error("WebAssembly.Module(): Wasm code generation disallowed by embedder");
  t.mock.method(WebAssembly, "Module", function () {
    throw refusal;
  });
  assert.throws(
    () => compileBase64(""),
    (error: unknown) => fails("invalid_option")(error) && /workerd/.test((error as Error).message),
  );
});
