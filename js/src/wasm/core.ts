// The core, typed: one function for each call of wasm/abi.h, in its order. Every function is synchronous and throws
// FanfareError with the core's code and message.

import { codecOf, loadModule } from "#wasm";
import { FanfareError } from "../../common/errors.js";
import { Abi, pack } from "./abi.js";
import { limits } from "./limits.js";

/** For calls without a typed function here: signing raw strings in js/pusher. */
export const abi = new Abi(loadModule, codecOf);

const packedOf = Symbol("packed");

/**
 * An app whose secret is prepared for signing. Neither printing nor serialising it shows the secret or the prepared
 * key.
 */
export interface AppKey {
  readonly id: string;
  readonly key: string;
  /** 64 bytes, as secret as the secret itself, then the prefix of the signed path, if there is one. Not enumerable. */
  readonly prepared: Uint8Array;
}

interface PackedAppKey extends AppKey {
  /** id, key and prepared key as the module reads them */
  readonly [packedOf]: Uint8Array;
}

/** Apps, any of which may have signed a webhook. */
export interface AppKeys {
  readonly apps: readonly AppKey[];
}

interface PackedAppKeys extends AppKeys {
  readonly [packedOf]: Uint8Array;
}

/** An app's encryption master key. Printing or serialising it does not show it. */
export interface MasterKey {
  /** 32 bytes. Not enumerable. */
  readonly prepared: Uint8Array;
}

interface PackedMasterKey extends MasterKey {
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

export interface EventLimits {
  channelName: number;
  dataBytes: number;
  batchEvents: number;
}

const appOf = (app: AppKey) => (app as PackedAppKey)[packedOf];

const masterOf = (master: MasterKey) => (master as PackedMasterKey)[packedOf];

/** Each master key with the app that it was last used with, joined once. */
const appsWithMaster = new WeakMap<MasterKey, { readonly app: AppKey; readonly packed: Uint8Array }>();

function appAndMaster(app: AppKey, master: MasterKey): Uint8Array {
  const known = appsWithMaster.get(master);
  if (known?.app === app) return known.packed;
  const packed = join(appOf(app), masterOf(master));
  appsWithMaster.set(master, { app, packed });
  return packed;
}

const listOf = (texts: readonly string[]) => [String(texts.length), ...texts];

const eventOf = (event: EventFields) => [
  event.name,
  event.data,
  event.socketId ?? "",
  event.info ?? "",
  String(event.channels.length),
  ...event.channels,
];

/** `signedPrefix` is the prefix of a proxy, if the server signs it as a part of the path. */
export function prepareApp(id: string, key: string, secret: string, signedPrefix = ""): AppKey {
  const signingKey = abi.bytes("fanfare_prepare_key", undefined, [id, key, secret]);
  const prepared =
    signedPrefix === "" ? signingKey : join(signingKey, new TextEncoder().encode(signedPrefix));
  return Object.defineProperties({ id, key } as PackedAppKey, {
    prepared: { value: prepared },
    [packedOf]: { value: pack([id, key, prepared]) },
  });
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

export function triggerRequest(
  app: AppKey,
  event: EventFields,
  nowSeconds: number,
  limits: EventLimits,
): SignedRequest {
  const { channelName, dataBytes } = limits;
  return postOf(
    abi.firstThree("fanfare_trigger_request", appOf(app), eventOf(event), nowSeconds, channelName, dataBytes),
  );
}

export function batchRequest(
  app: AppKey,
  events: readonly EventFields[],
  nowSeconds: number,
  limits: EventLimits,
): SignedRequest {
  const { channelName, dataBytes, batchEvents } = limits;
  const fields = [String(events.length), ...events.flatMap(eventOf)];
  return postOf(
    abi.firstThree(
      "fanfare_batch_request",
      appOf(app),
      fields,
      nowSeconds,
      channelName,
      dataBytes,
      batchEvents,
    ),
  );
}

/** `resource` is the path after `/apps/{id}`, like `"/channels"`. */
export function signRequest(
  app: AppKey,
  method: "GET" | "POST",
  resource: string,
  params: Record<string, string>,
  body: string,
  nowSeconds: number,
): SignedRequest {
  const fields = [method, resource, body, ...listOf(Object.entries(params).flat())];
  const [path, query] = abi.firstThree("fanfare_sign_request", appOf(app), fields, nowSeconds);
  return { method, path, query, body };
}

/** The answer to a subscription, with its members in the order of the wire. */
export interface Authorization {
  auth: string;
  channel_data?: string;
  shared_secret?: string;
}

/** `user_info` is JSON text. */
export function authorize(
  app: AppKey,
  socketId: string,
  channel: string,
  member?: { user_id: string; user_info?: string },
): Authorization {
  if (!member) return { auth: abi.asciiText("fanfare_authorize", appOf(app), [socketId, channel]) };
  const texts = [socketId, channel, member.user_id, member.user_info ?? ""];
  const [auth, channel_data] = abi.firstThree("fanfare_authorize_member", appOf(app), texts);
  return { auth, channel_data };
}

/** Signs a user in. `userData` is JSON text. */
export function authenticate(
  app: AppKey,
  socketId: string,
  userData: string,
): { auth: string; user_data: string } {
  return {
    auth: abi.asciiText("fanfare_authenticate", appOf(app), [socketId, userData]),
    user_data: userData,
  };
}

/** Prepares a master key from the base64 of exactly 32 bytes. */
export function prepareMasterKey(base64: string): MasterKey {
  const prepared = abi.bytes("fanfare_prepare_master_key", undefined, [base64]);
  return Object.defineProperties({} as PackedMasterKey, {
    prepared: { value: prepared },
    [packedOf]: { value: pack([prepared]) },
  });
}

/** The 32 bytes of a channel's key. */
export function sharedSecret(master: MasterKey, channel: string): Uint8Array {
  return abi.bytes("fanfare_shared_secret", masterOf(master), [channel]);
}

/** Encrypts `plaintext` as it stands. `nonce` is 24 random bytes, drawn anew for every message. */
export function seal(master: MasterKey, channel: string, plaintext: string, nonce: Uint8Array): string {
  return abi.text("fanfare_seal", join(masterOf(master), pack([nonce])), [channel, plaintext]);
}

export function open(master: MasterKey, channel: string, data: string): string {
  return abi.text("fanfare_open", masterOf(master), [channel, data]);
}

/** The request for an event whose one channel is encrypted. `nonce` is 24 random bytes. */
export function encryptedTriggerRequest(
  app: AppKey,
  master: MasterKey,
  event: EventFields,
  nonce: Uint8Array,
  nowSeconds: number,
  limits: EventLimits,
): SignedRequest {
  const { channelName, dataBytes } = limits;
  const packed = join(appAndMaster(app, master), pack([nonce]));
  return postOf(
    abi.firstThree("fanfare_trigger_encrypted", packed, eventOf(event), nowSeconds, channelName, dataBytes),
  );
}

/** The request for a batch. Events for encrypted channels are sealed. `nonces` has 24 random bytes for each event. */
export function encryptedBatchRequest(
  app: AppKey,
  master: MasterKey,
  events: readonly EventFields[],
  nonces: Uint8Array,
  nowSeconds: number,
  limits: EventLimits,
): SignedRequest {
  const { channelName, dataBytes, batchEvents } = limits;
  const packed = join(appAndMaster(app, master), pack([nonces]));
  const fields = [String(events.length), ...events.flatMap(eventOf)];
  return postOf(
    abi.firstThree(
      "fanfare_batch_encrypted",
      packed,
      fields,
      nowSeconds,
      channelName,
      dataBytes,
      batchEvents,
    ),
  );
}

/** Signs a subscription to an encrypted channel. */
export function authorizeEncrypted(
  app: AppKey,
  master: MasterKey,
  socketId: string,
  channel: string,
): Authorization {
  const packed = appAndMaster(app, master);
  const [auth, shared_secret] = abi.firstThree("fanfare_authorize_encrypted", packed, [socketId, channel]);
  return { auth, shared_secret };
}

export function prepareApps(apps: readonly AppKey[]): AppKeys {
  const packed = join(pack([String(apps.length)]), ...apps.map(appOf));
  return Object.defineProperty({ apps } as PackedAppKeys, packedOf, { value: packed });
}

/** The index in `senders` of the app that signed a webhook. `body` is the raw body. */
export function webhookSender(
  senders: AppKeys,
  { key, signature }: { key: string; signature: string },
  body: string | Uint8Array,
): number {
  const list = (senders as PackedAppKeys)[packedOf];
  const sender =
    typeof body === "string"
      ? abi.text("fanfare_verify_webhook", list, [body, key, signature])
      : abi.text("fanfare_verify_webhook", join(list, pack([body])), [key, signature]);
  return Number(sender);
}

/**
 * The items of the outermost object or array of `json`: pairs of the literal of a name, empty in an array, and a
 * value, both as
 * they stand in the text. The sentence of an error starts with `what`.
 */
export function jsonItems(json: string | Uint8Array, what: string): [string, string][] {
  return pairs(
    typeof json === "string"
      ? abi.texts("fanfare_json_items", undefined, [json, what])
      : abi.texts("fanfare_json_items", pack([json]), [what]),
  );
}

export function checkRule(pattern: string): void {
  abi.text("fanfare_check_rule", undefined, [pattern]);
}

/** Texts as the module reads a list, to be kept and given to many calls. */
export const packList = (texts: readonly string[]): Uint8Array => pack(listOf(texts));

/** A rule whose pattern matches: its place, and its parameters without a prototype. */
export interface RuleMatch {
  place: number;
  params: Record<string, string>;
}

/** The first of `patterns` (a packed list) from place `from` on that matches; null if none does. */
export function nextRule(patterns: Uint8Array, channel: string, from = 0): RuleMatch | null {
  const [place, ...parameters] = abi.texts("fanfare_next_rule", patterns, [channel], from);
  if (place === "") return null;
  const params = Object.create(null) as Record<string, string>;
  for (const [name, value] of pairs(parameters)) params[name] = value;
  return { place: Number(place), params };
}

const audiences = ["everyone", "users", "members", "nobody"] as const;

/** Who may subscribe without rules. Throws `invalid_channel` and `public_channel`. */
export function defaultAudience(channel: string, knowsUsers: boolean): (typeof audiences)[number] {
  const [place] = abi.texts("fanfare_default_audience", undefined, [channel], knowsUsers ? 1 : 0);
  return audiences[Number(place)]!;
}

/** The headers by which a browser says where a request comes from; an empty text is an absent header. */
export interface OriginHeaders {
  origin: string;
  secFetchSite: string;
  forwardedHost: string;
  host: string;
}

/** One character more than is read: the core refuses it. */
const cappedHeader = (text: string) => text.slice(0, limits.header_bytes_max + 1);

/** Why a request may ask; `allowed` is a packed list of origins. Throws `origin_refused`. */
export function checkOrigin(headers: OriginHeaders, allowed: Uint8Array): "own" | "listed" {
  const { origin, secFetchSite, forwardedHost, host } = headers;
  const texts = [origin, secFetchSite, forwardedHost, host].map(cappedHeader);
  return abi.text("fanfare_check_origin", allowed, texts) as "own" | "listed";
}

/** What an authorization request asks for: channels, or without any a sign-in. */
export interface AuthorizationRequest {
  socketId: string;
  /** Each once, in the order in which the request first names them. */
  channels: string[];
  /** Whether each channel has its own answer. */
  isBatch: boolean;
}

/** Throws `malformed_request`, `too_many_channels` and `invalid_socket_id`, each with its HTTP status. */
export function readAuthorizationRequest(contentType: string, body: Uint8Array): AuthorizationRequest {
  const packed = pack([cappedHeader(contentType), body.subarray(0, limits.authorization_body_max + 1)]);
  const [status, first, second, ...channels] = abi.texts("fanfare_read_authorization_request", packed, []);
  if (status !== "200") throw new FanfareError(first!, second!, { status: Number(status) });
  return { socketId: second!, channels, isBatch: first === "batch" };
}

/** The HTTP status with which a route answers an error. */
export function httpStatus(code: string, route: "authorization" | "webhook"): number {
  const [status] = abi.texts("fanfare_http_status", undefined, [code], route === "webhook" ? 1 : 0);
  return Number(status);
}

function postOf([path, query, body]: readonly [string, string, string]): SignedRequest {
  return { method: "POST", path, query, body };
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function pairs(texts: readonly string[]): [string, string][] {
  return Array.from({ length: texts.length / 2 }, (_, i) => [texts[2 * i]!, texts[2 * i + 1]!]);
}
