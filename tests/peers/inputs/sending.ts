import fc from "fast-check";
import type { SignCall } from "../calls.js";
import {
  app,
  channelWith,
  encryptedChannel,
  joined,
  json,
  name,
  now,
  objectOf,
  oddName,
  plainChannel,
  presences,
  sample,
  socketId,
  text,
  usually,
} from "./parts.js";

const eventName = fc.oneof(
  { weight: 30, arbitrary: fc.oneof(name, fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 })) },
  { weight: 1, arbitrary: text },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "x".repeat(200),
      "x".repeat(201),
      "é".repeat(200),
      "😀".repeat(101),
      "😀".repeat(201),
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom("", "pusher:x", "pusher_internal:x", "client-x", "a\nb") },
);
const longData = fc.constantFrom(10_239, 10_240, 10_241).map((length) => "x".repeat(length));
const data = fc.oneof(
  { weight: 60, arbitrary: json },
  { weight: 60, arbitrary: text.map((text) => text || "x") },
  { weight: 1, arbitrary: longData },
  { weight: 1, arbitrary: fc.constant("") },
);
const info = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom("user_count", "subscription_count,user_count") },
  { weight: 1, arbitrary: fc.constantFrom("User_Count", "a b", "a&b=c") },
);
const eventFields = { name: eventName, data, socketId, info };

const channelLists = fc.oneof(
  { weight: 60, arbitrary: fc.uniqueArray(plainChannel, { minLength: 1, maxLength: 5 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(99, 100, 101).map((length) => Array.from({ length }, (_, i) => `c${i}`)),
  },
  { weight: 1, arbitrary: fc.tuple(plainChannel, encryptedChannel) },
  { weight: 1, arbitrary: fc.constant([]) },
);
const trigger = objectOf(
  { op: fc.constant("trigger"), app, now, channels: channelLists, ...eventFields },
  "socketId",
  "info",
);
const batchEvent = objectOf({ channel: plainChannel, ...eventFields }, "socketId", "info");
const batch = fc.record({
  op: fc.constant("batch"),
  app,
  now,
  events: fc.array(batchEvent, { minLength: 1, maxLength: 4 }),
});
const prefix = fc.oneof(
  { weight: 4, arbitrary: joined(fc.constantFrom("", "presence-", "private-", "presence-cache-"), name) },
  { weight: 1, arbitrary: joined(fc.constant("presence-"), oddName) },
);
const attributes = usually(
  "subscription_count",
  "user_count",
  "user_count,subscription_count",
  "cache",
  "members",
);
const channels = objectOf(
  { op: fc.constant("channels"), app, now, prefix, info: attributes },
  "prefix",
  "info",
);
const channel = objectOf(
  { op: fc.constant("channel"), app, now, channel: plainChannel, info: attributes },
  "info",
);
const users = fc.record({
  op: fc.constant("users"),
  app,
  now,
  channel: channelWith("private-", ...presences, ...presences, ...presences),
});

export const signCalls = () =>
  sample(
    fc.oneof(
      { weight: 5, arbitrary: trigger },
      { weight: 2, arbitrary: batch },
      { weight: 1, arbitrary: channels },
      { weight: 1, arbitrary: channel },
      { weight: 1, arbitrary: users },
    ) as fc.Arbitrary<SignCall>,
  );
