// Apps, channels, socket ids and texts: right ones, some at a limit and one over, and some that nobody should pass.

import { createHmac } from "node:crypto";
import fc from "fast-check";
import { invalidSocketIds, validSocketId } from "../../support/arbitraries.js";
import type { App } from "../calls.js";

/** Calls of each kind, the same in every run. */
export const count = 10_000;

export function sample<T>(arbitrary: fc.Arbitrary<T>): T[] {
  // As a line of JSON carries it, so that all are asked the very same.
  return fc
    .sample(arbitrary, { seed: 20_261_123, numRuns: count })
    .map((call) => JSON.parse(JSON.stringify(call)));
}

/** An object in which those of `optional` may lack. */
export function objectOf(fields: Record<string, fc.Arbitrary<unknown>>, ...optional: string[]) {
  return fc.record(fields, { requiredKeys: Object.keys(fields).filter((name) => !optional.includes(name)) });
}

export const usually = <T extends string | number>(right: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: 20, arbitrary: fc.constant(right) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );

// SHA-256 hashes in blocks of 64 bytes, and HMAC hashes a longer secret first.
const secrets = ["s", "7ad3773142a6692b25b8", ..."abcd"].map((secret, i) =>
  i < 2 ? secret : secret.repeat(61 + i),
);
const apps: App[] = secrets.map((secret, i) => ({
  id: String(3 + i),
  key: `278d425bdf160c73980${i}`,
  secret,
}));
export const app = fc.constantFrom(...apps);

const masters = Array.from({ length: 8 }, (_, i) =>
  createHmac("sha256", "master").update(String(i)).digest("base64"),
);
export const master = fc.constantFrom(...masters);

export const now = fc
  .integer({ min: 0, max: 2 ** 31 - 1 })
  .chain((second) => fc.nat({ max: 999 }).map((ms) => second * 1_000 + ms));

export const joined = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join(""));
const odd = fc.constantFrom(..." :/\n\r\0#%&+?\"'\\<>é€😀\u2028\u007f");
const nameUnit = fc.constantFrom(..."abcXYZ019_-=@,.;");
export const name = fc.string({ unit: nameUnit, minLength: 1, maxLength: 20 });
export const oddName = fc.string({
  unit: fc.oneof({ weight: 3, arbitrary: nameUnit }, { weight: 1, arbitrary: odd }),
  maxLength: 12,
});

/** Channels with one of these prefixes: mostly right ones, some at a limit, some with characters that do not belong. */
export function channelWith(...prefixes: string[]): fc.Arbitrary<string> {
  const prefix = fc.constantFrom(...prefixes);
  const long = fc
    .tuple(prefix, fc.constantFrom(164, 165, 200, 201))
    .map(([start, length]) => start.padEnd(length, "x"));
  return fc.oneof(
    { weight: 18, arbitrary: joined(prefix, name) },
    { weight: 1, arbitrary: long },
    { weight: 1, arbitrary: joined(prefix, oddName) },
  );
}

export const privates = ["private-", "private-", "private-cache-", "private-encrypte-"];
export const presences = ["presence-", "presence-", "presence-cache-"];
export const encrypted = ["private-encrypted-", "private-encrypted-cache-"];
export const publics = ["", "cache-", "Private-", "privateencrypted-", "#server-to-user-"];
export const plainChannel = channelWith("", "cache-", ...privates, ...presences);
export const encryptedChannel = channelWith(...encrypted);

export const socketId = fc.oneof(
  { weight: 19, arbitrary: validSocketId },
  { weight: 1, arbitrary: fc.constantFrom(...invalidSocketIds) },
);

export const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ unit: odd, maxLength: 10 }),
);
const filled = fc
  .tuple(fc.constantFrom("x", "é", "😀"), fc.constantFrom(127, 128, 129, 200, 201))
  .map(([unit, length]) => unit.repeat(length));
export const id = fc.oneof(
  { weight: 20, arbitrary: name },
  { weight: 4, arbitrary: text },
  { weight: 1, arbitrary: filled },
  { weight: 1, arbitrary: fc.constant("") },
);
export const json = fc.jsonValue({ maxDepth: 3, stringUnit: "binary" });
