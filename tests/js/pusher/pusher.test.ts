// What the drop-in does on purpose otherwise than the package it stands in for, and what it must not change.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import test from "node:test";
import { inspect } from "node:util";
import Pusher, { Pusher as Named, RequestError, Token, WebHook, WebHookError } from "fanfare/pusher";
import { app, encryptionMasterKeyBase64 } from "../../support/credentials.js";
import { record } from "../../support/recording-server.js";
import { assertRefused, pusher, pusherAt } from "./support.js";

const require = createRequire(import.meta.url);

test("the class is the default export, a named one, and what require gives", () => {
  assert.equal(Pusher, Named);
  assert.deepEqual(
    [Pusher.Token, Pusher.RequestError, Pusher.WebHookError, Pusher.WebHook],
    [Token, RequestError, WebHookError, WebHook],
  );
  const required = require("fanfare/pusher");
  assert.equal(typeof required, "function");
  assert.deepEqual([required.default, required.Pusher], [required, required]);
  assert.deepEqual(Object.keys(required).sort(), Object.keys(Pusher).sort());
  // pusher/docs: docs/channels/library_auth_reference/auth-signatures.md
  const { auth } = new required({ ...app, cluster: "eu", useTLS: true }).authorizeChannel(
    "1234.1234",
    "private-foobar",
  );
  assert.equal(auth, "278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4");
});

test("what sends events is a module by itself, in which a test can put a function of its own", async () => {
  const { events } = require("../../../dist/pusher/events.cjs");
  const required = new (require("fanfare/pusher"))({ ...app, cluster: "eu", useTLS: true });
  const { trigger, triggerBatch } = events;
  const calls: unknown[][] = [];
  const call = (...args: unknown[]) => void calls.push(args);
  try {
    Object.assign(events, { trigger: call, triggerBatch: call });
    required.sendToUser("7", "E", { a: 1 });
    required.trigger("a", "E", "x", { info: "user_count" });
    required.triggerBatch([{ channel: "a", name: "E", data: 1 }]);
  } finally {
    Object.assign(events, { trigger, triggerBatch });
  }
  assert.deepEqual(calls, [
    [required, ["#server-to-user-7"], "E", { a: 1 }],
    [required, ["a"], "E", "x", { info: "user_count" }],
    [required, [{ channel: "a", name: "E", data: 1 }]],
  ]);
});

test("secret and master key can be read and are not printed", () => {
  assert.equal(pusher.config.token.secret, app.secret);
  assert.equal(Buffer.from(pusher.config.encryptionMasterKey!).toString("base64"), encryptionMasterKeyBase64);
  const webhook = pusher.webhook({
    headers: { "x-pusher-signature": "ab".repeat(32), "content-type": "text/plain" },
    rawBody: "",
  });
  const objects = [
    pusher,
    pusher.config,
    pusher.config.token,
    webhook,
    assertThrown(() => webhook.getData()),
  ];
  for (const object of objects) {
    const printed = inspect(object, { depth: Infinity }) + JSON.stringify(object) + String(object);
    assert.doesNotMatch(
      printed,
      new RegExp(`${app.secret}|${encryptionMasterKeyBase64}|38 74 57|[0-9a-f]{64}`),
      printed,
    );
  }
});

function assertThrown(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

test("the time is right after 2038", (t) => {
  t.mock.method(Date, "now", () => Date.UTC(2040, 0, 1));
  assert.match(pusher.createSignedQueryString({ method: "GET", path: "/x" }), /&auth_timestamp=2208988800&/);
});

test("a batch is checked, and not written to", async (t) => {
  const server = await record(t);
  const pusher = pusherAt(server.port, { encryptionMasterKeyBase64 });
  const batch = Object.freeze([
    Object.freeze({ channel: "private-encrypted-a", name: "E", data: { a: 1 } }),
    Object.freeze({ channel: "#server-to-user-1", name: "E", data: "x", socket_id: "1.1" }),
  ]);
  await pusher.triggerBatch(batch as any);
  assert.deepEqual(batch[0]!.data, { a: 1 });
  assert.match(server.received[0]!.json.batch[0].data, /^\{"nonce":"[^"]{32}","ciphertext":"[^"]{32}"\}$/);
  assert.deepEqual(server.received[0]!.json.batch[1], {
    channel: "#server-to-user-1",
    name: "E",
    data: "x",
    socket_id: "1.1",
  });
  const one = { channel: "a", name: "E", data: {} };
  assertRefused(() => pusher.triggerBatch([{ ...one, channel: "a:b" }]), /^Invalid channel name: 'a:b'$/);
  assertRefused(() => pusher.triggerBatch([{ ...one, socket_id: "1.1\n" }]), /^Invalid socket id/);
  assertRefused(() => pusher.triggerBatch([{ ...one, name: "x".repeat(201) }]), /^Too long event name/);
  assertRefused(() => pusher.triggerBatch([{ ...one, channel: "#server-to-user-" }]), /^Invalid user id/);
});

test("prototypes stay as they are, whatever is passed", () => {
  const hostile = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
  pusher.authorizeChannel("1.1", "presence-a", { ...hostile, user_id: "1" });
  pusher.authenticateUser("1.1", Object.assign(hostile, { id: "1" }));
  new Pusher({ ...hostile, ...app, cluster: "eu", useTLS: true });
  pusher.webhook({ headers: hostile, rawBody: '{"__proto__":{"polluted":1}}' }).isValid();
  assert.equal(({} as { polluted?: number }).polluted, undefined);
});
