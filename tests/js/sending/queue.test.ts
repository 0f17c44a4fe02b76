import assert from "node:assert/strict";
import test from "node:test";
import { event } from "../../../js/events/index.js";
import { Broadcast } from "../../../js/src/broadcast.js";
import { held, over, quiet } from "../support/held.js";
import { app } from "../../support/credentials.js";
import { silent } from "../../support/logger.js";

class Saved extends event<{ id: number }>("Saved", ["a", "b"]) {}

class Plain extends Saved {
  broadcastWhen() {
    return true;
  }
}

/** Events whose answers the test gives, one by one. */
function asking() {
  const waiting: ((answer: boolean) => void)[] = [];
  class Slow extends Saved {
    broadcastWhen() {
      return new Promise<boolean>((resolve) => waiting.push(resolve));
    }
  }
  const slow = (payload: { id: number }) => new Slow(payload);
  return { slow, answer: (answer: boolean) => waiting.shift()?.(answer) };
}

test("events of one channel go one after the other, those of others beside them", async () => {
  const { transport, asked, until } = held();
  const { broadcast } = quiet({ transport });
  const first = broadcast.later("a", "First", {});
  void broadcast.later(["a", "b"], "Second", {});
  void broadcast.later("b", "Third", {});
  void broadcast.later("c", "Other", {});
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
  void fake.later("a", "E", data);
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
  for (let i = 0; i < 1_000; i++) void broadcast.later("a", "E", {});
  await assert.rejects(broadcast.later("b", "TooMany", {}), {
    code: "throttled",
    retryable: true,
    message: /queue is full, so TooMany/,
  });
  assert.equal(many.asked.length, 1);
  many.asked[0]!.answer();
  await many.until(2);
  void broadcast.later("b", "Fits", {});
  assert.deepEqual(many.asked.at(-1)!.names, ["Fits"]);

  const large = held();
  const { broadcast: other } = quiet({ transport: large.transport, limits: { dataBytes: 10_000_000 } });
  const mebibyte = "é".repeat(2 ** 19);
  for (let i = 0; i < 8; i++) void other.later("a", "E", mebibyte);
  await assert.rejects(other.later("a", "E", "x"), { code: "throttled" });
  large.asked[0]!.answer();
  await large.until(2);
  void other.later("a", "E", "x");
  assert.equal(await other.flush(1), 8);
});

test("flush gives up at its deadline and says how many are left", async () => {
  const { transport, asked } = held();
  const { broadcast } = quiet({ transport });
  void broadcast.later("a", "E", {});
  void broadcast.later("a", "E", {});
  assert.equal(await broadcast.flush(1), 2);
  assert.equal(asked.length, 1);
  assert.equal(await Broadcast.fake().flush(1), 0);
});

test("the queue's limits are options, and all drivers of a configuration share one queue", async () => {
  const { transport, asked } = held();
  const pusher = { driver: "pusher" as const, ...app, limits: { queueEvents: 2, queueBytes: 30 } };
  const broadcast = new Broadcast({
    default: "pusher",
    transport,
    signal: over.signal,
    pusher,
    other: { ...pusher, limits: {} },
  });
  void broadcast.later("a", "E", "x".repeat(20));
  await assert.rejects(broadcast.driver("other").later("b", "TooLarge", "x".repeat(11)), {
    code: "throttled",
    message: /2 events and 30 bytes/,
  });
  void broadcast.driver("other").later("b", "E", "x".repeat(10));
  await assert.rejects(broadcast.as({ id: 1 }).later("c", "TooMany", ""), { code: "throttled" });
  assert.equal(await broadcast.flush(1), 2);
  asked.forEach(({ answer }) => answer());
  assert.equal(await broadcast.driver("other").flush(), 0);
  assert.throws(() => quiet({ limits: { queueEvents: 0 } }), {
    code: "invalid_option",
    message: /limits\.queueEvents/,
  });
});

test("an event that is asked first has its place when later() returns, whatever it answers, and flush waits for it", async () => {
  const { slow, answer } = asking();
  for (const event of [new Plain({ id: 1 }), slow({ id: 1 })]) {
    const fake = Broadcast.fake();
    void fake.later(event);
    const flushed = fake.flush();
    answer(true);
    assert.equal(await flushed, 0);
    assert.deepEqual(
      fake.sent().map(({ data }) => data),
      [{ id: 1 }],
    );
  }
});

test("events of one channel stay in order while one is asked, and those it says no to keep nothing back", async () => {
  const { slow, answer } = asking();
  const fake = Broadcast.fake();
  const payloads = [{ id: 1 }, { id: 2 }];
  const first = fake.later(slow(payloads[0]!));
  const second = fake.later(slow(payloads[1]!));
  void fake.later("a", "Last", {});
  await fake.later("c", "Beside", {});
  payloads.forEach((payload) => (payload.id = 9));
  answer(false);
  answer(true);
  assert.equal(await fake.flush(), 0);
  assert.deepEqual(
    fake.sent().map(({ name, data }) => [name, data]),
    [
      ["Beside", {}],
      ["Saved", { id: 2 }],
      ["Last", {}],
    ],
  );
  assert.deepEqual(
    (await first).skipped.map(({ channel, code }) => [channel, code]),
    [
      ["a", "withheld"],
      ["b", "withheld"],
    ],
  );
  assert.deepEqual((await second).channels, ["a", "b"]);
});

test("what is being asked takes room in the queue, and gives it back", async () => {
  const { slow, answer } = asking();
  const fake = Broadcast.fake({
    limits: { queueEvents: 2, queueBytes: 20 },
    logger: silent,
  });
  void fake.later(slow({ id: 1 }));
  await assert.rejects(fake.later(slow({ id: 100_000_000 })), { code: "throttled" });
  void fake.later(slow({ id: 2 }));
  await assert.rejects(fake.later("c", "TooMany", {}), { code: "throttled" });
  for (let i = 0; i < 3; i++) answer(false);
  assert.equal(await fake.flush(), 0);
  fake.assertNothingSent();
  await fake.later("c", "Fits", "12345678901234567890");
});

test("an event that cannot answer fails when its turn comes, and keeps nothing back", async () => {
  const { transport, asked, until } = held();
  const { broadcast, log } = quiet({
    transport,
    rescue: () => assert.fail("a mistake is not to be rescued"),
  });
  class Failing extends Saved {
    async broadcastWhen(): Promise<boolean> {
      throw new TypeError("no session store");
    }
  }
  class Throwing extends Saved {
    broadcastWhen(): boolean {
      throw new TypeError("no session store");
    }
  }
  void broadcast.later("a", "First", {});
  const failing = assert.rejects(broadcast.later(new Failing({ id: 1 })), /no session store/);
  await assert.rejects(broadcast.later(new Throwing({ id: 1 })), /no session store/);
  await assert.rejects(broadcast.channel(new Throwing({ id: 1 })), /no session store/);
  void broadcast.later("a", "Last", {});
  asked[0]!.answer();
  await until(2);
  await failing;
  asked[1]!.answer();
  assert.equal(await broadcast.flush(), 0);
  assert.deepEqual(
    asked.map(({ names: [name] }) => name),
    ["First", "Last"],
  );
  assert.equal(log.length, 2);
});

test("when flush resolves, a failure has been told to whom it may concern", async () => {
  const { transport, asked, until } = held();
  const told: string[] = [];
  const { broadcast } = quiet({
    transport,
    rescue: async ({ code }) => {
      await Promise.resolve();
      await Promise.resolve();
      told.push(code);
    },
  });
  void broadcast.later("a", "E", {});
  asked[0]!.answer(400);
  assert.equal(await broadcast.flush(), 0);
  void broadcast.later("a b", "Refused", {});
  assert.equal(await broadcast.flush(), 0);
  assert.deepEqual(told, ["rejected", "invalid_channel"]);

  // Its place is free by then: who takes a failure may send on the same channel, and wait for it.
  const { broadcast: again } = quiet({
    transport,
    rescue: async () => void told.push((await again.later("a", "Again", {})).channels.join()),
  });
  void again.later("a", "E", {});
  asked[1]!.answer(400);
  await until(3);
  asked[2]!.answer();
  assert.equal(await again.flush(), 0);
  assert.equal(told.at(-1), "a");

  const { broadcast: alone, log } = quiet({ transport });
  alone.later("a", "E", {}).catch(() => {});
  asked[3]!.answer(400);
  await alone.flush();
  assert.equal(log.length, 1);
});

test("flush waits as long as it is told, however long that is, and takes nothing but a time", async (t) => {
  const { transport, asked } = held();
  const { broadcast } = quiet({ transport });
  const longest = 2 ** 31 - 1;
  const forever: [number | undefined, number[]][] = [
    [5, [5]],
    [longest, [longest]],
    [longest + 1, [longest]],
    [Number.MAX_VALUE, [longest]],
    [Infinity, []],
    [undefined, []],
  ];
  for (const [milliseconds, expected] of forever) {
    void broadcast.later("a", "E", {});
    const delays: unknown[] = [];
    const { mock } = t.mock.method(
      globalThis,
      "setTimeout",
      (_: unknown, delay: unknown) => void delays.push(delay),
    );
    const flushed = broadcast.flush(milliseconds);
    mock.restore();
    asked.at(-1)!.answer();
    assert.equal(await flushed, 0);
    assert.deepEqual(delays, expected);
  }
  assert.equal(await broadcast.flush(0), 0);
  for (const none of [-1, NaN, "5", null, {}]) {
    await assert.rejects(broadcast.flush(none as number), { code: "invalid_option", message: /flush\(\)/ });
  }
});

test("on behalf of a user who takes long to find, events have their place at once", async () => {
  const found: ((user: object | null) => void)[] = [];
  const user = () => new Promise<object | null>((resolve) => found.push(resolve));
  const fake = Broadcast.fake({ user, limits: { queueEvents: 3 }, logger: silent });
  const request = new Request("https://app.example/saved");
  const { slow, answer } = asking();
  const data = { id: 1 };
  const guest = fake.forRequest(request).later(["private-a", "a"], "First", data);
  void fake.forRequest(request).later("a", slow({ id: 2 }));
  void fake.as({}).later("a", "Third", {});
  await assert.rejects(fake.forRequest(request).later("a", "TooMany", {}), { code: "throttled" });
  data.id = 9;
  const flushed = fake.flush();
  answer(true);
  found.reverse().forEach((tell) => tell(null));
  assert.equal(await flushed, 0);
  assert.deepEqual(
    fake.sent().map(({ name, data }) => [name, data]),
    [
      ["First", { id: 1 }],
      ["Saved", { id: 2 }],
      ["Third", {}],
    ],
  );
  assert.deepEqual(
    (await guest).skipped.map(({ channel }) => channel),
    ["private-a"],
  );
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
  const second = broadcast
    .forRequest(request({ "x-user": "ann", "x-socket-id": "3.4" }))
    .toOthers()
    .later("private-a", "Second", {});
  const guest = broadcast.forRequest(request({})).later(["private-a", "open"], "Third", {});
  assert.deepEqual(seen, ["https://app.example/saved", "https://app.example/saved"]);
  await until(1);
  asked[0]!.answer();
  await until(2);
  asked[1]!.answer();
  await until(3);
  asked[2]!.answer();
  assert.deepEqual(
    asked.map(({ names }) => names[0]),
    ["First", "Second", "Third"],
  );
  assert.deepEqual([(await first).excluded, (await second).excluded], ["1.2", "3.4"]);
  const { channels, skipped } = await guest;
  assert.deepEqual(
    [channels, skipped.map(({ channel, code }) => [channel, code])],
    [["open"], [["private-a", "unauthenticated"]]],
  );
  assert.equal(await broadcast.flush(), 0);

  await assert.rejects(broadcast.as(null).driver("elsewhere").later("a", "E", {}), {
    code: "unknown_driver",
  });
  await assert.rejects(broadcast.as({ id: 1 }, { socketId: "x" }).toOthers().later("a", "E", {}), {
    code: "invalid_socket_id",
  });
  assert.equal(log.length, 2);
});

test("on an edge, waitUntil gets a promise that does not reject", async () => {
  const waited: Promise<unknown>[] = [];
  const { transport, asked } = held();
  const { broadcast } = quiet({ transport, waitUntil: (promise) => waited.push(promise) });
  void broadcast.later("a", "E", {});
  asked[0]!.answer(400);
  assert.equal(waited.length, 1);
  assert.equal(await waited[0], undefined);
});
