import assert from "node:assert/strict";
import test from "node:test";
import { event } from "../../../js/events/index.js";
import { Broadcast } from "../../../js/src/broadcast.js";
import type { Transport } from "../../../js/platform/transport.js";
import { quiet } from "../support/held.js";

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
  assert.deepEqual(
    [channels, skipped.map(({ channel, code }) => [channel, code])],
    [
      [],
      [
        ["a", "withheld"],
        ["b", "withheld"],
      ],
    ],
  );
  assert.deepEqual(
    (await fake.channel("c", new Slow({ id: 1 }))).skipped.map(({ channel }) => channel),
    ["c"],
  );
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
  const broadcast = new Broadcast({
    default: "none",
    logger,
    none: { driver: "null" },
    log: { driver: "log" },
  });
  class Noted extends Saved {
    broadcastVia() {
      return "log";
    }
  }
  await broadcast.channel(new Noted({ id: 1 }));
  await broadcast.as({ id: 1 }).channel(new Noted({ id: 2 }));
  await broadcast.channel(new Saved({ id: 3 }));
  await broadcast.driver("none").channel(new Noted({ id: 4 }));
  await broadcast
    .as({ id: 1 })
    .driver("none")
    .channel(new Noted({ id: 5 }));
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
  const { broadcast } = quiet({
    transport: refusing,
    rescue: (error, event) => void told.push(error.code, event),
  });
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
  assert.equal(
    (await quiet({ transport: refusing }).broadcast.channel(new Own({ id: 1 }))).rescued?.code,
    "rejected",
  );
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
  assert.deepEqual(
    fake.sent().map(({ name, channels, data, socketId }) => [name, channels, data, socketId]),
    [
      ["InvoicePaid", ["private-users.7"], { to: 7 }, undefined],
      ["Welcome", ["private-broadcast.7"], "hello", "1.2"],
    ],
  );
  await assert.rejects(fake.notify({ type: () => "Welcome", toBroadcast: () => 1 }), { code: "no_channel" });
  await assert.rejects(fake.notify({} as never), { code: "invalid_event_name", message: /toBroadcast/ });
});

test("on behalf of somebody, a notification goes as an event does", async () => {
  const fake = Broadcast.fake();
  const customer = { id: 7, routeNotificationFor: () => ["private-users.7", "invoices"] };
  const paid = { type: () => "InvoicePaid", toBroadcast: ({ id }: { id: number }) => ({ to: id }) };
  const { excluded } = await fake.as({ id: 1 }, { socketId: "1.2" }).toOthers().notify(paid, customer);
  assert.equal(excluded, "1.2");
  const { channels, skipped } = await fake.as(null).notify(paid, customer, { socketId: "3.4" });
  assert.deepEqual([channels, skipped.map(({ channel }) => channel)], [["invoices"], ["private-users.7"]]);
  assert.deepEqual(
    fake.sent().map(({ name, channels, data, socketId }) => [name, channels, data, socketId]),
    [
      ["InvoicePaid", ["private-users.7", "invoices"], { to: 7 }, "1.2"],
      ["InvoicePaid", ["invoices"], { to: 7 }, "3.4"],
    ],
  );
  await assert.rejects(fake.as({}).notify({} as never), {
    code: "invalid_event_name",
    message: /toBroadcast/,
  });
});

test("what an event's own code throws is thrown, for it is a mistake and no failure to send", async () => {
  const { broadcast } = quiet({ rescue: () => assert.fail("rescued") });
  for (const method of ["broadcastOn", "broadcastWith", "broadcastWhen", "broadcastVia"]) {
    const mistaken = Object.assign(new Saved({ id: 1 }), {
      broadcastRescue: () => assert.fail("rescued"),
      [method]() {
        throw new TypeError("a mistake");
      },
    });
    await assert.rejects(broadcast.channel(mistaken), { name: "TypeError", message: "a mistake" });
    await assert.rejects(broadcast.later(mistaken), { name: "TypeError", message: "a mistake" });
  }
});

test("channel() waits for a promise before it makes the payload, and for nothing else", async () => {
  class Slow extends Saved {
    broadcastWhen() {
      return Promise.resolve(false);
    }
    override broadcastWith(): never {
      throw new TypeError("the payload of what is not sent");
    }
  }
  class Quick extends Saved {
    broadcastWhen() {
      return true;
    }
  }
  const fake = Broadcast.fake();
  assert.equal((await fake.channel(new Slow({ id: 1 }))).skipped.length, 2);
  const payload = { id: 1 };
  const sent = fake.channel(new Quick(payload));
  payload.id = 2;
  await sent;
  assert.deepEqual(fake.sent()[0]!.data, { id: 1 });
});
