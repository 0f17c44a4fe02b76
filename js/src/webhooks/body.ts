// Who sent a webhook, and what it says. The core checks the signature and the JSON, and opens what is encrypted. What
// is no string is read as it stands in the text, for it is passed on as it was written.

import { isEncrypted } from "../../events/channel.js";
import { jsonItems, open, webhookSender, type AppKeys, type MasterKey } from "../wasm/core.js";
import { FanfareError } from "../../common/errors.js";

/** What a webhook tells; fields that the server did not send are empty or undefined. */
export interface WebhookFields {
  timeMs: number;
  events: WebhookEventFields[];
}

export interface WebhookEventFields {
  /** `"channel_occupied"` and its like, or a name that this version does not know. */
  name: string;
  channel: string;
  userId: string;
  event: string;
  data: string;
  socketId: string;
  subscriptionCount: number | undefined;
  /** Whether `data` belongs to an encrypted channel and was not decrypted. */
  sealed: boolean;
}

const invalid = (message: string) => new FanfareError("invalid_webhook", message);

/**
 * The place in `senders` of the one that sent a webhook. `body` is the raw one; `windowMs` is how far its time may be
 * from `nowMs`, 0 for as far as it likes.
 */
export function verifyWebhook(
  senders: AppKeys,
  headers: { key: string; signature: string },
  body: string | Uint8Array,
  windowMs: number,
  nowMs: number,
): number {
  const sender = webhookSender(senders, headers, body);
  if (windowMs > 0 && Math.abs(timeOf(checkedMembers(body)) - nowMs) > windowMs) {
    throw new FanfareError(
      "timestamp_expired",
      `The webhook was made more than ${windowMs} ms from now: check this server's clock.`,
    );
  }
  return sender;
}

/** What a genuine webhook tells. With a master key the data of encrypted channels is decrypted. */
export function parseWebhook(body: string | Uint8Array, master?: MasterKey): WebhookFields {
  return plainWebhook(body, master) ?? literalWebhook(body, master);
}

type Texts = Record<"name" | "channel" | "user_id" | "event" | "data" | "socket_id", string>;

const timeMember = '"time_ms":';
const loneSurrogate = /\p{Surrogate}/u;

/**
 * A webhook as servers send them, in a fraction of the time that the literals take: what JSON.parse gives of it is
 * what stands there. Undefined for one of which that cannot be said.
 */
function plainWebhook(body: string | Uint8Array, master: MasterKey | undefined): WebhookFields | undefined {
  const webhook = plainObject(body);
  if (!webhook) return undefined;
  const { time_ms: time, events } = webhook;
  if (!Number.isSafeInteger(time) || !Array.isArray(events)) return undefined;
  if (!isFlat(webhook, "events") || !events.every(isPlainEvent)) return undefined;
  return {
    timeMs: time as number,
    events: events.map((event: Partial<Texts>) => eventOf(event, undefined, master)),
  };
}

/** The object that `body` holds, if its numbers and strings are what JavaScript makes of them. */
function plainObject(body: string | Uint8Array): Record<string, unknown> | undefined {
  try {
    const json =
      typeof body === "string"
        ? body
        : new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
    // Half of a surrogate pair may stand there, or hide behind an escape.
    if (json.includes("\\u") || loneSurrogate.test(json)) return undefined;
    // A number is an integer by its literal, and the last of several counts.
    const time = json.indexOf("time_ms");
    if (!json.startsWith(timeMember, time - 1) || !isInteger(json, time - 1 + timeMember.length))
      return undefined;
    if (json.includes("time_ms", time + 1)) return undefined;
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether digits and nothing else stand there before the next member or the end. */
function isInteger(json: string, start: number): boolean {
  let at = start;
  while (json.charCodeAt(at) >= 0x30 && json.charCodeAt(at) <= 0x39) at++;
  return at > start && at <= start + 16 && (json[at] === "," || json[at] === "}");
}

const isTextOrNone = (value: unknown) => value === undefined || typeof value === "string";

/**
 * Whether it has a name, and of what is known only strings; the count of a `subscription_count` is known by its
 * literal.
 */
function isPlainEvent(event: unknown): event is Partial<Texts> & { name: string } {
  if (!isFlat(event) || typeof event.name !== "string" || event.subscription_count !== undefined)
    return false;
  const { channel, user_id, event: sent, data, socket_id } = event;
  return (
    isTextOrNone(channel) &&
    isTextOrNone(user_id) &&
    isTextOrNone(sent) &&
    isTextOrNone(data) &&
    isTextOrNone(socket_id)
  );
}

/** Whether it is an object that holds nothing which holds something, but for the member `except`. */
function isFlat(value: unknown, except?: string): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const members = value as Record<string, unknown>;
  for (const name in members) if (typeof members[name] === "object" && name !== except) return false;
  return true;
}

function literalWebhook(body: string | Uint8Array, master: MasterKey | undefined): WebhookFields {
  const webhook = membersOf(body, "The webhook");
  const timeMs = timeOf(webhook);
  const list = webhook.get("events") ?? "";
  if (!list.startsWith("[")) throw invalid("The webhook lists no events.");
  const events = jsonItems(list, "The webhook").map(([, event]) => literalEvent(event, master));
  return { timeMs, events };
}

function literalEvent(event: string, master: MasterKey | undefined): WebhookEventFields {
  const members = membersOf(event, "The webhook");
  if (!members.get("name")?.startsWith('"')) throw invalid("An event of the webhook has no name.");
  const texts = textsOf((name) => textOf(members.get(name)));
  return eventOf(texts, integerOf(members.get("subscription_count")), master);
}

function textsOf(text: (name: keyof Texts) => string): Texts {
  return {
    name: text("name"),
    channel: text("channel"),
    user_id: text("user_id"),
    event: text("event"),
    data: text("data"),
    socket_id: text("socket_id"),
  };
}

/** Names and, as they stand in the text, values; the last of several with one name counts. */
function membersOf(object: string | Uint8Array, what: string): Map<string, string> {
  return new Map(jsonItems(object, what).map(([name, value]) => [unquoted(name), value]));
}

function unquoted(literal: string): string {
  return literal.includes("\\") ? (JSON.parse(literal) as string) : literal.slice(1, -1);
}

function checkedMembers(body: string | Uint8Array): Map<string, string> {
  try {
    return membersOf(body, "The webhook");
  } catch {
    throw invalid("The webhook does not say when it was made: it is not JSON.");
  }
}

function timeOf(webhook: Map<string, string>): number {
  const time = integerOf(webhook.get("time_ms"));
  if (time === undefined) throw invalid("The webhook does not say when it was made: it has no time_ms.");
  return time;
}

/** What 64 bits hold, as nearly as a number can; undefined for anything else. */
function integerOf(literal = ""): number | undefined {
  if (!/^-?[0-9]{1,19}$/.test(literal)) return undefined;
  const number = Number(literal);
  return number < 2 ** 63 && number >= -(2 ** 63) ? number : undefined;
}

function eventOf(
  texts: Partial<Texts>,
  subscriptionCount: number | undefined,
  master: MasterKey | undefined,
): WebhookEventFields {
  const {
    name = "",
    channel = "",
    user_id: userId = "",
    event = "",
    data = "",
    socket_id: socketId = "",
  } = texts;
  const opened = data !== "" && isEncrypted(channel) ? openedBy(master, channel, data) : data;
  const sealed = opened === undefined;
  return { name, channel, userId, event, data: opened ?? data, socketId, subscriptionCount, sealed };
}

/** What a string stands for; other values as JSON text, and nothing for null. */
function textOf(literal = "null"): string {
  if (literal.startsWith('"')) return JSON.parse(literal) as string;
  return literal === "null" ? "" : literal;
}

/** The plaintext of `data`; undefined if nobody can open it. */
function openedBy(master: MasterKey | undefined, channel: string, data: string): string | undefined {
  if (!master) return undefined;
  try {
    return open(master, channel, data);
  } catch (error) {
    if (error instanceof FanfareError && error.code !== "internal") return undefined;
    throw error;
  }
}
