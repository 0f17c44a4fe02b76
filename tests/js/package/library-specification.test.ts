// The tests that Pusher's specification of server libraries names
// (pusher/docs: docs/channels/library_auth_reference/server-library-reference-specification.md).

import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import test from "node:test";
import { Broadcast } from "../../../js/src/broadcast.js";
import { batchRequest, prepareApp } from "../../../js/src/wasm/core.js";
import { assertSigned, record } from "../../support/recording-server.js";
import { app } from "../../support/credentials.js";
import { silent } from "../../support/logger.js";

const master = Buffer.from("0123456789abcdef0123456789ABCDEF");
const encryptionMasterKeyBase64 = master.toString("base64");
const broadcast = new Broadcast({ ...app, encryptionMasterKeyBase64, logger: silent });
const sign = (text: string) => createHmac("sha256", app.secret).update(text).digest("hex");
const authOf = (text: string) => `${app.key}:${sign(text)}`;

test("testPostBatchEventsToChannelFailsForMultichannelEvents", async () => {
  const events = [{ channel: ["a", "b"] as never, name: "E", data: {} }];
  await assert.rejects(broadcast.triggerBatch(events), { code: "too_many_channels" });
});

test("testPostBatchEventsToChannelFailsForTooLargeBatch", async (t) => {
  const events = Array.from({ length: 11 }, () => ({ channel: "a", name: "E", data: {} }));
  // Fanfare's own front door cuts a batch; what refuses a larger one is the request that would be made of it.
  const together = events.map(({ channel, name }) => ({ channels: [channel], name, data: "{}" }));
  const limits = { channelName: 200, dataBytes: 10_240, batchEvents: 10 };
  assert.throws(() => batchRequest(prepareApp(app.appId, app.key, app.secret), together, 0, limits), {
    code: "too_many_events",
  });
  const { options, received } = await record(t);
  await new Broadcast(options).triggerBatch(events);
  assert.deepEqual(
    received.map(({ json }) => json.batch.length),
    [10, 1],
  );
});

test("testPostBatchEventsToChannelSucceedsForSingleChannelEvents", async (t) => {
  const { options, received } = await record(t);
  await new Broadcast(options).triggerBatch([
    { channel: "a", name: "E", data: {} },
    { channel: "b", name: "F", data: {} },
  ]);
  assert.equal(received[0]!.path, "/apps/3/batch_events");
  assertSigned(received[0]!);
});

test("testPostEventToChannelFailsForInvalidMultichannelEvent", async () => {
  await assert.rejects(broadcast.trigger(["a", "private-encrypted-b"], "E", {}), {
    code: "encrypted_channel",
  });
});

const posts: [string, string | string[]][] = [
  ["EncryptedChannel", "private-encrypted-a"],
  ["PrivateChannel", "private-a"],
  ["PublicChannel", "a"],
  ["ValidMultichannelEvent", ["a", "private-b"]],
];
for (const [name, channels] of posts) {
  test(`testPostEventToChannelSucceedsFor${name}`, async (t) => {
    const { options, received } = await record(t);
    await new Broadcast({ ...options, encryptionMasterKeyBase64 }).trigger(channels, "E", { i: 1 });
    assert.deepEqual(received[0]!.json.channels, [channels].flat());
    assertSigned(received[0]!);
  });
}

test("testAuthenticateEncryptedChannelSucceeds", () => {
  const channel = "private-encrypted-a";
  const shared_secret = createHash("sha256").update(channel).update(master).digest("base64");
  assert.deepEqual(broadcast.authorize(channel, "1.1"), { auth: authOf(`1.1:${channel}`), shared_secret });
});

test("testAuthenticatePresenceChannelSucceeds", () => {
  const channel_data = '{"user_id":"1"}';
  const auth = authOf(`1.1:presence-a:${channel_data}`);
  assert.deepEqual(broadcast.authorize("presence-a", "1.1", { user_id: "1" }), { auth, channel_data });
});

test("testAuthenticatePresenceChannelWithMissingUserDataFails", () => {
  assert.throws(() => broadcast.authorize("presence-a", "1.1"), { code: "invalid_member" });
});

test("testAuthenticatePresenceChannelWithUserInfoSucceeds", () => {
  const channel_data = '{"user_id":"1","user_info":{"name":"Ann"}}';
  const auth = authOf(`1.1:presence-a:${channel_data}`);
  const member = { user_id: "1", user_info: { name: "Ann" } };
  assert.deepEqual(broadcast.authorize("presence-a", "1.1", member), { auth, channel_data });
});

test("testAuthenticatePrivateChannelSucceeds", () => {
  assert.deepEqual(broadcast.authorize("private-a", "1.1"), { auth: authOf("1.1:private-a") });
});

test("testAuthenticatePublicChannelFails", () => {
  assert.throws(() => broadcast.authorize("a", "1.1"), { code: "public_channel" });
});

const body = '{"time_ms":1,"events":[{"name":"channel_occupied","channel":"a"}]}';
const good = { "X-Pusher-Key": app.key, "X-Pusher-Signature": sign(body) };
const bad: [string, Record<string, string>, string][] = [
  ["testInvalidPusherKeyHeaderWebhookFails", { ...good, "X-Pusher-Key": "x" }, body],
  ["testInvalidPusherSignatureHeaderWebhookFails", { ...good, "X-Pusher-Signature": sign("x") }, body],
  ["testMissingBodyDataWebhookFails", { ...good, "X-Pusher-Signature": sign("") }, ""],
  ["testMissingPusherKeyHeaderWebhookFails", { "X-Pusher-Signature": sign(body) }, body],
  ["testMissingPusherSignatureHeaderWebhookFails", { "X-Pusher-Key": app.key }, body],
];
for (const [name, headers, sent] of bad)
  test(name, () => assert.equal(broadcast.webhook(headers, sent), false));

for (const kind of ["ChannelOccupied", "ChannelVacated", "ClientEvent", "MemberAdded", "MemberRemoved"]) {
  test(`testVerify${kind}WebhookSucceeds`, () => {
    const name = kind.replace(/(?!^)([A-Z])/g, "_$1").toLowerCase();
    const event = {
      name,
      channel: "presence-a",
      user_id: "1",
      event: "client-x",
      data: "{}",
      socket_id: "1.1",
    };
    const sent = JSON.stringify({ time_ms: 1, events: [event] });
    const webhook = broadcast.webhook({ ...good, "X-Pusher-Signature": sign(sent) }, sent);
    assert.equal(webhook && webhook.events[0]!.kind, name);
  });
}

test("testGetChannelInfoFailsForInvalidAttributes", () =>
  assert.rejects(broadcast.channelInfo("a", "members" as "cache"), { code: "invalid_option" }));

test("testGetChannelInfoSucceeds", async (t) => {
  const { options } = await record(t, (_, response) => response.end('{"occupied":true,"user_count":2}'));
  assert.deepEqual(await new Broadcast(options).channelInfo("presence-a", "user_count"), {
    occupied: true,
    user_count: 2,
  });
});

test("testGetChannelsFailsForInvalidAttributes", () =>
  assert.rejects(broadcast.listChannels({ info: "user_count" }), { code: "invalid_option" }));

test("testGetChannelsSucceeds", async (t) => {
  const { options } = await record(t, (_, response) => response.end('{"channels":{"a":{}}}'));
  assert.deepEqual(await new Broadcast(options).listChannels(), { a: { occupied: true } });
});

test("testGetUsersForChannelFailsForPublicChannel", () =>
  assert.rejects(broadcast.listMembers("a"), { code: "invalid_channel" }));

test("testGetUsersForChannelSucceedsForPresenceChannel", async (t) => {
  const { options } = await record(t, (_, response) => response.end('{"users":[{"id":"1"}]}'));
  assert.deepEqual(await new Broadcast(options).listMembers("presence-a"), ["1"]);
});
