import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import type { ServerResponse } from "node:http";
import test from "node:test";
import { event, PresenceChannel } from "../../../js/events/index.js";
import { Broadcast } from "../../../js/src/broadcast.js";
import { assertSigned, optionsFor, record, type Received } from "../../support/recording-server.js";
import { app } from "../../support/credentials.js";
import { silent } from "../../support/logger.js";

/** The signature of a GET, which has no body and so no body_md5. */
function assertSignedGet({ method, path, query }: Received): void {
  assert.equal(method, "GET");
  assert.equal(query.get("body_md5"), null);
  const signed = [...query]
    .filter(([name]) => name !== "auth_signature")
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const text = `GET\n${path}\n${signed.map(([name, value]) => `${name}=${value}`).join("&")}`;
  assert.equal(query.get("auth_signature"), createHmac("sha256", app.secret).update(text).digest("hex"));
}

const answering = (value: unknown) => (_: Received, response: ServerResponse) => {
  response.end(typeof value === "string" ? value : JSON.stringify(value));
};

test("listChannels asks for a prefix and attributes, and tells of each channel", async (t) => {
  const { options, received } = await record(
    t,
    answering('{"channels":{"presence-a":{"user_count":3},"__proto__":{"user_count":1}}}'),
  );
  const channels = await new Broadcast(options).listChannels({ prefix: "presence-", info: "user_count" });
  assert.equal(channels["presence-a"]?.user_count, 3);
  assert.deepEqual(Object.entries(channels), [
    ["presence-a", { user_count: 3, occupied: true }],
    ["__proto__", { user_count: 1, occupied: true }],
  ]);
  assert.equal(received[0]!.path, "/apps/3/channels");
  assert.deepEqual(
    [received[0]!.query.get("filter_by_prefix"), received[0]!.query.get("info")],
    ["presence-", "user_count"],
  );
  assertSignedGet(received[0]!);
  assert.equal(received[0]!.body, "");
  assert.equal(({} as { user_count?: number }).user_count, undefined);
});

test("without options listChannels asks for all, and an empty list of PHP's is none", async (t) => {
  const { options, received } = await record(t, answering({ channels: [] }));
  assert.deepEqual(await new Broadcast(options).listChannels(), {});
  assert.deepEqual([...received[0]!.query.keys()].sort(), [
    "auth_key",
    "auth_signature",
    "auth_timestamp",
    "auth_version",
  ]);
});

test("channelInfo tells of one channel what it was asked for", async (t) => {
  const told = { occupied: true, subscription_count: 2, cache: { data: '{"id":1}', ttl: 59 } };
  const { options, received } = await record(t, answering(told));
  const info = await new Broadcast(options).channelInfo("private-cache-a=@,.;b", [
    "subscription_count",
    "cache",
  ]);
  assert.equal(info.occupied && info.cache?.ttl, 59);
  assert.deepEqual(info, told);
  assert.equal(received[0]!.path, "/apps/3/channels/private-cache-a=@,.;b");
  assert.equal(received[0]!.query.get("info"), "subscription_count,cache");
  assertSignedGet(received[0]!);
  // @ts-expect-error was not asked for
  assert.equal(info.user_count, undefined);
});

test("listMembers gives the ids of a presence channel's members", async (t) => {
  const { options, received } = await record(t, answering({ users: [{ id: "ann" }, { id: 7 }] }));
  assert.deepEqual(await new Broadcast(options).listMembers(new PresenceChannel("chat.1")), ["ann", "7"]);
  assert.equal(received[0]!.path, "/apps/3/channels/presence-chat.1/users");
  assertSignedGet(received[0]!);
});

test("an id that is an integer is exact, whatever a number of JavaScript's holds", async (t) => {
  const members = async (users: string) => {
    const { options } = await record(t, answering(`{"users":[{"id":1}],"\\u0075sers":${users}}`));
    return new Broadcast(options).listMembers("presence-a");
  };
  assert.deepEqual(await members('[{"id":9007199254740993},{"id":"a\\n"},{"id":18446744073709551615},{"id":-9223372036854775808},{"id":0}]'), [
    "9007199254740993", "a\n", "18446744073709551615", "-9223372036854775808", "0",
  ]); // prettier-ignore
  for (const id of [
    "1.5",
    "1.0",
    "1e3",
    "18446744073709551616",
    "-9223372036854775809",
    "null",
    "true",
    "[1]",
    '{"id":1}',
  ]) {
    await assert.rejects(
      members(`[{"id":"a"},{"id":${id}}]`),
      { code: "invalid_json", message: /members/ },
      id,
    );
  }
  await assert.rejects(members('[{"ID":1}]'), { code: "invalid_json", message: /members/ });
});

test("a question that cannot be answered is refused before it is sent", async (t) => {
  const { options, received } = await record(t);
  const broadcast = new Broadcast(options);
  const bad: [string, () => Promise<unknown>][] = [
    ["invalid_option", () => broadcast.listChannels({ info: "user_count" })],
    ["invalid_option", () => broadcast.listChannels({ prefix: "private-", info: "user_count" })],
    ["invalid_option", () => broadcast.listChannels({ prefix: "presence-", info: "cache" })],
    ["invalid_option", () => broadcast.listChannels({ info: "members" as "cache" })],
    ["invalid_option", () => broadcast.listChannels({ info: "toString" as "cache" })],
    ["invalid_option", () => broadcast.listChannels({ prefix: 7 as unknown as string })],
    ["invalid_option", () => broadcast.listChannels({ signal: 7 as unknown as AbortSignal })],
    ["invalid_option", () => broadcast.channelInfo("a", "user_count")],
    ["invalid_option", () => broadcast.channelInfo("a", ["subscription_count", "cache"])],
    ["invalid_channel", () => broadcast.channelInfo("a/../../users")],
    ["invalid_channel", () => broadcast.channelInfo("")],
    ["invalid_parameter", () => broadcast.channelInfo("..")],
    ["invalid_option", () => broadcast.channelInfo(7 as unknown as string)],
    ["invalid_channel", () => broadcast.listMembers("private-a")],
    ["invalid_channel", () => broadcast.listMembers("releases")],
    ["invalid_parameter", () => broadcast.get("channels")],
    ["invalid_parameter", () => broadcast.get("/../3/events")],
    ["invalid_parameter", () => broadcast.get("/channels?info=user_count")],
    ["invalid_parameter", () => broadcast.get("/channels", { auth_key: "x" })],
    ["invalid_option", () => broadcast.get(7 as unknown as string)],
    ["invalid_data", () => broadcast.post("/events", { id: 1n })],
    ["invalid_data", () => broadcast.post("/events", () => 1)],
    ["invalid_data", () => broadcast.post("/events", Promise.resolve({}))],
    ["invalid_option", () => broadcast.listChannels(null as never)],
    ["invalid_option", () => broadcast.listChannels("presence-" as never)],
    ["invalid_option", () => broadcast.listChannels({ filter_by_prefix: "presence-" } as never)],
    ["invalid_option", () => broadcast.channelInfo("a", undefined, null as never)],
    ["invalid_option", () => broadcast.listMembers("presence-a", null as never)],
    ["invalid_option", () => broadcast.terminateConnections("7", null as never)],
    ["invalid_option", () => broadcast.get("/channels", {}, null as never)],
    ["invalid_option", () => broadcast.get("/channels", {}, new AbortController().signal as never)],
    ["invalid_option", () => broadcast.post("/events", {}, null as never)],
    ["invalid_parameter", () => broadcast.get("/channels", null as never)],
    ["invalid_parameter", () => broadcast.get("/channels", "info" as never)],
    ["invalid_parameter", () => broadcast.get("/channels", new URLSearchParams("info=a") as never)],
    ["invalid_parameter", () => broadcast.get("/channels", { info: null } as never)],
    ["invalid_parameter", () => broadcast.get("/channels", { info: {} } as never)],
    ["invalid_parameter", () => broadcast.get("/apps/3/channels")],
    ["invalid_parameter", () => broadcast.post("/apps/3/events", {})],
    ["invalid_parameter", () => broadcast.get("/apps/3")],
    ["invalid_event_name", () => (broadcast.trigger as () => Promise<unknown>)()],
    ["invalid_event_name", () => broadcast.trigger("a", undefined as never, {})],
    ["no_channel", () => broadcast.trigger(undefined as never, "E", {})],
    ["invalid_option", () => (broadcast.triggerBatch as () => Promise<unknown>)()],
    ["invalid_option", () => broadcast.triggerBatch({} as never)],
    ["invalid_option", () => broadcast.triggerBatch([null] as never)],
    ["invalid_option", () => broadcast.triggerBatch(["a"] as never)],
    ["invalid_option", () => broadcast.triggerBatch([], null as never)],
    ["no_channel", () => broadcast.triggerBatch([{ name: "E", data: {} }] as never)],
    ["invalid_event_name", () => broadcast.triggerBatch([{ channel: "a", data: {} }] as never)],
    ["invalid_data", () => broadcast.triggerBatch([{ channel: "a", name: "E", data: Promise.resolve({}) }])],
  ];
  for (const id of ["", "a/b", "a b", "é", "#a", "x".repeat(129), "a?b", "a%2fb", 7, null, {}]) {
    bad.push(["invalid_user", () => broadcast.sendToUser(id as string, "E", {})]);
    bad.push(["invalid_user", () => broadcast.terminateConnections(id as string)]);
  }
  bad.push(["invalid_parameter", () => broadcast.terminateConnections("..")]);
  for (const [code, ask] of bad) await assert.rejects(ask, { name: "FanfareError", code }, String(ask));
  await assert.rejects(broadcast.get("/apps/3/channels"), {
    message: 'resource is the path after /apps/{id}: write "/channels".',
  });
  await assert.rejects(broadcast.triggerBatch([{ channel: "a", name: "E", data: 1 }, null] as never), {
    message: /number 2 of this list is null/,
  });
  assert.equal(received.length, 0);
});

test("a parameter that is undefined is left out, and numbers of any size are sent as they are", async (t) => {
  const { options, received } = await record(t, answering("{}"));
  await new Broadcast(options).get("/channels", { info: undefined, after: 0, all: false });
  const own = [...received[0]!.query].filter(([name]) => !name.startsWith("auth_"));
  assert.deepEqual(own.sort(), [
    ["after", "0"],
    ["all", "false"],
  ]);
  assertSignedGet(received[0]!);
});

test("an answer that is none of the protocol's is an error, not an empty list", async (t) => {
  for (const body of [
    "",
    "<html>",
    "[]",
    "null",
    "{}",
    '{"channels":null,"users":{},"occupied":1}',
    '{"channels":{"a":1},"users":[1]}',
  ]) {
    const { options } = await record(t, answering(body));
    const broadcast = new Broadcast(options);
    for (const ask of [
      () => broadcast.listChannels(),
      () => broadcast.channelInfo("a"),
      () => broadcast.listMembers("presence-a"),
    ]) {
      await assert.rejects(ask, { code: "invalid_json" }, body);
    }
  }
});

test("what the server refuses is an error with its status, and a question is asked again", async (t) => {
  const refusing = await record(t, (_, response) => response.writeHead(404).end("Unknown channel"));
  await assert.rejects(new Broadcast(refusing.options).channelInfo("a"), {
    code: "rejected",
    status: 404,
    maybeDelivered: false,
  });
  const failing = await record(t, (_, response, count) =>
    response.writeHead(count < 3 ? 500 : 200).end('{"occupied":false}'),
  );
  assert.deepEqual(await new Broadcast(failing.options).channelInfo("a"), { occupied: false });
  assert.deepEqual(
    [failing.received.length, failing.received[0]!.headers["x-idempotency-key"]],
    [3, undefined],
  );
});

test("an answer of a megabyte is read whole", async (t) => {
  const channels = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, i) => [`private-a-long-name-of-a-channel-${i}`, {}]),
  );
  const { options } = await record(t, answering({ channels }));
  assert.equal(Object.keys(await new Broadcast(options).listChannels()).length, 20_000);
});

class Invited extends event("Invited") {
  readonly to = "chat.1";
}

test("an event to a user goes to the user's own channel, by name or as an object", async (t) => {
  const { options, received } = await record(t);
  const broadcast = new Broadcast(options);
  const sent = await broadcast.sendToUser("user=7@x", "Invited", { to: "é" }, { socketId: "1.2" });
  assert.deepEqual(sent, { channels: ["#server-to-user-user=7@x"], skipped: [], info: {}, excluded: "1.2" });
  await broadcast.sendToUser("8", new Invited());
  assert.deepEqual(
    received.map(({ path, json }) => [path, json]),
    [
      [
        "/apps/3/events",
        { name: "Invited", data: '{"to":"é"}', channels: ["#server-to-user-user=7@x"], socket_id: "1.2" },
      ],
      ["/apps/3/events", { name: "Invited", data: '{"to":"chat.1"}', channels: ["#server-to-user-8"] }],
    ],
  );
  received.forEach(assertSigned);
  await assert.rejects(broadcast.sendToUser("7", "pusher:x", {}), { code: "invalid_event_name" });
  await assert.rejects(broadcast.sendToUser("7", "E", "x".repeat(10_241)), { code: "data_too_large" });
  assert.equal(received.length, 2);
});

test("terminateConnections, get and post are signed, and answers come as they are", async (t) => {
  const { options, received } = await record(t, answering('{"connections":3}'));
  const broadcast = new Broadcast({ ...options, path: "/push" });
  await broadcast.terminateConnections("7");
  const got = await broadcast.get("/connections", { limit: 10, all: true });
  assert.deepEqual([got.status, got.body, got.json()], [200, '{"connections":3}', { connections: 3 }]);
  await broadcast.post("/events", { name: "E", channel: "a", data: "{}" });
  await broadcast.post("/events", '{"as": "it is"}');
  assert.deepEqual(
    received.map(({ method, path, body }) => [method, path, body]),
    [
      ["POST", "/push/apps/3/users/7/terminate_connections", "{}"],
      ["GET", "/push/apps/3/connections", ""],
      ["POST", "/push/apps/3/events", '{"name":"E","channel":"a","data":"{}"}'],
      ["POST", "/push/apps/3/events", '{"as": "it is"}'],
    ],
  );
  assert.deepEqual([received[1]!.query.get("limit"), received[1]!.query.get("all")], ["10", "true"]);
  for (const one of received) {
    const unprefixed = { ...one, path: one.path.replace("/push", "") };
    (one.method === "GET" ? assertSignedGet : assertSigned)(unprefixed);
  }
});

test("drivers that send nothing check the same, know no channel, and remember events to users", async () => {
  for (const driver of ["log", "null", "fake"] as const) {
    const broadcast = new Broadcast({ ...optionsFor(1), driver, logger: silent });
    assert.deepEqual(await broadcast.listChannels(), {});
    assert.deepEqual((await broadcast.channelInfo("a")).occupied, false);
    assert.deepEqual(await broadcast.listMembers("presence-a"), []);
    await broadcast.terminateConnections("7");
    await assert.rejects(broadcast.get("x"), { code: "invalid_parameter" });
  }
  const fake = Broadcast.fake();
  await fake.sendToUser("7", new Invited());
  fake.assertSent(
    Invited,
    ({ channels, data }) => channels[0] === "#server-to-user-7" && data.to === "chat.1",
  );
  await assert.rejects(fake.sendToUser("7", "E", "x".repeat(10_241)), { code: "data_too_large" });
});
