import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import test from "node:test";
import express from "express";
import nacl from "tweetnacl";
import { Broadcast } from "../../../js/src/broadcast.js";
import { nodeHandler } from "../../../js/src/adapters/node.js";
import type { WebhookHeaders } from "../../../js/src/webhooks/webhook.js";
import { app } from "../../support/credentials.js";
import { serve } from "../../support/listen.js";

const master = Buffer.from("0123456789abcdef0123456789ABCDEF");

function quiet() {
  const log: string[] = [];
  const logger = { info: (line: string) => log.push(line), warn: (line: string) => log.push(line) };
  return {
    log,
    broadcast: new Broadcast({ ...app, logger, encryptionMasterKeyBase64: master.toString("base64") }),
  };
}

const sign = (body: string | Uint8Array, secret = app.secret) =>
  createHmac("sha256", secret).update(body).digest("hex");
const headersOf = (body: string | Uint8Array, key = app.key, secret = app.secret) => ({
  "Content-Type": "application/json",
  "X-Pusher-Key": key,
  "X-Pusher-Signature": sign(body, secret),
});
const bodyOf = (...events: object[]) => JSON.stringify({ time_ms: 1_427_233_518_933, events });

const sealed = (channel: string, text: string) => {
  const key = createHash("sha256").update(channel).update(master).digest();
  const nonce = Buffer.alloc(24, 7);
  const ciphertext = nacl.secretbox(Buffer.from(text), nonce, key);
  return JSON.stringify({
    nonce: nonce.toString("base64"),
    ciphertext: Buffer.from(ciphertext).toString("base64"),
  });
};

test("events of every kind come as typed values", () => {
  const { broadcast } = quiet();
  const data = sealed("private-encrypted-ann", '{"secret":1}');
  const body = bodyOf(
    { name: "channel_occupied", channel: "a" },
    { name: "channel_vacated", channel: "a" },
    { name: "member_added", channel: "presence-a", user_id: "ann" },
    { name: "member_removed", channel: "presence-a", user_id: "ann" },
    {
      name: "client_event",
      channel: "presence-a",
      event: "client-x",
      data: '{"i":1}',
      socket_id: "1.2",
      user_id: "ann",
    },
    { name: "client_event", channel: "private-a", event: "client-x", data: "plain", socket_id: "1.2" },
    { name: "client_event", channel: "private-encrypted-ann", event: "client-x", data, socket_id: "1.2" },
    { name: "client_event", channel: "private-encrypted-bob", event: "client-x", data, socket_id: "1.2" },
    { name: "cache_miss", channel: "cache-a" },
    { name: "subscription_count", channel: "a", subscription_count: 3 },
    { name: "something_new", channel: "a", __proto__x: 1 },
  );
  const webhook = broadcast.webhook(headersOf(body), body);
  assert.ok(webhook);
  const { valid, time, key, events } = webhook;
  assert.deepEqual([valid, time, key], [true, new Date("2015-03-24T21:45:18.933Z"), app.key]);
  const client = {
    kind: "client_event",
    name: "client_event",
    event: "client-x",
    socketId: "1.2",
    sealed: false,
  };
  assert.deepEqual(events, [
    { kind: "channel_occupied", name: "channel_occupied", channel: "a" },
    { kind: "channel_vacated", name: "channel_vacated", channel: "a" },
    { kind: "member_added", name: "member_added", channel: "presence-a", userId: "ann" },
    { kind: "member_removed", name: "member_removed", channel: "presence-a", userId: "ann" },
    { ...client, channel: "presence-a", data: '{"i":1}', userId: "ann" },
    { ...client, channel: "private-a", data: "plain" },
    { ...client, channel: "private-encrypted-ann", data: '{"secret":1}' },
    { ...client, channel: "private-encrypted-bob", data, sealed: true },
    { kind: "cache_miss", name: "cache_miss", channel: "cache-a" },
    { kind: "subscription_count", name: "subscription_count", channel: "a", subscriptionCount: 3 },
    { kind: "unknown", name: "something_new", channel: "a" },
  ]);
});

test("headers come as Headers, in any case, as node:http has them, with a charset or without a type", () => {
  const { broadcast } = quiet();
  const body = bodyOf({ name: "channel_occupied", channel: "é😀" });
  const signature = sign(body);
  const good: WebhookHeaders[] = [
    new Headers(headersOf(body)),
    headersOf(body),
    {
      "content-type": "application/json; charset=utf-8",
      "x-pusher-key": app.key,
      "x-pusher-signature": signature,
    },
    {
      "CONTENT-TYPE": "Application/JSON;charset=UTF-8",
      "X-PUSHER-KEY": app.key,
      "X-PUSHER-SIGNATURE": [signature],
    },
    { "x-pusher-key": app.key, "x-pusher-signature": signature, host: undefined },
    Object.assign(Object.create(null), headersOf(body)),
  ];
  for (const headers of good) {
    for (const raw of [
      body,
      Buffer.from(body),
      new Uint8Array(Buffer.from(body)),
      new Uint8Array(Buffer.from(body)).buffer,
    ]) {
      assert.ok(broadcast.webhook(headers, raw), JSON.stringify(headers));
    }
  }
});

test("what the server has not signed, and what is odd, is false and never thrown", () => {
  const { broadcast, log } = quiet();
  const body = bodyOf({ name: "channel_occupied", channel: "a" });
  const good = headersOf(body);
  const hostile = new Proxy({}, { ownKeys: () => { throw new Error("no"); } }); // prettier-ignore
  const headers: unknown[] = [
    {},
    null,
    undefined,
    7,
    "x",
    [],
    hostile,
    { get: () => 7 },
    { ...good, "X-Pusher-Key": undefined },
    { ...good, "X-Pusher-Signature": undefined },
    { ...good, "X-Pusher-Signature": "" },
    { ...good, "X-Pusher-Signature": 7 },
    { ...good, "X-Pusher-Signature": good["X-Pusher-Signature"].toUpperCase() },
    { ...good, "X-Pusher-Signature": `${good["X-Pusher-Signature"]}00` },
    { ...good, "X-Pusher-Signature": "é\ud800" },
    { ...good, "X-Pusher-Key": "other" },
    { ...good, "x-pusher-key": "other" },
    { ...good, "X-Pusher-Key": [app.key, app.key] },
    { ...good, "Content-Type": "text/plain" },
    { ...good, "Content-Type": "application/jsonp" },
    headersOf(body, app.key, "wrong"),
    Object.create(good),
  ];
  for (const one of headers) assert.equal(broadcast.webhook(one as Headers, body), false, String(log.at(-1)));
  const bodies: unknown[] = [
    undefined,
    null,
    7,
    {},
    [],
    JSON.parse(body),
    `${body} `,
    body.slice(1),
    "\ud800",
    new Uint8Array(0),
    "",
  ];
  for (const one of bodies) assert.equal(broadcast.webhook(good, one as string), false);
  assert.ok(log.some((line) => line.includes("raw body")));
  assert.ok(!log.some((line) => line.includes(app.secret) || line.includes(good["X-Pusher-Signature"])));
});

test("a signed body that lists no events is false, however deep or broken", () => {
  const { broadcast } = quiet();
  const deep = `{"time_ms":1,"events":${"[".repeat(10_000)}${"]".repeat(10_000)}}`;
  const bodies: (string | Uint8Array)[] = [
    "", "{}", "[]", "null", "7", "{", '{"time_ms":1}', '{"events":[]}', '{"time_ms":"1","events":[]}', '{"time_ms":1,"events":{}}',
    // another time_ms, an integer, must not speak for the first
    '{"time_ms" :1e12,"events":[{"name":"cache_miss","channel":"cache-a","time_ms":5}]}',
    '{"time_ms":1,"events":[1]}', '{"time_ms":1,"events":[{}]}', deep, Uint8Array.of(0x22, 0xff, 0x22), Buffer.from([0xed, 0xa0, 0x80]),
  ]; // prettier-ignore
  for (const body of bodies)
    assert.equal(broadcast.webhook(headersOf(body), body), false, String(body).slice(0, 60));
  const body =
    '{"time_ms":1,"events":[{"name":"channel_occupied","channel":"a","__proto__":{"polluted":1},"constructor":1}]}';
  assert.ok(broadcast.webhook(headersOf(body), body));
  assert.equal(({} as { polluted?: number }).polluted, undefined);
});

test("while a key is replaced, both are taken, and the result says which", () => {
  const { broadcast } = quiet();
  const body = bodyOf({ name: "cache_miss", channel: "cache-a" });
  const keys = [
    { key: "older", secret: "older-secret" },
    { key: app.key, secret: "same-key-older-secret" },
  ];
  const old = broadcast.webhook(headersOf(body, "older", "older-secret"), body, { keys });
  assert.equal(old && old.key, "older");
  assert.ok(broadcast.webhook(headersOf(body, app.key, "same-key-older-secret"), body, { keys }));
  assert.ok(broadcast.webhook(headersOf(body), body, { keys }));
  assert.equal(broadcast.webhook(headersOf(body, "older", "older-secret"), body), false);
  assert.equal(broadcast.webhook(headersOf(body, "older", app.secret), body, { keys }), false);
});

test("with a window, a webhook that is too old or from the future is false", () => {
  const { broadcast } = quiet();
  const at = (time: number) => {
    const body = JSON.stringify({ time_ms: time, events: [{ name: "cache_miss", channel: "cache-a" }] });
    return broadcast.webhook(headersOf(body), body, { window: 300_000 }) !== false;
  };
  const now = Date.now();
  assert.deepEqual(
    [at(now), at(now - 200_000), at(now + 200_000), at(now - 400_000), at(now + 400_000), at(0)],
    [true, true, true, false, false, false],
  );
});

test("options that cannot be used are refused", () => {
  const { broadcast } = quiet();
  for (const options of [
    { window: -1 },
    { window: "1" },
    { window: NaN },
    { keys: {} },
    { keys: [{}] },
    { keys: [null] },
    { tokens: [] },
    { route: "/a" },
    null,
    "route",
  ]) {
    assert.throws(() => broadcast.webhook({}, "", options as object), { code: "invalid_option" });
  }
  const handler = () => {};
  const bad: [unknown[], RegExp][] = [
    [[], /takes the function that gets each webhook.*not undefined/],
    [[{}], /not an object/],
    [[{ route: "/webhooks" }, handler], /not an object/],
    [[handler, null], /options of webhooks\(\) are an object, \{ route, keys, window \}, not null/],
    [[handler, "/webhooks"], /not a string/],
    [[handler, { path: "/webhooks" }], /no option "path".*route/],
    [[handler, { route: "x" }], /route is "x": it must begin with "\/"/],
    [[handler, { route: 7 }], /route is a path.*not a number/],
    [[handler, { route: "/a?b" }], /"\/a": write that/],
    [[handler, { window: "1" }], /window is a number/],
  ];
  for (const [args, message] of bad)
    assert.throws(() => (broadcast.webhooks as (...args: unknown[]) => unknown)(...args), {
      code: "invalid_option",
      message,
    });
  assert.equal(broadcast.webhooks(handler, { route: undefined, keys: undefined }).route, null);
  const unsigned = new Broadcast({ driver: "log" });
  assert.throws(() => unsigned.webhook({}, ""), { code: "missing_credentials" });
});

const post = (
  body: string | undefined,
  headers: Record<string, string>,
  url = "https://a.example/webhooks",
  method = "POST",
) => new Request(url, { method, headers, body });

test("the handler answers 200, 401, 400, 404, 405, 413 and 500", async () => {
  const { broadcast, log } = quiet();
  const seen: unknown[] = [];
  const webhooks = broadcast.webhooks(({ events }, context) => void seen.push(events[0]!.kind, context), {
    route: "/webhooks",
  });
  const failing = broadcast.webhooks(() => Promise.reject(new TypeError("ann@example.com")));
  const body = bodyOf({ name: "channel_occupied", channel: "a" });
  const large = " ".repeat(1_048_577);
  const ask = async (request: Request, handler = webhooks) => {
    const response = await handler(request, { env: 1 });
    const { error } = await response.json();
    return [response.status, error?.code];
  };
  assert.deepEqual(await ask(post(body, headersOf(body))), [200, undefined]);
  assert.deepEqual(seen, ["channel_occupied", { env: 1 }]);
  assert.deepEqual(await ask(post(body, headersOf(body, app.key, "x"))), [401, "invalid_signature"]);
  assert.deepEqual(await ask(post(body, headersOf(body, "x"))), [401, "unknown_key"]);
  assert.deepEqual(await ask(post(body, {})), [400, "malformed_request"]);
  assert.deepEqual(await ask(post("{}", headersOf("{}"))), [400, "invalid_webhook"]);
  assert.deepEqual(await ask(post("", headersOf(""))), [400, "invalid_json"]);
  assert.deepEqual(await ask(post(large, headersOf(large))), [413, "malformed_request"]);
  assert.deepEqual(await ask(post(body, headersOf(body), "https://a.example/")), [404, "not_found"]);
  assert.deepEqual(await ask(post(undefined, {}, undefined, "GET")), [405, "method_not_allowed"]);
  assert.deepEqual(await ask(post(body, headersOf(body)), failing), [500, "internal"]);
  assert.equal(seen.length, 2);
  assert.ok(log.some((line) => /The handler of webhooks threw \(TypeError at /.test(line)));
  assert.ok(
    !log.some((line) => line.includes("ann@") || line.includes(app.secret) || line.includes(sign(body))),
  );
});

test("nodeHandler serves webhooks in node:http and Express, and a parser in front of it is told of", async (t) => {
  const { broadcast, log } = quiet();
  const seen: string[] = [];
  const webhooks = nodeHandler(
    broadcast.webhooks(({ events }) => void seen.push(events[0]!.channel), { route: "/webhooks" }),
  );
  const parsing = express().use(express.json()).use(webhooks);
  const raw = express.raw({ type: "*/*" });
  const handlers = [webhooks, express().use(webhooks), express().use(raw).use(webhooks), parsing];
  const body = bodyOf({ name: "channel_occupied", channel: "é" });
  const statuses: number[] = [];
  for (const handler of handlers) {
    const url = `${await serve(t, handler)}/webhooks`;
    const response = await fetch(url, {
      method: "POST",
      headers: { ...headersOf(body), connection: "close" },
      body,
    });
    await response.text();
    statuses.push(response.status);
  }
  assert.deepEqual(statuses, [200, 200, 200, 400]);
  assert.deepEqual(seen, ["é", "é", "é"]);
  assert.match(log.at(-1)!, /in front of it/);
});
