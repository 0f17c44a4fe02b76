// JSON that nests 10,000 deep, that is no Unicode, and numbers that no double holds, through fanfare.wasm and hub.wasm,
// whose stacks are 64 KiB: an error of ours, or what was given, and the next call is as good as ever.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import test from "node:test";
import { WebSocket } from "ws";
import { Broadcast, type FanfareError } from "fanfare";
import { Hub } from "fanfare/hub";
import Pusher from "fanfare/pusher";
import * as core from "../../../js/src/wasm/core.js";
import { parseWebhook } from "../../../js/src/webhooks/body.js";
import { app, encryptionMasterKeyBase64 } from "../../support/credentials.js";
import { silent } from "../../support/logger.js";

const depth = 10_000;
const deepTexts = [
  "[".repeat(depth) + "]".repeat(depth),
  '{"a":'.repeat(depth) + "1" + "}".repeat(depth),
  '[{"":'.repeat(depth / 2) + "null" + "}]".repeat(depth / 2),
  "[".repeat(depth),
  '{"a":'.repeat(depth),
  "[".repeat(1_000_000),
];
const illFormed = ['"\\ud800"', '"\\udc00\\ud800"', '["\\ud83d"]', '{"\\udead":1}', '"\\ud83d\\u0041"'];
const numbers = [
  "9007199254740993",
  "-9007199254740993",
  "18446744073709551617",
  "1e400",
  "0.1000000000000000055511151231257827",
];

const appKey = core.prepareApp(app.appId, app.key, app.secret);
const master = core.prepareMasterKey(encryptionMasterKeyBase64);
const sent: { body: string }[] = [];
const transport = async (request: { body: string }) => {
  sent.push(request);
  return { status: 200, headers: new Headers(), body: answer };
};
let answer = "{}";
const logger = silent;
const broadcast = new Broadcast({ ...app, encryptionMasterKeyBase64, cluster: "eu", transport, logger });
const pusher = new Pusher({ ...app, cluster: "eu", useTLS: true });
const signed = (body: string | Buffer) => ({
  "x-pusher-key": app.key,
  "x-pusher-signature": createHmac("sha256", app.secret).update(body).digest("hex"),
  "content-type": "application/json",
});

/** Every call of the module that takes JSON, with `value` where a value may stand. */
const entries: Record<string, (value: string) => unknown> = {
  "user data": (value) => core.authenticate(appKey, "1.1", `{"id":"1","user_info":${value}}`),
  "user data alone": (value) => core.authenticate(appKey, "1.1", value),
  user_info: (value) => core.authorize(appKey, "1.1", "presence-x", { user_id: "1", user_info: value }),
  "a webhook": (value) => parseWebhook(value),
  "a webhook's events": (value) => parseWebhook(`{"time_ms":1,"events":${value}}`),
  "a webhook's data": (value) =>
    parseWebhook(`{"time_ms":1,"events":[{"name":"client_event","data":${value}}]}`, master),
  "sealed data": (value) => core.open(master, "private-encrypted-x", value),
};

function stillSound(): void {
  assert.equal(
    broadcast.authorize("private-foobar", "1234.1234").auth,
    `${app.key}:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4`,
  );
}

test("the module refuses what nests too deep by its code, and goes on", () => {
  for (const [entry, call] of Object.entries(entries)) {
    for (const text of deepTexts) {
      const code = entry === "user_info" ? "member_too_large" : "json_too_deep";
      assert.throws(() => call(text), { code }, `${entry}: ${text.slice(0, 12)}`);
      stillSound();
    }
  }
  assert.throws(() => entries["user_info"]!("[".repeat(400)), { code: "json_too_deep" });
});

test("the module refuses what is no Unicode", () => {
  for (const [entry, call] of Object.entries(entries)) {
    for (const text of illFormed)
      assert.throws(() => call(text), { code: "invalid_json" }, `${entry}: ${text}`);
    assert.throws(() => call('"\ud800"'), { code: "invalid_data" }, entry);
  }
  for (const bytes of [
    [0x22, 0xff, 0x22],
    [0x22, 0xc0, 0xba, 0x22],
    [0x22, 0xed, 0xa0, 0xbd, 0x22],
    [0x22, 0xe2, 0x80, 0x22],
  ]) {
    assert.throws(() => parseWebhook(Uint8Array.from(bytes)), { code: "invalid_json" });
    const body = Buffer.concat([
      Buffer.from('{"time_ms":1,"events":[{"name":'),
      Buffer.from(bytes),
      Buffer.from("}]}"),
    ]);
    assert.equal(broadcast.webhook(signed(body), body), false);
  }
  stillSound();
});

test("the module passes on numbers digit by digit", () => {
  for (const number of numbers) {
    const user = `{"id":"1","user_info":${number}}`;
    assert.equal(core.authenticate(appKey, "1.1", user).user_data, user);
    const { channel_data } = core.authorize(appKey, "1.1", "presence-x", { user_id: "1", user_info: number });
    assert.equal(channel_data, `{"user_id":"1","user_info":${number}}`);
    const body = `{"time_ms":1,"events":[{"name":"client_event","data":${number}}]}`;
    const webhook = broadcast.webhook(signed(body), body);
    assert.equal(webhook && (webhook.events[0] as any).data, number);
  }
  assert.throws(() => broadcast.authorize("presence-x", "1.1", { user_id: 2 ** 53 }), {
    code: "invalid_member",
  });
  assert.equal(
    JSON.parse(broadcast.authorize("presence-x", "1.1", { user_id: 2 ** 53 - 1 }).channel_data!).user_id,
    "9007199254740991",
  );
  assert.throws(() => broadcast.authorize("presence-x", "1.1", { user_id: "1", user_info: 2n ** 64n }), {
    code: "invalid_member",
  });
});

test("payloads of JavaScript that nest deep, are no Unicode or hold what JSON has not, are sent or refused", async () => {
  let deep: unknown = 1;
  for (let i = 0; i < depth; i++) deep = [deep];
  let deeper: unknown = deep;
  for (let i = 0; i < 50 * depth; i++) deeper = { a: deeper };
  const roomy = new Broadcast({ ...app, cluster: "eu", transport, logger, limits: { dataBytes: 1_000_000 } });
  for (const send of [broadcast, roomy]) {
    for (const value of [deep, deeper]) {
      const outcome = await send.channel("a", "E", value).then(
        () => "sent",
        (error: unknown) => error,
      );
      if (outcome === "sent")
        assert.equal(JSON.parse(sent.at(-1)!.body).data.replaceAll("[", "").replaceAll("]", ""), "1");
      else assert.match((outcome as FanfareError).code, /^(invalid_data|data_too_large)$/);
      const refused = /^(invalid_member|member_too_large|invalid_user|json_too_deep)$/;
      assert.throws(
        () => send.authorize("presence-x", "1.1", { user_id: "1", user_info: value }),
        (error: any) => refused.test(error.code),
      );
      assert.throws(
        () => send.authenticate("1.1", { id: "1", user_info: value }),
        (error: any) => refused.test(error.code),
      );
    }
  }
  // JSON.stringify escapes half a character, so what is sent is well-formed and says what was given
  await broadcast.channel("a", "E", { text: "\ud800" });
  assert.equal(JSON.parse(sent.at(-1)!.body).data, '{"text":"\\ud800"}');
  await assert.rejects(broadcast.channel("a", "E", "\ud800"), { code: "invalid_data" });
  await assert.rejects(broadcast.channel("a", "E\ud800", {}), { code: "invalid_data" });
  await assert.rejects(broadcast.channel("a\ud800", "E", {}), { code: "invalid_data" });
  await assert.rejects(broadcast.channel("a", "E", { n: 2n ** 64n }), { code: "invalid_data" });
  await broadcast.channel("a", "E", '{"n":9007199254740993}');
  assert.equal(JSON.parse(sent.at(-1)!.body).data, '{"n":9007199254740993}');
  stillSound();
});

test("routes, webhooks and a server's answers that nest deep are refused, and nothing falls over", async () => {
  const routes = broadcast.routes({ authRoute: null, channels: { "private-{x}": () => true } });
  for (const text of deepTexts.filter(({ length }) => length < 60_000)) {
    for (const body of [
      text,
      `{"socket_id":"1.1","channel_name":"private-a","more":${text}}`,
      `{"socket_id":${text}}`,
    ]) {
      const headers = { "content-type": "application/json" };
      const response = await routes(new Request("http://localhost/", { method: "POST", headers, body }));
      assert.ok([400, 413].includes(response.status), `${response.status}`);
    }
    const body = `{"time_ms":1,"events":[{"name":"client_event","data":${text}}]}`;
    assert.equal(broadcast.webhook(signed(body), body), false);
    const theirs = pusher.webhook({ headers: signed(text), rawBody: text });
    assert.equal(theirs.isValid(), theirs.isBodyValid());
    for (answer of [text, `{"channels":${text}}`, `{"channels":{"a":${text}}}`]) {
      await broadcast.listChannels().catch((error: FanfareError) => assert.equal(error.code, "invalid_json"));
      await broadcast.channel("a", "E", {}, { info: "user_count" });
    }
    answer = "{}";
  }
  stillSound();
});

test("a hub answers frames and requests that nest deep or are no Unicode, and serves on", async (t) => {
  const hub = await Hub.listen(app);
  t.after(() => hub.close());
  const url = `ws://127.0.0.1:${hub.port}/app/${app.key}?protocol=7`;
  const values = [...deepTexts.filter(({ length }) => length <= 2 * depth), ...illFormed];
  for (const value of values) {
    const socket = new WebSocket(url);
    await once(socket, "message");
    for (const frame of [
      value,
      `{"event":${value}}`,
      `{"event":"pusher:subscribe","data":${value}}`,
      `{"event":"client-a","channel":"private-x","data":${value}}`,
    ]) {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame);
    }
    for (const field of ["channel_data", "user_data"]) {
      const event = field === "user_data" ? "pusher:signin" : "pusher:subscribe";
      socket.send(
        JSON.stringify({
          event,
          data: { channel: "presence-x", auth: `${app.key}:${"0".repeat(64)}`, [field]: value },
        }),
      );
    }
    socket.terminate();
    await once(socket, "close");
    for (const body of [value, `{"name":"E","channel":"a","data":${value}}`, `{"batch":${value}}`]) {
      const { query, path } = core.signRequest(
        appKey,
        "POST",
        body.startsWith('{"batch') ? "/batch_events" : "/events",
        {},
        body,
        Math.floor(Date.now() / 1_000),
      );
      const response = await fetch(`${hub.url}${path}?${query}`, { method: "POST", body });
      assert.ok([400, 413].includes(response.status), `${response.status} to ${body.slice(0, 40)}`);
    }
  }
  const socket = new WebSocket(url);
  t.after(() => socket.terminate());
  const [greeting] = await once(socket, "message");
  assert.equal(JSON.parse(String(greeting)).event, "pusher:connection_established");
  await new Broadcast({ ...hub.options, logger }).channel("a", "E", {});
});
