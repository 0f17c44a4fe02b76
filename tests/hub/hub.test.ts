import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { networkInterfaces } from "node:os";
import { test } from "node:test";
import { inspect } from "node:util";
import { Broadcast } from "fanfare";
import { FanfareError, Hub, type HubEvent } from "fanfare/hub";
import { officialServer, pusherJs, startClient, startHub, subscribed } from "./support.js";

const limit = { timeout: 30_000 };
const strong = "2b7e151628aed2a6abf7158809cf4f3c";

test("a hub says where it is and what to configure", limit, async (context) => {
  const hub = await startHub(context);
  assert.equal(hub.url, `http://127.0.0.1:${hub.port}`);
  assert.deepEqual(hub.options, {
    appId: "app-id",
    key: "app-key",
    secret: "app-secret",
    host: "127.0.0.1",
    port: hub.port,
    useTLS: false,
  });
  assert.deepEqual(hub.client, {
    cluster: "hub",
    wsHost: "127.0.0.1",
    wsPort: hub.port,
    forceTLS: false,
    enabledTransports: ["ws"],
  });
});

test("hubs of one process share nothing", limit, async (context) => {
  const [first, second] = [await startHub(context), await startHub(context)];
  await subscribed(startClient(first, pusherJs["pusher-js 8.6.0"]), "a");
  assert.equal(first.occupancy.subscriptions, 1);
  assert.equal(second.occupancy.subscriptions, 0);
});

test(
  "a port that is taken, a weak secret and a bad app are refused with a code and a sentence",
  limit,
  async (context) => {
    const hub = await startHub(context);
    const refused = async (options: Parameters<typeof Hub.listen>[0], code: string, sentence: RegExp) => {
      await assert.rejects(
        Hub.listen(options),
        (error) => error instanceof FanfareError && error.code === code && sentence.test(error.message),
      );
    };
    await refused({ port: hub.port }, "invalid_option", /Another program listens/);
    await refused({ host: "0.0.0.0" }, "invalid_option", /32 random characters/);
    await refused({ host: "0.0.0.0", secret: strong.slice(1) }, "invalid_option", /32 random characters/);
    await refused(
      { host: "0.0.0.0", secret: "app-secret".repeat(4) },
      "invalid_option",
      /32 random characters/,
    );
    await refused({ host: "192.0.2.1", secret: strong }, "invalid_option", /no address 192\.0\.2\.1/);
    await refused({ appId: "" }, "missing_credentials", /./);
    await refused({ apps: [] }, "invalid_option", /at least one app/);
  },
);

test(
  "options that cannot be used are refused by name, with a sentence that says what to write",
  limit,
  async () => {
    const app = { appId: "1", key: "k", secret: "s" };
    const refused: [unknown, RegExp][] = [
      [null, /options of Hub\.listen\(\) are an object, \{ port, .*\}, not null/],
      [6001, /not a number/],
      [[], /not a list/],
      [{ prot: 6001 }, /no option "prot".*port/],
      [{ port: "x" }, /port must be a whole number from 0 to 65535/],
      [{ port: "6001" }, /port must be a whole number/],
      [{ port: 70_000 }, /port must be a whole number/],
      [{ port: -1 }, /port must be a whole number/],
      [{ port: 1.5 }, /port must be a whole number/],
      [{ port: null }, /port must be a whole number/],
      [{ host: 7 }, /host must be an address/],
      [{ host: "" }, /host must be an address/],
      [{ secret: 7 }, /secret must be a string, not a number/],
      [{ key: null }, /key must be a string, not null/],
      [{ appId: 1 }, /appId must be a string, not a number/],
      [{ apps: {} }, /apps must be a list/],
      [{ apps: [null] }, /options of apps\[0\] are an object.*not null/],
      [{ apps: [app, {}] }, /apps\[1\]\.appId must be a string, not undefined/],
      [{ apps: [{ ...app, id: "1" }] }, /apps\[0\] has no option "id".*appId/],
      [{ apps: [app], secret: "s" }, /apps replaces secret/],
      [{ limits: { dataBytes: -1 } }, /limits\.dataBytes must be a whole number above 0/],
      [{ limits: { batchEvents: "x" } }, /limits\.batchEvents must be a whole number/],
      [{ limits: { dataBytes: 1e12 } }, /limits\.dataBytes must be a whole number/],
      [{ limits: { dataBytes: 0 } }, /limits\.dataBytes must be a whole number/],
      [{ limits: { data_bytes: 1 } }, /limits has no option "data_bytes".*dataBytes/],
      [{ limits: null }, /options of limits are an object/],
      [{ onEvent: {} }, /onEvent is a function/],
    ];
    for (const [options, message] of refused)
      await assert.rejects(
        Hub.listen(options as never),
        { name: "FanfareError", code: "invalid_option", message },
        JSON.stringify(options),
      );
  },
);

test("options that are undefined are not given, and ::1 may have its brackets", limit, async (context) => {
  const hub = await startHub(context, {
    port: undefined,
    host: undefined,
    secret: undefined,
    apps: undefined,
    limits: { dataBytes: undefined },
    onEvent: undefined,
  });
  assert.equal(hub.options.secret, "app-secret");
  if (
    !Object.values(networkInterfaces())
      .flat()
      .some((one) => one?.address === "::1")
  )
    return;
  const local = await startHub(context, { host: "[::1]" });
  assert.equal(local.url, `http://[::1]:${local.port}`);
});

test("the options of a hub are printed without the secret, and handed on with it", limit, async (context) => {
  const hub = await startHub(context, { secret: strong });
  for (const shown of [
    inspect(hub.options),
    inspect({ hub, options: [hub.options] }, { depth: 9, showHidden: true }),
    `${hub.options}`,
  ])
    assert.ok(!shown.includes(strong), shown);
  assert.match(inspect(hub.options), /key: 'app-key'/);
  const copies = [{ ...hub.options }, structuredClone(hub.options), JSON.parse(JSON.stringify(hub.options))];
  for (const options of [hub.options, ...copies]) {
    assert.equal(options.secret, strong);
    assert.deepEqual((await new Broadcast(options).channel("a", "E")).channels, ["a"]);
  }
});

test("what happens is told in its order", limit, async (context) => {
  const told: HubEvent[] = [];
  const hub = await startHub(context, { onEvent: (event) => told.push(event) });
  const client = startClient(hub, pusherJs["pusher-js 8.6.0"], "7");
  await subscribed(client, "presence-room");
  const socketId = client.connection.socket_id;
  await officialServer(hub).trigger("releases", "NewRelease", { message: "4.0.0" });
  const of = (what: HubEvent["what"], fields: Partial<HubEvent> = {}) => ({
    what,
    appId: "app-id",
    socketId: "",
    channel: "",
    event: "",
    detail: "",
    ...fields,
  });
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
  const hub = await (createRequire(import.meta.url)("fanfare/hub") as { Hub: typeof Hub }).Hub.listen();
  assert.ok(hub.port > 0);
  await hub.close();
});

test("a process whose hub is let go ends by itself", limit, async () => {
  const program = `
    import { Hub } from "fanfare/hub";
    const hub = (await Hub.listen()).unref();
    console.log(hub.port);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: new URL("../..", import.meta.url),
    stdio: ["ignore", "pipe", "inherit"],
  });
  assert.equal(await new Promise((resolve) => child.on("close", resolve)), 0);
});
