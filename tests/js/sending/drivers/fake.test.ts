import assert from "node:assert/strict";
import test from "node:test";
import { Broadcast } from "../../../../js/src/testing.js";
import { NewRelease, Saved } from "../../../support/events.js";

async function twoReleases() {
  const broadcast = Broadcast.fake();
  await broadcast.channel(new NewRelease("4.0.0"));
  await broadcast.channel("beta", new NewRelease("5.0.0"), { socketId: "1.2" });
  return broadcast;
}

test("assertSent finds an event by its class or name, and by what it carried", async () => {
  const broadcast = await twoReleases();
  broadcast.assertSent(NewRelease);
  broadcast.assertSent("NewRelease");
  broadcast.assertSent(NewRelease, ({ data }) => data.message.includes("4.0.0"));
  broadcast.assertSent(
    NewRelease,
    ({ event, channels, socketId }) =>
      event.version === "5.0.0" && channels[0] === "beta" && socketId === "1.2",
  );
  broadcast.assertSentTimes(NewRelease, 2);
  broadcast.assertSentTimes(NewRelease, 1, ({ channels }) => channels.includes("beta"));
  broadcast.assertNotSent(Saved);
  broadcast.assertNotSent(NewRelease, ({ data }) => data.message.includes("6.0.0"));
  assert.equal(broadcast.sent(NewRelease)[1]!.data.message, "Version 5.0.0 has been released!");
});

test("an assertion that fails lists what was sent instead", async () => {
  const broadcast = await twoReleases();
  const list =
    "this was sent:\n" +
    '  NewRelease on releases: {"message":"Version 4.0.0 has been released!"}\n' +
    '  NewRelease on beta: {"message":"Version 5.0.0 has been released!"}';
  const cases: [() => void, string][] = [
    [() => broadcast.assertSent(Saved), `Expected an event Saved, but ${list}`],
    [() => broadcast.assertSent("Gone"), `Expected an event Gone, but ${list}`],
    [
      () => broadcast.assertSent(NewRelease, () => false),
      `Expected an event NewRelease that fits, but ${list}`,
    ],
    [() => broadcast.assertSentTimes(NewRelease, 3), `Expected 3 × NewRelease, but ${list}`],
    [() => broadcast.assertNotSent(NewRelease), `Expected no NewRelease, but ${list}`],
    [() => broadcast.assertNothingSent(), `Expected nothing to be sent, but ${list}`],
  ];
  for (const [assertion, message] of cases) assert.throws(assertion, { message });
  broadcast.clear();
  broadcast.assertNothingSent();
  assert.throws(() => broadcast.assertSent(Saved), {
    message: "Expected an event Saved, but nothing was sent.",
  });
});

test("a batch, text and what only an instance names are remembered too", async () => {
  const broadcast = Broadcast.fake();
  await broadcast.triggerBatch([
    { channel: "a", name: "First", data: { i: 1 } },
    { channel: "b", name: "Second", data: "plain text" },
  ]);
  assert.deepEqual(broadcast.sent(), [
    { name: "First", channels: ["a"], data: { i: 1 }, event: undefined },
    { name: "Second", channels: ["b"], data: "plain text", event: undefined },
  ]);
});

test("code under test may name the driver of production, and authorize", () => {
  const broadcast = Broadcast.fake();
  assert.equal(broadcast.driver("pusher"), broadcast);
  assert.match(broadcast.authorize("private-x", "1.1").auth, /^fake-key:[0-9a-f]{64}$/);
});

test("the types of what was sent come from the event class", async () => {
  const broadcast = Broadcast.fake();
  await broadcast.channel(new Saved({ id: 7, at: new Date(0) }));
  broadcast.assertSent(Saved, ({ data }) => data.id === 7 && data.at === "1970-01-01T00:00:00.000Z");
  // @ts-expect-error the payload has no name
  broadcast.assertNotSent(Saved, ({ data }) => data.name === "x");
});
