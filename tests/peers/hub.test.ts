// Pusher's own libraries publish through the hub, and ask it; pusher-js listens.

import assert from "node:assert/strict";
import test from "node:test";
import { next, officialServer, pusherJs, startClient, startHub, subscribed } from "../hub/support.js";
import { peers, type Peer } from "./calls.js";
import { ask, programOf } from "./programs.js";

const channels = ["presence-room", "private-a"];

async function publish(peer: Peer, hub: Awaited<ReturnType<typeof startHub>>): Promise<unknown> {
  const { appId: id, key, secret, host } = hub.options;
  if (peer !== "pusher") {
    const [told] = await ask(programOf(peer), [
      { op: "publish", app: { id, key, secret }, host, port: hub.port, channels },
    ]);
    assert.equal(told!.error, undefined);
    return told!.answer;
  }
  const server = officialServer(hub);
  const question = async (path: string, params: Record<string, string> = {}) =>
    (await server.get({ path, params })).json();
  await server.trigger(channels, "one", { by: "pusher", text: "é😀 <&>" });
  await server.triggerBatch(channels.map((channel) => ({ channel, name: "two", data: { by: "pusher" } })));
  return {
    channels: await question("/channels", { filter_by_prefix: "presence-", info: "user_count" }),
    channel: await question("/channels/presence-room", { info: "user_count" }),
    users: await question("/channels/presence-room/users"),
  };
}

for (const peer of peers) {
  test(`what ${peer} publishes arrives, and it is told who is where`, { timeout: 60_000 }, async (t) => {
    // Python takes none but digits for an app id.
    const hub = await startHub(t, { appId: "3" });
    const client = startClient(hub, pusherJs["pusher-js 8.6.0"]);
    const subscriptions = [];
    for (const name of channels) subscriptions.push(await subscribed(client, name));
    const arrived = Promise.all(
      subscriptions.flatMap((channel) => [next(channel, "one"), next(channel, "two")]),
    );
    const told = await publish(peer, hub);
    const [one, two] = [{ by: peer, text: "é😀 <&>" }, { by: peer }];
    assert.deepEqual(await arrived, [one, two, one, two]);
    assert.deepEqual(told, {
      channels: { channels: { "presence-room": { user_count: 1 } } },
      channel: { ...(peer === "go" && { Name: "presence-room" }), occupied: true, user_count: 1 },
      users: { users: [{ id: "1" }] },
    });
  });
}
