// The drop-in beside the package it stands in for: the same inputs, the same answers and the same errors.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import test from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import Ours from "fanfare/pusher";
import Theirs from "pusher";
import { bodiesWithoutEvents } from "../../support/arbitraries.js";
import { encryptionMasterKeyBase64 } from "../../support/credentials.js";
import { assertSame, options, ours, outcomeOf, theirs } from "./both.js";
import { channel, json, member, runs, socketId, userData, validChannel } from "./generated.js";

const oursWithoutMaster = new Ours(options);
const theirsWithoutMaster = new Theirs(options);

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
    ...bodiesWithoutEvents,
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

test("a master key that cannot be used is refused in the same words, and what is deprecated is told in them", (t) => {
  const told: string[] = [];
  t.mock.method(console, "warn", (line: string) => void told.push(line));
  const keys: object[] = [
    { encryptionMasterKey: "x".repeat(32) },
    { encryptionMasterKey: "x".repeat(31) },
    { encryptionMasterKey: "" },
    { encryptionMasterKey: 32 },
    { encryptionMasterKey: "x".repeat(32), encryptionMasterKeyBase64 },
    { encryptionMasterKeyBase64 },
    { encryptionMasterKeyBase64: encryptionMasterKeyBase64.slice(0, -4) },
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
