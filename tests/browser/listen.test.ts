import assert from "node:assert/strict";
import test from "node:test";
import { connect, type FanfareError } from "../../js/browser/index.js";
import { CanBroadcast, Channel, PrivateChannel, event } from "../../js/events/index.js";
import { FakePusher } from "./support/fake-pusher.js";

class Saved extends event<{ id: number }>("Saved", new PrivateChannel("documents")) {}

function open() {
  const pusher = new FakePusher();
  return { pusher, live: connect(pusher) };
}

test("a name gets the prefix of its kind once, and a channel object stands for its name", () => {
  const { live } = open();
  const cases: [string, string][] = [
    [live.channel("releases").name, "releases"],
    [live.channel("private-x").name, "private-x"],
    [live.channel(new Channel("releases")).name, "releases"],
    [live.private("admins").name, "private-admins"],
    [live.private("private-admins").name, "private-admins"],
    [live.private(new PrivateChannel("admins")).name, "private-admins"],
    [live.presence("chat.1").name, "presence-chat.1"],
    [live.presence("presence-chat.1").name, "presence-chat.1"],
  ];
  for (const [name, expected] of cases) assert.equal(name, expected);
});

test("two shares of a channel are one subscription, which ends with the second", () => {
  const { pusher, live } = open();
  const [first, second] = [live.channel("releases"), live.channel("releases")];
  pusher.channel("releases").succeed();
  first.stop();
  first.stop();
  assert.deepEqual(pusher.sent, ["subscribe releases"]);
  second.stop();
  assert.deepEqual(pusher.sent, ["subscribe releases", "unsubscribe releases"]);
});

test("a share that has been stopped hears nothing more, and takes no new handlers", () => {
  const { pusher, live } = open();
  const heard: string[] = [];
  const [first, second] = [live.channel("releases"), live.channel("releases")];
  first.listen("Saved", () => heard.push("first"));
  second.listen("Saved", () => heard.push("second"));
  const channel = pusher.channel("releases");
  channel.succeed();
  first.stop();
  first.listen("Saved", () => heard.push("too late"));
  channel.emit("Saved", {});
  assert.deepEqual(heard, ["second"]);
});

test("stopping and opening again at once keeps the subscription that is under way", () => {
  const { pusher, live } = open();
  const heard: unknown[] = [];
  live
    .channel("releases")
    .listen("Saved", () => heard.push("before"))
    .stop();
  live.channel("releases").listen("Saved", (data) => heard.push(data));
  pusher.channel("releases").succeed();
  pusher.channel("releases").emit("Saved", { id: 7 });
  assert.deepEqual(heard, [{ id: 7 }]);
  assert.deepEqual(pusher.sent, ["subscribe releases"]);
});

test("a subscription that other code made with the same pusher-js outlives our shares, but not leave", () => {
  const { pusher, live } = open();
  pusher.subscribe("releases").succeed();
  live.channel("releases").stop();
  assert.deepEqual(pusher.sent, ["subscribe releases"]);
  live.leave("releases");
  assert.deepEqual(pusher.sent, ["subscribe releases", "unsubscribe releases"]);
});

test("leave ends every kind of a name and its shares, and nothing else", () => {
  const { pusher, live } = open();
  const shares = [
    live.channel("x"),
    live.private("x"),
    live.presence("x"),
    live.channel("private-encrypted-x"),
    live.channel("xy"),
  ];
  for (const { name } of shares) pusher.channel(name).succeed();
  live.leave("x");
  assert.deepEqual([...pusher.channels.keys()], ["xy"]);
  assert.deepEqual(pusher.sent.filter((frame) => frame.startsWith("unsubscribe")).sort(), [
    "unsubscribe presence-x",
    "unsubscribe private-encrypted-x",
    "unsubscribe private-x",
    "unsubscribe x",
  ]);
});

test("stopListening drops one handler, or all of an event, of its own share alone", () => {
  const { pusher, live } = open();
  const heard: string[] = [];
  const one = () => heard.push("one");
  const two = () => heard.push("two");
  const share = live.channel("documents").listen(Saved, one).listen("Saved", two).listen("Gone", one);
  live.channel("documents").listen(Saved, () => heard.push("other share"));
  const channel = pusher.channel("documents");
  share.stopListening(Saved, one);
  channel.emit("Saved", {});
  assert.deepEqual(heard.splice(0), ["two", "other share"]);
  share.stopListening("Saved");
  channel.emit("Saved", {}).emit("Gone", {});
  assert.deepEqual(heard, ["other share", "one"]);
});

test("what a handler throws is reported as uncaught and keeps no other from being called", async () => {
  const { pusher, live } = open();
  const heard: string[] = [];
  const thrown = new Error("a defect of the page");
  const uncaught = new Promise((resolve) => process.setUncaughtExceptionCaptureCallback(resolve));
  live
    .channel("releases")
    .listen("Saved", () => {
      throw thrown;
    })
    .listen("Saved", () => heard.push("second"));
  pusher.channel("releases").emit("Saved", {});
  assert.deepEqual(heard, ["second"]);
  assert.equal(await uncaught, thrown);
  process.setUncaughtExceptionCaptureCallback(null);
});

test("subscribed and here call back at once for a share of a subscription that stands", async () => {
  const { pusher, live } = open();
  live.presence("chat.1");
  const channel = Object.assign(pusher.channel("presence-chat.1"), {
    members: { each: (take: Function) => take({ id: "1", info: { name: "Ada" } }) },
  });
  channel.succeed();
  const late = live.presence("chat.1");
  assert.deepEqual(late.members, [{ user_id: "1", user_info: { name: "Ada" } }]);
  const here = new Promise((resolve) => late.here(resolve));
  await new Promise<void>((resolve) => late.subscribed(resolve));
  assert.deepEqual(await here, [{ user_id: "1", user_info: { name: "Ada" } }]);
});

test("before there is a subscription the last whisper of each name waits for it; afterwards they go out at once", () => {
  const { pusher, live } = open();
  const share = live.private("chat").whisper("typing", 1).whisper("typing", 2).whisper("seen", 3);
  const channel = pusher.channel("private-chat");
  assert.deepEqual(channel.triggered, []);
  channel.succeed();
  share.whisper("typing", 4);
  channel.succeed();
  assert.deepEqual(channel.triggered, [
    ["client-typing", 2],
    ["client-seen", 3],
    ["client-typing", 4],
  ]);
});

test("a subscription that the server refused is told, and tried again later and later, at most after 30 s", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(Math, "random", () => 0);
  const { pusher, live } = open();
  const errors: FanfareError[] = [];
  live.private("admins").error((error) => errors.push(error));
  const channel = pusher.channel("private-admins");
  const delays = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000];
  for (const [attempt, delay] of delays.entries()) {
    channel.refuse({ type: "LimitReached", error: "over capacity", status: 4100 });
    await Promise.resolve();
    t.mock.timers.tick(delay - 1);
    assert.equal(pusher.sent.length, attempt + 1);
    t.mock.timers.tick(1);
    assert.equal(pusher.sent.length, attempt + 2);
  }
  const { code, message, retryable } = errors[0]!;
  assert.deepEqual(
    { code, message, retryable },
    {
      code: "rejected",
      message: "over capacity",
      retryable: true,
    },
  );
  assert.equal(errors.length, delays.length);

  channel.succeed();
  channel.subscribed = false;
  channel.subscriptionPending = true;
  channel.refuse({});
  t.mock.timers.tick(1_000);
  assert.equal(pusher.sent.length, delays.length + 2);
});

test("what an existing pusher-js could not authorize is tried again when that may help, and a denial is not", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  for (const [status, code, again] of [
    [0, "ambiguous", true],
    [429, "rejected", true],
    [503, "rejected", true],
    [403, "denied", false],
    [404, "rejected", false],
    [200, "rejected", false],
  ] as const) {
    const { pusher, live } = open();
    const errors: FanfareError[] = [];
    live.private("admins").error((error) => errors.push(error));
    const channel = pusher.channel("private-admins");
    channel.subscriptionPending = false;
    channel.emit("pusher:subscription_error", { type: "AuthError", error: "in pusher-js's words", status });
    assert.deepEqual([errors[0]!.status, errors[0]!.code, errors[0]!.retryable], [status, code, again]);
    t.mock.timers.tick(30_000);
    assert.equal(pusher.sent.length, again ? 2 : 1, `status ${status}`);
  }
});

test("a denied channel is asked for again when someone opens a share of it", () => {
  const { pusher, live } = open();
  live.private("admins");
  const channel = pusher.channel("private-admins");
  channel.subscriptionPending = false;
  channel.emit("pusher:subscription_error", { type: "AuthError", error: "", status: 403 });
  live.private("admins");
  assert.deepEqual(pusher.sent, ["subscribe private-admins", "subscribe private-admins"]);
});

test("no retry comes after the last share has stopped, and pusher-js keeps no callback of ours", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { pusher, live } = open();
  const share = live
    .private("admins")
    .listen("Saved", () => {})
    .error(() => {});
  const channel = pusher.channel("private-admins");
  channel.refuse({});
  share.stop();
  t.mock.timers.tick(60_000);
  assert.deepEqual(pusher.sent, ["subscribe private-admins"]);
  assert.equal(channel.bound, 0);
});

test("classes whose name a page cannot know are refused, with a code", () => {
  const { live } = open();
  const share = live.channel("releases");
  const k = class extends CanBroadcast {};
  class OnlyInstances extends CanBroadcast {
    override broadcastAs() {
      return "Saved";
    }
  }
  assert.throws(() => share.listen(k, () => {}), { code: "event_name_minified" });
  assert.throws(() => share.listen(OnlyInstances, () => {}), { code: "invalid_event_name" });
});

test("connection calls back with the state now and whenever it changes, until it is ended", () => {
  const { pusher, live } = open();
  const states: string[] = [];
  const end = live.connection((state) => states.push(state));
  pusher.connection.state = "unavailable";
  pusher.connection.emit("state_change", { previous: "connected", current: "unavailable" });
  end();
  pusher.connection.emit("state_change", {});
  assert.deepEqual(states, ["connected", "unavailable"]);
});

test("there is a socket id while there is a connection", () => {
  const { live } = open();
  assert.equal(live.socketId, "1.2");
  live.disconnect();
  assert.equal(live.socketId, undefined);
});
