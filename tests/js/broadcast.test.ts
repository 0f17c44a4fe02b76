import assert from "node:assert/strict";
import test from "node:test";
import { inspect } from "node:util";
import { CanBroadcast, Channel, event, PresenceChannel, PrivateChannel } from "../../js/events/index.js";
import { Broadcast } from "../../js/src/broadcast.js";
import { assertSigned, record } from "../support/recording-server.js";
import { app } from "../support/credentials.js";
import { NewRelease, Saved } from "../support/events.js";

test("every form of channel() sends what it says, signed", async (t) => {
  const { options, received } = await record(t);
  const broadcast = new Broadcast(options);
  const cases: [() => Promise<unknown>, object][] = [
    [
      () => broadcast.channel(new NewRelease("4.0.0")),
      { name: "NewRelease", data: '{"message":"Version 4.0.0 has been released!"}', channels: ["releases"] },
    ],
    [
      () => broadcast.channel("releases.beta", new NewRelease("5.0.0-beta")),
      {
        name: "NewRelease",
        data: '{"message":"Version 5.0.0-beta has been released!"}',
        channels: ["releases.beta"],
      },
    ],
    [
      () => broadcast.channel(new Saved({ id: 7 })),
      { name: "Saved", data: '{"id":7}', channels: ["private-documents", "audit"] },
    ],
    [
      () => broadcast.channel(["a", new PrivateChannel("b"), new PresenceChannel("c")], "Saved", { id: 7 }),
      { name: "Saved", data: '{"id":7}', channels: ["a", "private-b", "presence-c"] },
    ],
    [() => broadcast.channel("a", "Ping"), { name: "Ping", data: "{}", channels: ["a"] }],
    [
      () => broadcast.channel(new Channel("a"), "Text", "as it is"),
      { name: "Text", data: "as it is", channels: ["a"] },
    ],
    [() => broadcast.channel("a", "Null", null), { name: "Null", data: "null", channels: ["a"] }],
    [() => broadcast.channel("a", "Number", 7), { name: "Number", data: "7", channels: ["a"] }],
    [
      () => broadcast.channel("a", "Ümlaut ✓", { é: "😀" }),
      { name: "Ümlaut ✓", data: '{"é":"😀"}', channels: ["a"] },
    ],
    [
      () => broadcast.channel(["a", new Channel("b"), "a", "b"], "Once"),
      { name: "Once", data: "{}", channels: ["a", "b"] },
    ],
    [
      () =>
        broadcast.channel(
          "a",
          "Others",
          {},
          { socketId: "1234.5678", info: ["user_count", "subscription_count"] },
        ),
      {
        name: "Others",
        data: "{}",
        channels: ["a"],
        socket_id: "1234.5678",
        info: "user_count,subscription_count",
      },
    ],
    [() => broadcast.channel(new NewRelease("1"), { socketId: "1.2" }), {
      name: "NewRelease", data: '{"message":"Version 1 has been released!"}', channels: ["releases"], socket_id: "1.2",
    }], // prettier-ignore
    [
      () => broadcast.trigger(["a", "b"], "Low", { x: 1 }),
      { name: "Low", data: '{"x":1}', channels: ["a", "b"] },
    ],
  ];
  for (const [send, expected] of cases) {
    await send();
    const request = received.at(-1)!;
    assert.deepEqual(request.json, expected);
    assert.equal(request.method, "POST");
    assert.equal(request.path, "/apps/3/events");
    assert.equal(request.headers["content-type"], "application/json");
    assertSigned(request);
  }
  assert.equal(received.length, cases.length);
});

test("any object with a broadcastOn() is an event, under its class's name", async (t) => {
  const { options, received } = await record(t);
  class OrderShipped {
    constructor(readonly id: number) {}
    broadcastOn() {
      return `orders.${this.id}`;
    }
  }
  await new Broadcast(options).channel(new OrderShipped(7));
  assert.deepEqual(received[0]!.json, { name: "OrderShipped", data: '{"id":7}', channels: ["orders.7"] });
});

test("the result says what was sent, and what the server told", async (t) => {
  const { options } = await record(t, (_, response) =>
    response.end('{"channels":{"presence-a":{"user_count":3},"b":{}}}'),
  );
  const broadcast = new Broadcast(options);
  assert.deepEqual(
    await broadcast.channel(["presence-a", "b"], "E", {}, { info: "user_count", socketId: "1.1" }),
    {
      channels: ["presence-a", "b"],
      skipped: [],
      info: { "presence-a": { user_count: 3 }, b: {} },
      excluded: "1.1",
    },
  );
  assert.deepEqual((await broadcast.channel("b", "E")).info, {});
});

test("an empty list of channels sends nothing", async (t) => {
  const { options, received } = await record(t);
  const broadcast = new Broadcast(options);
  class Nobody extends event("Nobody", []) {}
  const nothing = { channels: [], skipped: [], info: {}, excluded: null };
  assert.deepEqual(await broadcast.channel([], "E"), nothing);
  assert.deepEqual(await broadcast.channel(new Nobody()), nothing);
  await assert.rejects(broadcast.channel([], "pusher:E"), { code: "invalid_event_name" });
  assert.equal(received.length, 0);
});

test("more than 100 channels go in several requests, and what they tell comes together", async (t) => {
  const { options, received } = await record(t, ({ json }, response) =>
    response.end(
      JSON.stringify({ channels: { [json.channels[0]]: { subscription_count: json.channels.length } } }),
    ),
  );
  const channels = Array.from({ length: 201 }, (_, i) => `c${i}`);
  const result = await new Broadcast(options).channel(
    channels,
    "Many",
    { id: 7 },
    { info: "subscription_count" },
  );
  assert.deepEqual(result.channels, channels);
  assert.deepEqual(result.info, {
    c0: { subscription_count: 100 },
    c100: { subscription_count: 100 },
    c200: { subscription_count: 1 },
  });
  assert.deepEqual(received.map(({ json }) => json.channels.length).sort(), [1, 100, 100]);
  assert.deepEqual(new Set(received.flatMap(({ json }) => json.channels)), new Set(channels));
  received.forEach(assertSigned);
});

test("nothing of a broadcast is sent when a part of it is bad", async (t) => {
  const { options, received } = await record(t);
  const broadcast = new Broadcast(options);
  const channels = Array.from({ length: 150 }, (_, i) => `c${i}`);
  await assert.rejects(broadcast.channel([...channels, "bad name"], "Many"), { code: "invalid_channel" });
  const batch = Array.from({ length: 25 }, (_, i) => ({ channel: "a", name: i === 24 ? "" : "E", data: {} }));
  await assert.rejects(broadcast.triggerBatch(batch), { code: "invalid_event_name" });
  await assert.rejects(
    broadcast.trigger(
      Array.from({ length: 101 }, (_, i) => `c${i}`),
      "E",
      {},
    ),
    {
      code: "too_many_channels",
      message: /channel\(\) splits them/,
    },
  );
  assert.equal(received.length, 0);
});

test("a failure after a part was accepted says so", async (t) => {
  const { options, received } = await record(t, ({ json }, response) => {
    response.statusCode = json.channels.includes("c100") ? 400 : 200;
    response.end("{}");
  });
  const channels = Array.from({ length: 101 }, (_, i) => `c${i}`);
  await assert.rejects(new Broadcast(options).channel(channels, "Many"), {
    code: "rejected",
    status: 400,
    maybeDelivered: true,
    message: /^1 of 2 requests were accepted, then one failed\./,
  });
  assert.equal(received.length, 2);
});

test("a batch goes ten a request, in order, and what is told comes in the same order", async (t) => {
  const { options, received } = await record(t, ({ json }, response) =>
    response.end(
      JSON.stringify({
        batch: json.batch.map(({ name }: { name: string }) => ({ user_count: Number(name.slice(1)) })),
      }),
    ),
  );
  const events = Array.from({ length: 23 }, (_, i) => ({
    channel: new PresenceChannel("a"),
    name: `e${i}`,
    data: { i },
    info: "user_count",
  }));
  const { batch } = await new Broadcast(options).triggerBatch(events);
  assert.deepEqual(
    batch.map(({ user_count }) => user_count),
    events.map((_, i) => i),
  );
  assert.deepEqual(
    received.map(({ json }) => json.batch.length),
    [10, 10, 3],
  );
  assert.deepEqual(
    received.flatMap(({ json }) => json.batch.map(({ name }: { name: string }) => name)),
    events.map(({ name }) => name),
  );
  assert.deepEqual(received[0]!.json.batch[0], {
    name: "e0",
    data: '{"i":0}',
    channel: "presence-a",
    info: "user_count",
  });
  for (const request of received) {
    assert.equal(request.path, "/apps/3/batch_events");
    assertSigned(request);
  }
});

test("a batch that is answered without a list has no information about its events", async (t) => {
  const { options } = await record(t, (_, response) => response.end('{"batch":{}}'));
  const events = [1, 2].map((i) => ({ channel: "a", name: "E", data: i, socketId: "1.1" }));
  assert.deepEqual(await new Broadcast(options).triggerBatch(events), { batch: [{}, {}], skipped: [] });
  assert.deepEqual(await new Broadcast(options).triggerBatch([]), { batch: [], skipped: [] });
});

test("a prefix goes before the path, and is signed only with signPath", async (t) => {
  const { options, received } = await record(t);
  const master = { encryptionMasterKeyBase64: Buffer.alloc(32, 1).toString("base64") };
  const send = async (signPath: boolean) => {
    const broadcast = new Broadcast({ ...options, ...master, path: "/push", signPath });
    await broadcast.channel("a", "E");
    await broadcast.channel(["private-encrypted-a", "private-encrypted-b"], "E");
    await broadcast.channel("private-encrypted-a", "E");
    await broadcast.triggerBatch([{ channel: "a", name: "E", data: 1 }]);
    await broadcast.sendToUser("7", "E");
    await broadcast.post("/events", {});
    return received.splice(0);
  };
  const unsigned = await send(false);
  const signed = await send(true);
  const resources = ["events", "batch_events", "events", "batch_events", "events", "events"];
  for (const requests of [unsigned, signed]) {
    assert.deepEqual(
      requests.map(({ path }) => path),
      resources.map((resource) => `/push/apps/3/${resource}`),
    );
  }
  for (const one of unsigned) assertSigned({ ...one, path: one.path.replace("/push", "") });
  signed.forEach(assertSigned);
  await new Broadcast({ ...options, signPath: true }).channel("a", "E");
  assertSigned(received[0]!);
  const answer = new Broadcast(app).authorize("private-a", "1.2");
  assert.deepEqual(
    new Broadcast({ ...app, path: "/push", signPath: true }).authorize("private-a", "1.2"),
    answer,
  );
});

test("authorize and authenticate give the published answers", () => {
  const broadcast = new Broadcast(app);
  assert.deepEqual(broadcast.authorize("private-foobar", "1234.1234"), {
    auth: "278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4",
  });
  assert.deepEqual(broadcast.authorize(new PresenceChannel("foobar"), "1234.1234", { user_id: 10, user_info: { name: "Mr. Channels" } }).channel_data,
    '{"user_id":"10","user_info":{"name":"Mr. Channels"}}',
  ); // prettier-ignore
  assert.equal(
    broadcast.authenticate("1234.1234", { id: "12345" }).auth,
    "278d425bdf160c739803:4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba",
  );
  assert.throws(() => broadcast.authorize("presence-x", "1.1"), { code: "invalid_member" });
  assert.throws(() => broadcast.authorize("private-x", "1.1", { user_id: "1" }), { code: "invalid_member" });
  assert.throws(() => broadcast.authorize("x", "1.1"), { code: "public_channel" });
  assert.throws(() => broadcast.authorize("private-encrypted-x", "1.1"), { code: "encrypted_channel" });
  assert.throws(() => Broadcast.fromEnv({ BROADCAST_DRIVER: "log" }).authorize("private-x", "1.1"), {
    code: "missing_credentials",
  });
});

test("a watchlist is a list of at most 100 strings", () => {
  const broadcast = new Broadcast({ ...app, cluster: "eu" });
  const watching = (watchlist: unknown) =>
    broadcast.authenticate("1.1", { id: "7", watchlist } as never).user_data;
  const most = Array.from({ length: 100 }, (_, i) => `${i}`);
  assert.deepEqual(JSON.parse(watching(most)).watchlist, most);
  assert.equal(watching(undefined), '{"id":"7"}');
  assert.equal(watching([]), '{"id":"7","watchlist":[]}');
  for (const bad of [
    [...most, "100"],
    "8",
    8,
    null,
    {},
    { length: 1 },
    ["8", 9],
    [null],
    new Set(["8"]),
    Array(2),
  ])
    assert.throws(
      () => watching(bad),
      { name: "FanfareError", code: "invalid_user", message: /^The watchlist / },
      inspect(bad),
    );
  assert.throws(() => watching([...most, "100"]), {
    message: "The watchlist has 101 users: at most 100 are allowed.",
  });
});

test("drivers that send nothing authorize all the same", () => {
  const expected = new Broadcast(app).authorize("private-foobar", "1234.1234");
  for (const driver of ["log", "null", "fake"] as const) {
    assert.deepEqual(new Broadcast({ ...app, driver }).authorize("private-foobar", "1234.1234"), expected);
  }
});

test("a class without channels, without a name or with a minified one is not sent", async (t) => {
  const { options, received } = await record(t);
  const broadcast = new Broadcast(options);
  class Nowhere extends event("Nowhere") {}
  class Forgot extends CanBroadcast {
    override broadcastOn() {
      return undefined as never;
    }
  }
  const minified = class extends CanBroadcast {};
  Object.defineProperty(minified, "name", { value: "x" });
  await assert.rejects(broadcast.channel(new Nowhere()), { code: "no_channel" });
  await assert.rejects(broadcast.channel(new Forgot()), {
    code: "no_channel",
    message: /broadcastOn\(\) returned nothing/,
  });
  await assert.rejects(broadcast.channel("a", new minified()), { code: "event_name_minified" });
  assert.equal(received.length, 0);
});
