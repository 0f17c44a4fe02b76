// Keys that mean something to JavaScript itself, wherever somebody else's words come in: they are data, and change
// nothing.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import test from "node:test";
import { Broadcast, CanBroadcast, event } from "fanfare";
import Pusher from "fanfare/pusher";
import { Broadcast as Testing } from "fanfare/testing";
import { app, encryptionMasterKeyBase64 } from "../../support/credentials.js";

const keys = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "isPrototypeOf",
  "__defineGetter__",
  "__lookupSetter__",
  "toJSON",
  "then",
  "length",
  "name",
  "code",
  "polluted",
];

const roots = [
  Object,
  Array,
  String,
  Number,
  Boolean,
  Function,
  Map,
  Promise,
  Error,
  RegExp,
  Headers,
  Request,
  Response,
  URLSearchParams,
  Broadcast,
  CanBroadcast,
  Pusher,
];

/** Everything that hangs on the objects that all share: by object, key and attribute, what it is. */
function shared(): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const root of roots) {
    for (const [which, object] of [
      ["", root],
      [".prototype", root.prototype],
    ] as const) {
      for (const key of Reflect.ownKeys(object)) {
        for (const [attribute, value] of Object.entries(Reflect.getOwnPropertyDescriptor(object, key)!))
          found.set(`${root.name}${which} ${String(key)} ${attribute}`, value);
      }
    }
  }
  return found;
}

/** Objects that have each key as their own, as JSON.parse makes them, with something to pollute by. */
const objects = keys.flatMap((key) => {
  const name = JSON.stringify(key);
  return [
    `{${name}:{"polluted":true}}`,
    `{${name}:"text"}`,
    `{"a":{${name}:{"polluted":true,"toString":1}}}`,
    `{${name}:{"prototype":{"polluted":true}},"b":[{${name}:1}]}`,
  ];
});

async function unchanged(run: () => unknown): Promise<void> {
  const before = shared();
  await run();
  const after = shared();
  assert.deepEqual([...after.keys()], [...before.keys()]);
  for (const [what, value] of after) assert.ok(Object.is(value, before.get(what)), what);
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  assert.equal(([] as { polluted?: unknown }).polluted, undefined);
}

const sent: any[] = [];
let answer = "{}";
const transport = async (request: { url: string; body: string }) => {
  sent.push(request);
  return { status: 200, headers: new Headers(), body: answer };
};
const lines: string[] = [];
const logger = {
  info: (line: string) => void lines.push(line),
  warn: (line: string) => void lines.push(line),
};
const options = { ...app, encryptionMasterKeyBase64, cluster: "eu", transport, logger };
const broadcast = new Broadcast(options);
const pusher = new Pusher({ ...app, cluster: "eu", useTLS: true, encryptionMasterKeyBase64 });
const last = () => JSON.parse(sent.at(-1).body);
const hmac = (text: string) => createHmac("sha256", app.secret).update(text).digest("hex");

class Saved extends event<any>("Saved", "a") {}
class Fields extends CanBroadcast {
  static broadcastAs = "Fields";
  constructor(fields: object) {
    super();
    for (const [key, value] of Object.entries(fields))
      Object.defineProperty(this, key, { value, enumerable: true });
  }
  override broadcastOn() {
    return "a";
  }
}

test("payloads pass through as they are", () =>
  unchanged(async () => {
    for (const text of objects) {
      const value = JSON.parse(text);
      // an own toJSON that is no function is data, and so is an own `then`
      await broadcast.channel("a", "E", value);
      assert.equal(last().data, text);
      await broadcast.channel(new Saved(value));
      assert.equal(last().data, text);
      await broadcast.triggerBatch([{ channel: "a", name: "E", data: value }]);
      assert.equal(last().batch[0].data, text);
      await broadcast.sendToUser("1", "E", value);
      assert.equal(last().data, text);
      await broadcast.post("/events", value);
      assert.equal(sent.at(-1).body, text);
      const fake = Testing.fake();
      await fake.channel("a", "E", value);
      assert.deepEqual(JSON.stringify(fake.sent("E")[0]!.data), text);
      await new Broadcast({ ...options, driver: "log" }).channel("a", "E", value);
      assert.ok(lines.at(-1)!.endsWith(text), lines.at(-1));
    }
    for (const key of keys.filter((key) => key !== "constructor" && key !== "toJSON")) {
      await broadcast.channel(new Fields(JSON.parse(`{${JSON.stringify(key)}:{"polluted":true}}`)));
      assert.equal(last().data, `{${JSON.stringify(key)}:{"polluted":true}}`);
    }
  }));

test("user_info and user data are signed as they are, and a key that does not belong is refused", () =>
  unchanged(() => {
    for (const text of objects) {
      const value = JSON.parse(text);
      const { auth, channel_data } = broadcast.authorize("presence-x", "1.1", {
        user_id: "1",
        user_info: value,
      });
      assert.equal(channel_data, `{"user_id":"1","user_info":${text}}`);
      assert.equal(auth, `${app.key}:${hmac(`1.1:presence-x:${channel_data}`)}`);
      const user = `{"id":"1",${text.slice(1)}`;
      assert.equal(broadcast.authenticate("1.1", JSON.parse(user)).user_data, user);
      assert.equal(pusher.authenticateUser("1.1", JSON.parse(user)).user_data, user);
      assert.equal(
        pusher.authorizeChannel("1.1", "presence-x", { user_id: "1", user_info: value }).channel_data,
        channel_data,
      );
    }
    for (const key of keys) {
      const member = JSON.parse(`{"user_id":"1",${JSON.stringify(key)}:{"user_id":"admin"}}`);
      assert.throws(() => broadcast.authorize("presence-x", "1.1", member), { code: "invalid_member" });
      // what is inherited by a client's words alone is nobody's id
      const inherited = JSON.parse(`{${JSON.stringify(key)}:{"user_id":"1","id":"1"}}`);
      assert.throws(() => broadcast.authorize("presence-x", "1.1", inherited), { code: "invalid_member" });
      assert.throws(() => broadcast.authenticate("1.1", inherited), { code: "invalid_user" });
    }
  }));

test("no option comes from a key of JavaScript's own", () =>
  unchanged(async () => {
    for (const key of keys) {
      const odd = (value: unknown) => JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`);
      assert.throws(() => new Broadcast({ ...odd(app), ...app }), { code: "invalid_option" });
      // Object.assign sets what spread defines
      assert.throws(() => new Broadcast(odd({ ...app, cluster: "eu" })), /./);
      assert.throws(() => new Broadcast({ default: key, one: { driver: "log" } } as never), {
        code: "unknown_driver",
      });
      assert.throws(() => broadcast.driver(key), { code: "unknown_driver" });
      assert.throws(() => broadcast.routes(odd({ a: 1 })), { code: "invalid_option" });
      assert.throws(() => broadcast.routes({ channels: odd(1) }), { code: "invalid_option" });
      await assert.rejects(broadcast.channel("a", "E", {}, odd({ socketId: "1.1" })), {
        code: "invalid_option",
      });
      assert.throws(() => broadcast.webhook({}, "", odd(1)), { code: "invalid_option" });
      await assert.rejects(async () => broadcast.listChannels({ info: key as never }), {
        code: "invalid_option",
      });
      // a configuration from JSON may have any name for a driver
      const configured = new Broadcast(
        JSON.parse(`{"default":"one","one":{"driver":"null"},${JSON.stringify(key)}:{"driver":"null"}}`),
      );
      assert.equal(String(configured), "Broadcast(null)");
      // whatever parameters a caller's page may choose go on the wire as parameters
      await broadcast.get("/channels", odd("x"));
      assert.equal(new URL(sent.at(-1).url).searchParams.get(key.toLowerCase()), "x");
      assert.equal(new URL(sent.at(-1).url).searchParams.get("auth_key"), app.key);
    }
    assert.deepEqual(
      Broadcast.fromEnv(
        JSON.parse('{"BROADCAST_DRIVER":"null","__proto__":{"PUSHER_APP_ID":"4"}}'),
      ).toString(),
      "Broadcast(null)",
    );
  }));

test("a rule's parameters are own values, whatever their names", () =>
  unchanged(async () => {
    for (const key of keys) {
      const asked: unknown[] = [];
      const rule = (...args: unknown[]) =>
        asked.push(args.find((one: any) => typeof one === "object" && one !== null && key in one)) > 0;
      const routes = broadcast.routes({
        authRoute: null,
        user: () => "ann",
        channels: { [`private-{${key}}.{b}`]: rule },
      } as never);
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const body = `socket_id=1.1&channel_name=private-${key}.x&${key}=1&${key}[polluted]=1`;
      const response = await routes(new Request("http://localhost/", { method: "POST", headers, body }));
      assert.equal(response.status, 200, key);
      assert.equal(Object.getPrototypeOf(asked[0]), null, key);
      assert.deepEqual(
        { ...(asked[0] as object) },
        Object.fromEntries([
          [key, key],
          ["b", "x"],
        ]),
      );
    }
  }));

test("authorization requests in JSON and parsed bodies are read by their own fields alone", () =>
  unchanged(async () => {
    const routes = broadcast.routes({ authRoute: null, channels: { "private-{x}": () => true } });
    for (const key of keys) {
      const fields = `"socket_id":"1.1","channel_name":"private-a"`;
      const bodies: [string, number][] = [
        [
          `{${fields},${JSON.stringify(key)}:{"socket_id":"2.2","channel_name":"private-b","polluted":true}}`,
          200,
        ],
        [`{${JSON.stringify(key)}:{${fields}}}`, 400],
      ];
      for (const [body, status] of bodies) {
        const headers = { "content-type": "application/json" };
        for (const context of [undefined, { body: JSON.parse(body) }]) {
          const request = new Request("http://localhost/", { method: "POST", headers, body });
          const response = await routes(request, context);
          assert.equal(response.status, status, body);
          if (status === 200)
            assert.equal((await response.json()).auth, `${app.key}:${hmac("1.1:private-a")}`);
        }
      }
    }
  }));

test("webhooks give such keys as values of data and of names", () =>
  unchanged(() => {
    for (const key of keys) {
      const name = JSON.stringify(key);
      const data = `{${name}:{"polluted":true}}`;
      const events = [
        `{"name":"client_event","channel":"private-a","event":${name},"data":${data},"socket_id":"1.1","user_id":${name}}`,
        `{"name":${name},${name}:{"polluted":true}}`,
      ];
      const body = `{"time_ms":1,${name}:{"polluted":true},"events":[${events}]}`;
      const headers = {
        "x-pusher-key": app.key,
        "x-pusher-signature": hmac(body),
        "content-type": "application/json",
      };
      const webhook = broadcast.webhook(headers, body);
      // the name that is there twice is the last, as JSON.parse takes it
      if (key === "name") continue;
      assert.ok(webhook, key);
      const [told, unknown] = webhook.events as any[];
      assert.equal(told.event, key);
      assert.equal(told.data, data);
      assert.equal(told.userId, key);
      assert.equal(unknown.name, key);
      assert.equal(Object.getPrototypeOf(unknown).polluted, undefined);
      const theirs = pusher.webhook({ headers, rawBody: body });
      assert.equal(theirs.isValid(), true);
      assert.deepEqual(theirs.getData(), JSON.parse(body));
    }
  }));

test("what a server tells of channels with such names is told as it is", () =>
  unchanged(async () => {
    for (const key of keys) {
      const name = JSON.stringify(key);
      answer = `{"channels":{${name}:{"user_count":1,"__proto__":{"polluted":true}}}}`;
      const channels = await broadcast.listChannels();
      assert.deepEqual(Object.keys(channels), [key]);
      assert.equal(Object.getOwnPropertyDescriptor(channels, key)!.value.user_count, 1);
      answer = `{"channels":{"a":{"user_count":1,${name}:2}}}`;
      const { info } = await broadcast.channel("a", "E", {}, { info: "user_count" });
      assert.equal(info.a!.user_count, 1);
      assert.equal(Object.getPrototypeOf(info.a), Object.prototype);
      answer = `{"occupied":true,${name}:{"polluted":true}}`;
      assert.equal((await broadcast.channelInfo("a")).occupied, true);
      answer = `{"users":[{"id":${name},"__proto__":{"id":"admin"}}]}`;
      assert.deepEqual(await broadcast.listMembers("presence-a"), [key]);
      answer = `{"users":[{"__proto__":{"id":"admin"}}]}`;
      await assert.rejects(broadcast.listMembers("presence-a"), { code: "invalid_json" });
    }
    answer = "{}";
  }));

test("the drop-in's params replace nothing of its own, and pollute nothing", () =>
  unchanged(() => {
    for (const key of keys) {
      const params = JSON.parse(`{${JSON.stringify(key)}:"x"}`);
      const query = new URLSearchParams(
        pusher.createSignedQueryString({ method: "GET", path: "/apps/3/channels", params }),
      );
      assert.equal(query.get(key), "x");
      assert.equal(query.get("auth_key"), app.key);
    }
    for (const reserved of [
      "auth_key",
      "auth_timestamp",
      "auth_version",
      "auth_signature",
      "body_md5",
      "AUTH_KEY",
    ]) {
      assert.throws(() =>
        pusher.createSignedQueryString({
          method: "GET",
          path: "/apps/3/channels",
          params: { [reserved]: "x" },
        }),
      );
    }
  }));
