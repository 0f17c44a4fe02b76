// Calls of the ABI, generated from a seed: right ones, wrong ones, and blocks that are no fields at all.

import { createHash, createHmac } from "node:crypto";
import {
  characters,
  codes,
  json,
  listNames,
  oddities,
  origins,
  patterns,
  prefixes,
  sockets,
} from "./generator-parts.js";
import { hashedPads } from "./hashed-pads.js";
import { list, packed, type Field } from "./module.js";
import { secretbox } from "./secretbox.js";

export interface Call {
  name: string;
  block: Buffer;
  numbers: number[];
}

export class Generator {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  calls(count: number): Call[] {
    const makers = [
      this.#plain,
      this.#trigger,
      this.#batch,
      this.#sign,
      this.#authorize,
      this.#member,
      this.#user,
      this.#rule,
      this.#origin,
      this.#request,
      this.#json,
      this.#hash,
      this.#key,
      this.#sealing,
      this.#opening,
      this.#sealedTrigger,
      this.#sealedBatch,
      this.#webhook,
    ];
    return Array.from({ length: count }, (_, i) => {
      const call = makers[i % makers.length]!.call(this);
      return this.#chance(0.03) ? { ...call, block: this.#spoiled(call.block) } : call;
    });
  }

  /** mulberry32: small, and good enough to spread cases. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  #below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  #chance(share: number): boolean {
    return this.#next() < share;
  }

  #one<T>(from: readonly T[]): T {
    return from[this.#below(from.length)]!;
  }

  /** A length around one of the limits, or a small one. */
  #length(...limits: number[]): number {
    return this.#chance(0.3) ? this.#one(limits) + this.#below(3) - 1 : this.#below(40);
  }

  #text(length: number, odd: number): string {
    return Array.from({ length }, () =>
      this.#chance(odd) ? this.#one(oddities) : this.#one([...characters]),
    ).join("");
  }

  #bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.#below(256)));
  }

  #anything(...limits: number[]): Field {
    const length = this.#length(...limits);
    return this.#chance(0.1) ? this.#bytes(length) : this.#text(length, this.#one([0, 0, 0.05, 1]));
  }

  #channel(): Field {
    const prefix = this.#one(prefixes);
    const length = Math.max(0, this.#length(0, 164, 200) - (this.#chance(0.5) ? prefix.length : 0));
    return this.#chance(0.03)
      ? this.#bytes(length)
      : prefix + this.#text(length, this.#chance(0.2) ? 0.05 : 0);
  }

  #app(): Field[] {
    return [this.#text(1 + this.#below(8), 0), this.#text(20, 0), this.#bytes(64)];
  }

  #event(): Field[] {
    const data = this.#chance(0.5) ? this.#one(json) : this.#anything(0, 7_619, 10_240);
    const channels = Array.from({ length: this.#chance(0.05) ? 100 + this.#below(3) : this.#below(4) }, () =>
      this.#channel(),
    );
    return [
      this.#anything(0, 200),
      data,
      this.#one(["", this.#one(sockets)]),
      this.#one(["", "user_count", "A"]),
      ...list(...channels),
    ];
  }

  #now(): number {
    return this.#one([1_353_088_179, 0, -1, 2 ** 40, 0.5]);
  }

  #plain(): Call {
    const [name, fields] = this.#one<[string, Field[]]>([
      ["prepare_key", [this.#anything(0, 20), this.#anything(0, 20), this.#anything(0, 63, 64, 65)]],
      ["prepare_key", ["3", "key", this.#text(1 + this.#length(62, 63, 64, 127), 0)]],
      ["check_channel", [this.#channel(), this.#one(["164", "200", "0", "x", ""])]],
      [
        "check_event_name",
        [this.#one([this.#anything(0, 200), "pusher:x", "pusher_internal:x", "client-x"])],
      ],
      ["check_socket_id", [this.#one([this.#one(sockets), this.#anything(1)])]],
    ]);
    return call(name, fields);
  }

  #trigger(): Call {
    return call(
      "trigger_request",
      [...this.#app(), ...this.#event()],
      this.#now(),
      this.#one([164, 200]),
      10_240,
    );
  }

  #batch(): Call {
    const events = Array.from({ length: this.#below(13) }, () => this.#event());
    const fields = [...this.#app(), String(events.length), ...events.flat()];
    return call("batch_request", fields, this.#now(), this.#one([164, 200]), 10_240, 10);
  }

  #sign(): Call {
    const names = ["info", "filter_by_prefix", "A", "auth_key", "body_md5", "a b", "", "é"];
    const parameters = Array.from({ length: this.#below(4) }, () => [
      this.#one(names),
      this.#anything(0),
    ]).flat();
    const resource = this.#one([
      "/channels",
      "/channels/a/users",
      "",
      "x",
      "/a/../b",
      "/a//b",
      "/é",
      this.#text(9, 0.1),
    ]);
    const fields = [
      ...this.#app(),
      this.#one(["GET", "POST", "get", ""]),
      resource,
      this.#anything(0, 55, 56, 64),
      ...list(...parameters),
    ];
    return call("sign_request", fields, this.#now());
  }

  #authorize(): Call {
    return call("authorize", [...this.#app(), this.#one(sockets), this.#channel()]);
  }

  #member(): Call {
    const info = this.#one(["", this.#one(json), `"${this.#text(this.#length(1_000), 0.02)}"`]);
    return call("authorize_member", [
      ...this.#app(),
      this.#one(sockets),
      this.#one(["presence-a", this.#channel()]),
      this.#anything(0, 128),
      info,
    ]);
  }

  #user(): Call {
    return call("authenticate", [
      ...this.#app(),
      this.#one(sockets),
      this.#one([this.#one(json), this.#anything(0)]),
    ]);
  }

  #rule(): Call {
    const listed = Array.from({ length: 1 + this.#below(3) }, () =>
      this.#one([this.#one(patterns), this.#anything(0)]),
    );
    if (this.#chance(0.5)) return call("check_rule", [listed[0]!]);
    const channel = this.#one(["private-orders.42", "presence-x-y", "private-encrypted-z", this.#channel()]);
    if (this.#chance(0.3)) return call("default_audience", [channel], this.#below(2));
    return call("next_rule", [...list(...listed), channel], this.#below(3));
  }

  #origin(): Call {
    if (this.#chance(0.1)) return call("http_status", [this.#one(codes)], this.#below(2));
    const header = () => this.#one([this.#one(origins), this.#one(origins), this.#anything(0)]);
    const allowed = Array.from({ length: this.#below(3) }, header);
    const site = this.#one(["", "", "same-origin", "cross-site", "none", this.#anything(0)]);
    return call("check_origin", [...list(...allowed), header(), site, header(), header()]);
  }

  #request(): Call {
    const channels = Array.from({ length: this.#chance(0.05) ? 99 + this.#below(4) : this.#below(4) }, () =>
      this.#channel(),
    );
    const socket = this.#one(sockets);
    const form = [`socket_id=${socket}`, ...channels.map((one) => `${this.#one(listNames)}=${one}`)].join(
      "&",
    );
    const named = JSON.stringify({ socket_id: socket, channel_name: channels.map(String) });
    const type = this.#one(["application/x-www-form-urlencoded", "Application/JSON ; charset=utf-8", ""]);
    const body = this.#one([form, named, form.replaceAll("-", "%2d"), this.#one(json), this.#anything(0)]);
    return call("read_authorization_request", [type, body]);
  }

  #json(): Call {
    return call("json_items", [this.#one([this.#one(json), this.#anything(1)]), "It"]);
  }

  #hash(): Call {
    if (this.#chance(0.1)) return call("limits", []);
    const message = this.#anything(55, 56, 63, 64, 119, 128);
    return this.#chance(0.5)
      ? call("md5_hex", [message])
      : call("hmac_sha256_hex", [this.#bytes(64), message]);
  }

  #encrypted(): Field {
    return this.#chance(0.8) ? `private-encrypted-${this.#text(this.#below(30), 0)}` : this.#channel();
  }

  #key(): Call {
    const base64 = this.#bytes(this.#one([32, 32, 31, 33, 0])).toString("base64");
    return this.#one([
      call("prepare_master_key", [
        this.#one([base64, base64.replace("=", ""), `${base64}=`, this.#anything(44)]),
      ]),
      call("shared_secret", [this.#bytes(32), this.#encrypted()]),
      call("authorize_encrypted", [...this.#app(), this.#bytes(32), this.#one(sockets), this.#encrypted()]),
    ]);
  }

  #sealing(): Call {
    return call("seal", [
      this.#bytes(32),
      this.#bytes(24),
      this.#encrypted(),
      this.#anything(0, 15, 16, 31, 32, 63, 64, 7_619),
    ]);
  }

  /** What somebody else has sealed, now and then spoiled; or what nobody has. */
  #opening(): Call {
    const [master, nonce, channel] = [this.#bytes(32), this.#bytes(24), this.#encrypted()];
    const key = createHash("sha256").update(channel).update(master).digest();
    const box = Buffer.from(secretbox(this.#bytes(this.#length(15, 16, 31, 32, 63, 64)), nonce, key));
    if (this.#chance(0.3)) box[this.#below(box.length)]! ^= 1 << this.#below(8);
    const sealed = {
      nonce: nonce.toString("base64"),
      ciphertext: box.toString("base64"),
      more: this.#one([undefined, 1, "é"]),
    };
    const data = this.#one([
      JSON.stringify(sealed),
      JSON.stringify(sealed),
      this.#one(json),
      JSON.stringify({ ...sealed, nonce: "AAAA" }),
      this.#text(20, 0.1),
    ]);
    return call("open", [master, channel, data]);
  }

  #sealedTrigger(): Call {
    const [name, data, socket, info, ...channels] = this.#event();
    const to = this.#chance(0.8) ? list(this.#encrypted()) : channels;
    const fields = [
      ...this.#app(),
      this.#bytes(32),
      this.#bytes(this.#one([24, 24, 24, 48, 0])),
      name!,
      data!,
      socket!,
      info!,
      ...to,
    ];
    return call("trigger_encrypted", fields, this.#now(), this.#one([164, 200]), 10_240);
  }

  #sealedBatch(): Call {
    const events = Array.from({ length: this.#below(12) }, () => {
      const [name, data, socket, info] = this.#event();
      return [name!, data!, socket!, info!, ...list(this.#one([this.#encrypted(), this.#channel()]))];
    });
    const nonces = this.#bytes(24 * (events.length + (this.#chance(0.1) ? 1 : 0)));
    const fields = [...this.#app(), this.#bytes(32), nonces, String(events.length), ...events.flat()];
    return call("batch_encrypted", fields, this.#now(), this.#one([164, 200]), 10_240, 10);
  }

  /** One that one of several apps has signed, or nobody. */
  #webhook(): Call {
    const apps = Array.from({ length: this.#below(4) }, (_, i) => ({
      key: `key-${this.#below(3)}`,
      secret: `secret-${i}`,
    }));
    const fields = apps.flatMap(({ key, secret }, i) => [String(i), key, hashedPads(Buffer.from(secret))]);
    const body = this.#anything(0, 55, 64, 1_000);
    const { key, secret } = this.#one([...apps, { key: "key-9", secret: "another" }]);
    const right = createHmac("sha256", secret).update(body).digest("hex");
    const signature = this.#one([
      right,
      right,
      right,
      right.toUpperCase(),
      right.slice(1),
      `${right}0`,
      "",
      this.#anything(64),
    ]);
    return call("verify_webhook", [
      String(apps.length),
      ...fields,
      body,
      this.#one([key, key, "key-0", ""]),
      signature,
    ]);
  }

  /** Cut short, with a byte changed, or with one more. */
  #spoiled(block: Buffer): Buffer {
    if (this.#chance(0.4)) return block.subarray(0, this.#below(block.length));
    if (this.#chance(0.3)) return Buffer.concat([block, this.#bytes(1)]);
    const spoiled = Buffer.from(block);
    spoiled[this.#below(block.length)] = this.#below(256);
    return spoiled;
  }
}

function call(name: string, fields: Field[], ...numbers: number[]): Call {
  return { name: `fanfare_${name}`, block: packed(...fields), numbers };
}
