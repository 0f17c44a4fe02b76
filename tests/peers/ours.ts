// What Fanfare makes of each call: by its public face in WebAssembly, and as the native program of native/peer.cpp is
// asked.

import { Broadcast } from "../../js/src/broadcast.js";
import {
  encryptedTriggerRequest,
  open,
  prepareApp,
  prepareMasterKey,
  sharedSecret,
  signRequest,
} from "../../js/src/wasm/core.js";
import { FanfareError } from "../../js/common/errors.js";
import type { Transport, TransportRequest } from "../../js/platform/transport.js";
import type {
  Answer,
  App,
  Authorized,
  Call,
  SealCall,
  SignCall,
  Signed,
  Told,
  WebhookCall,
} from "./calls.js";
import { silent } from "../support/logger.js";

let carried: TransportRequest | undefined;

/** Keeps the request that it is given, and answers it as a server would that has nothing to tell. */
const transport: Transport = async (request) => {
  carried = request;
  return {
    status: 200,
    headers: new Map<string, string>() as never,
    body: '{"channels":{},"occupied":true,"users":[]}',
  };
};

function remembered<Key, T>(make: (key: Key) => T): (key: Key) => T {
  const made = new Map<string, T>();
  return (key) => {
    const name = JSON.stringify(key);
    if (!made.has(name)) made.set(name, make(key));
    return made.get(name)!;
  };
}

const logger = silent;
const broadcastOf = remembered(
  ({ app: { id, ...app }, master }: { app: App; master?: string }) =>
    new Broadcast({
      ...app,
      appId: id,
      host: "127.0.0.1",
      transport,
      logger,
      ...(master && { encryptionMasterKeyBase64: master }),
    }),
);
const keyOf = remembered(({ id, key, secret }: App) => prepareApp(id, key, secret));
const masterOf = remembered(prepareMasterKey);

/**
 * The query's parameters as the string to sign has them: not percent-encoded, sorted, here with the signature among
 * them.
 */
export function unescaped(query: string): string {
  const pairs = query.split("&").map((pair) => pair.split("=").map(decodeURIComponent) as [string, string]);
  return pairs
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

async function signed(call: SignCall): Promise<Signed> {
  const broadcast = broadcastOf({ app: call.app });
  carried = undefined;
  switch (call.op) {
    case "trigger":
      await broadcast.trigger(call.channels, call.name, call.data, {
        socketId: call.socketId,
        info: call.info,
      });
      break;
    case "batch":
      await broadcast.triggerBatch(call.events);
      break;
    case "channels":
      await broadcast.listChannels({ prefix: call.prefix, info: call.info as never });
      break;
    case "channel":
      await broadcast.channelInfo(call.channel, call.info as never);
      break;
    case "users":
      await broadcast.listMembers(call.channel);
  }
  if (!carried) throw new FanfareError("no_channel", "nothing was sent");
  const { url, body } = carried as TransportRequest;
  const [path = "", query = ""] = url.replace(/^https?:\/\/[^/]+/, "").split("?");
  return { path, query: unescaped(query), body };
}

/** What Fanfare signs for a body that somebody else has written, at a time that somebody else had. */
export function signedAs(call: SignCall, body: string, seconds: number): Signed {
  const { resource, params } = questionOf(call);
  const { path, query } = signRequest(
    keyOf(call.app),
    body === "" ? "GET" : "POST",
    resource,
    params,
    body,
    seconds,
  );
  return { path, query: unescaped(query), body };
}

function questionOf(call: SignCall): { resource: string; params: Record<string, string> } {
  switch (call.op) {
    case "trigger":
      return { resource: "/events", params: {} };
    case "batch":
      return { resource: "/batch_events", params: {} };
    case "users":
      return { resource: `/channels/${call.channel}/users`, params: {} };
  }
  const params: Record<string, string> = call.info === undefined ? {} : { info: call.info };
  if (call.op === "channel") return { resource: `/channels/${call.channel}`, params };
  return {
    resource: "/channels",
    params: call.prefix === undefined ? params : { ...params, filter_by_prefix: call.prefix },
  };
}

/** A webhook's events as Pusher writes them; with `master` those of encrypted channels are decrypted. */
export function told({ app, master, ...call }: WebhookCall, decrypted: boolean): Told {
  const headers = {
    "x-pusher-key": call.key,
    "x-pusher-signature": call.signature,
    "content-type": call.contentType,
  };
  const webhook = broadcastOf({ app, master: decrypted ? master : undefined }).webhook(headers, call.body);
  if (!webhook) throw new FanfareError("invalid_webhook", "not valid");
  const names: Record<string, string> = {
    userId: "user_id",
    socketId: "socket_id",
    subscriptionCount: "subscription_count",
  };
  const events = webhook.events.map(({ kind, ...event }) =>
    Object.fromEntries(Object.entries(event).map(([name, value]) => [names[name] ?? name, value])),
  );
  return { time: webhook.time.getTime(), events };
}

/** The text that is sent in place of `plaintext`. */
export function sealed({ app, channel, plaintext, ...call }: SealCall, dataBytes = 10_240): string {
  const limits = { channelName: 200, dataBytes, batchEvents: 10 };
  const event = { name: "E", channels: [channel], data: plaintext };
  const nonce = Uint8Array.from(call.nonceBytes);
  return JSON.parse(encryptedTriggerRequest(keyOf(app), masterOf(call.master), event, nonce, 0, limits).body)
    .data;
}

async function answered(call: Call): Promise<Signed | Authorized | Told | string> {
  switch (call.op) {
    case "authorize":
      return broadcastOf(call).authorize(call.channel, call.socketId, call.member);
    case "authenticate":
      return broadcastOf({ app: call.app }).authenticate(call.socketId, call.user as { id: string });
    case "shared_secret":
      return Buffer.from(sharedSecret(masterOf(call.master), call.channel)).toString("base64");
    case "seal":
      return sealed(call);
    case "open":
      return open(masterOf(call.master), call.channel, call.data);
    case "webhook":
      return told(call, true);
    default:
      return signed(call);
  }
}

/** The answers in the order of the calls; the clock stands at each call's time. */
export async function ask(calls: readonly Call[]): Promise<Answer[]> {
  const { now } = Date;
  const answers: Answer[] = [];
  try {
    for (const call of calls) {
      if (call.now !== undefined) Date.now = () => call.now!;
      try {
        answers.push({ answer: await answered(call) });
      } catch (error) {
        if (!(error instanceof FanfareError)) throw error;
        answers.push({ error: error.code });
      }
    }
  } finally {
    Date.now = now;
  }
  return answers;
}

const textOf = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** The call as the native program takes it: payloads are JSON text, and a question is what it is signed as. */
export function forNative(call: Call): object {
  switch (call.op) {
    case "trigger":
      return { ...call, data: textOf(call.data) };
    case "batch":
      return { ...call, events: call.events.map((event) => ({ ...event, data: textOf(event.data) })) };
    case "channels":
    case "channel":
    case "users":
      return { ...call, op: "get", ...questionOf(call) };
    case "authorize":
      return call.member?.user_info
        ? { ...call, member: { ...call.member, user_info: textOf(call.member.user_info) } }
        : call;
    case "authenticate":
      return { ...call, user: textOf(call.user) };
    default:
      return call;
  }
}
