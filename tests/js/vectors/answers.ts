// How the package's public calls answer what the vectors describe: subscriptions, sign-ins, webhooks and the routes.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import type { TestContext } from "node:test";
import { Broadcast, FanfareError, type Webhook, type WebhookEvent, type WebhookOptions } from "fanfare";
import { NotExpressible, textOf, textsOf, valueOf, type Case, type Text } from "../../support/vectors.js";
import { documented, optionsOf, type Run } from "./sending.js";

const isEncrypted = (channel: string) => channel.startsWith("private-encrypted-");

/** The code with which a call fails; null if it does not. */
function codeOf(call: () => unknown): string | null {
  try {
    call();
    return null;
  } catch (error) {
    if (error instanceof FanfareError) return error.code;
    throw error;
  }
}

/** A channel's kind is how it is authorized, and whether it may be asked what its cache holds. */
async function kindOf(one: Case) {
  const channel = textOf(one.channel);
  const options = optionsOf({ ...one, master: "00".repeat(32) });
  const transport = async () => ({ status: 200, headers: new Headers(), body: '{"channels":{}}' });
  const broadcast = new Broadcast({ ...options, transport });
  const kinds: Record<string, string> = { public_channel: "public", invalid_member: "presence" };
  const code = codeOf(() => broadcast.authorize(channel, "1.1"));
  if (code === "invalid_channel") throw new NotExpressible("no channel's name");
  const kind = code
    ? kinds[code]
    : "shared_secret" in broadcast.authorize(channel, "1.1")
      ? "encrypted"
      : "private";
  const refused = await broadcast.listChannels({ prefix: channel, info: "cache" }).then(
    () => null,
    (error) => error.code,
  );
  return { kind, cache: refused !== "invalid_option" };
}

function socketId(one: Case): void {
  const id = textOf(one.socket_id);
  const broadcast = new Broadcast(optionsOf(one));
  const codes = [
    codeOf(() => broadcast.authorize("private-x", id)),
    codeOf(() => broadcast.authenticate(id, { id: "1" })),
  ];
  assert.deepEqual(
    codes,
    codes.map(() => one.code ?? null),
  );
  broadcast.authorize("private-x", id);
}

function authorize(one: Case): string {
  const { member } = one;
  const [channel, id] = [textOf(one.channel), textOf(one.socket_id)];
  const info = textOf(member?.user_info ?? "");
  const who = member && { user_id: textOf(member.user_id), ...(info !== "" && { user_info: valueOf(info) }) };
  return JSON.stringify(new Broadcast(optionsOf(one)).authorize(channel, id, who));
}

function authorizeEncrypted(one: Case): string {
  if (one.code === "invalid_channel" && codeOf(() => authorize(one)) !== "invalid_channel") {
    throw new NotExpressible("a channel that is not encrypted: authorized as what it is");
  }
  return authorize(one);
}

function authenticate(one: Case): string {
  const user = valueOf(textOf(one.user_data));
  return JSON.stringify(new Broadcast(optionsOf(one)).authenticate(textOf(one.socket_id), user));
}

function sharedSecret(one: Case) {
  const channel = textOf(one.channel);
  if (!isEncrypted(channel)) throw new NotExpressible("a channel that is not encrypted has no key");
  return new Broadcast(optionsOf(one)).authorize(channel, "1.1").shared_secret;
}

function bytesOf(text: Text): string | Uint8Array<ArrayBuffer> {
  return typeof text === "object" && "hex" in text
    ? Uint8Array.from(Buffer.from(text.hex, "hex"))
    : textOf(text);
}

/** Whether a request can have such headers: it trims their values, and takes no character beyond Latin-1. */
function areHeld(headers: Record<string, string>): boolean {
  try {
    const held = new Headers(headers);
    return Object.entries(headers).every(([name, value]) => held.get(name) === value);
  } catch {
    return false;
  }
}

interface Delivered {
  /** 200 for one that is read, 400 for one that is signed and cannot be, 401 for one that is not signed. */
  status: number;
  code: string | undefined;
  webhook: Webhook | undefined;
}

/** A webhook as `webhooks()` takes it, which says why it refuses; `webhook()` must say the same in its own way. */
async function deliver(
  one: Case,
  {
    key,
    signature,
    body,
    options = {},
  }: { key: string; signature: string; body: string | Uint8Array<ArrayBuffer>; options?: WebhookOptions },
): Promise<Delivered> {
  const broadcast = new Broadcast(optionsOf(one));
  const headers = {
    "x-pusher-key": key,
    "x-pusher-signature": signature,
    "content-type": "application/json",
  };
  let webhook: Webhook | undefined;
  const handler = broadcast.webhooks((read) => void (webhook = read), options);
  if (!areHeld(headers)) {
    assert.equal(broadcast.webhook(headers, body, options), false);
    throw new NotExpressible("no header's value: an object's alone, and false by webhook()");
  }
  const response = await handler(new Request("http://localhost/", { method: "POST", headers, body }));
  const { error } = (await response.json()) as { error?: { code: string } };
  assert.deepEqual(broadcast.webhook(headers, body, options), webhook ?? false);
  return { status: response.status, code: error?.code, webhook };
}

async function verifyWebhook(one: Case, t: TestContext) {
  const { window_ms = 0, now_ms = 0 } = one;
  if (Math.abs(now_ms) > 8.64e15) throw new NotExpressible("no time of JavaScript's");
  t.mock.method(Date, "now", () => now_ms);
  const [app, ...others] = one.apps as Case["app"][];
  if (!app) throw new NotExpressible("no app at all");
  const keys = others.map(({ key, secret }) => ({ key: textOf(key), secret: textOf(secret) }));
  const given = { key: textOf(one.key), signature: textOf(one.signature), body: bytesOf(one.body) };
  const { status, code, webhook } = await deliver(
    { ...one, app },
    { ...given, options: { keys, window: window_ms } },
  );
  if (!one.valid) throw new FanfareError(code!, "refused");
  // 400: signed, but no list of events
  assert.equal(status, webhook ? 200 : 400, code);
  // of two apps with one key nobody can tell which it was
  if (webhook) assert.equal(webhook.key, textOf(one.apps[one.expected].key));
  return one.expected;
}

/** An event of a webhook as the vectors describe it: what is not empty. */
function described(event: WebhookEvent) {
  const {
    kind,
    name,
    channel,
    userId,
    event: event_,
    data,
    socketId,
    subscriptionCount,
    sealed,
  } = event as WebhookEvent & Record<string, any>;
  const fields = {
    channel,
    user_id: userId,
    event: event_,
    data,
    socket_id: socketId,
    subscription_count: subscriptionCount,
    sealed,
  };
  const present = Object.entries(fields).filter(
    ([, value]) => value !== "" && value !== undefined && value !== false,
  );
  return { kind, name, ...Object.fromEntries(present) };
}

/** Signs a body as a server does. */
function signedBy({ key, secret }: typeof documented, body: string | Uint8Array<ArrayBuffer>) {
  return { key, signature: createHmac("sha256", secret).update(body).digest("hex"), body };
}

/** What a number of JavaScript's holds; no count at all is read as none. */
function counted(event: Case): object {
  if (event.kind !== "subscription_count") return event;
  if (event.subscription_count > Number.MAX_SAFE_INTEGER)
    throw new NotExpressible("no number of JavaScript's");
  return { subscription_count: 0, ...event };
}

async function parseWebhook(one: Case) {
  const expected: object[] | undefined = one.expected?.events.map(counted);
  const { code, webhook } = await deliver(one, signedBy(documented, bytesOf(one.body)));
  if (code !== undefined) throw new FanfareError(code, "refused");
  assert.deepEqual(webhook!.events.map(described), expected);
  return { ...one.expected, time_ms: webhook!.time.getTime() };
}

/** Data is opened where it comes from: in the webhook of a client event. What does not open stays sealed. */
async function open(one: Case) {
  const [channel, data] = [textOf(one.channel), textOf(one.data)];
  if (!isEncrypted(channel) || data === "") throw new NotExpressible("nothing that is sealed");
  const sent = { name: "client_event", channel, event: "client-x", data, socket_id: "1.1" };
  const { webhook } = await deliver(
    one,
    signedBy(documented, JSON.stringify({ time_ms: 1, events: [sent] })),
  );
  const [event] = webhook!.events;
  assert.ok(event?.kind === "client_event");
  assert.equal(event.sealed, !one.valid);
  if (!one.valid)
    throw new FanfareError(one.code!, event.data === data ? "it stays sealed" : assert.fail(event.data));
  return event.data;
}

const form = { "content-type": "application/x-www-form-urlencoded" };

function ask(channel: string, headers: Record<string, string> = {}) {
  const body = `socket_id=1.1&channel_name=${encodeURIComponent(channel)}`;
  return new Request("http://localhost/", { method: "POST", headers: { ...form, ...headers }, body });
}

const routesFor = (options: object, one: Case) =>
  new Broadcast(optionsOf({ ...one, master: "00".repeat(32) })).routes({
    authRoute: null,
    user: () => ({ id: 1 }),
    ...options,
  });

/** What the parameters of a rule stand for when a page asks for a channel. */
async function matchRule(one: Case) {
  const [pattern, channel] = [textOf(one.pattern), textOf(one.channel)];
  let found: [string, string][] | null = null;
  const rule = (_user: unknown, params: Record<string, string>) => {
    found = Object.entries(params);
    return pattern.startsWith("presence-") ? { user_id: "1" } : true;
  };
  const routes = () => routesFor({ channels: { [pattern]: rule } }, one);
  if (!one.valid && codeOf(routes) === "invalid_option") return null;
  const { status } = await routes()(ask(channel));
  assert.equal(status === 200, found !== null);
  return found;
}

async function checkOrigin(one: Case) {
  const { origin, sec_fetch_site, forwarded_host, host } = one.headers;
  const named = { origin, "sec-fetch-site": sec_fetch_site, "x-forwarded-host": forwarded_host, host };
  const texts = Object.entries(named).map(([name, value]) => [name, textOf(value ?? "")]);
  const headers = Object.fromEntries(texts.filter(([, text]) => text !== ""));
  if (!areHeld(headers)) throw new NotExpressible("no header's value");
  const said: string[] = [];
  const logger = { info() {}, warn: (text: string) => void said.push(text) };
  const broadcast = new Broadcast({ ...optionsOf(one), logger });
  const open = () =>
    broadcast.routes({ authRoute: null, allowedOrigins: textsOf(one.allowed), authorize: () => true });
  if (codeOf(open) === "invalid_option") throw new NotExpressible("a list with what is no origin");
  const routes = open();
  said.length = 0;
  const response = await routes(ask("private-x", headers));
  const { error } = (await response.json()) as { error?: { code: string } };
  if (error) throw new FanfareError(error.code, said.join("\n"));
}

export const answers: Record<string, Record<string, Run>> = {
  channel: { channel_kind: kindOf },
  auth: { check_socket_id: socketId, authorize, authenticate },
  encryption: { shared_secret: sharedSecret, open, authorize_encrypted: authorizeEncrypted },
  webhook: { verify_webhook: verifyWebhook, parse_webhook: parseWebhook },
  rule: {
    check_rule_pattern: (one) => void routesFor({ channels: { [textOf(one.pattern)]: () => false } }, one),
    match_rule: matchRule,
  },
  origin: { check_origin: checkOrigin },
};
