import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import type { Hub } from "fanfare/hub";
import type { Engine as EngineClass } from "../../build/js/hub/engine.js";
import { officialServer, RawClient, rawRequest, startHub } from "./support.js";

// the class that fanfare/hub uses; its types are not in the package
const engineFile = new URL("../../dist/hub/engine.js", import.meta.url).href;
const { Engine } = (await import(engineFile)) as { Engine: typeof EngineClass };

const limit = { timeout: 30_000 };

test("the handshake comes first and has what pusher-js needs", limit, async (context) => {
  const hub = await startHub(context);
  const client = new RawClient(context, hub);
  const { event, data } = await client.next();
  assert.equal(event, "pusher:connection_established");
  assert.match(data.socket_id, /^\d+\.\d+$/);
  assert.equal(data.activity_timeout, 30);
});

test("a client that cannot be served is told why and closed with the same code", limit, async (context) => {
  const hub = await startHub(context);
  for (const [target, code] of [
    ["/app/nobody?protocol=7", 4001],
    ["/elsewhere", 4005],
    ["/app/app-key?protocol=99", 4007],
    ["/app/app-key", 4008],
  ] as const) {
    const client = new RawClient(context, hub, target);
    const { event, data } = await client.next();
    assert.deepEqual([event, data.code], ["pusher:error", code]);
    assert.equal((await client.closed).code, code);
  }
  assert.equal(hub.occupancy.connections, 0);
});

test("nothing that a client sends ends the hub, or its own connection", limit, async (context) => {
  const hub = await startHub(context);
  const client = new RawClient(context, hub);
  await client.next();
  const nonsense = [
    "",
    "x",
    "{}",
    "[]",
    "null",
    "1e999",
    '{"event":1}',
    '{"event":"pusher:subscribe"}',
    '{"event":"pusher:subscribe","data":null}',
    '{"event":"pusher:subscribe","data":{"channel":{"__proto__":1}}}',
    '{"event":"pusher:unsubscribe","data":[]}',
    '{"event":"client-x"}',
    '{"event":"client-x","channel":7}',
    '{"event":"__proto__"}',
    "[".repeat(60_000),
    '{"event":"\\ud800"}',
    "\u0000",
  ];
  for (const text of nonsense) {
    client.send(text);
    const { event, data } = await client.next();
    assert.equal(event, "pusher:error", text.slice(0, 80));
    assert.ok(data.message);
  }
  await client.pong();
});

test(
  "frames that are no text messages of at most 64 KiB close the connection, and it alone",
  limit,
  async (context) => {
    const hub = await startHub(context);
    const witness = new RawClient(context, hub);
    await witness.next();
    const sends: [string | Buffer, number][] = [
      [Buffer.from('{"event":"pusher:ping"}'), 1003],
      ["x".repeat(65_537), 1009],
    ];
    for (const [message, code] of sends) {
      const client = new RawClient(context, hub);
      await client.next();
      client.send(message);
      assert.equal((await client.closed).code, code);
    }
    const invalid = new RawClient(context, hub);
    await invalid.next();
    // an unmasked frame, and text that is no UTF-8
    (invalid.socket as any)._socket.write(Buffer.from([0x81, 0x01, 0x78]));
    assert.equal((await invalid.closed).code, 1002);
    await witness.pong();
    assert.equal(hub.occupancy.connections, 1);
  },
);

test("a client that is cut off without a word leaves nothing behind", limit, async (context) => {
  const gone: string[] = [];
  const seen = new Map<string, () => void>();
  const hub = await startHub(context, {
    onEvent: ({ what, socketId }) => {
      if (what !== "disconnected") return;
      gone.push(socketId);
      seen.get(socketId)?.();
    },
  });
  const client = new RawClient(context, hub);
  const { data } = await client.next();
  client.send({ event: "pusher:subscribe", data: { channel: "a" } });
  await client.next();
  const left = new Promise<void>((resolve) => seen.set(data.socket_id, resolve));
  client.socket.terminate();
  await left;
  assert.deepEqual(hub.occupancy, { connections: 0, sockets: 0, channels: 0, subscriptions: 0, members: 0 });
});

test("a WebSocket ping is answered", limit, async (context) => {
  const hub = await startHub(context);
  const client = new RawClient(context, hub);
  await client.next();
  const pong = new Promise<string>((resolve) =>
    client.socket.once("pong", (data) => resolve(data.toString())),
  );
  client.socket.ping("hello");
  assert.equal(await pong, "hello");
});

test(
  "a client that reads nothing is closed rather than skipped, and the others miss nothing",
  { timeout: 60_000 },
  async (context) => {
    let stalledIsGone!: () => void;
    const dropped = new Promise<void>((resolve) => (stalledIsGone = resolve));
    const hub = await startHub(context, {
      limits: { dataBytes: 100_000 },
      onEvent: ({ what }) => void (what === "disconnected" && stalledIsGone()),
    });
    const stalled = new RawClient(context, hub);
    const reader = new RawClient(context, hub);
    for (const client of [stalled, reader]) {
      await client.next();
      client.send({ event: "pusher:subscribe", data: { channel: "a" } });
      await client.next();
    }
    (stalled.socket as any)._socket.pause();
    const server = officialServer(hub);
    let sent = 0;
    let isGone = false;
    void dropped.then(() => (isGone = true));
    while (!isGone && sent < 1_000) {
      await server.trigger("a", "e", { number: sent++, fill: "x".repeat(90_000) });
    }
    assert.ok(isGone, `${sent} events of 90 kB were buffered`);
    for (let i = 0; i < sent; i++) assert.equal((await reader.next()).data.number, i);
    await reader.pong();
    assert.equal(hub.occupancy.connections, 1);
  },
);

test("a hub whose engine fails restarts, and its clients come back", limit, async (context) => {
  const hub = await startHub(context);
  const client = new RawClient(context, hub);
  await client.next();
  const { frame } = Engine.prototype;
  Engine.prototype.frame = () => {
    throw new WebAssembly.RuntimeError("unreachable");
  };
  context.after(() => void (Engine.prototype.frame = frame));
  const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
  client.send({ event: "pusher:ping" });
  assert.equal((await client.closed).code, 4200);
  assert.match((await warned).message, /restarts/);
  Engine.prototype.frame = frame;
  const again = new RawClient(context, hub);
  await again.next();
  await again.pong();
  assert.equal(hub.occupancy.connections, 1);
});

test("a hub that closes sends 4200 and answers what is under way", limit, async (context) => {
  const hub = await startHub(context);
  const client = new RawClient(context, hub);
  await client.next();
  await hub.close();
  assert.equal((await client.closed).code, 4200);
  await assert.rejects(rawRequest(hub, "GET", "/"), { code: "ECONNREFUSED" });
  await hub.close();
});

test("a connection that asks for nothing does not keep a hub from closing", limit, async (context) => {
  const hub = await startHub(context);
  const idle = connect(hub.port, "127.0.0.1");
  context.after(() => idle.destroy());
  idle.on("error", () => undefined);
  await new Promise((resolve) => idle.once("connect", resolve));
  idle.write("POST /apps/app-id/events HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n");
  await roundTrip(hub);
  await hub.close();
});

const roundTrip = (hub: Hub) => rawRequest(hub, "GET", "/");
