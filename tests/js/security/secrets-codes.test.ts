// Every code of docs/errors.md, provoked, and whatever can be printed of the error, its causes and the log.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Broadcast } from "../../../js/src/broadcast.js";
import * as core from "../../../js/src/wasm/core.js";
import { FanfareError } from "../../../js/common/errors.js";
import { EncryptedChannel, PresenceChannel } from "../../../js/events/index.js";
import { optionsFor, record } from "../../support/recording-server.js";
import { assertSilent, encrypted, printed } from "./silence.js";
import { parseWebhook, verifyWebhook } from "../../../js/src/webhooks/body.js";
import { app, encryptionMasterKeyBase64 } from "../../support/credentials.js";
import { closedPort } from "../../support/listen.js";

const { secret } = app;
const lines: string[] = [];
const logger = {
  info: (line: string) => void lines.push(line),
  warn: (line: string) => void lines.push(line),
};
const options = { ...app, encryptionMasterKeyBase64, cluster: "eu", logger };
const broadcast = new Broadcast(options);
const appKey = core.prepareApp(app.appId, app.key, secret);
const hmac = (text: string) => createHmac("sha256", secret).update(text).digest("hex");

class Nameless {
  broadcastOn() {
    return undefined as never;
  }
  static broadcastAs = "Nameless";
}
class x {
  broadcastOn() {
    return "a";
  }
}

const routes = broadcast.routes({
  user: (request) => (request.headers.has("x-user") ? { id: secret } : null),
  channels: { "private-{x}": () => false, "presence-{x}": () => ({ user_id: secret.repeat(100) }) },
});
const ask = (path: string, init: RequestInit & { channel?: string } = {}, context?: object) => {
  const { channel = "private-x" } = init;
  const headers = { "content-type": "application/x-www-form-urlencoded", ...(init.headers as object) };
  const body = init.method === "GET" ? undefined : (init.body ?? `socket_id=1.1&channel_name=${channel}`);
  return routes(new Request(`http://localhost${path}`, { method: "POST", ...init, headers, body }), context);
};
const route = "/broadcasting/authorize";
const webhookBody = '{"time_ms":1,"events":[]}';
const verify = (key: string, signature: string, window = 0, body = webhookBody) =>
  verifyWebhook(core.prepareApps([appKey]), { key, signature }, body, window, Date.now());

/** What provokes each code, in as many ways as it has. */
const provocations: Record<string, (() => unknown)[]> = {
  missing_credentials: [
    () => new Broadcast({ ...options, key: "" }),
    () => new Broadcast({ ...options, secret: `${secret}\n` }),
    () => new Broadcast({ ...options, secret: ` ${secret}` }),
    () => new Broadcast({ driver: "log", key: app.key, secret }).authorize("private-a", "1.1"),
    () => Broadcast.fromEnv({ PUSHER_APP_SECRET: secret, PUSHER_APP_KEY: app.key }),
  ],
  invalid_option: [
    () => new Broadcast({ ...options, host: `https://${app.key}:${secret}@api.example` }),
    () => new Broadcast({ ...options, cluster: `${secret}!` }),
    () => new Broadcast({ ...options, path: `/?${secret}` }),
    () => new Broadcast({ ...options, port: secret }),
    () => new Broadcast({ ...options, timeout: secret as never }),
    () => new Broadcast({ ...options, delivery: secret as never }),
    () => new Broadcast({ ...options, secrets: secret }),
    () => Broadcast.fromEnv({ PUSHER_URL: `https://${app.key}:${secret}` }),
    () => Broadcast.fromEnv({ PUSHER_URL: `${app.key}:${secret}@host/apps/3` }),
    () => broadcast.webhook({}, "", { window: secret } as never),
    () => broadcast.channel("a", "E", {}, { sockets: secret } as never),
  ],
  unknown_driver: [
    () => broadcast.driver("other").channel("a", "E"),
    () => new Broadcast({ ...options, driver: "other" as never }),
  ],
  invalid_channel: [
    () => broadcast.channel(":", "E"),
    () => broadcast.authorize("private-\n", "1.1"),
    () => broadcast.listMembers("a"),
  ],
  too_many_channels: [
    () =>
      broadcast.trigger(
        Array.from({ length: 101 }, (_, i) => `a${i}`),
        "E",
        {},
      ),
  ],
  no_channel: [() => broadcast.channel(new Nameless() as never)],
  invalid_event_name: [() => broadcast.channel("a", ""), () => broadcast.channel("a", "pusher:x")],
  event_name_minified: [() => broadcast.channel(new x() as never)],
  invalid_data: [
    () => broadcast.channel("a", "E", { secret, toJSON: () => undefined }),
    () => broadcast.channel("a", "\ud800"),
    () => broadcast.channel("a", "E", { a: 1n }),
  ],
  data_too_large: [
    () => broadcast.channel("a", "E", secret.repeat(1_000)),
    () => broadcast.channel(new EncryptedChannel("x"), "E", secret.repeat(1_000)),
  ],
  too_many_events: [
    () =>
      core.batchRequest(appKey, Array(11).fill({ name: "E", channels: ["a"], data: "1" }), 0, {
        channelName: 200,
        dataBytes: 10_240,
        batchEvents: 10,
      }),
  ],
  invalid_socket_id: [
    () => broadcast.authorize("private-a", "1.1:"),
    () => broadcast.channel("a", "E", {}, { socketId: "x" }),
  ],
  encrypted_channel: [
    () => broadcast.trigger([encrypted, "a"], "E", {}),
    () => new Broadcast({ ...app, logger }).authorize(encrypted, "1.1"),
    () => new Broadcast({ ...app, logger }).channel(encrypted, "E", {}),
  ],
  invalid_master_key: [
    () => new Broadcast({ ...options, encryptionMasterKeyBase64: encryptionMasterKeyBase64.slice(4) }),
    () => new Broadcast({ ...options, encryptionMasterKeyBase64: `${encryptionMasterKeyBase64}\n` }),
    () => new Broadcast({ ...options, encryptionMasterKeyBase64: secret }),
  ],
  decryption_failed: [
    () =>
      core.open(
        core.prepareMasterKey(encryptionMasterKeyBase64),
        encrypted,
        '{"nonce":"AA==","ciphertext":"AA=="}',
      ),
  ],
  invalid_webhook: [() => parseWebhook('{"time_ms":1}')],
  public_channel: [
    () => broadcast.authorize("a", "1.1"),
    () => ask(route, { channel: "a", headers: { "x-user": "1" } }),
  ],
  invalid_member: [
    () => broadcast.authorize("presence-a", "1.1"),
    () => broadcast.authorize("presence-a", "1.1", { user_id: "1", secret } as never),
    () => broadcast.authorize("presence-a", "1.1", { user_id: "1", user_info: 1n }),
  ],
  member_too_large: [
    () =>
      broadcast.authorize(new PresenceChannel("a"), "1.1", { user_id: "1", user_info: secret.repeat(100) }),
  ],
  invalid_user: [
    () => broadcast.authenticate("1.1", { id: "" }),
    () => broadcast.authenticate("1.1", { id: 1, secret } as never),
    () => broadcast.sendToUser("a/b", "E"),
  ],
  malformed_request: [
    () => ask(route, { body: `x=${secret}` }),
    () => ask(route, { body: "{", headers: { "content-type": "application/json" } }),
  ],
  denied: [() => ask(route, { headers: { "x-user": "1" } })],
  unauthenticated: [() => ask(route)],
  origin_refused: [() => ask(route, { headers: { origin: "https://evil.example" } })],
  method_not_allowed: [() => ask(route, { method: "GET" })],
  not_found: [() => ask(`/${secret.slice(4)}`)],
  invalid_json: [
    () => core.authenticate(appKey, "1.1", `{"id":"${secret}`),
    () => parseWebhook(`{${secret}`),
  ],
  json_too_deep: [() => core.authenticate(appKey, "1.1", `${"[".repeat(40)}"${secret}"`)],
  unknown_key: [() => verify("other", hmac(webhookBody))],
  invalid_signature: [() => verify(app.key, hmac("other")), () => verify(app.key, "0")],
  timestamp_expired: [() => verify(app.key, hmac(webhookBody), 1)],
  invalid_parameter: [
    () => broadcast.get("/../x"),
    () => broadcast.get("/x", { auth_key: secret }),
    () => broadcast.get("/x", { a: `\n${secret}` }),
  ],
  // a body that a framework should have read, and that throws where it is looked at
  internal: [() => ask(route, {}, { get body() { throw new RangeError(`of ${secret}`); } })], // prettier-ignore
};
/** Never thrown; and of a received request, which the hub alone verifies: tests/hub holds its answers. */
const elsewhere = ["withheld", "body_md5_mismatch"];

async function errorOf(call: () => unknown): Promise<{ code: string; text: string }> {
  try {
    const given = await call();
    if (!(given instanceof Response)) assert.fail(`nothing was refused: ${call}`);
    const text = await given.text();
    assert.ok(given.status >= 400, text);
    const { code } = JSON.parse(text).error;
    return { code, text: text + [...given.headers].join("\n") };
  } catch (error) {
    assert.ok(error instanceof FanfareError, String(error));
    assert.match(error.message, /^[^\x00-\x1f\x7f-\x9f]+$/, error.code);
    return { code: error.code, text: printed(error) };
  }
}

test("no error of any code prints a secret, and neither does the log", async (t) => {
  const rejecting = await record(t, ({ url }, response) =>
    response.writeHead(400).end(`you asked for ${url}, and ${hmac(url)} was expected`),
  );
  const throttling = await record(t, ({ url }, response) => response.writeHead(429).end(url));
  const breaking = await record(t, (_, response) => response.socket!.destroy());
  const sending = { attempts: 1, delivery: "once" } as const;
  const to = (target: object) => () =>
    new Broadcast({ ...target, ...app, logger, delivery: sending.delivery }).channel("a", "E");
  const aborted = AbortSignal.abort(new Error(`because ${secret.slice(0, 5)}`));
  Object.assign(provocations, {
    rejected: [to(rejecting.options)],
    throttled: [to(throttling.options)],
    ambiguous: [
      to(breaking.options),
      to({ ...options, transport: ({ url }: { url: string }) => Promise.reject(new Error(url)) }),
    ],
    not_sent: [to(optionsFor(await closedPort()))],
    aborted: [to({ ...options, signal: aborted })],
  });
  const rows = readFileSync(new URL("../../../docs/errors.md", import.meta.url), "utf8").matchAll(
    /^\| (`.*?) \|/gm,
  );
  const documented = [...rows].flatMap(([, cell]) =>
    [...cell!.matchAll(/`(\w+)`/g)].map(([, code]) => code!),
  );
  assert.deepEqual(
    documented.filter((code) => !(code in provocations)),
    elsewhere,
  );

  for (const [code, calls] of Object.entries(provocations)) {
    for (const call of calls) {
      lines.length = 0;
      const { code: actual, text } = await errorOf(call);
      assert.equal(actual, code, `${call}: ${text.slice(0, 300)}`);
      assertSilent(text);
      assertSilent(lines.join("\n"));
    }
  }
});
