import assert from "node:assert/strict";
import test, { after } from "node:test";
import { event } from "../../js/events/index.js";
import { Broadcast } from "../../js/src/broadcast.js";
import type { BroadcastOptions } from "../../js/src/options.js";
import type { Transport } from "../../js/src/transport.js";
import { app } from "./recording-server.js";

/** A transport whose answers the test gives, one by one. */
function held() {
  const asked: { names: string[]; answer: (status?: number) => void }[] = [];
  const waiting: (() => void)[] = [];
  const transport: Transport = ({ body }) =>
    new Promise((resolve) => {
      const answer = (status = 200) => resolve({ status, headers: new Headers(), body: "{}" });
      asked.push({ names: [JSON.parse(body).name], answer });
      waiting.splice(0).forEach((call) => call());
    });
  const until = async (count: number) => {
    while (asked.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  return { transport, asked, until };
}

const over = new AbortController();
after(() => over.abort());

function quiet(options: BroadcastOptions) {
  const log: string[] = [];
  const logger = { info: (line: string) => log.push(line), warn: (line: string) => log.push(line) };
  return { log, broadcast: new Broadcast({ ...app, logger, delivery: "once", signal: over.signal, ...options }) };
}

test("events of one channel go one after the other, those of others beside them", async () => {
  const { transport, asked, until } = held();
  const { broadcast } = quiet({ transport });
  const first = broadcast.later("a", "First", {});
  broadcast.later(["a", "b"], "Second", {});
  broadcast.later("b", "Third", {});
  broadcast.later("c", "Other", {});
  const names = () => asked.map(({ names: [name] }) => name);
  assert.deepEqual(names(), ["First", "Other"]);
  asked[0]!.answer();
  await until(3);
  assert.deepEqual(names(), ["First", "Other", "Second"]);
  assert.deepEqual((await first).channels, ["a"]);
  asked[2]!.answer();
  await until(4);
  assert.deepEqual(names(), ["First", "Other", "Second", "Third"]);
  asked[1]!.answer();
  asked[3]!.answer();
  assert.equal(await broadcast.flush(), 0);
});

test("what an event carries is read when it is queued", async () => {
  const fake = Broadcast.fake();
  const data = { id: 1 };
  fake.later("a", "E", data);
  data.id = 2;
  await fake.flush();
  assert.deepEqual(fake.sent()[0]!.data, { id: 1 });
});

test("a failure is in the log and in the promise, and keeps nothing back", async () => {
  const { transport, asked, until } = held();
  const { broadcast, log } = quiet({ transport });
  const failing = broadcast.later("a", "First", {});
  const after = broadcast.later("a", "Second", {});
  asked[0]!.answer(400);
  await assert.rejects(failing, { code: "rejected", status: 400 });
  await until(2);
  asked[1]!.answer();
  assert.deepEqual((await after).channels, ["a"]);
  assert.match(log.join("\n"), /sent later failed, rejected: /);
  await assert.rejects(broadcast.later("a b", "E", {}), { code: "invalid_channel" });
});

test("the queue takes 1,000 events and 8 MiB, and no more until there is room", async () => {
  const many = held();
  const { broadcast } = quiet({ transport: many.transport });
  for (let i = 0; i < 1_000; i++) broadcast.later("a", "E", {});
  await assert.rejects(broadcast.later("b", "TooMany", {}), { code: "throttled", retryable: true, message: /queue is full, so TooMany/ });
  assert.equal(many.asked.length, 1);
  many.asked[0]!.answer();
  await many.until(2);
  broadcast.later("b", "Fits", {});
  assert.deepEqual(many.asked.at(-1)!.names, ["Fits"]);

  const large = held();
  const { broadcast: other } = quiet({ transport: large.transport, limits: { dataBytes: 10_000_000 } });
  const mebibyte = "é".repeat(2 ** 19);
  for (let i = 0; i < 8; i++) other.later("a", "E", mebibyte);
  await assert.rejects(other.later("a", "E", "x"), { code: "throttled" });
  large.asked[0]!.answer();
  await large.until(2);
  other.later("a", "E", "x");
  assert.equal(await other.flush(1), 8);
});

test("flush gives up at its deadline and says how many are left", async () => {
  const { transport, asked } = held();
  const { broadcast } = quiet({ transport });
  broadcast.later("a", "E", {});
  broadcast.later("a", "E", {});
  assert.equal(await broadcast.flush(1), 2);
  assert.equal(asked.length, 1);
  assert.equal(await Broadcast.fake().flush(1), 0);
});

test("the queue's limits are options, and all drivers of a configuration share one queue", async () => {
  const { transport, asked } = held();
  const pusher = { driver: "pusher" as const, ...app, limits: { queueEvents: 2, queueBytes: 30 } };
  const broadcast = new Broadcast({ default: "pusher", transport, signal: over.signal, pusher, other: { ...pusher, limits: {} } });
  broadcast.later("a", "E", "x".repeat(20));
  await assert.rejects(broadcast.driver("other").later("b", "TooLarge", "x".repeat(11)), { code: "throttled", message: /2 events and 30 bytes/ });
  broadcast.driver("other").later("b", "E", "x".repeat(10));
  await assert.rejects(broadcast.as({ id: 1 }).later("c", "TooMany", ""), { code: "throttled" });
  assert.equal(await broadcast.flush(1), 2);
  asked.forEach(({ answer }) => answer());
  assert.equal(await broadcast.driver("other").flush(), 0);
  assert.throws(() => quiet({ limits: { queueEvents: 0 } }), { code: "invalid_option", message: /limits\.queueEvents/ });
});

test("on behalf of somebody, an event is sent later as it is sent at once", async () => {
  const { transport, asked, until } = held();
  const seen: string[] = [];
  const user = (request: Request) => {
    seen.push(request.url);
    return request.headers.get("x-user");
  };
  const { broadcast, log } = quiet({ transport, user });
  const request = (headers: Record<string, string>) => new Request("https://app.example/saved", { headers });
  const first = broadcast.as({ id: 1 }, { socketId: "1.2" }).toOthers().later("private-a", "First", {});
  const second = broadcast.forRequest(request({ "x-user": "ann", "x-socket-id": "3.4" })).toOthers().later("private-a", "Second", {});
  const guest = broadcast.forRequest(request({})).later(["private-a", "open"], "Third", {});
  assert.deepEqual(seen, ["https://app.example/saved", "https://app.example/saved"]);
  await until(1);
  asked[0]!.answer();
  await until(2);
  asked[1]!.answer();
  await until(3);
  asked[2]!.answer();
  assert.deepEqual(asked.map(({ names }) => names[0]), ["First", "Second", "Third"]);
  assert.deepEqual([(await first).excluded, (await second).excluded], ["1.2", "3.4"]);
  const { channels, skipped } = await guest;
  assert.deepEqual([channels, skipped.map(({ channel, code }) => [channel, code])], [["open"], [["private-a", "unauthenticated"]]]);
  assert.equal(await broadcast.flush(), 0);

  await assert.rejects(broadcast.as(null).driver("elsewhere").later("a", "E", {}), { code: "unknown_driver" });
  await assert.rejects(broadcast.as({ id: 1 }, { socketId: "x" }).toOthers().later("a", "E", {}), { code: "invalid_socket_id" });
  assert.equal(log.length, 2);
});

test("on an edge, waitUntil gets a promise that does not reject", async () => {
  const waited: Promise<unknown>[] = [];
  const { transport, asked } = held();
  const { broadcast } = quiet({ transport, waitUntil: (promise) => waited.push(promise) });
  broadcast.later("a", "E", {});
  asked[0]!.answer(400);
  assert.equal(waited.length, 1);
  assert.equal(await waited[0], undefined);
});

class Saved extends event<{ id: number }>("Saved", ["a", "b"]) {}

test("an event that says no is not sent, and the result says so", async () => {
  const fake = Broadcast.fake();
  class Quiet extends Saved {
    broadcastWhen() {
      return this.payload.id > 1;
    }
    override broadcastWith() {
      if (this.payload.id === 1) throw new TypeError("the payload of what is not sent");
      return super.broadcastWith();
    }
  }
  class Slow extends Saved {
    broadcastWhen() {
      return Promise.resolve(this.payload.id > 1);
    }
  }
  const { channels, skipped } = await fake.channel(new Quiet({ id: 1 }));
  assert.deepEqual([channels, skipped.map(({ channel, code }) => [channel, code])], [[], [["a", "withheld"], ["b", "withheld"]]]);
  assert.deepEqual((await fake.channel("c", new Slow({ id: 1 }))).skipped.map(({ channel }) => channel), ["c"]);
  await fake.as({ id: 1 }).channel(new Quiet({ id: 1 }));
  await fake.later(new Slow({ id: 1 }));
  fake.assertNothingSent();
  await fake.channel(new Quiet({ id: 2 }));
  await fake.channel(new Slow({ id: 3 }));
  fake.assertSentTimes(Saved, 2);
});

test("an event may name its driver, and the caller goes before it", async () => {
  const lines: string[] = [];
  const logger = { info: (line: string) => lines.push(line), warn() {} };
  const broadcast = new Broadcast({ default: "none", logger, none: { driver: "null" }, log: { driver: "log" } });
  class Noted extends Saved {
    broadcastVia() {
      return "log";
    }
  }
  await broadcast.channel(new Noted({ id: 1 }));
  await broadcast.as({ id: 1 }).channel(new Noted({ id: 2 }));
  await broadcast.channel(new Saved({ id: 3 }));
  await broadcast.driver("none").channel(new Noted({ id: 4 }));
  await broadcast.as({ id: 1 }).driver("none").channel(new Noted({ id: 5 }));
  assert.deepEqual(lines, ['broadcast Saved on a, b: {"id":1}', 'broadcast Saved on a, b: {"id":2}']);
  class Lost extends Saved {
    broadcastVia() {
      return "elsewhere";
    }
  }
  await assert.rejects(broadcast.channel(new Lost({ id: 1 })), { code: "unknown_driver" });
});

test("a failure goes to the handler in place of being thrown, the event's own before the option's", async () => {
  const refusing: Transport = async () => ({ status: 400, headers: new Headers(), body: "no" });
  const told: unknown[] = [];
  const { broadcast } = quiet({ transport: refusing, rescue: (error, event) => void told.push(error.code, event) });
  const saved = new Saved({ id: 1 });
  const result = await broadcast.channel(saved);
  assert.deepEqual([result.channels, result.rescued?.code, result.rescued?.status], [[], "rejected", 400]);
  await broadcast.channel("a b", "Plain", {});
  await broadcast.as({ id: 1 }).channel("a", "Bound", {});
  assert.deepEqual(told.splice(0), ["rejected", saved, "invalid_channel", "Plain", "rejected", "Bound"]);
  class Own extends Saved {
    broadcastRescue(error: Error) {
      told.push(error.name);
    }
  }
  assert.equal((await quiet({ transport: refusing }).broadcast.channel(new Own({ id: 1 }))).rescued?.code, "rejected");
  await broadcast.channel(new Own({ id: 1 }));
  assert.deepEqual(told, ["FanfareError", "FanfareError"]);
  await assert.rejects(quiet({ transport: refusing }).broadcast.channel(saved), { code: "rejected" });
  assert.throws(() => quiet({ rescue: true as never }), { code: "invalid_option" });
});

test("a notification goes where it says, or where the notifiable says, under its type", async () => {
  const fake = Broadcast.fake();
  const user = { id: 7, routeNotificationFor: (driver: string) => `private-${driver}.7` };
  class InvoicePaid {
    static broadcastAs = "InvoicePaid";
    broadcastOn(notifiable: { id: number }) {
      return `private-users.${notifiable.id}`;
    }
    toBroadcast(notifiable: { id: number }) {
      return { to: notifiable.id };
    }
  }
  await fake.notify(new InvoicePaid(), user);
  await fake.notify({ type: () => "Welcome", toBroadcast: () => "hello" }, user, { socketId: "1.2" });
  assert.deepEqual(fake.sent().map(({ name, channels, data, socketId }) => [name, channels, data, socketId]), [
    ["InvoicePaid", ["private-users.7"], { to: 7 }, undefined],
    ["Welcome", ["private-broadcast.7"], "hello", "1.2"],
  ]);
  await assert.rejects(fake.notify({ type: () => "Welcome", toBroadcast: () => 1 }), { code: "no_channel" });
  await assert.rejects(fake.notify({} as never), { code: "invalid_event_name", message: /toBroadcast/ });
});
