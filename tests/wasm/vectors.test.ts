// Every vector of what the core decides that JavaScript can express, through js/src/wasm/core.ts and what builds on it.

import assert from "node:assert/strict";
import test from "node:test";
import { channelKind } from "../../js/events/channel.js";
import { Abi, pack } from "../../js/src/wasm/abi.js";
import * as core from "../../js/src/wasm/core.js";
import { FanfareError } from "../../js/common/errors.js";
import { parseWebhook, verifyWebhook, type WebhookEventFields } from "../../js/src/webhooks/body.js";
import { hashedPads } from "./hashed-pads.js";
import { wasmOf } from "./module.js";
import { NotExpressible, casesOf, textOf, textsOf, type Case, type Text } from "../support/vectors.js";

// for the two calls that core.ts does not pass on
const abi = new Abi(() => new WebAssembly.Module(wasmOf("fanfare")));

const appOf = ({ app, signed_prefix = "" }: Case) =>
  core.prepareApp(textOf(app.id), textOf(app.key), textOf(app.secret), textOf(signed_prefix));

const fromHex = (digits: string) => Uint8Array.from(Buffer.from(digits, "hex"));
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

// the base64 of the master keys that the vectors hold in hex
const masterOf = ({ master }: Case) => core.prepareMasterKey(Buffer.from(master, "hex").toString("base64"));

/** A body's bytes where no string can hold them. */
function orBytes(value: Text): string | Uint8Array {
  return typeof value === "object" && "hex" in value ? fromHex(value.hex) : textOf(value);
}

const kinds = [
  "channel_occupied",
  "channel_vacated",
  "member_added",
  "member_removed",
  "client_event",
  "cache_miss",
  "subscription_count",
];

/** An event of a webhook as the vectors describe it: its kind, its name and what is not empty. */
function described(event: WebhookEventFields) {
  const {
    name,
    channel,
    userId: user_id,
    event: event_,
    data,
    socketId: socket_id,
    subscriptionCount: subscription_count,
    sealed,
  } = event;
  const fields = { channel, user_id, event: event_, data, socket_id, subscription_count, sealed };
  const present = Object.entries(fields).filter(
    ([, value]) => value !== "" && value !== undefined && value !== false,
  );
  return { kind: kinds.includes(name) ? name : "unknown", name, ...Object.fromEntries(present) };
}

const limitsOf = ({ limits = {} }: Case): core.EventLimits => ({
  channelName: limits.channel_name ?? 164,
  dataBytes: limits.data_bytes ?? 10_240,
  batchEvents: limits.batch_events ?? 10,
});

const eventOf = (event: Case): core.EventFields => ({
  name: textOf(event.name),
  channels: textsOf(event.channels),
  data: textOf(event.data),
  socketId: textOf(event.socket_id ?? ""),
  info: textOf(event.info ?? ""),
});

const signedOf = ({ path, query, body }: core.SignedRequest) => ({ path, query, body });

// a record of JavaScript's cannot hold a name twice
function signRequest(one: Case) {
  const parameters = (one.parameters as [never, never][]).map(
    ([name, value]) => [textOf(name), textOf(value)] as const,
  );
  const fields = [one.method, one.resource, one.body].map(textOf);
  const listed = [String(2 * parameters.length), ...parameters.flat()];
  const app = appOf(one);
  const viaAbi = abi.texts(
    "fanfare_sign_request",
    pack([app.id, app.key, app.prepared]),
    [...fields, ...listed],
    one.now,
  );
  const [method, resource, body] = fields as ["GET", string, string];
  const { path, query } = core.signRequest(
    app,
    method,
    resource,
    Object.fromEntries(parameters),
    body,
    one.now,
  );
  assert.deepEqual([path, query], viaAbi);
  return { path, query };
}

const bytesOf = (value: Text) => Buffer.from(orBytes(value));

/** No app has a secret with other bytes than printable ones, so what was published with such is prepared here. */
function hmac(one: Case): string {
  const secret = bytesOf(one.secret);
  const prepared = hashedPads(secret);
  if (/^[!-~]+$/.test(secret.toString("latin1"))) {
    assert.deepEqual(Buffer.from(core.prepareApp("1", "k", secret.toString()).prepared), prepared);
  }
  return abi.text("fanfare_hmac_sha256_hex", pack([prepared, bytesOf(one.message)]), []);
}

const operations: Record<string, Record<string, (one: Case) => unknown>> = {
  app: { make_app: (one) => void core.prepareApp(textOf(one.id), textOf(one.key), textOf(one.secret)) },
  channel: {
    check_channel_name: (one) => core.checkChannel(textOf(one.channel), one.max ?? 200),
    channel_kind: (one) => channelKind(textOf(one.channel)),
  },
  event: {
    check_event_name: (one) => core.checkEventName(textOf(one.event_name)),
    trigger_body: (one) => core.triggerRequest(app, eventOf(one.event), 0, limitsOf(one)).body,
    batch_body: (one) => core.batchRequest(app, one.events.map(eventOf), 0, limitsOf(one)).body,
  },
  signature: {
    hmac_sha256: hmac,
    md5: (one) => abi.text("fanfare_md5_hex", undefined, [textOf(one.message)]),
  },
  request: {
    sign_request: signRequest,
    trigger_request: (one) =>
      signedOf(core.triggerRequest(appOf(one), eventOf(one.event), one.now, limitsOf(one))),
    batch_request: (one) =>
      signedOf(core.batchRequest(appOf(one), one.events.map(eventOf), one.now, limitsOf(one))),
  },
  auth: {
    check_socket_id: (one) => core.checkSocketId(textOf(one.socket_id)),
    authorize: (one) => {
      const { member } = one;
      const who = member && { user_id: textOf(member.user_id), user_info: textOf(member.user_info ?? "") };
      return JSON.stringify(core.authorize(appOf(one), textOf(one.socket_id), textOf(one.channel), who));
    },
    authenticate: (one) =>
      JSON.stringify(core.authenticate(appOf(one), textOf(one.socket_id), textOf(one.user_data))),
  },
  encryption: {
    master_key: (one) => hexOf(core.prepareMasterKey(textOf(one.base64)).prepared),
    shared_secret: (one) =>
      Buffer.from(core.sharedSecret(masterOf(one), textOf(one.channel))).toString("base64"),
    seal: (one) => core.seal(masterOf(one), textOf(one.channel), textOf(one.plaintext), fromHex(one.nonce)),
    open: (one) => core.open(masterOf(one), textOf(one.channel), textOf(one.data)),
    trigger_encrypted: (one) => {
      const [app, master, event, nonce] = [appOf(one), masterOf(one), eventOf(one.event), fromHex(one.nonce)];
      return signedOf(core.encryptedTriggerRequest(app, master, event, nonce, one.now, limitsOf(one)));
    },
    batch_encrypted: (one) => {
      const [app, master, events, nonces] = [
        appOf(one),
        masterOf(one),
        one.events.map(eventOf),
        fromHex(one.nonces.join("")),
      ];
      return signedOf(core.encryptedBatchRequest(app, master, events, nonces, one.now, limitsOf(one)));
    },
    authorize_encrypted: (one) =>
      JSON.stringify(
        core.authorizeEncrypted(appOf(one), masterOf(one), textOf(one.socket_id), textOf(one.channel)),
      ),
  },
  webhook: {
    verify_webhook: (one) => {
      const apps = one.apps.map((app: unknown) => appOf({ ...one, app }));
      const headers = { key: textOf(one.key), signature: textOf(one.signature) };
      const asText = orBytes(one.body);
      const { window_ms = 0, now_ms = 0 } = one;
      // no clock of JavaScript's gets there, and the difference would be rounded
      if (Math.abs(now_ms) > Number.MAX_SAFE_INTEGER) throw new NotExpressible("no number of JavaScript's");
      return verifyWebhook(core.prepareApps(apps), headers, asText, window_ms, now_ms);
    },
    parse_webhook: (one) => {
      const { timeMs, events } = parseWebhook(orBytes(one.body), one.master && masterOf(one));
      if (events.some(({ subscriptionCount = 0 }) => subscriptionCount > Number.MAX_SAFE_INTEGER)) {
        throw new NotExpressible("no number of JavaScript's");
      }
      return { time_ms: timeMs, events: events.map(described) };
    },
  },
  rule: {
    check_rule_pattern: (one) => core.checkRule(textOf(one.pattern)),
    match_rule: (one) => {
      const found = core.nextRule(core.packList([textOf(one.pattern)]), textOf(one.channel));
      return found && Object.entries(found.params);
    },
  },
  origin: {
    check_origin: ({ headers, allowed }) => {
      const { origin, sec_fetch_site, forwarded_host, host } = headers;
      const [a, b, c, d] = [origin, sec_fetch_site, forwarded_host, host].map((text) => textOf(text ?? ""));
      const from = { origin: a!, secFetchSite: b!, forwardedHost: c!, host: d! };
      core.checkOrigin(from, core.packList(textsOf(allowed)));
    },
  },
};

const app = core.prepareApp("3", "278d425bdf160c739803", "7ad3773142a6692b25b8");

function check(one: Case, run: (one: Case) => unknown): void {
  if (!one.valid && one.code !== undefined) {
    return assert.throws(
      () => run(one),
      (error: unknown) => {
        if (error instanceof NotExpressible) throw error;
        assert.ok(error instanceof FanfareError, String(error));
        assert.equal(error.code, one.code);
        if (one.message_has) assert.ok(error.message.includes(textOf(one.message_has)), error.message);
        if (one.message_max) assert.ok(Buffer.byteLength(error.message) <= one.message_max);
        return true;
      },
    );
  }
  const actual = run(one);
  if (!one.valid) return assert.equal(actual, null);
  if (one.expected === undefined) return;
  const whole = one.expected.json ?? one.expected;
  assert.deepEqual(actual, typeof actual === "string" ? textOf(whole) : whole);
}

for (const [file, ofFile] of Object.entries(operations)) {
  for (const [operation, run] of Object.entries(ofFile)) {
    test(`the module passes the vectors of ${file}: ${operation}`, async (t) => {
      for (const one of casesOf(file, operation)) {
        await t.test(`${one.name}: ${one.why}`, (t) => {
          try {
            check(one, run);
          } catch (error) {
            if (!(error instanceof NotExpressible)) throw error;
            t.skip(error.message);
          }
        });
      }
    });
  }
}
