// The drop-in beside the package it stands in for: the same inputs, the same answers and the same errors.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createRequire } from "node:module";
import test from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import Ours from "fanfare/pusher";
import Theirs from "pusher";
import {
  anyData,
  channel,
  json,
  member,
  oddValue,
  path,
  plainParameters,
  runs,
  socketId,
  userData,
  validChannel,
  validSocketId,
} from "./generated.js";
import { record } from "../../support/recording-server.js";

const master = "zyrm8pvV2C9fJcBfhyXzvxbJVN/H7QLmbe0xJi1GhPU=";
const options = {
  appId: "3",
  key: "278d425bdf160c739803",
  secret: "7ad3773142a6692b25b8",
  cluster: "eu",
  useTLS: true,
};

const ours = new Ours({ ...options, encryptionMasterKeyBase64: master });
const theirs = new Theirs({ ...options, encryptionMasterKeyBase64: master });
const oursWithoutMaster = new Ours(options);
const theirsWithoutMaster = new Theirs(options);
const nacl = createRequire(createRequire(import.meta.url).resolve("pusher"))("tweetnacl");

/** What a call gives or throws, to be compared whole. */
function outcomeOf(call: () => unknown): unknown {
  try {
    return { gives: call() };
  } catch (error) {
    return { throws: (error as Error).message };
  }
}

function assertSame(mine: () => unknown, original: () => unknown) {
  assert.deepEqual(outcomeOf(mine), outcomeOf(original));
}

/** The clock stands for both. Seconds since 1970. */
function at(seconds: number, use: () => void) {
  const { now } = Date;
  Date.now = () => seconds * 1_000;
  try {
    use();
  } finally {
    Date.now = now;
  }
}

test("channels are authorized alike, and refused in the same words", () => {
  const property = fc.property(
    socketId as fc.Arbitrary<any>,
    channel as fc.Arbitrary<any>,
    fc.oneof(fc.constant(undefined), member) as fc.Arbitrary<any>,
    (socketId, channel, data) => {
      assertSame(
        () => ours.authorizeChannel(socketId, channel, data),
        () => theirs.authorizeChannel(socketId, channel, data),
      );
      assertSame(
        () => oursWithoutMaster.authenticate(socketId, channel, data),
        () => theirsWithoutMaster.authenticate(socketId, channel, data),
      );
    },
  );
  fc.assert(property, runs);
});

test("users are authenticated alike, and refused in the same words", () => {
  const property = fc.property(
    socketId as fc.Arbitrary<any>,
    userData as fc.Arbitrary<any>,
    (socketId, data) => {
      assertSame(
        () => ours.authenticateUser(socketId, data),
        () => theirs.authenticateUser(socketId, data),
      );
    },
  );
  fc.assert(property, runs);
});

test("shared secrets are the same bytes", () => {
  const property = fc.property(fc.oneof(validChannel, fc.string({ unit: "grapheme" })), (channel) => {
    assert.deepEqual(ours.channelSharedSecret(channel), (theirs as any).channelSharedSecret(channel));
  });
  fc.assert(property, runs);
});

test("tokens sign and verify alike, whatever the text", () => {
  const property = fc.property(
    fc.string({ unit: fc.constantFrom("a", "é", "😀", "\ud800", "\n", "\u0000") }),
    fc.string({ unit: fc.constantFrom(..."!aZ09"), minLength: 1, maxLength: 100 }),
    (text, secret) => {
      const [mine, original] = [new Ours.Token("k", secret), new (Theirs as any).Token("k", secret)];
      const signature = original.sign(text);
      assert.equal(mine.sign(text), signature);
      assert.equal(mine.sign(Buffer.from(text)), signature);
      assert.equal(mine.verify(text, signature), true);
      assert.equal(mine.verify(`${text}x`, signature), original.verify(`${text}x`, signature));
      assert.equal(
        mine.verify(text, signature.toUpperCase()),
        original.verify(text, signature.toUpperCase()),
      );
    },
  );
  fc.assert(property, runs);
});

test("query strings are the same text where their characters mean themselves", () => {
  const property = fc.property(
    fc.constantFrom("GET", "post", "Delete"),
    path,
    plainParameters,
    fc.oneof(
      json.map((value) => JSON.stringify(value)),
      fc.constant(""),
    ),
    fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    (method, path, params, body, seconds) => {
      const request = { method, path, params, body } as any;
      at(seconds, () =>
        assertSame(
          () => ours.createSignedQueryString(request),
          () => theirs.createSignedQueryString(request),
        ),
      );
    },
  );
  fc.assert(property, runs);
});

test("rule: a value is signed as `pusher` signs it and sent so that the server reads what was signed", () => {
  const property = fc.property(oddValue, (value) => {
    const request = { method: "GET", path: "/apps/3/channels", params: { filter_by_prefix: value } };
    at(1_353_088_179, () => {
      const sent = new URLSearchParams(ours.createSignedQueryString(request));
      const text = `auth_key=${options.key}&auth_timestamp=1353088179&auth_version=1.0&filter_by_prefix=${value}`;
      const signature = createHmac("sha256", options.secret)
        .update(`GET\n/apps/3/channels\n${text}`)
        .digest("hex");
      assert.deepEqual(
        [...sent.keys()],
        ["auth_key", "auth_timestamp", "auth_version", "filter_by_prefix", "auth_signature"],
      );
      assert.equal(sent.get("filter_by_prefix"), value);
      assert.equal(sent.get("auth_signature"), signature);
      assert.ok(theirs.createSignedQueryString(request).endsWith(signature));
    });
  });
  fc.assert(property, runs);
});

const webhookBody = fc.oneof(
  fc
    .record({
      time_ms: fc.nat(),
      events: fc.array(
        fc.record({
          name: fc.constantFrom("channel_occupied", "client_event"),
          channel: validChannel,
          data: json,
        }),
      ),
    })
    .map((body) => JSON.stringify(body)),
  fc.constantFrom(
    "",
    "{}",
    "null",
    "[]",
    "1",
    "{",
    "not json",
    '{"__proto__":{"a":1}}',
    "\ufeff{}",
    '{"events":[1,2,3],"time_ms":1403172023361}',
  ),
);

test("webhooks are judged and read alike", () => {
  const given = {
    body: webhookBody,
    key: fc.constantFrom(options.key, options.key, "other", ""),
    contentType: fc.constantFrom(
      "application/json",
      "application/json",
      "application/json",
      "text/plain",
      undefined,
    ),
    spoil: fc.nat({ max: 149 }),
    extra: fc.constantFrom(undefined, { key: "other", secret: "b" }, [
      { key: "x", secret: "c" },
      { key: "other", secret: "b" },
    ]),
    signer: fc.constantFrom(options.secret, options.secret, "b", "c"),
  };
  let valid = 0;
  const property = fc.property(fc.record(given), ({ body, key, contentType, spoil, extra, signer }) => {
    const right = createHmac("sha256", signer).update(body).digest("hex");
    const signature =
      spoil < 64
        ? right.slice(0, spoil) + (right[spoil] === "0" ? "1" : "0") + right.slice(spoil + 1)
        : right;
    const request = {
      headers: { "x-pusher-key": key, "x-pusher-signature": signature, "content-type": contentType },
      rawBody: body,
    };
    const [mine, original] = [ours.webhook(request), theirs.webhook(request)];
    if (mine.isValid(extra)) valid++;
    for (const call of ["isValid", "isContentTypeValid", "isBodyValid", "getData"] as const) {
      assertSame(
        () => mine[call](extra as never),
        () => original[call](extra as never),
      );
    }
    // `pusher` throws a TypeError for a body of null, the drop-in gives nothing.
    if (body === "null") return;
    assertSame(
      () => mine.getEvents(),
      () => original.getEvents(),
    );
    assertSame(
      () => mine.getTime().getTime(),
      () => original.getTime().getTime(),
    );
  });
  fc.assert(property, runs);
  assert.ok(valid > 50, `${valid} of them were valid`);
});

test("what is wrong with a trigger is thrown in the same words", () => {
  const events = fc.oneof(fc.constantFrom("x".repeat(200), "x".repeat(201)), fc.string({ maxLength: 10 }));
  const lists = fc.oneof(
    channel,
    fc.array(fc.oneof(validChannel, channel), { maxLength: 4 }),
    fc.constant(Array(101).fill("a")),
  );
  const nowhere = { ...options, useTLS: false, host: "127.0.0.1", port: "1" };
  const [mine, original] = [new Ours(nowhere), new Theirs(nowhere)];
  // Nothing is sent: both end in a post that only tells what it was given.
  mine.post = (request) => request as any;
  original.post = (request) => request as any;
  const property = fc.property(
    lists as fc.Arbitrary<any>,
    events,
    anyData,
    fc.oneof(fc.constant(undefined), fc.record({ socket_id: socketId as fc.Arbitrary<any> })),
    (channels, event, data, params) => {
      assertSame(
        () => mine.trigger(channels, event, data, params),
        () => original.trigger(channels, event, data, params),
      );
      assertSame(
        () => mine.sendToUser(channels, event, data),
        () => original.sendToUser(channels, event, data),
      );
    },
  );
  fc.assert(property, runs);
});

test("requests arrive as the same bytes", { timeout: 120_000 }, async (t) => {
  const server = await record(t, (_, response) => response.end('{"channels":{}}'));
  const local = {
    ...options,
    useTLS: false,
    host: "127.0.0.1",
    port: String(server.port),
    encryptionMasterKeyBase64: master,
  };
  const [mine, original] = [new Ours(local), new Theirs(local)];
  const publicChannel = validChannel.filter((channel) => !channel.startsWith("private-encrypted-"));
  const anEvent = fc.record(
    {
      channel: publicChannel,
      name: fc.string({ maxLength: 10 }),
      data: anyData,
      socket_id: validSocketId,
      info: fc.constantFrom("user_count", "subscription_count,user_count"),
    },
    { requiredKeys: ["channel", "name", "data"] },
  );
  const parameters = fc.record(
    { socket_id: validSocketId, info: fc.constant("user_count"), tag: json },
    { requiredKeys: [] },
  );
  const calls = fc.oneof(
    fc.tuple(
      fc.constant("trigger"),
      fc.oneof(publicChannel, fc.array(publicChannel, { minLength: 1, maxLength: 5 })),
      fc.string({ maxLength: 10 }),
      anyData,
      fc.oneof(parameters, fc.constant(undefined)),
    ),
    fc.tuple(fc.constant("triggerBatch"), fc.array(anEvent, { maxLength: 4 })),
    fc.tuple(
      fc.constant("sendToUser"),
      fc.string({ minLength: 1, unit: "grapheme" }),
      fc.string({ maxLength: 10 }),
      anyData,
    ),
    fc.tuple(
      fc.constant("terminateUserConnections"),
      fc
        .string({ minLength: 1, unit: fc.constantFrom(..."abc019@.:_-|é ") })
        .filter((id) => !/^\.{1,2}$/.test(id)),
    ),
    fc.tuple(fc.constant("get"), fc.record({ path, params: plainParameters }, { requiredKeys: ["path"] })),
    fc.tuple(
      fc.constant("post"),
      fc.record({ path, params: plainParameters, body: json }, { requiredKeys: ["path"] }),
    ),
  );
  const samples = fc.sample(calls, { ...runs, numRuns: 500 });
  for (const [i, [method, ...args]] of samples.entries()) {
    const second = 1_353_088_179 + i;
    const sent: Promise<{ status: number; text(): Promise<string> }>[] = [];
    // What is signed is signed before the call returns; a batch is copied, for `pusher` writes into it.
    for (const pusher of [mine, original] as any[])
      at(second, () => sent.push(pusher[method as string](...structuredCloneOf(args))));
    const before = server.received.length;
    const answers = await Promise.all(sent);
    assert.deepEqual(
      [answers[0]!.status, await answers[0]!.text()],
      [answers[1]!.status, await answers[1]!.text()],
    );
    const [one, other] = server.received
      .slice(before)
      .map(({ method, url, body, headers }) => ({ method, url, body, type: headers["content-type"] }));
    assert.deepEqual(one, other, inspect([method, ...args]));
  }
});

test("both seal the same plaintext for an encrypted channel", () => {
  const [mine, original] = [
    new Ours({ ...options, encryptionMasterKeyBase64: master }),
    new Theirs({ ...options, encryptionMasterKeyBase64: master }),
  ];
  const posted: any[] = [];
  mine.post = original.post = (request: any) => posted.push(request) as any;
  const property = fc.property(
    validChannel.map((channel) => `private-encrypted-${channel}`),
    fc.oneof(json, fc.string({ unit: "binary" })),
    (channel, data) => {
      const plaintexts = [mine, original].flatMap((pusher) => {
        posted.length = 0;
        pusher.trigger(channel, "E", data);
        pusher.triggerBatch([{ channel, name: "E", data }]);
        return [posted[0].body.data, posted[1].body.batch[0].data].map((sealed: string) => {
          const { nonce, ciphertext } = JSON.parse(sealed);
          assert.equal(sealed, JSON.stringify({ nonce, ciphertext }));
          const opened = nacl.secretbox.open(
            Buffer.from(ciphertext, "base64"),
            Buffer.from(nonce, "base64"),
            (theirs as any).channelSharedSecret(channel),
          );
          return Buffer.from(opened).toString();
        });
      });
      assert.deepEqual(plaintexts, Array(4).fill(JSON.stringify(data)));
    },
  );
  // Each is sealed four times.
  fc.assert(property, { ...runs, numRuns: 2_500 });
});

test("errors list the same fields, but for a stack and a signature, which no log shall have", () => {
  const original = Theirs as any;
  const fieldsOf = ({ stack, signature, ...fields }: any) => fields;
  for (const [mine, theirs] of [
    [
      new Ours.RequestError("m", "u", new Error("x"), 400, "b"),
      new original.RequestError("m", "u", new Error("x"), 400, "b"),
    ],
    [new Ours.RequestError("m", "u"), new original.RequestError("m", "u")],
    [new Ours.WebHookError("m", "t", "b", "s"), new original.WebHookError("m", "t", "b", "s")],
  ]) {
    assert.deepEqual(Object.keys(fieldsOf(mine)).sort(), Object.keys(fieldsOf(theirs)).sort());
    assert.deepEqual(fieldsOf(mine), fieldsOf(theirs));
    assert.deepEqual(JSON.parse(JSON.stringify(mine)), fieldsOf(JSON.parse(JSON.stringify(theirs))));
    assert.deepEqual(
      [String(mine), mine.signature, typeof mine.stack],
      [String(theirs), theirs.signature, "string"],
    );
  }
});

test("an answer has the status that the server calls it by", async (t) => {
  const server = await record(t, (_, response) => response.writeHead(201, "Made of it").end("{}"));
  const local = { ...options, useTLS: false, host: "127.0.0.1", port: String(server.port) };
  const [mine, original] = await Promise.all(
    [new Ours(local), new Theirs(local)].map((pusher: any) => pusher.get({ path: "/channels" })),
  );
  assert.deepEqual(
    [mine.status, mine.statusText, mine.clone().statusText],
    [201, "Made of it", "Made of it"],
  );
  assert.equal(mine.statusText, original.statusText);
});

test("a master key that cannot be used is refused in the same words, and what is deprecated is told in them", (t) => {
  const told: string[] = [];
  t.mock.method(console, "warn", (line: string) => void told.push(line));
  const keys: object[] = [
    { encryptionMasterKey: "x".repeat(32) },
    { encryptionMasterKey: "x".repeat(31) },
    { encryptionMasterKey: "" },
    { encryptionMasterKey: 32 },
    { encryptionMasterKey: "x".repeat(32), encryptionMasterKeyBase64: master },
    { encryptionMasterKeyBase64: master },
    { encryptionMasterKeyBase64: master.slice(0, -4) },
    { encryptionMasterKeyBase64: "" },
    { encryptionMasterKeyBase64: "no base64!" },
    { encryptionMasterKeyBase64: Buffer.alloc(32) },
    { useTLS: undefined, encrypted: true },
    { encrypted: true },
  ];
  const made = (Library: any, key: object) => () =>
    void new Library({ ...options, ...key }).config.encryptionMasterKey;
  for (const key of keys) {
    const [mine, original] = [made(Ours, key), made(Theirs, key)].map((make) => [
      outcomeOf(make),
      told.splice(0),
    ]);
    assert.deepEqual(mine, original, inspect(key));
  }
});

/** Each gets its own arguments, functions included. */
function structuredCloneOf(args: unknown[]): unknown[] {
  return args.map((value) =>
    Array.isArray(value) ? value.map((one) => (one && typeof one === "object" ? { ...one } : one)) : value,
  );
}
