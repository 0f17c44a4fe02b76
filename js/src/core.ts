// The typed face of the core: one function for each call of wasm/abi.h, in its order. Every function is synchronous and
// throws FanfareError with the core's code and message.

import { loadModule } from "#wasm";
import { Abi, pack } from "./abi.js";

const abi = new Abi(loadModule);

const packedOf = Symbol("packed");

/** An app whose secret is prepared for signing. Printing or serialising it shows neither the secret nor what was made of it. */
export interface AppKey {
  readonly id: string;
  readonly key: string;
  /** 64 bytes, as good as the secret itself. Not enumerable. */
  readonly prepared: Uint8Array;
}

interface PackedAppKey extends AppKey {
  /** id, key and prepared key as the module reads them */
  readonly [packedOf]: Uint8Array;
}

export interface EventFields {
  name: string;
  channels: readonly string[];
  data: string;
  socketId?: string;
  info?: string;
}

export interface SignedRequest {
  method: "GET" | "POST";
  path: string;
  query: string;
  body: string;
}

export interface Limits {
  channelName: number;
  dataBytes: number;
  batchEvents: number;
}

export interface ChannelKind {
  kind: "public" | "private" | "presence" | "encrypted";
  cache: boolean;
}

export interface OriginHeaders {
  origin: string;
  secFetchSite: string;
  forwardedHost: string;
  host: string;
}

export type StatusClass = "ok" | "rejected" | "throttled" | "ambiguous";

/** Times are milliseconds. */
export interface RetryPolicy {
  delivery: "safe" | "at-least-once" | "once";
  /** Whether the server remembers idempotency keys. */
  idempotent: boolean;
  /** How often to try, the first time included. */
  attempts: number;
  base: number;
  cap: number;
  total: number;
}

export interface Failure {
  /** The failure's class: `not_sent`, `throttled`, `ambiguous`, `rejected` … */
  code: string;
  /** Which attempt it was, from 1. */
  attempt: number;
  /** Milliseconds since the broadcast began. */
  elapsed: number;
  /** The server's Retry-After header. */
  retryAfter?: string | null;
  /** In [0, 1), drawn by the caller. */
  random: number;
  /** Milliseconds since 1970, for a Retry-After that is a date. */
  now: number;
}

/** The names of the core's limits, as C++ has them. */
export type LimitName =
  | "channel_name_max"
  | "channel_name_max_pusher"
  | "event_name_max"
  | "trigger_channels_max"
  | "batch_events_max"
  | "data_bytes_max"
  | "user_id_max"
  | "member_bytes_max"
  | "timestamp_tolerance";

const appOf = (app: AppKey) => (app as PackedAppKey)[packedOf];

const listOf = (texts: readonly string[]) => [String(texts.length), ...texts];

const eventOf = (event: EventFields) => [
  event.name,
  event.data,
  event.socketId ?? "",
  event.info ?? "",
  String(event.channels.length),
  ...event.channels,
];

export function prepareApp(id: string, key: string, secret: string): AppKey {
  const prepared = abi.bytes("fanfare_prepare_key", undefined, [id, key, secret]);
  return Object.defineProperties({ id, key } as PackedAppKey, {
    prepared: { value: prepared },
    [packedOf]: { value: pack([id, key, prepared]) },
  });
}

let knownLimits: Readonly<Record<LimitName, number>> | undefined;

/** The core's limits, read once from the module. */
export function limits(): Readonly<Record<LimitName, number>> {
  return (knownLimits ??= Object.freeze(
    Object.fromEntries(pairs(abi.texts("fanfare_limits", undefined, [])).map(([name, value]) => [name, Number(value)])),
  ) as Readonly<Record<LimitName, number>>);
}

export function checkChannel(name: string, maxLength: number): void {
  abi.text("fanfare_check_channel", undefined, [name, String(maxLength)]);
}

export function checkEventName(name: string): void {
  abi.text("fanfare_check_event_name", undefined, [name]);
}

export function checkSocketId(socketId: string): void {
  abi.text("fanfare_check_socket_id", undefined, [socketId]);
}

export function channelKind(name: string): ChannelKind {
  const [kind, cache] = abi.texts("fanfare_channel_kind", undefined, [name]);
  return { kind: kind as ChannelKind["kind"], cache: cache === "1" };
}

export function triggerRequest(app: AppKey, event: EventFields, nowSeconds: number, limits: Limits): SignedRequest {
  const { channelName, dataBytes } = limits;
  return posted(abi.texts("fanfare_trigger_request", appOf(app), eventOf(event), nowSeconds, channelName, dataBytes));
}

export function batchRequest(
  app: AppKey,
  events: readonly EventFields[],
  nowSeconds: number,
  limits: Limits,
): SignedRequest {
  const { channelName, dataBytes, batchEvents } = limits;
  const fields = [String(events.length), ...events.flatMap(eventOf)];
  return posted(
    abi.texts("fanfare_batch_request", appOf(app), fields, nowSeconds, channelName, dataBytes, batchEvents),
  );
}

/** `resource` is what follows `/apps/{id}`: `"/channels"`. */
export function signRequest(
  app: AppKey,
  method: "GET" | "POST",
  resource: string,
  params: Record<string, string>,
  body: string,
  nowSeconds: number,
): SignedRequest {
  const fields = [method, resource, body, ...listOf(Object.entries(params).flat())];
  const [path = "", query = ""] = abi.texts("fanfare_sign_request", appOf(app), fields, nowSeconds);
  return { method, path, query, body };
}

/** The JSON answer to a subscription. `user_info` is JSON text. */
export function authorize(
  app: AppKey,
  socketId: string,
  channel: string,
  member?: { user_id: string; user_info?: string },
): string {
  return member
    ? abi.text("fanfare_authorize_member", appOf(app), [socketId, channel, member.user_id, member.user_info ?? ""])
    : abi.text("fanfare_authorize", appOf(app), [socketId, channel]);
}

/** The JSON answer to a sign-in. `userData` is JSON text. */
export function authenticate(app: AppKey, socketId: string, userData: string): string {
  return abi.text("fanfare_authenticate", appOf(app), [socketId, userData]);
}

export function checkRule(pattern: string): void {
  abi.text("fanfare_check_rule", undefined, [pattern]);
}

/** What the pattern's parameters stand for, without a prototype; null if it does not match. */
export function matchRule(pattern: string, channel: string): Record<string, string> | null {
  const [matched, ...parameters] = abi.texts("fanfare_match_rule", undefined, [pattern, channel]);
  if (matched !== "1") return null;
  const found = Object.create(null) as Record<string, string>;
  for (const [name, value] of pairs(parameters)) found[name] = value;
  return found;
}

export function checkOrigin(headers: OriginHeaders, allowed: readonly string[]): void {
  const { origin, secFetchSite, forwardedHost, host } = headers;
  abi.text("fanfare_check_origin", undefined, [origin, secFetchSite, forwardedHost, host, ...listOf(allowed)]);
}

export function classifyStatus(status: number): StatusClass {
  return abi.text("fanfare_classify_status", undefined, [], status) as StatusClass;
}

/** Milliseconds until the next attempt; null when there shall be none. */
export function retryDelay(policy: RetryPolicy, failure: Failure): number | null {
  const delay = abi.text(
    "fanfare_retry_delay",
    undefined,
    [policy.delivery, failure.code, failure.retryAfter ?? ""],
    policy.idempotent ? 1 : 0,
    policy.attempts,
    policy.base,
    policy.cap,
    policy.total,
    failure.attempt,
    failure.elapsed,
    failure.random,
    failure.now,
  );
  return delay === "" ? null : Number(delay);
}

function posted([path = "", query = "", body = ""]: string[]): SignedRequest {
  return { method: "POST", path, query, body };
}

function pairs(texts: readonly string[]): [string, string][] {
  return Array.from({ length: texts.length / 2 }, (_, i) => [texts[2 * i]!, texts[2 * i + 1]!]);
}
