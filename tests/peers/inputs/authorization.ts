import fc from "fast-check";
import type { AuthenticateCall, AuthorizeCall, SecretCall } from "../calls.js";
import {
  app,
  channelWith,
  encrypted,
  encryptedChannel,
  id,
  joined,
  json,
  master,
  objectOf,
  presences,
  privates,
  publics,
  sample,
  socketId,
  text,
} from "./parts.js";

const userInfo = fc.dictionary(text, text, { maxKeys: 4 });
/** Members of exactly 1,024 bytes, and of one more. */
const atTheLimit = fc.constantFrom(1_024, 1_025).map((size) => ({
  user_id: "1",
  user_info: { a: "x".repeat(size - '{"user_id":"1","user_info":{"a":""}}'.length) },
}));
const member = fc.oneof(
  { weight: 30, arbitrary: objectOf({ user_id: id, user_info: userInfo }, "user_info") },
  { weight: 1, arbitrary: atTheLimit },
);
const authorizeFields = { op: fc.constant("authorize"), app, master, socketId };

export const authorizeCalls = () =>
  sample(
    fc.oneof(
      { weight: 8, arbitrary: fc.record({ ...authorizeFields, channel: channelWith(...privates) }) },
      { weight: 8, arbitrary: fc.record({ ...authorizeFields, channel: channelWith(...presences), member }) },
      { weight: 4, arbitrary: fc.record({ ...authorizeFields, channel: encryptedChannel }) },
      { weight: 1, arbitrary: fc.record({ ...authorizeFields, channel: channelWith(...publics) }) },
      {
        weight: 1,
        arbitrary: fc.record({
          ...authorizeFields,
          channel: channelWith(...publics, ...privates, ...encrypted),
          member,
        }),
      },
      { weight: 1, arbitrary: fc.record({ ...authorizeFields, channel: channelWith(...presences) }) },
    ) as fc.Arbitrary<AuthorizeCall>,
  );

const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
const user = fc.oneof(
  {
    weight: 40,
    arbitrary: objectOf(
      { id, user_info: json, watchlist: fc.array(text), role: text },
      "user_info",
      "watchlist",
      "role",
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>({}, { id: null }, { id: 7 }, { user_info: {} }, { id: ["1"] }),
  },
  { weight: 1, arbitrary: fc.constantFrom(31, 32).map((levels) => ({ id: "1", user_info: nested(levels) })) },
);

export const authenticateCalls = () =>
  sample(
    fc.record({
      op: fc.constant("authenticate"),
      app,
      socketId,
      user,
    }) as unknown as fc.Arbitrary<AuthenticateCall>,
  );

export const secretCalls = () =>
  sample(
    fc.record({
      op: fc.constant("shared_secret"),
      app,
      master,
      channel: fc.oneof(encryptedChannel, joined(fc.constant("private-encrypted-"), text)),
    }) as fc.Arbitrary<SecretCall>,
  );
