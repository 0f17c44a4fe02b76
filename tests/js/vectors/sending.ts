// How the package's public calls send what the vectors describe. A fake transport takes the request; clock and nonces
// are the vector's.

import assert from "node:assert/strict";
import { createHash, createHmac, webcrypto } from "node:crypto";
import type { TestContext } from "node:test";
import {
  Broadcast,
  type FanfareError,
  PresenceChannel,
  PrivateChannel,
  type BroadcastOptions,
  type TransportRequest,
} from "fanfare";
import { NotExpressible, textOf, textsOf, type Case } from "../../support/vectors.js";
import { app } from "../../support/credentials.js";
import { silent } from "../../support/logger.js";

export type Run = (one: Case, t: TestContext) => unknown;
type Call = (broadcast: Broadcast) => Promise<unknown>;

export const documented = { id: app.appId, key: app.key, secret: app.secret };
const cluster = "mt1";
const origin = "https://api-mt1.pusher.com";

const base64Of = (hex: string) => Buffer.from(hex, "hex").toString("base64");

/** Credentials and master key of a case; the documentation's app, where it names none. */
export function optionsOf({ app = documented, master }: Case): BroadcastOptions {
  const credentials = { appId: textOf(app.id), key: textOf(app.key), secret: textOf(app.secret) };
  return {
    ...credentials,
    cluster,
    logger: silent,
    ...(master && { encryptionMasterKeyBase64: base64Of(master) }),
  };
}

function limitsOf({ limits = {} }: Case) {
  const { channel_name: channelName, data_bytes: dataBytes, batch_events: batchEvents } = limits;
  return { channelName, dataBytes, batchEvents };
}

/** A transport that answers whatever is asked, and what it took. */
function recorder(status = 200) {
  const requests: TransportRequest[] = [];
  const transport = async (request: TransportRequest) => {
    requests.push(request);
    return { status, headers: new Headers(), body: '{"channels":{},"occupied":true,"users":[]}' };
  };
  return { requests, transport };
}

/** The one request that a call sends; what is refused sends none. */
async function requestOf(options: BroadcastOptions, call: Call): Promise<TransportRequest> {
  const { requests, transport } = recorder();
  try {
    await call(new Broadcast({ ...options, transport }));
  } catch (error) {
    assert.deepEqual(requests, []);
    throw error;
  }
  assert.equal(requests.length, 1);
  return requests[0]!;
}

/** Has the package draw these bytes, all at once. */
function draws(t: TestContext, bytes: Buffer): void {
  t.mock.method(webcrypto, "getRandomValues", (array: Uint8Array) => {
    assert.equal(array.length, bytes.length);
    array.set(bytes);
    return array;
  });
}

/** What a call sends at the time of a case, as the vectors have it. */
async function sentBy(one: Case, t: TestContext, call: Call) {
  const { now, signed_prefix = "", nonce = "", nonces = [nonce] } = one;
  if (now !== undefined) t.mock.method(Date, "now", () => now * 1_000);
  if (one.nonces?.length < one.events?.length) throw new NotExpressible("each event has a nonce of its own");
  if (nonces.join("") !== "") draws(t, Buffer.from(nonces.join(""), "hex"));
  const prefix = textOf(signed_prefix);
  if (!one.valid && prefix !== "")
    throw new NotExpressible("the option path, which the vectors of config hold");
  const signed = prefix === "" ? {} : { path: prefix, signPath: true };
  const { method, url, body } = await requestOf(
    { ...optionsOf(one), ...signed, limits: limitsOf(one) },
    call,
  );
  assert.ok(url.startsWith(`${origin}${prefix}/`), url);
  const [path, query, ...more] = url.slice(origin.length + prefix.length).split("?");
  assert.deepEqual(more, []);
  return { method, path, query, body };
}

const posted = async (one: Case, t: TestContext, call: Call) => {
  const { method, ...request } = await sentBy(one, t, call);
  assert.equal(method, "POST");
  return request;
};

const bodyOf = async (one: Case, t: TestContext, call: Call) => (await posted(one, t, call)).body;

const eventOptions = ({ socket_id, info }: Case) => ({
  ...(socket_id !== undefined && { socketId: textOf(socket_id) }),
  ...(info !== undefined && { info: textOf(info) }),
});

/** `trigger()` of a vector's event. */
function trigger(event: Case): Call {
  const channels = textsOf(event.channels);
  if (channels.length === 0) throw new NotExpressible("no channels at all: sends nothing");
  if (new Set(channels).size < channels.length) throw new NotExpressible("a channel twice: goes there once");
  const [name, data] = [textOf(event.name), textOf(event.data)];
  return (broadcast) => broadcast.trigger(channels, name, data, eventOptions(event));
}

/** `triggerBatch()` of a vector's events. */
function triggerBatch({ events, limits }: Case): Call {
  if (events.length === 0) throw new NotExpressible("no events at all: sends nothing");
  if (events.length > (limits?.batch_events ?? 10))
    throw new NotExpressible("more events than a batch takes: cut into several");
  const batch = (events as Case[]).map((event) => {
    const [channel, ...more] = textsOf(event.channels);
    if (channel === undefined || more.length > 0)
      throw new NotExpressible("an event of a batch has one channel");
    return { channel, name: textOf(event.name), data: textOf(event.data), ...eventOptions(event) };
  });
  return (broadcast) => broadcast.triggerBatch(batch);
}

function onEncrypted(channels: string[]): void {
  const isSealed = channels.some((channel) => channel.startsWith("private-encrypted-"));
  if (!isSealed && channels.every((channel) => /^[\w\-=@,.;]+$/.test(channel))) {
    throw new NotExpressible("a channel that is not encrypted: nothing is sealed for it");
  }
}

/** `get()` or `post()` of what is to be signed; what the vectors expect of it is where it goes. */
async function signed(one: Case, t: TestContext) {
  const { method, path, query, body } = await sentBy(one, t, requestCall(one));
  assert.deepEqual([method, body], [one.method, textOf(one.body)]);
  return { path, query };
}

function requestCall(one: Case): Call {
  const [resource, body] = [textOf(one.resource), textOf(one.body)];
  const parameters = (one.parameters as [never, never][]).map(
    ([name, value]) => [textOf(name), textOf(value)] as const,
  );
  const params = Object.fromEntries(parameters);
  if (Object.keys(params).length < parameters.length)
    throw new NotExpressible("a record cannot hold a name twice");
  if (one.method === "GET" && body === "") return (broadcast) => broadcast.get(resource, params);
  if (one.method === "POST" && parameters.length === 0) return (broadcast) => broadcast.post(resource, body);
  throw new NotExpressible("neither a GET without a body nor a POST without parameters");
}

/** The call that is made for a question of the vectors, in place of `get()`. */
export function questionOf({ method, resource, parameters, valid }: Case): Call | null {
  if (method !== "GET" || !valid) return null;
  const { filter_by_prefix: prefix, info, ...others } = Object.fromEntries(parameters);
  if (Object.keys(others).length > 0 || info === "") return null;
  const [, name, asksMembers] = /^\/channels\/([^/]+)(\/users)?$/.exec(resource) ?? [];
  const attributes = info?.split(",");
  if (name !== undefined)
    return (broadcast) =>
      asksMembers ? broadcast.listMembers(name) : broadcast.channelInfo(name, attributes);
  return resource === "/channels"
    ? (broadcast) => broadcast.listChannels({ prefix, info: attributes })
    : null;
}

/** What a question sends. */
export async function asked(one: Case, t: TestContext, question: Call) {
  const { method, path, query, body } = await sentBy(one, t, question);
  assert.deepEqual([method, body], ["GET", ""]);
  return { path, query };
}

/** Where options send to, and under whose name: the signature is made once more of what the vector says. */
async function destination(
  { origin, path, app_id, key, secret }: Record<string, string>,
  options: (transport: never) => Broadcast,
) {
  const { requests, transport } = recorder();
  await options(transport as never).get("/channels");
  const [url, signature] = requests[0]!.url.split("&auth_signature=");
  const [, timestamp] = /auth_timestamp=(\d+)/.exec(url!)!;
  const query = `auth_key=${key}&auth_timestamp=${timestamp}&auth_version=1.0`;
  assert.equal(url, `${origin}${path}/apps/${app_id}/channels?${query}`);
  const text = `GET\n/apps/${app_id}/channels\n${query}`;
  assert.equal(signature, createHmac("sha256", secret!).update(text).digest("hex"));
}

/** The longest name of a channel that is sent on. */
async function longestChannel(broadcast: Broadcast, most: number): Promise<void> {
  await broadcast.trigger("c".repeat(most), "E", {});
  await assert.rejects(broadcast.trigger("c".repeat(most + 1), "E", {}), { code: "invalid_channel" });
}

export const sending: Record<string, Record<string, Run>> = {
  app: { make_app: (one) => void new Broadcast(optionsOf({ ...one, app: one })) },
  channel: {
    check_channel_name: async (one) => {
      const name = textOf(one.channel);
      const options = {
        ...optionsOf({ ...one, master: "00".repeat(32) }),
        limits: { channelName: one.max ?? 200 },
      };
      const { body } = await requestOf(options, (broadcast) => broadcast.trigger(name, "E", {}));
      assert.deepEqual(JSON.parse(body).channels, [name]);
    },
    add_prefix: ({ kind, given }) =>
      new { private: PrivateChannel, presence: PresenceChannel }[kind as "private"](given).name,
  },
  event: {
    check_event_name: async (one) => {
      const name = textOf(one.event_name);
      const { body } = await requestOf(optionsOf(one), (broadcast) =>
        broadcast.trigger("releases", name, {}),
      );
      assert.equal(JSON.parse(body).name, name);
    },
    trigger_body: (one, t) => bodyOf(one, t, trigger(one.event)),
    batch_body: (one, t) => bodyOf(one, t, triggerBatch(one)),
  },
  signature: {
    md5: async (one) => {
      const message = textOf(one.message);
      if (message === "") throw new NotExpressible("no body: no digest");
      const { url } = await requestOf(optionsOf(one), (broadcast) => broadcast.post("/events", message));
      return /&body_md5=([^&]*)/.exec(url)?.[1];
    },
  },
  request: {
    sign_request: signed,
    trigger_request: (one, t) => posted(one, t, trigger(one.event)),
    batch_request: (one, t) => posted(one, t, triggerBatch(one)),
  },
  encryption: {
    seal: async (one, t) => {
      const event = { name: "E", channels: [one.channel], data: one.plaintext };
      if (textOf(one.plaintext) === "") throw new NotExpressible("no payload at all is not sent");
      onEncrypted(textsOf([one.channel]));
      return JSON.parse(await bodyOf(one, t, trigger(event as never))).data;
    },
    trigger_encrypted: (one, t) => {
      onEncrypted(textsOf(one.event.channels));
      return posted(one, t, trigger(one.event));
    },
    batch_encrypted: (one, t) => posted(one, t, triggerBatch(one)),
    master_key: (one) => {
      const channel = "private-encrypted-x";
      const broadcast = new Broadcast({ ...optionsOf(one), encryptionMasterKeyBase64: textOf(one.base64) });
      const { shared_secret } = broadcast.authorize(channel, "1.1");
      // pusher-http-go: crypto.go, generateSharedSecret: SHA-256 of the channel's name and the key
      const expected = createHash("sha256")
        .update(channel)
        .update(Buffer.from(one.expected, "hex"))
        .digest("base64");
      assert.equal(shared_secret, expected);
      return one.expected;
    },
  },
  config: {
    environment: async ({ env, expected }) => {
      await destination(expected ?? {}, (transport) => Broadcast.fromEnv(env, { transport }));
      return expected;
    },
    driver: async ({ options, expected }) => {
      const { id: app_id, key, secret } = documented;
      const broadcastOf = (transport: never) =>
        new Broadcast({ default: "pusher", pusher: { app_id, client: key, secret, ...options }, transport });
      await destination({ ...expected, app_id, key, secret }, broadcastOf);
      await longestChannel(broadcastOf(recorder().transport as never), expected.channel_name);
      return expected;
    },
  },
  delivery: {
    delivery_from_name: ({ delivery, valid }) => {
      const make = () => new Broadcast({ ...optionsOf({} as Case), delivery });
      if (!valid) return (assert.throws(make, { code: "invalid_option" }), null);
      return (make(), delivery);
    },
    classify_status: async ({ status }) => {
      const { requests, transport } = recorder(status);
      const broadcast = new Broadcast({ ...optionsOf({} as Case), transport, delivery: "once" });
      const ended = await broadcast.trigger("releases", "E", {}).then(
        () => "ok",
        (error: FanfareError) => error.code,
      );
      assert.equal(requests.length, 1);
      return ended;
    },
  },
};
