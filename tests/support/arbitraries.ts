// What fast-check feeds the tests that compare Fanfare with Pusher's libraries.

import fc from "fast-check";

/** Characters that belong into no channel name. */
export const oddCharacters = [..." :/\n\r\u0000é😀", "\ud800", ..."\u2028#%&+?\"'\\"];

const digits = fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String);
export const validSocketId = fc.tuple(digits, digits).map((parts) => parts.join("."));
export const invalidSocketIds = [
  ...["", ".", "1", "1.", ".1", "1.1.1", "-1.1", "1e3.1"],
  ...["1.1\n", "\n1.1", " 1.1", "1.1 ", "1.1\u0000"],
  ...["1.1:", "1.1:private-x", "1.1\n/apps/3/events"],
  // digits of Unicode, not of ASCII
  ...["١.١", "１.1"],
];

/** Bodies of POSTs that list no events, and are no webhooks. */
export const bodiesWithoutEvents = ["", "{}", "null", "[]", "1", "{", "not json"];
