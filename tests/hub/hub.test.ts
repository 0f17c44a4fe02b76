import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { test } from "node:test";
import { FanfareError, Hub, type HubEvent } from "fanfare/hub";
import { officialServer, pusherJs, startClient, startHub, subscribed } from "./support.js";

const limit = { timeout: 30_000 };

test("a hub says where it is and what to configure", limit, async (context) => {
  const hub = await startHub(context);
  assert.equal(hub.url, `http://127.0.0.1:${hub.port}`);
  assert.deepEqual(hub.options, { appId: "app-id", key: "app-key", secret: "app-secret", host: "127.0.0.1", port: hub.port, useTLS: false });
  assert.deepEqual(hub.client, { cluster: "hub", wsHost: "127.0.0.1", wsPort: hub.port, forceTLS: false, enabledTransports: ["ws"] });
});

test("hubs of one process share nothing", limit, async (context) => {
  const [first, second] = [await startHub(context), await startHub(context)];
  await subscribed(startClient(first, pusherJs["pusher-js 8.6.0"]), "a");
  assert.equal(first.occupancy.subscriptions, 1);
  assert.equal(second.occupancy.subscriptions, 0);
});

test("a port that is taken, a weak secret and a bad app are refused with a code and a sentence", limit, async (context) => {
  const hub = await startHub(context);
  const refused = async (options: Parameters<typeof Hub.listen>[0], code: string, sentence: RegExp) => {
    await assert.rejects(Hub.listen(options), (error) => error instanceof FanfareError && error.code === code && sentence.test(error.message));
  };
  await refused({ port: hub.port }, "invalid_option", /Another program listens/);
  await refused({ host: "0.0.0.0" }, "invalid_option", /32 characters/);
  await refused({ host: "0.0.0.0", secret: "s".repeat(31) }, "invalid_option", /32 characters/);
  await refused({ host: "192.0.2.1", secret: "s".repeat(32) }, "invalid_option", /no address 192\.0\.2\.1/);
  await refused({ appId: "" }, "missing_credentials", /./);
  await refused({ apps: [] }, "invalid_option", /at least one app/);
});

test("what happens is told in its order", limit, async (context) => {
  const told: HubEvent[] = [];
  const hub = await startHub(context, { onEvent: (event) => told.push(event) });
  const client = startClient(hub, pusherJs["pusher-js 8.6.0"], "7");
  await subscribed(client, "presence-room");
  const socketId = client.connection.socket_id;
  await officialServer(hub).trigger("releases", "NewRelease", { message: "4.0.0" });
  const of = (what: HubEvent["what"], fields: Partial<HubEvent> = {}) => ({ what, appId: "app-id", socketId: "", channel: "", event: "", detail: "", ...fields });
  assert.deepEqual(told, [
    of("connected", { socketId }),
    of("subscribed", { socketId, channel: "presence-room", detail: "7" }),
    of("member_added", { socketId, channel: "presence-room", detail: "7" }),
    of("event", { channel: "releases", event: "NewRelease", detail: '{"message":"4.0.0"}' }),
  ]);
});

test("the limits of a hub can be raised", limit, async (context) => {
  const hub = await startHub(context, { limits: { dataBytes: 20_000, batchEvents: 11 } });
  const server = officialServer(hub);
  const event = { channel: "a", name: "e", data: "d".repeat(20_000) };
  assert.equal((await server.trigger("a", "e", event.data)).status, 200);
  assert.equal((await server.triggerBatch(Array.from({ length: 11 }, () => ({ ...event })))).status, 200);
});

test("require gives the same hub", limit, async () => {
  const hub = await (createRequire(import.meta.url)("fanfare/hub") as typeof import("fanfare/hub")).Hub.listen();
  assert.ok(hub.port > 0);
  await hub.close();
});

test("a process whose hub is let go ends by itself", limit, async () => {
  const program = `
    import { Hub } from "fanfare/hub";
    const hub = (await Hub.listen()).unref();
    console.log(hub.port);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], { cwd: new URL("../..", import.meta.url), stdio: ["ignore", "pipe", "inherit"] });
  assert.equal(await new Promise((resolve) => child.on("close", resolve)), 0);
});
