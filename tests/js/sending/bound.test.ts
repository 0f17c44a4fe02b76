import assert from "node:assert/strict";
import test from "node:test";
import { event, PresenceChannel, PrivateChannel } from "../../../js/events/index.js";
import { Broadcast } from "../../../js/src/broadcast.js";
import type { BroadcastOptions } from "../../../js/src/configuration/options.js";
import { quiet } from "../support/held.js";

interface User {
  name: string;
}

const kinds = ["releases", new PrivateChannel("a"), new PresenceChannel("b"), "private-cache-c"];

class Saved extends event<{ id: number }>("Saved", new PrivateChannel("documents")) {}

const skipped = (...channels: string[]) =>
  channels.map((channel) => ({
    channel,
    code: "unauthenticated",
    reason: `Nobody is signed in, and ${channel} is sent on only on behalf of a user.`,
  }));

function fake(options: BroadcastOptions<User> = {}) {
  const log: string[] = [];
  const logger = { info: (line: string) => log.push(line), warn: (line: string) => log.push(line) };
  return { log, broadcast: Broadcast.fake<User>({ ...options, logger }) };
}

const requestWith = (headers: Record<string, string> = {}) =>
  new Request("http://localhost/documents/7", { headers });

test("on behalf of nobody, only public channels are sent on, and the result says what was left out", async () => {
  const { broadcast } = fake();
  for (const nobody of [null, undefined, false] as const) {
    const result = await broadcast.as(nobody).channel(kinds, "E");
    assert.deepEqual(result, {
      channels: ["releases"],
      skipped: skipped("private-a", "presence-b", "private-cache-c"),
      info: {},
      excluded: null,
    });
  }
  assert.deepEqual(
    (await broadcast.as(null).channel(new Saved({ id: 7 }))).skipped,
    skipped("private-documents"),
  );
  assert.deepEqual(
    broadcast.sent().map(({ channels }) => channels),
    [["releases"], ["releases"], ["releases"]],
  );
});

test("on behalf of a user, and on behalf of the server itself, everything is sent", async () => {
  const { broadcast } = fake();
  const all = ["releases", "private-a", "presence-b", "private-cache-c"];
  assert.deepEqual((await broadcast.as({ name: "Ann" }).channel(kinds, "E")).channels, all);
  assert.deepEqual((await broadcast.channel(kinds, "E")).channels, all);
});

test("forRequest takes what `find() && user` leaves of nobody for nobody", async () => {
  for (const nobody of [null, undefined, false, 0, "", NaN]) {
    const { broadcast } = fake({ user: async () => nobody as never });
    const result = await broadcast.forRequest(requestWith()).channel(kinds, "E");
    assert.deepEqual(result.channels, ["releases"], String(nobody));
    assert.deepEqual(
      (await broadcast.as(nobody as never).channel(kinds, "E")).channels,
      ["releases"],
      String(nobody),
    );
  }
});

test("as() and forRequest() say what they take", () => {
  const { broadcast } = fake({ user: () => null });
  const bad: [() => unknown, RegExp][] = [
    [() => broadcast.as(null, null as never), /options of as\(\) are an object, \{ socketId \}, not null/],
    [() => broadcast.as(null, "1.1" as never), /not a string/],
    [() => broadcast.as(null, { socketID: "1.1" } as never), /no option "socketID".*socketId/],
    [() => broadcast.forRequest(undefined as never), /takes the request that came in/],
    [() => broadcast.forRequest(null as never), /takes the request that came in/],
    [() => broadcast.forRequest({} as never), /takes the request that came in/],
  ];
  for (const [call, message] of bad)
    assert.throws(call, { name: "FanfareError", code: "invalid_option", message }, String(call));
});

test("a channel that is skipped is checked all the same", async () => {
  const { broadcast } = fake();
  await assert.rejects(broadcast.as(null).channel("private-a b", "E"), { code: "invalid_channel" });
  await assert.rejects(broadcast.as(null).channel("private-a", "pusher:E"), { code: "invalid_event_name" });
  broadcast.assertNothingSent();
});

test("forRequest asks who sent the request, when something is sent, and once", async () => {
  let asked = 0;
  const user = async (request: Request, context: { name: string }) => {
    asked++;
    return request.headers.has("cookie") ? context : null;
  };
  const { broadcast } = fake({ user });
  const context = { name: "Ann" };
  const sender = broadcast.forRequest(requestWith({ cookie: "session=1" }), context);
  assert.equal(asked, 0);
  assert.deepEqual((await sender.channel("private-a", "E")).channels, ["private-a"]);
  assert.deepEqual((await sender.toOthers().channel("private-b", "E")).channels, ["private-b"]);
  assert.equal(asked, 1);
  assert.deepEqual(
    (await broadcast.forRequest(requestWith(), context).channel("private-a", "E")).skipped,
    skipped("private-a"),
  );
});

test("forRequest takes a request of node:http and hands on its head", async () => {
  const seen: [string, string | null, unknown][] = [];
  const { broadcast } = fake({
    user: (request, context) => {
      seen.push([request.url, request.headers.get("cookie"), context.req]);
      return { name: "Ann" };
    },
  });
  const req = {
    method: "POST",
    url: "/x?y=1",
    headers: { cookie: "session=1", "x-socket-id": "1.2", "set-cookie": ["a", "b"], ":path": "/x" },
  };
  const { excluded } = await broadcast.forRequest(req).toOthers().channel("private-a", "E");
  assert.equal(excluded, "1.2");
  assert.deepEqual(seen, [["http://localhost/x?y=1", "session=1", req]]);
});

test("a user function that fails fails the broadcast, and nothing is sent", async () => {
  const { broadcast } = fake({
    user: () => {
      throw new Error("no session store");
    },
  });
  await assert.rejects(broadcast.forRequest(requestWith()).channel("a", "E"), /no session store/);
  broadcast.assertNothingSent();
});

test("forRequest without a user function, or with what is no request, says what is missing", () => {
  assert.throws(() => fake().broadcast.forRequest(requestWith()), {
    code: "invalid_option",
    message: /the option user/,
  });
  const { broadcast } = fake({ user: () => null });
  for (const request of [{}, { headers: null }, { headers: "x" }]) {
    assert.throws(() => broadcast.forRequest(request as never), {
      code: "invalid_option",
      message: /takes the request/,
    });
  }
});

test("toOthers leaves out the connection that the page named", async () => {
  const { broadcast, log } = fake({ user: () => ({ name: "Ann" }) });
  const header = broadcast.forRequest(requestWith({ "X-Socket-ID": "1234.5678" })).toOthers();
  assert.equal((await header.channel("a", "E")).excluded, "1234.5678");
  const given = broadcast.as({ name: "Ann" }, { socketId: "3.4" });
  assert.equal((await given.toOthers().channel("a", "E")).excluded, "3.4");
  assert.equal((await given.toOthers().channel("a", "E", {}, { socketId: "5.6" })).excluded, "5.6");
  assert.equal((await given.channel("a", "E")).excluded, null);
  assert.deepEqual(
    broadcast.sent().map(({ socketId }) => socketId),
    ["1234.5678", "3.4", "5.6", undefined],
  );
  assert.deepEqual(log, []);
});

test("toOthers without a known connection sends to all, and says so in the result and once in the log", async () => {
  const { broadcast, log } = fake({ user: () => ({ name: "Ann" }) });
  for (const sender of [
    broadcast.forRequest(requestWith()),
    broadcast.as({ name: "Ann" }),
    broadcast.as({ name: "Ann" }, { socketId: null }),
  ]) {
    assert.equal((await sender.toOthers().channel("a", "E")).excluded, null);
  }
  assert.equal(log.length, 1);
  assert.match(log[0]!, /toOthers\(\).*X-Socket-ID.*live\.fetch/);
});

test("toOthers refuses what is no connection, and what is not asked for is not looked at", async () => {
  const { broadcast } = fake({ user: () => ({ name: "Ann" }) });
  for (const socketId of ["", "undefined", "1.1:", "1.1, 2.2", "foo1.1"]) {
    const sender = broadcast.forRequest(requestWith({ "X-Socket-ID": socketId }));
    await assert.rejects(sender.toOthers().channel("a", "E"), { code: "invalid_socket_id" });
    await sender.channel("b", "E");
  }
  assert.equal(broadcast.sent().length, 5);
  broadcast.assertNotSent("E", ({ channels }) => channels.includes("a"));
});

test("what is bound goes on by another driver", async () => {
  const lines: string[] = [];
  const logger = { info: (line: string) => lines.push(line), warn: assert.fail };
  const broadcast = new Broadcast({
    default: "none",
    none: { driver: "null" },
    log: { driver: "log" },
    logger,
  });
  await broadcast.as(null).driver("log").channel(["a", "private-b"], "E");
  assert.deepEqual(lines, ["broadcast E on a: {}"]);
  await assert.rejects(broadcast.as(null).driver("other").channel("a", "E"), { code: "unknown_driver" });
});

test("a trigger on behalf of nobody skips private and presence channels", async () => {
  const { broadcast } = fake();
  const result = await broadcast.as(null).trigger(kinds, "E", { id: 7 });
  assert.deepEqual(result, {
    channels: ["releases"],
    skipped: skipped("private-a", "presence-b", "private-cache-c"),
    info: {},
    excluded: null,
  });
  assert.deepEqual((await broadcast.as(null).trigger("private-a", "E", {})).skipped, skipped("private-a"));
  assert.deepEqual(
    broadcast.sent().map(({ channels }) => channels),
    [["releases"]],
  );
  await assert.rejects(broadcast.as(null).trigger("private-a b", "E", {}), { code: "invalid_channel" });
  await assert.rejects(broadcast.as(null).trigger("private-a", "pusher:E", {}), {
    code: "invalid_event_name",
  });
});

test("a trigger on behalf of a user is sent to all its channels", async () => {
  const { broadcast } = fake();
  const { channels } = await broadcast.as({ name: "Ann" }).trigger(kinds, "E", {});
  assert.deepEqual(channels, ["releases", "private-a", "presence-b", "private-cache-c"]);
});

const batch = [
  { channel: "private-a", name: "E", data: 1 },
  { channel: "releases", name: "E", data: 2 },
  { channel: new PresenceChannel("b"), name: "E", data: 3 },
];

test("a batch on behalf of nobody leaves out the events for private and presence channels", async () => {
  const { broadcast } = fake();
  assert.deepEqual(await broadcast.as(null).triggerBatch(batch), {
    batch: [{}, {}, {}],
    skipped: skipped("private-a", "presence-b"),
  });
  assert.deepEqual(
    broadcast.sent().map(({ data }) => data),
    [2],
  );
  assert.deepEqual((await broadcast.as({ name: "Ann" }).triggerBatch(batch)).skipped, []);
  assert.equal(broadcast.sent().length, 4);
});

test("the information about a batch stays at the place of its event when others are left out", async () => {
  const body = '{"batch":[{"user_count":3}]}';
  const { broadcast } = quiet({ transport: async () => ({ status: 200, headers: new Headers(), body }) });
  const withInfo = batch.map((event) => ({ ...event, info: "user_count" }));
  assert.deepEqual((await broadcast.as(null).triggerBatch(withInfo)).batch, [{}, { user_count: 3 }, {}]);
});

test("an event for a user is not sent on behalf of nobody", async () => {
  const { broadcast } = fake();
  const result = await broadcast.as(null).sendToUser("7", "Invited", { to: "chat.1" });
  assert.deepEqual([result.channels, result.skipped], [[], skipped("#server-to-user-7")]);
  broadcast.assertNothingSent();
  await assert.rejects(broadcast.as(null).sendToUser("7 8", "Invited"), { code: "invalid_user" });
  const { channels } = await broadcast.as({ name: "Ann" }).sendToUser("7", "Invited");
  assert.deepEqual(channels, ["#server-to-user-7"]);
});

test("toOthers leaves the sender's connection out of a trigger, a batch and an event for a user", async () => {
  const { broadcast } = fake();
  const others = broadcast.as({ name: "Ann" }, { socketId: "1.2" }).toOthers();
  assert.equal((await others.trigger("a", "E", {})).excluded, "1.2");
  assert.equal((await others.trigger("a", "E", {}, { socketId: "3.4" })).excluded, "3.4");
  await others.triggerBatch([batch[0]!, { ...batch[1]!, socketId: "5.6" }]);
  assert.equal((await others.sendToUser("7", "E")).excluded, "1.2");
  assert.deepEqual(
    broadcast.sent().map(({ socketId }) => socketId),
    ["1.2", "3.4", "1.2", "5.6", "1.2"],
  );
});

test("what is bound checks its calls as a broadcast does", async () => {
  const bound = fake().broadcast.as({ name: "Ann" });
  const calls: [string, () => Promise<unknown>][] = [
    ["invalid_event_name", () => bound.trigger("a", 7 as never, {})],
    ["encrypted_channel", () => bound.trigger(["a", "private-encrypted-b"], "E", {})],
    ["invalid_option", () => bound.triggerBatch({} as never)],
    ["invalid_option", () => bound.triggerBatch([], { socketId: "1.2" } as never)],
    ["invalid_user", () => bound.sendToUser("", "E")],
  ];
  for (const [code, call] of calls) await assert.rejects(call(), { code }, String(call));
});
