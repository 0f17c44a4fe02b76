import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import test from "node:test";
import { inspect } from "node:util";
import nacl from "tweetnacl";
import { Channel, EncryptedChannel, event } from "../../../js/events/index.js";
import { Broadcast } from "../../../js/src/broadcast.js";
import { assertSigned, optionsFor, record } from "../../support/recording-server.js";
import { app } from "../../support/credentials.js";
import { silent } from "../../support/logger.js";

const master = Buffer.from("0123456789abcdef0123456789ABCDEF");
const encryptionMasterKeyBase64 = master.toString("base64");

const keyOf = (channel: string) => createHash("sha256").update(channel).update(master).digest();

/** As pusher-js opens it, by NaCl's own code. */
function opened(channel: string, data: string): string {
  const { nonce, ciphertext, ...more } = JSON.parse(data);
  assert.deepEqual(more, {});
  const text = nacl.secretbox.open(
    Buffer.from(ciphertext, "base64"),
    Buffer.from(nonce, "base64"),
    keyOf(channel),
  );
  assert.ok(text, `${channel} does not open`);
  return Buffer.from(text).toString();
}

const nonceOf = (data: string): string => JSON.parse(data).nonce;

class Letter extends event("Letter") {
  constructor(readonly text: string) {
    super();
  }
  override broadcastOn() {
    return [new Channel("post"), new EncryptedChannel("ann"), "private-encrypted-bob"];
  }
}

test("an event for one encrypted channel is sealed with the channel's key", async (t) => {
  const { options, received } = await record(t);
  const broadcast = new Broadcast({ ...options, encryptionMasterKeyBase64 });
  const sent = await broadcast.channel(
    new EncryptedChannel("ann"),
    "Letter",
    { text: "é😀" },
    { socketId: "1.2" },
  );
  assert.deepEqual(sent, { channels: ["private-encrypted-ann"], skipped: [], info: {}, excluded: "1.2" });
  assert.equal(received.length, 1);
  assertSigned(received[0]!);
  const { data, ...rest } = received[0]!.json;
  assert.equal(received[0]!.path, "/apps/3/events");
  assert.deepEqual(rest, { name: "Letter", channels: ["private-encrypted-ann"], socket_id: "1.2" });
  assert.equal(opened("private-encrypted-ann", data), '{"text":"é😀"}');
});

test("a string is sealed as it stands, and every message has a nonce of its own", async (t) => {
  const { options, received } = await record(t);
  const broadcast = new Broadcast({ ...options, encryptionMasterKeyBase64 });
  for (let i = 0; i < 20; i++) await broadcast.channel("private-encrypted-ann", "Letter", "plain");
  await broadcast.triggerBatch(
    Array.from({ length: 20 }, () => ({ channel: "private-encrypted-ann", name: "Letter", data: "plain" })),
  );
  const data = received.flatMap(
    ({ json }) => json.batch?.map((one: { data: string }) => one.data) ?? [json.data],
  );
  assert.equal(data.length, 40);
  for (const one of data) assert.equal(opened("private-encrypted-ann", one), "plain");
  assert.equal(new Set(data.map(nonceOf)).size, 40);
});

test("encrypted and plain channels of one event: the plain ones in one request, each encrypted one with its own key", async (t) => {
  const { options, received } = await record(t);
  const broadcast = new Broadcast({ ...options, encryptionMasterKeyBase64 });
  const { channels } = await broadcast.channel(new Letter("hello"));
  assert.deepEqual(channels, ["post", "private-encrypted-ann", "private-encrypted-bob"]);
  const plain = received.find(({ path }) => path === "/apps/3/events")!;
  const { batch } = received.find(({ path }) => path === "/apps/3/batch_events")!.json;
  assert.equal(received.length, 2);
  assert.deepEqual(plain.json, { name: "Letter", channels: ["post"], data: '{"text":"hello"}' });
  assert.deepEqual(
    batch.map((one: { channel: string }) => one.channel),
    ["private-encrypted-ann", "private-encrypted-bob"],
  );
  for (const { channel, data } of batch) assert.equal(opened(channel, data), '{"text":"hello"}');
  assert.notEqual(nonceOf(batch[0].data), nonceOf(batch[1].data));
});

test("many encrypted channels are cut to what a batch takes, and what the server tells is theirs", async (t) => {
  const { options, received } = await record(t, ({ json }, response) => {
    const batch = json.batch?.map(({ channel }: { channel: string }) => ({
      subscription_count: channel.length,
    }));
    response.end(
      JSON.stringify(
        batch ? { batch } : { channels: { __proto__x: 1, [json.channels[0]]: { subscription_count: 7 } } },
      ),
    );
  });
  const broadcast = new Broadcast({ ...options, encryptionMasterKeyBase64, limits: { batchEvents: 2 } });
  const names = ["private-encrypted-a", "private-encrypted-bb", "private-encrypted-ccc"];
  const { info } = await broadcast.channel(names, "E", {}, { info: "subscription_count" });
  assert.deepEqual(received.map(({ path }) => path).sort(), ["/apps/3/batch_events", "/apps/3/events"]);
  assert.deepEqual(
    [info[names[0]!], info[names[1]!], info[names[2]!]],
    [{ subscription_count: 19 }, { subscription_count: 20 }, { subscription_count: 7 }],
  );
});

test("a batch seals what goes to encrypted channels and nothing else", async (t) => {
  const { options, received } = await record(t);
  const broadcast = new Broadcast({ ...options, encryptionMasterKeyBase64 });
  await broadcast.triggerBatch([
    { channel: "post", name: "A", data: { i: 1 } },
    { channel: "private-encrypted-ann", name: "B", data: { i: 2 } },
  ]);
  const { batch } = received[0]!.json;
  assert.equal(batch[0].data, '{"i":1}');
  assert.equal(opened("private-encrypted-ann", batch[1].data), '{"i":2}');
});

test("the size counts as sealed, and nothing is sent when one of several is too large", async (t) => {
  const { options, received } = await record(t);
  const broadcast = new Broadcast({ ...options, encryptionMasterKeyBase64 });
  await broadcast.channel("private-encrypted-ann", "E", "x".repeat(7_619));
  assert.equal(Buffer.byteLength(received[0]!.json.data), 10_240);
  for (const channels of [
    "private-encrypted-ann",
    ["post", "private-encrypted-ann", "private-encrypted-bob"],
  ]) {
    await assert.rejects(broadcast.channel(channels, "E", "x".repeat(7_620)), { code: "data_too_large" });
  }
  assert.equal(received.length, 1);
});

test("without a master key nothing goes to an encrypted channel, nor to those beside it", async (t) => {
  const { options, received } = await record(t);
  const broadcast = new Broadcast(options);
  for (const channels of [
    "private-encrypted-ann",
    ["post", "private-encrypted-ann"],
    ["private-encrypted-a", "private-encrypted-b"],
  ]) {
    await assert.rejects(broadcast.channel(channels, "E", {}), {
      code: "encrypted_channel",
      message: /configure the encryption master key/,
    });
  }
  assert.throws(() => broadcast.authorize("private-encrypted-ann", "1.1"), { code: "encrypted_channel" });
  assert.equal(received.length, 0);
});

test("a trigger to an encrypted channel takes no other channel", async (t) => {
  const { options, received } = await record(t);
  const broadcast = new Broadcast({ ...options, encryptionMasterKeyBase64 });
  for (const channels of [
    ["post", "private-encrypted-ann"],
    ["private-encrypted-ann", "private-encrypted-bob"],
  ]) {
    await assert.rejects(broadcast.trigger(channels, "E", {}), { code: "encrypted_channel" });
  }
  assert.equal(received.length, 0);
  await broadcast.trigger("private-encrypted-ann", "E", { i: 1 });
  assert.equal(opened("private-encrypted-ann", received[0]!.json.data), '{"i":1}');
});

test("an encrypted channel's authorization holds its key, by rule only", async () => {
  const logger = silent;
  const broadcast = new Broadcast({ ...app, encryptionMasterKeyBase64, logger });
  const signed = createHmac("sha256", app.secret).update("1234.5:private-encrypted-ann").digest("hex");
  const expected = {
    auth: `${app.key}:${signed}`,
    shared_secret: keyOf("private-encrypted-ann").toString("base64"),
  };
  assert.deepEqual(broadcast.authorize(new EncryptedChannel("ann"), "1234.5"), expected);
  assert.throws(() => broadcast.authorize("private-encrypted-ann", "1234.5", { user_id: "1" }), {
    name: "FanfareError",
  });

  const ask = async (options: object, channel = "private-encrypted-ann") => {
    const body = new URLSearchParams({ socket_id: "1234.5", channel_name: channel });
    const response = await broadcast.routes(options)(
      new Request("http://a.example/broadcasting/authorize", { method: "POST", body }),
    );
    return [response.status, await response.json()] as [number, any];
  };
  assert.deepEqual(await ask({ channels: { "private-encrypted-{x}": () => true } }), [200, expected]);
  assert.deepEqual(await ask({ authorize: () => true }), [200, expected]);
  for (const options of [
    {},
    { channels: { "private-{x}": () => true } },
    { channels: { "private-encrypted-{x}": () => false } },
    { user: () => ({ id: 1 }) },
  ]) {
    const [status, { error, ...more }] = await ask(options);
    assert.equal(status, 403);
    assert.deepEqual(more, {});
  }
});

test("a master key is base64 of 32 bytes, by any of its names, and is not quoted", () => {
  const bad = [
    "",
    "short",
    "a".repeat(44),
    master.toString("base64").slice(1),
    `${encryptionMasterKeyBase64}\n`,
    7,
    null,
    {},
  ];
  for (const key of bad) {
    assert.throws(
      () => new Broadcast({ ...app, encryptionMasterKeyBase64: key as string }),
      (error: Error & { code: string }) => {
        assert.equal(error.code, "invalid_master_key");
        assert.ok(typeof key !== "string" || key === "" || !error.message.includes(key));
        return true;
      },
    );
  }
  const { key, secret } = app;
  const broadcasts = [
    new Broadcast({
      default: "a",
      a: {
        driver: "pusher",
        app_id: "3",
        client: key,
        secret,
        encryption_master_key_base64: encryptionMasterKeyBase64,
      },
    }),
    Broadcast.fromEnv({
      PUSHER_APP_ID: "3",
      PUSHER_APP_KEY: key,
      PUSHER_APP_SECRET: secret,
      PUSHER_ENCRYPTION_MASTER_KEY_BASE64: encryptionMasterKeyBase64,
    }),
  ];
  for (const broadcast of broadcasts) {
    assert.equal(
      broadcast.authorize("private-encrypted-x", "1.1").shared_secret,
      keyOf("private-encrypted-x").toString("base64"),
    );
    const printed =
      inspect(broadcast, { showHidden: true, depth: Infinity, getters: true }) +
      JSON.stringify(broadcast) +
      String(broadcast);
    assert.ok(!printed.includes(encryptionMasterKeyBase64));
    assert.doesNotMatch(printed, /Uint8Array|prepared/);
  }
});

test("log, null and fake see an event before it is sealed, and check its size as sealed", async () => {
  const lines: string[] = [];
  const logger = { info: (line: string) => lines.push(line), warn() {} };
  await new Broadcast({ ...optionsFor(1), encryptionMasterKeyBase64, driver: "log", logger }).channel(
    new Letter("hello"),
  );
  assert.deepEqual(lines, [
    'broadcast Letter on post, private-encrypted-ann, private-encrypted-bob: {"text":"hello"}',
  ]);

  const fake = Broadcast.fake();
  await fake.channel(new Letter("hello"));
  fake.assertSent(
    Letter,
    ({ data, channels }) => data.text === "hello" && channels.includes("private-encrypted-bob"),
  );
  await assert.rejects(fake.channel(new Letter("x".repeat(7_619))), { code: "data_too_large" });
});

test("retries of a sealed event send the same sealed text, signed anew", async (t) => {
  const { options, received } = await record(t, (_, response, count) => {
    response.statusCode = count === 1 ? 429 : 200;
    response.end("{}");
  });
  await new Broadcast({ ...options, encryptionMasterKeyBase64 }).channel("private-encrypted-ann", "E", {});
  assert.equal(received.length, 2);
  assert.equal(received[0]!.body, received[1]!.body);
  received.forEach(assertSigned);
});
