// What the differential tests are fed with: right things, nearly right ones, and what nobody should pass.

import fc from "fast-check";
import { invalidSocketIds, oddCharacters, validSocketId } from "../../support/arbitraries.js";

/** Fewer in `npm test` than in `npm run check`, which sets FANFARE_CASES. */
const numRuns = Number(process.env.FANFARE_CASES ?? 1_000);
export const runs = { seed: 20_261_123, numRuns, endOnFailure: true } as const;

const channelCharacters = "abcXYZ019_-=@,.;";
const prefixes = [
  "",
  "private-",
  "presence-",
  "private-encrypted-",
  "private-encrypted",
  "private-cache-",
  "private-encrypted-cache-",
  "presence-cache-",
  "cache-",
  "Private-",
  "#server-to-user-",
];

const name = fc.string({ unit: fc.constantFrom(...channelCharacters), maxLength: 20 });
const odd = fc.string({ unit: fc.constantFrom(...channelCharacters, ...oddCharacters), maxLength: 12 });
const long = fc.integer({ min: 150, max: 210 }).map((length) => "x".repeat(length));
const notText = fc.constantFrom<unknown>(undefined, null, 1, true, ["private-a"], {});

export const validChannel = fc
  .tuple(fc.constantFrom(...prefixes.slice(0, -1)), name)
  .map(([prefix, name]) => prefix + name)
  .filter((channel) => channel !== "");
export const channel = fc.oneof(
  { weight: 6, arbitrary: validChannel },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...prefixes), fc.oneof(odd, long))
      .map(([prefix, name]) => prefix + name),
  },
  { weight: 1, arbitrary: notText },
);

export const socketId = fc.oneof(
  { weight: 6, arbitrary: validSocketId },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...invalidSocketIds),
  },
  { weight: 1, arbitrary: notText },
);

const text = fc.string({ unit: "binary", maxLength: 20 });
const halves = fc.string({ unit: fc.constantFrom("a", "\ud83d", "\ude00", "é"), maxLength: 5 });
export const json = fc.jsonValue({ maxDepth: 3, stringUnit: "binary" });
export const anyData = fc.oneof(
  json,
  text,
  halves,
  fc.constantFrom<unknown>(
    undefined,
    null,
    "",
    0,
    new Date(0),
    1e21,
    { toJSON: () => "x" },
    { a: undefined },
    { __proto__: null, a: 1 },
  ),
);
export const member = fc.oneof(
  fc.record({ user_id: fc.oneof(text, fc.integer()), user_info: json }, { requiredKeys: [] }),
  anyData,
);
export const userData = fc.oneof(
  fc.record(
    { id: fc.oneof(text, halves, fc.integer()), user_info: json, watchlist: fc.array(text) },
    { requiredKeys: [] },
  ),
  fc.constantFrom<unknown>(
    undefined,
    null,
    "x",
    1,
    [],
    { id: "" },
    { id: null },
    JSON.parse('{"id":"1","__proto__":{"a":1}}'),
  ),
);

/** Characters that mean themselves in a query, wherever it is read. */
const plain = fc.string({ unit: fc.constantFrom(..."abcXYZ019_-.,;:@/!*()~$"), maxLength: 12 });
export const plainParameters = fc.dictionary(
  fc.string({ unit: fc.constantFrom(..."abcXYZ09_-."), minLength: 1, maxLength: 8 }),
  fc.oneof(plain, fc.integer(), fc.boolean(), fc.array(plain)),
);
export const oddValue = fc.string({
  unit: fc.constantFrom("a", " ", "&", "=", "+", "%", "#", "é", "😀", '"', "'", "<", "\\", "%41"),
  minLength: 1,
  maxLength: 8,
});
export const path = fc
  .array(fc.string({ unit: fc.constantFrom(..."abc019-._~=@,;:"), minLength: 1, maxLength: 8 }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((segments) => `/${segments.join("/")}`)
  .filter((path) => !/\/\.{1,2}(\/|$)/.test(path));
