import { invalidOption as invalid } from "../../common/checks.js";
import { prepareApp, prepareApps, type AppKey, type AppKeys, type MasterKey } from "../wasm/core.js";
import { FanfareError } from "../../common/errors.js";
import { parseWebhook, verifyWebhook, type WebhookEventFields } from "./body.js";

/** A channel that now has its first subscriber, or has lost its last. */
export interface ChannelOccupancy {
  readonly kind: "channel_occupied" | "channel_vacated";
  readonly name: string;
  readonly channel: string;
}

/** A member who came to a presence channel, or left it. */
export interface MemberChange {
  readonly kind: "member_added" | "member_removed";
  readonly name: string;
  readonly channel: string;
  readonly userId: string;
}

/** What a page sent to the other subscribers. */
export interface ClientEvent {
  readonly kind: "client_event";
  readonly name: string;
  readonly channel: string;
  /** `"client-typing"` */
  readonly event: string;
  /** The payload as the page sent it, JSON mostly; of an encrypted channel decrypted, unless it is `sealed`. */
  readonly data: string;
  readonly socketId: string;
  /** On presence channels: who sent it. */
  readonly userId?: string;
  /** Whether `data` belongs to an encrypted channel and did not open: it is nobody's word then. */
  readonly sealed: boolean;
}

/** Somebody subscribed to a cache channel that holds nothing. */
export interface CacheMiss {
  readonly kind: "cache_miss";
  readonly name: string;
  readonly channel: string;
}

/** How many connections a channel has now. */
export interface SubscriptionCount {
  readonly kind: "subscription_count";
  readonly name: string;
  readonly channel: string;
  readonly subscriptionCount: number;
}

/** An event that this version does not know. `name` is what the server calls it. */
export interface UnknownWebhookEvent {
  readonly kind: "unknown";
  readonly name: string;
  readonly channel: string;
}

/** One event of a webhook; `kind` says which. */
export type WebhookEvent =
  ChannelOccupancy | MemberChange | ClientEvent | CacheMiss | SubscriptionCount | UnknownWebhookEvent;

/** A webhook that the server has signed. */
export interface Webhook {
  readonly valid: true;
  /** When it was made. */
  readonly time: Date;
  /** The key of the app that sent it. */
  readonly key: string;
  readonly events: readonly WebhookEvent[];
}

/** How `broadcast.webhook()` reads. */
export interface WebhookOptions {
  /** Further apps that may have sent it, while a key is being replaced. */
  readonly keys?: readonly { readonly key: string; readonly secret: string }[];
  /**
   * How many milliseconds its time may be away from now; by default any. 300,000 is what Pusher's library for Python
   * allows; servers send a webhook again for five minutes until it is answered.
   */
  readonly window?: number;
}

/** The headers of a request: a `Headers`, or names in any case with their values, as node:http has them. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** The raw body, as it arrived: what a parser made of it is not what was signed. */
export type WebhookBody = string | Uint8Array | ArrayBuffer;

/** What reads webhooks. */
export interface WebhookReader {
  /** The app first, then those of the option `keys`. */
  readonly senders: AppKeys;
  readonly master: MasterKey | undefined;
  readonly window: number;
}

/** Throws `invalid_option` and `missing_credentials`. */
export function webhookReader(
  app: AppKey,
  master: MasterKey | undefined,
  { keys = [], window = 0 }: WebhookOptions,
): WebhookReader {
  if (typeof window !== "number" || !(window >= 0) || window === Infinity)
    throw invalid("window is a number of milliseconds, 0 for any time.");
  return { senders: prepareApps([app, ...olderApps(keys)]), master, window };
}

function olderApps(keys: NonNullable<WebhookOptions["keys"]>): AppKey[] {
  if (!Array.isArray(keys)) throw invalid("keys is a list: [{ key, secret }].");
  return keys.map((one: { key?: unknown; secret?: unknown } | null | undefined) => {
    const { key, secret } = one ?? {};
    if (typeof key !== "string" || typeof secret !== "string")
      throw invalid("keys is a list of { key, secret }.");
    // The id is no part of a webhook.
    return prepareApp("any", key, secret);
  });
}

export const webhookOptionNames = ["keys", "window"];

/**
 * Reads a genuine webhook.
 *
 * Throws `unknown_key`, `invalid_signature` and `timestamp_expired` for one that is not, `invalid_webhook`,
 * `invalid_json` or
 * `json_too_deep` for one that does not list events.
 */
export function readWebhook(
  { senders, master, window }: WebhookReader,
  headers: WebhookHeaders,
  body: WebhookBody,
): Webhook {
  const raw = body instanceof ArrayBuffer ? new Uint8Array(body) : body;
  if (typeof raw !== "string" && !(raw instanceof Uint8Array)) {
    throw new FanfareError(
      "malformed_request",
      "webhook() takes the raw body, a string or bytes: read it before a parser does.",
    );
  }
  const given = typeof headers === "object" && headers !== null ? headers : {};
  const names = Object.keys(given);
  if (!isJson(headerOf(given, names, "content-type"))) {
    throw new FanfareError("malformed_request", "A webhook's Content-Type is application/json.");
  }
  const signed = {
    key: headerOf(given, names, "x-pusher-key"),
    signature: headerOf(given, names, "x-pusher-signature"),
  };
  const sender = verifyWebhook(senders, signed, raw, window, window > 0 ? Date.now() : 0);
  const { timeMs, events } = parseWebhook(raw, master);
  const time = new Date(timeMs);
  if (Number.isNaN(time.getTime())) throw unheld("time_ms");
  return { valid: true, time, key: senders.apps[sender]!.key, events: events.map(eventOf) };
}

const unheld = (name: string) =>
  new FanfareError("invalid_webhook", `The webhook's ${name} is larger than JavaScript can hold.`);

/** One header, by its name in lower case; empty where it is missing or is there several times. */
function headerOf(headers: WebhookHeaders, names: readonly string[], wanted: string): string {
  if (typeof headers.get === "function") return textOf((headers as Headers).get(wanted));
  let found: unknown;
  let count = 0;
  for (const name of names) {
    if (name.length !== wanted.length || (name !== wanted && name.toLowerCase() !== wanted)) continue;
    const value = (headers as Record<string, unknown>)[name];
    const isList = Array.isArray(value);
    count += isList ? value.length : 1;
    found = isList ? value[0] : value;
  }
  return count === 1 ? textOf(found) : "";
}

const textOf = (value: unknown) => (typeof value === "string" ? value : "");

/** Where a framework leaves the type out, the body will show what it is. */
const isJson = (type: string) =>
  type === "" || type === "application/json" || /^application\/json\s*(;|$)/i.test(type.trim());

function eventOf({
  name,
  channel,
  userId,
  event,
  data,
  socketId,
  subscriptionCount,
  sealed,
}: WebhookEventFields): WebhookEvent {
  switch (name) {
    case "channel_occupied":
    case "channel_vacated":
    case "cache_miss":
      return { kind: name, name, channel };
    case "member_added":
    case "member_removed":
      return { kind: name, name, channel, userId };
    case "client_event": {
      const sent = { kind: name, name, channel, event, data, socketId, sealed } as const;
      return userId === "" ? sent : { ...sent, userId };
    }
    case "subscription_count":
      if (subscriptionCount !== undefined && !Number.isSafeInteger(subscriptionCount)) throw unheld(name);
      return { kind: name, name, channel, subscriptionCount: subscriptionCount ?? 0 };
    default:
      return { kind: "unknown", name, channel };
  }
}
