import { createHmac } from "node:crypto";
import fc from "fast-check";
import { bodiesWithoutEvents, validSocketId } from "../../support/arbitraries.js";
import type { App, SealCall, WebhookCall } from "../calls.js";
import { ask } from "../pusher.js";
import {
  app,
  channelWith,
  encryptedChannel,
  joined,
  json,
  master,
  name,
  objectOf,
  presences,
  privates,
  sample,
  text,
  usually,
} from "./parts.js";

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
      socket_id: validSocketId,
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
  ...bodiesWithoutEvents,
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
