import assert from "node:assert/strict";
import test from "node:test";
import { Broadcast } from "../../../js/src/broadcast.js";
import { optionsFor } from "../../support/recording-server.js";
import { NewRelease } from "../../support/events.js";

const circular: { self?: unknown } = {};
circular.self = circular;

const throwing = {
  toJSON() {
    throw new Error("topsecret");
  },
};

const long = (length: number, character = "a") => character.repeat(length);

/** What must not leave, as arguments of `channel()`, with the code that says why. */
const refused: [string, unknown[], RegExp?][] = [
  ["invalid_channel", ["", "E"]],
  ["invalid_channel", ["a b", "E"]],
  ["invalid_channel", ["a:b", "E"]],
  ["invalid_channel", ["#server-to-user-1", "E"]],
  ["invalid_channel", ["ä", "E"]],
  ["invalid_channel", ["a\n", "E"]],
  ["invalid_channel", [long(201), "E"]],
  ["invalid_channel", [["a", long(201)], "E"]],
  ["invalid_channel", [7, "E"], /not a number/],
  ["invalid_channel", [["a", null], "E"], /not null/],
  ["invalid_channel", [["a", ["b"]], "E"], /not a list/],
  ["invalid_channel", [{}, "E"], /not an object/],
  ["no_channel", [undefined, "E"]],
  ["no_channel", [null, "E"]],
  ["encrypted_channel", ["private-encrypted-a", "E"]],
  ["invalid_event_name", ["a", ""]],
  ["invalid_event_name", ["a", long(201)]],
  ["invalid_event_name", ["a", long(201, "é")]],
  ["invalid_event_name", ["a", "a\nb"]],
  ["invalid_event_name", ["a", "pusher:subscribe"]],
  ["invalid_event_name", ["a", "pusher_internal:x"]],
  ["invalid_event_name", ["a"], /The event is missing/],
  ["invalid_event_name", ["a", undefined, {}], /The event is missing/],
  ["invalid_event_name", ["a", { id: 7 }], /The event is missing/],
  ["invalid_event_name", [], /The event is missing/],
  [
    "invalid_event_name",
    ["orders.{id}", () => true],
    /rules: broadcast\.routes\(\{ channels: \{ "private-orders\.\{id\}"/,
  ],
  ["invalid_event_name", [() => true], /rules: broadcast\.routes/],
  [
    "invalid_event_name",
    [NewRelease],
    /NewRelease is a class: broadcast an instance of it, new NewRelease\(…\)/,
  ],
  ["invalid_event_name", ["releases", NewRelease], /is a class/],
  ["invalid_data", ["a", "E", undefined], /undefined is not JSON\. .* leave it out to send \{\}/],
  ["invalid_data", ["a", "E", () => 1], /function is not JSON/],
  ["invalid_data", ["a", "E", Symbol("s")], /symbol is not JSON/],
  ["invalid_data", ["a", "E", 1n], /a cycle, a BigInt/],
  ["invalid_data", ["a", "E", { deep: [1n] }], /a cycle, a BigInt/],
  ["invalid_data", ["a", "E", circular], /a cycle, a BigInt/],
  ["invalid_data", ["a", "E", throwing], /a toJSON\(\) that throws/],
  ["invalid_data", ["a", "E", ""]],
  ["data_too_large", ["a", "E", long(10_241)]],
  ["data_too_large", ["a", "E", long(5_121, "é")]],
  ["data_too_large", ["a", "E", { text: long(10_230) }]],
  ["invalid_socket_id", ["a", "E", {}, { socketId: "" }]],
  ["invalid_socket_id", ["a", "E", {}, { socketId: "1.1:" }]],
  ["invalid_socket_id", ["a", "E", {}, { socketId: ":1.1" }]],
  ["invalid_socket_id", ["a", "E", {}, { socketId: "1.1\n:" }]],
  ["invalid_socket_id", ["a", "E", {}, { socketId: "foo1.1" }]],
  ["invalid_socket_id", ["a", "E", {}, { socketId: "1.1\n" }]],
  ["invalid_socket_id", ["a", "E", {}, { socketId: "١.١" }]],
  ["invalid_option", ["a", "E", {}, { socket_id: "1.1" }], /"socket_id"/],
  ["invalid_option", ["a", "E", {}, "1.1"], /"string"/],
  ["invalid_option", ["a", "E", {}, { info: 7 }], /^info/],
  ["invalid_option", ["a", "E", {}, { signal: 7 }], /^signal/],
  ["invalid_option", ["a", new NewRelease("1"), { id: 7 }], /an event object brings its data itself/],
  ["no_channel", [undefined, "E"], /^The channels to send on are undefined: give a channel/],
  ["no_channel", [null, "E", {}], /^The channels to send on are null/],
  ["no_channel", [undefined, new NewRelease("1")], /^The channels to send on are undefined/],
  ["invalid_channel", [Promise.resolve("a"), "E"], /not a Promise/],
  [
    "invalid_data",
    ["a", "E", Promise.resolve({ id: 7 })],
    /^The payload of E cannot be sent: it is a promise: await it/,
  ],
  ["invalid_data", ["a", "E", { then: () => {} }], /it is a promise/],
  [
    "invalid_data",
    [{ broadcastOn: () => "a", broadcastAs: () => "E", broadcastWith: async () => ({ id: 7 }) }],
    /it is a promise: await it, because broadcastWith\(\)/,
  ],
  [
    "invalid_event_name",
    [{ broadcastOn: () => "a", broadcastAs: () => undefined }],
    /^broadcastAs\(\) returned undefined: it must return/,
  ],
  [
    "invalid_event_name",
    [{ broadcastOn: () => "a", broadcastAs: async () => "E" }],
    /^broadcastAs\(\) returned a Promise/,
  ],
  [
    "invalid_event_name",
    [{ broadcastOn: () => "a", broadcastAs: () => null, broadcastWhen: () => false }],
    /^broadcastAs\(\) returned null/,
  ],
  [
    "no_channel",
    [undefined, { broadcastOn: () => "a", broadcastAs: () => "E", broadcastWhen: () => false }],
    /^The channels to send on are undefined/,
  ],
];

test("what cannot be sent is refused with its code, and nothing leaves", async () => {
  const options = optionsFor(1);
  let sent = 0;
  const transport = async () => {
    sent++;
    return { status: 200, headers: new Headers(), body: "{}" };
  };
  const drivers = [
    new Broadcast({ ...options, transport }),
    ...(["log", "null", "fake"] as const).map(
      (driver) => new Broadcast({ ...options, driver, logger: { info: () => sent++, warn: () => sent++ } }),
    ),
  ];
  for (const broadcast of drivers) {
    for (const [code, args, message = /./] of refused) {
      const send = broadcast.channel as (...args: unknown[]) => Promise<unknown>;
      await assert.rejects(send.apply(broadcast, args), (error: Error & { code: string }) => {
        assert.equal(error.name, "FanfareError", String(error.stack));
        assert.equal(error.code, code, `${String(broadcast)} ${error.message}`);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /topsecret/);
        return true;
      });
    }
  }
  assert.equal(sent, 0);
});

test("what is just within the limits is sent", async () => {
  const broadcast = Broadcast.fake({ host: "push.example.com" });
  const allowed: [string, string, unknown][] = [
    [long(200), "E", {}],
    ["A-Za_z0-9=@,.;", "E", {}],
    ["a", long(200), {}],
    ["a", long(200, "😀"), {}],
    ["a", "E", long(10_240)],
    ["a", "E", long(5_120, "é")],
    ["a", "client-typing", {}],
    ["private-encrypte-a", "E", {}],
  ];
  for (const [channel, name, data] of allowed) await broadcast.channel(channel, name, data);
  assert.equal(broadcast.sent().length, allowed.length);
  const pusher = Broadcast.fake();
  await pusher.channel(long(164), "E");
  await assert.rejects(pusher.channel(long(165), "E"), { code: "invalid_channel" });
  await Broadcast.fake({ limits: { dataBytes: 20_000 } }).channel("a", "E", long(20_000));
});

test("lone surrogates, which UTF-8 has no bytes for, are refused where JSON does not escape them", async () => {
  const broadcast = Broadcast.fake();
  for (const [channel, name, data] of [
    ["a", "E", "\ud800"],
    ["a", "\udc00", {}],
    ["\ud800", "E", {}],
  ] as const) {
    await assert.rejects(broadcast.channel(channel, name, data), { name: "FanfareError" });
  }
  await broadcast.channel("a", "E", { text: "\ud800" });
  assert.deepEqual(broadcast.sent()[0]!.data, { text: "\ud800" });
});
