// What the libraries are asked, 10,000 of each, the same in every run: right things, things at a limit and one over,
// and what nobody should pass.

import { createHmac } from "node:crypto";
import fc from "fast-check";
import { ask } from "./pusher.js";
import type {
  App,
  AuthenticateCall,
  AuthorizeCall,
  SealCall,
  SecretCall,
  SignCall,
  WebhookCall,
} from "./calls.js";

export const count = 10_000;

function sample<T>(arbitrary: fc.Arbitrary<T>): T[] {
  // As a line of JSON carries it, so that all are asked the very same.
  return fc
    .sample(arbitrary, { seed: 20_261_123, numRuns: count })
    .map((call) => JSON.parse(JSON.stringify(call)));
}

/** An object in which those of `optional` may lack. */
function objectOf(fields: Record<string, fc.Arbitrary<unknown>>, ...optional: string[]) {
  return fc.record(fields, { requiredKeys: Object.keys(fields).filter((name) => !optional.includes(name)) });
}

const usually = <T extends string | number>(right: T, ...others: T[]): fc.Arbitrary<T> =>
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
const app = fc.constantFrom(...apps);

const masters = Array.from({ length: 8 }, (_, i) =>
  createHmac("sha256", "master").update(String(i)).digest("base64"),
);
const master = fc.constantFrom(...masters);

const now = fc
  .integer({ min: 0, max: 2 ** 31 - 1 })
  .chain((second) => fc.nat({ max: 999 }).map((ms) => second * 1_000 + ms));

const joined = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join(""));
const odd = fc.constantFrom(..." :/\n\r\0#%&+?\"'\\<>é€😀\u2028\u007f");
const nameUnit = fc.constantFrom(..."abcXYZ019_-=@,.;");
const name = fc.string({ unit: nameUnit, minLength: 1, maxLength: 20 });
const oddName = fc.string({
  unit: fc.oneof({ weight: 3, arbitrary: nameUnit }, { weight: 1, arbitrary: odd }),
  maxLength: 12,
});

/** Channels with one of these prefixes: mostly right ones, some at a limit, some with characters that do not belong. */
function channelWith(...prefixes: string[]): fc.Arbitrary<string> {
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

const privates = ["private-", "private-", "private-cache-", "private-encrypte-"];
const presences = ["presence-", "presence-", "presence-cache-"];
const encrypted = ["private-encrypted-", "private-encrypted-cache-"];
const publics = ["", "cache-", "Private-", "privateencrypted-", "#server-to-user-"];
const plainChannel = channelWith("", "cache-", ...privates, ...presences);
const encryptedChannel = channelWith(...encrypted);

const digits = fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String);
const rightSocketId = joined(digits, fc.constant("."), digits);
const wrongSocketIds = [
  "",
  ".",
  "1",
  "1.",
  ".1",
  "1.1.1",
  "1.1\n",
  "\n1.1",
  "1.1:",
  "١.١",
  "１.1",
  " 1.1",
  "1.1:private-x",
  "1.1\n/apps/3/events",
  "-1.1",
  "1e3.1",
];
const socketId = fc.oneof(
  { weight: 19, arbitrary: rightSocketId },
  { weight: 1, arbitrary: fc.constantFrom(...wrongSocketIds) },
);

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ unit: odd, maxLength: 10 }),
);
const filled = fc
  .tuple(fc.constantFrom("x", "é", "😀"), fc.constantFrom(127, 128, 129, 200, 201))
  .map(([unit, length]) => unit.repeat(length));
const id = fc.oneof(
  { weight: 20, arbitrary: name },
  { weight: 4, arbitrary: text },
  { weight: 1, arbitrary: filled },
  { weight: 1, arbitrary: fc.constant("") },
);
const json = fc.jsonValue({ maxDepth: 3, stringUnit: "binary" });

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

const blocks = fc
  .constantFrom(31, 32, 33, 63, 64, 65, 127, 128, 129, 7_618, 7_619, 7_620)
  .map((length) => "x".repeat(length));
const plaintext = fc.oneof(
  { weight: 30, arbitrary: json.map((value) => JSON.stringify(value)) },
  { weight: 30, arbitrary: text },
  { weight: 1, arbitrary: blocks },
);
const nonce = fc.uint8Array({ minLength: 24, maxLength: 24 });

export const sealCalls = (): SealCall[] =>
  sample(
    fc.record({
      op: fc.constant("seal"),
      app,
      master,
      channel: encryptedChannel,
      plaintext,
      nonceBytes: nonce.map((bytes) => [...bytes]),
    }),
  ).map((call) => ({ ...call, nonce: Buffer.from(call.nonceBytes).toString("base64") }));

/** What happens to a sealed text on its way, chosen by `i`: mostly nothing. */
export function onTheWay(data: string, i: number): string {
  const sealed = JSON.parse(data);
  const flip = (base64: string) => {
    const bytes = Buffer.from(base64, "base64");
    bytes[i % bytes.length]! ^= 1 << (i % 8);
    return bytes.toString("base64");
  };
  const longer = (base64: string) =>
    Buffer.concat([Buffer.from(base64, "base64"), Buffer.from("x")]).toString("base64");
  switch (i % 16) {
    case 0:
      return JSON.stringify({ ...sealed, ciphertext: flip(sealed.ciphertext) });
    case 1:
      return JSON.stringify({ ...sealed, nonce: flip(sealed.nonce) });
    case 2:
      return JSON.stringify({ ...sealed, nonce: i % 3 ? sealed.nonce.slice(4) : longer(sealed.nonce) });
    case 3:
      return [
        JSON.stringify({ nonce: sealed.nonce }),
        "{}",
        "[]",
        '{"nonce":1,"ciphertext":2}',
        "sealed",
        JSON.stringify({ ...sealed, ciphertext: "AAAA" }),
      ][i % 6]!;
    case 4:
      return JSON.stringify({ ciphertext: sealed.ciphertext, nonce: sealed.nonce }, null, 1);
    default:
      return data;
  }
}

const count32 = fc.nat({ max: 2 ** 31 });
const eventIn = fc.oneof(
  fc.record({
    name: fc.constantFrom("channel_occupied", "channel_vacated", "cache_miss"),
    channel: channelWith("", ...privates, ...presences),
  }),
  fc.record({
    name: fc.constantFrom("member_added", "member_removed"),
    channel: channelWith(...presences),
    user_id: text,
  }),
  objectOf(
    {
      name: fc.constant("client_event"),
      channel: channelWith(...privates, ...presences),
      event: joined(fc.constant("client-"), text),
      data: fc.oneof(
        text,
        json.map((value) => JSON.stringify(value)),
      ),
      socket_id: rightSocketId,
      user_id: name,
    },
    "socket_id",
    "user_id",
  ),
  fc.record({
    name: fc.constant("subscription_count"),
    channel: channelWith("", ...privates),
    subscription_count: count32,
  }),
  fc.record({ name: fc.oneof(name, text), channel: channelWith("") }),
);
const rareEvent = fc.oneof(
  fc.record({
    name: fc.constant("client_event"),
    channel: fc.constant("private-a"),
    event: fc.constant("client-a"),
    data: json,
  }),
  fc.record({
    name: fc.constantFrom("channel_occupied", "client_event"),
    channel: encryptedChannel,
    event: fc.constant("client-a"),
    data: fc.constantFrom("{}", "sealed", ""),
  }),
  fc.record({ name: fc.constant("channel_vacated"), channel: encryptedChannel }),
  fc.record({
    name: fc.constant("client_event"),
    channel: encryptedChannel,
    event: fc.constant("client-a"),
    data: fc.record({ plaintext: text }),
  }),
  fc.constantFrom<unknown>(1, null, {}, { channel: "a" }, { name: 7, channel: "a" }),
);
const time = fc.integer({ min: 1, max: 4_102_444_800_000 });
const listing = (event: fc.Arbitrary<unknown>) =>
  fc.record({ time_ms: time, events: fc.array(event, { maxLength: 4 }) }).map((body) => JSON.stringify(body));
const noWebhook = [
  "",
  "{}",
  "null",
  "[]",
  "1",
  "{",
  "not json",
  '{"events":[]}',
  '{"time_ms":"1","events":[]}',
  '{"time_ms":1.5,"events":[]}',
  '{"time_ms":1,"events":{}}',
  '{"time_ms":1}',
  `{"time_ms":1,"events":[{"name":"x","channel":"a","more":${"[".repeat(30)}${"]".repeat(30)}}]}`,
];
const webhookBody = fc.oneof(
  { weight: 20, arbitrary: listing(eventIn) },
  { weight: 2, arbitrary: listing(rareEvent) },
  { weight: 1, arbitrary: fc.constantFrom(...noWebhook) },
);
const spoiled = usually(
  "no",
  "changed",
  "longer",
  "shorter",
  "upper case",
  "empty",
  "missing",
  "another secret",
);

/** The body with the data of `plaintext` sealed, as a page's client event is. */
function withSealed(body: string, app: App, master: string): string {
  const { events, ...rest } = JSON.parse(body);
  for (const [i, event] of events.entries()) {
    if (typeof event?.data?.plaintext !== "string") continue;
    const { channel, data } = event;
    const nonceBytes = Array.from({ length: 24 }, (_, at) => (i + at) % 256);
    const call: SealCall = {
      op: "seal",
      app,
      master,
      channel,
      plaintext: data.plaintext,
      nonce: "",
      nonceBytes,
    };
    events[i].data = ask([call])[0]!.answer ?? "";
  }
  return JSON.stringify({ ...rest, events });
}

export const webhookCalls = (): WebhookCall[] =>
  sample(
    fc.record({
      app,
      body: webhookBody,
      spoiled,
      key: usually("right", "wrong", "empty", "missing"),
      contentType: usually(
        "application/json",
        "application/json; charset=utf-8",
        "text/plain",
        "application/jsonp",
      ),
      master,
      late: usually(0, 300_000, 300_001, -300_001),
    }),
  ).map(({ app, body: given, spoiled, key, contentType, master, late }) => {
    const body = given.includes('{"plaintext":') ? withSealed(given, app, master) : given;
    const keys: Record<string, string | undefined> = { right: app.key, wrong: `${app.key}x`, empty: "" };
    const right = createHmac("sha256", app.secret).update(body).digest("hex");
    const signatures: Record<string, string | undefined> = {
      no: right,
      changed: (right[0] === "0" ? "1" : "0") + right.slice(1),
      longer: `${right}0`,
      shorter: right.slice(0, -1),
      "upper case": right.toUpperCase(),
      empty: "",
      "another secret": createHmac("sha256", `${app.secret}x`).update(body).digest("hex"),
    };
    const made = /"time_ms":(\d+)/.exec(body)?.[1] ?? 0;
    return {
      op: "webhook",
      app,
      body,
      key: keys[key],
      signature: signatures[spoiled],
      contentType,
      master,
      now: Number(made) + late,
    };
  });
