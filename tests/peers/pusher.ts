// What the `pusher` package makes of each call, in this process.

import { createRequire } from "node:module";
import Pusher from "pusher";
import type { Answer, App, BatchCall, Call, SealCall, SignCall, Signed } from "./calls.js";

const require = createRequire(createRequire(import.meta.url).resolve("pusher"));
const nacl = require("tweetnacl");

const clients = new Map<string, any>();
function clientOf({ app, master }: { app: App; master?: string }): any {
  const name = JSON.stringify([app, master]);
  let client = clients.get(name);
  if (!client) {
    client = new Pusher({
      appId: app.id,
      key: app.key,
      secret: app.secret,
      host: "127.0.0.1",
      ...(master && { encryptionMasterKeyBase64: master }),
    });
    // What it would send, rather than sending it.
    client.post = ({ path, body }: { path: string; body: object }) =>
      signed(client, "POST", path, {}, JSON.stringify(body));
    clients.set(name, client);
  }
  return client;
}

function signed(client: any, method: string, resource: string, params: object, body: string): Signed {
  const path = client.config.prefixPath(resource);
  const query: string = client.createSignedQueryString({ method, path, params, body });
  const [, rest, signature] = /^(.*)&(auth_signature=[0-9a-f]{64})$/s.exec(query)!;
  return { path, query: rest!.replace("&", `&${signature}&`), body };
}

const defined = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
const eventOf = ({ socketId, info, ...event }: BatchCall["events"][number]) =>
  defined({ ...event, socket_id: socketId, info });

function sign(call: SignCall): Signed {
  const client = clientOf({ app: call.app });
  switch (call.op) {
    case "trigger":
      return client.trigger(
        call.channels,
        call.name,
        call.data,
        defined({ socket_id: call.socketId, info: call.info }),
      );
    case "batch":
      return client.triggerBatch(call.events.map(eventOf));
    case "channels":
      return signed(
        client,
        "GET",
        "/channels",
        defined({ filter_by_prefix: call.prefix, info: call.info }),
        "",
      );
    case "channel":
      return signed(client, "GET", `/channels/${call.channel}`, defined({ info: call.info }), "");
    case "users":
      return signed(client, "GET", `/channels/${call.channel}/users`, {}, "");
  }
}

function seal(call: SealCall): string {
  nacl.setPRNG((bytes: Uint8Array) => bytes.set(call.nonceBytes));
  return JSON.parse(clientOf(call).trigger(call.channel, "E", sealedValue(call.plaintext)).body).data;
}

/**
 * What it must be given so that it seals `plaintext`: it seals a value's JSON. A text that no value gives is given as
 * it is.
 */
export function sealedValue(plaintext: string): unknown {
  try {
    const value: unknown = JSON.parse(plaintext);
    return JSON.stringify(value) === plaintext ? value : plaintext;
  } catch {
    return plaintext;
  }
}

/** The package only seals: the page's part, by the package that it seals with. */
function open({ data, ...call }: { app: App; master: string; channel: string; data: string }): string {
  const { nonce, ciphertext } = JSON.parse(data);
  const key = clientOf(call).channelSharedSecret(call.channel);
  const opened = nacl.secretbox.open(Buffer.from(ciphertext, "base64"), Buffer.from(nonce, "base64"), key);
  if (!opened) throw new Error("does not open");
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(opened);
}

function answered(call: Call): unknown {
  switch (call.op) {
    case "authorize":
      return clientOf(call).authorizeChannel(call.socketId, call.channel, call.member);
    case "authenticate":
      return clientOf({ app: call.app }).authenticateUser(call.socketId, call.user);
    case "shared_secret":
      return Buffer.from(clientOf(call).channelSharedSecret(call.channel)).toString("base64");
    case "seal":
      return seal(call);
    case "open":
      return open(call);
    case "webhook": {
      const headers = {
        "x-pusher-key": call.key,
        "x-pusher-signature": call.signature,
        "content-type": call.contentType,
      };
      const webhook = clientOf({ app: call.app }).webhook({ headers, rawBody: call.body });
      if (!webhook.isValid()) throw new Error("not valid");
      return { time: webhook.getTime().getTime(), events: webhook.getEvents() };
    }
    default:
      return sign(call);
  }
}

/** The answers in the order of the calls; the clock stands at each call's time. */
export function ask(calls: readonly Call[]): Answer[] {
  const { now } = Date;
  try {
    return calls.map((call) => {
      if (call.now !== undefined) Date.now = () => call.now!;
      try {
        return { answer: answered(call) };
      } catch (error) {
        return { error: String(error) };
      }
    });
  } finally {
    Date.now = now;
  }
}
