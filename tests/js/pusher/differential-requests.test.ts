// The drop-in beside the package it stands in for: the same requests, to the byte.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createRequire } from "node:module";
import test from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import Ours from "fanfare/pusher";
import Theirs from "pusher";
import { validSocketId } from "../../support/arbitraries.js";
import { encryptionMasterKeyBase64 } from "../../support/credentials.js";
import { record } from "../../support/recording-server.js";
import { assertSame, at, options, ours, theirs } from "./both.js";
import {
  anyData,
  channel,
  json,
  oddValue,
  path,
  plainParameters,
  runs,
  socketId,
  validChannel,
} from "./generated.js";

const nacl = createRequire(createRequire(import.meta.url).resolve("pusher"))("tweetnacl");

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
    encryptionMasterKeyBase64,
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
  const samples = fc.sample(calls, { ...runs, numRuns: runs.numRuns / 20 });
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
    new Ours({ ...options, encryptionMasterKeyBase64 }),
    new Theirs({ ...options, encryptionMasterKeyBase64 }),
  ];
  const posted: any[] = [];
  mine.post = original.post = (request: any) => posted.push(request) as any;
  const property = fc.property(
    validChannel.map((channel) => `private-encrypted-${channel}`),
    fc.oneof(json, fc.string({ unit: "binary" })),
    (channel, data) => {
      const plaintexts = [mine, original].flatMap((pusher) => {
        posted.length = 0;
        void pusher.trigger(channel, "E", data);
        void pusher.triggerBatch([{ channel, name: "E", data }]);
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
  fc.assert(property, { ...runs, numRuns: runs.numRuns / 4 });
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

/** Each gets its own arguments, functions included. */
function structuredCloneOf(args: unknown[]): unknown[] {
  return args.map((value) =>
    Array.isArray(value) ? value.map((one) => (one && typeof one === "object" ? { ...one } : one)) : value,
  );
}
