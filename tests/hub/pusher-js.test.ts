import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { next, officialServer, pusherJs, startClient, startDoor, startHub, subscribed } from "./support.js";

for (const [version, Pusher] of Object.entries(pusherJs)) {
  describe(`${version} and the official server library`, { timeout: 60_000 }, () => {
    test("an event on a public channel arrives as it was sent", async (context) => {
      const hub = await startHub(context);
      const channel = await subscribed(startClient(hub, Pusher), "releases");
      const arrived = next(channel, "NewRelease");
      const answer = await officialServer(hub).trigger("releases", "NewRelease", {
        message: "Version 4.0.0 🎉",
      });
      assert.equal(answer.status, 200);
      assert.equal(await answer.text(), "{}");
      assert.deepEqual(await arrived, { message: "Version 4.0.0 🎉" });
    });

    test("an event on a private channel reaches who was authorized", async (context) => {
      const hub = await startHub(context);
      const channel = await subscribed(startClient(hub, Pusher), "private-admins");
      const arrived = next(channel, "AdminUserAlert");
      await officialServer(hub).trigger("private-admins", "AdminUserAlert", { level: "warning" });
      assert.deepEqual(await arrived, { level: "warning" });
    });

    test("a subscription without a right signature is refused with 401, and the connection goes on", async (context) => {
      const hub = await startHub(context);
      const client = startClient(hub, Pusher, null);
      for (const name of ["private-admins", "presence-room"]) {
        const refused = await next(client.subscribe(name), "pusher:subscription_error");
        assert.equal(refused.type, "AuthError");
        assert.equal(refused.status, 401);
        assert.match(refused.error, /signature/);
      }
      await subscribed(client, "releases");
      assert.deepEqual(hub.occupancy, {
        connections: 1,
        sockets: 1,
        channels: 1,
        subscriptions: 1,
        members: 0,
      });
    });

    test("two users see each other come and go", async (context) => {
      const hub = await startHub(context);
      const ann = startClient(hub, Pusher, "1");
      const room: any = await subscribed(ann, "presence-room");
      assert.deepEqual(room.members.me, { id: "1", info: { name: "user 1" } });
      const added = next(room, "pusher:member_added");
      const bob = startClient(hub, Pusher, "2");
      const theirs: any = await subscribed(bob, "presence-room");
      assert.equal(theirs.members.count, 2);
      assert.deepEqual(theirs.members.get("1"), { id: "1", info: { name: "user 1" } });
      assert.deepEqual(await added, { id: "2", info: { name: "user 2" } });
      const removed = next(room, "pusher:member_removed");
      bob.disconnect();
      assert.deepEqual(await removed, { id: "2", info: { name: "user 2" } });
      assert.equal(room.members.count, 1);
    });

    test("a client event reaches the others with the sender's verified id", async (context) => {
      const hub = await startHub(context);
      const room = await subscribed(startClient(hub, Pusher, "1"), "presence-room");
      const theirs = await subscribed(startClient(hub, Pusher, "2"), "presence-room");
      const arrived = new Promise<unknown[]>((resolve) =>
        theirs.bind("client-typing", (...heard: unknown[]) => resolve(heard)),
      );
      room.bind("client-typing", () => assert.fail("the sender heard its own event"));
      room.trigger("client-typing", { text: "Hel" });
      assert.deepEqual(await arrived, [{ text: "Hel" }, { user_id: "1" }]);
    });

    test("the sender's socket is left out", async (context) => {
      const hub = await startHub(context);
      const sender = startClient(hub, Pusher);
      const own = await subscribed(sender, "a");
      const other = await subscribed(startClient(hub, Pusher), "a");
      own.bind("first", () => assert.fail("the excluded client heard the event"));
      const [first, second, ownSecond] = [next(other, "first"), next(other, "second"), next(own, "second")];
      const server = officialServer(hub);
      await server.trigger("a", "first", 1, { socket_id: sender.connection.socket_id });
      await server.trigger("a", "second", 2);
      assert.deepEqual(await Promise.all([first, second, ownSecond]), [1, 2, 2]);
    });

    test("a batch and a trigger on several channels arrive in their order", async (context) => {
      const hub = await startHub(context);
      const client = startClient(hub, Pusher);
      const heard: unknown[] = [];
      for (const name of ["a", "b"]) {
        const channel = await subscribed(client, name);
        channel.bind_global((event: string, data: unknown) => heard.push([name, event, data]));
      }
      const server = officialServer(hub);
      await server.triggerBatch([
        { channel: "a", name: "one", data: { n: 1 } },
        { channel: "b", name: "two", data: "text" },
        { channel: "a", name: "three", data: [3] },
      ]);
      const last = next(client.channel("b"), "four");
      await server.trigger(["a", "b"], "four", null);
      await last;
      assert.deepEqual(heard, [
        ["a", "one", { n: 1 }],
        ["b", "two", "text"],
        ["a", "three", [3]],
        ["a", "four", null],
        ["b", "four", null],
      ]);
    });

    test("the server can ask who is where", async (context) => {
      const hub = await startHub(context);
      for (const user of ["1", "2", "2"]) await subscribed(startClient(hub, Pusher, user), "presence-room");
      await subscribed(startClient(hub, Pusher), "releases");
      const server = officialServer(hub);
      const ask = async (path: string, params: Record<string, string> = {}) =>
        (await server.get({ path, params })).json();
      assert.deepEqual(await ask("/channels"), { channels: { "presence-room": {}, releases: {} } });
      assert.deepEqual(await ask("/channels", { filter_by_prefix: "presence-", info: "user_count" }), {
        channels: { "presence-room": { user_count: 2 } },
      });
      assert.deepEqual(await ask("/channels/presence-room", { info: "user_count,subscription_count" }), {
        occupied: true,
        user_count: 2,
        subscription_count: 3,
      });
      assert.deepEqual(await ask("/channels/nobody"), { occupied: false });
      assert.deepEqual(await ask("/channels/presence-room/users"), { users: [{ id: "1" }, { id: "2" }] });
      const answer = await server.trigger(
        ["releases", "presence-room"],
        "e",
        {},
        { info: "user_count,subscription_count" },
      );
      assert.deepEqual(await answer.json(), {
        channels: {
          releases: { subscription_count: 1 },
          "presence-room": { user_count: 2, subscription_count: 3 },
        },
      });
      await assert.rejects(server.get({ path: "/channels", params: { info: "user_count" } }), {
        status: 400,
      });
      await assert.rejects(server.trigger("a", "e", "d".repeat(10_241)), { status: 413 });
    });

    test("an app that the hub does not have is refused for good", async (context) => {
      const hub = await startHub(context);
      const client = new Pusher("nobody", hub.client);
      context.after(() => client.disconnect());
      const error = await next(client.connection, "error");
      assert.equal(error.data?.code ?? error.error?.data?.code, 4001);
      if (client.connection.state !== "disconnected") await next(client.connection, "disconnected");
    });

    test("a client comes back when the hub closed it with 4200, and finds its channels", async (context) => {
      const first = await startHub(context);
      const second = await startHub(context);
      const door = await startDoor(context, first);
      const client = startClient(first, Pusher, "1", door.port);
      const channel = await subscribed(client, "releases");
      const again = next(channel, "pusher:subscription_succeeded");
      door.leadTo(second);
      await first.close();
      await again;
      const arrived = next(channel, "e");
      await officialServer(second).trigger("releases", "e", 1);
      assert.equal(await arrived, 1);
    });
  });
}
