// Parses the calls that send. Each call is parsed once, into one `Outgoing`.

import { isEncrypted, type ChannelLike, type Channels } from "../../events/channel.js";
import { nameOfObject, payloadOf, type Broadcastable } from "../../events/event.js";
import { checkSignal, invalidOption, kindOf, requireString } from "../../common/checks.js";
import { FanfareError } from "../../common/errors.js";
import { checkChannel, checkSocketId } from "../wasm/core.js";
import { limits } from "../wasm/limits.js";

/** The options of one broadcast. */
export interface SendOptions {
  /** The connection to leave out: `X-Socket-ID`. */
  socketId?: string;
  /** What the server tells about the channels: `"user_count"`, `["user_count", "subscription_count"]`. */
  info?: string | readonly string[];
  /** Cancels this broadcast. */
  signal?: AbortSignal;
}

/** One call as parsed. The core has not checked it yet. */
export interface Outgoing {
  readonly name: string;
  /** Full names, each once; any number of them. */
  readonly channels: readonly string[];
  /** The payload's text. */
  readonly data: string;
  readonly socketId?: string;
  readonly info?: string;
  readonly signal?: AbortSignal;
  /** The id of the user that it is sent to. `channels` is then that user's own. */
  readonly user?: string;
  /** The event object, when there was one. */
  readonly object?: Broadcastable;
}

/** One event of a batch. */
export interface BatchEvent {
  readonly channel: ChannelLike;
  readonly name: string;
  readonly data: unknown;
  /** The connection to leave out. */
  readonly socketId?: string;
  /** What the server tells about the channel. */
  readonly info?: string | readonly string[];
}

/** The name and the channels of a call. */
export type Address = Pick<Outgoing, "name" | "channels">;

/** A call by its form: an event object with its own or other channels, or a name with a payload. */
type Call =
  | { object: Broadcastable; channels: unknown; options: unknown }
  | { object?: undefined; name: string; channels: unknown; data: unknown; options: unknown };

/** Stands for the channels that an event object names itself. */
const ownChannels = Symbol("own channels");

const optionNames = ["socketId", "info", "signal"];
const noOptions = {};

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const isBroadcastable = (value: unknown): value is Broadcastable =>
  isObject(value) && typeof (value as Partial<Broadcastable>).broadcastOn === "function";

/** The event object of a call, if there is one. */
export function findEvent([first, second]: readonly unknown[]): Broadcastable | undefined {
  return isBroadcastable(first) ? first : isBroadcastable(second) ? second : undefined;
}

/**
 * Parses `(event, options?)`, `(channels, event, options?)` and `(channels, name, data?, options?)`.
 * Throws `invalid_channel`, `no_channel`, `invalid_event_name`, `event_name_minified`, `invalid_data` and
 * `invalid_option`.
 */
export function parseCall(args: readonly unknown[]): Outgoing {
  const call = parseForm(args);
  const { name, channels } = addressOf(call);
  const data = encodePayload(name, call.object ? payloadOf(call.object) : call.data);
  const { socketId, info, signal } = parseSendOptions(call.options);
  return { name, channels, data, socketId, info, signal, object: call.object };
}

/** Parses only the name and the channels, for an event that is not sent: its payload is never made. */
export function parseAddress(args: readonly unknown[]): Address {
  return addressOf(parseForm(args));
}

/** Parses a `trigger()`. Throws as `parseCall` does, and `too_many_channels` and `encrypted_channel`. */
export function parseTrigger(channels: Channels, event: string, data: unknown, options: unknown): Outgoing {
  if (typeof event !== "string")
    throw new FanfareError(
      "invalid_event_name",
      "trigger() takes channels, a name and data: channel() takes event objects.",
    );
  const outgoing = parseCall([channels, event, data, options]);
  const max = limits.trigger_channels_max;
  if (outgoing.channels.length > max) {
    throw new FanfareError(
      "too_many_channels",
      `A trigger takes ${max} channels, not ${outgoing.channels.length}: channel() splits them.`,
    );
  }
  const encrypted = outgoing.channels.length > 1 && outgoing.channels.find(isEncrypted);
  if (encrypted) {
    throw new FanfareError(
      "encrypted_channel",
      `A trigger to ${encrypted} takes no other channel, because each encrypted channel has its own key: ` +
        "channel() sends one event to each.",
    );
  }
  return outgoing;
}

/** Parses `(userId, event, options?)` and `(userId, name, data?, options?)`. Throws also `invalid_user`. */
export function parseUserEvent(userId: string, args: readonly unknown[]): Outgoing {
  const user = requireUserId(userId);
  return { ...parseCall([[], ...args]), user, channels: [`#server-to-user-${user}`] };
}

/** Parses a batch. Throws as `parseCall` does, and `invalid_option` for anything but a list of events. */
export function parseBatch(events: readonly BatchEvent[]): Outgoing[] {
  const form = 'triggerBatch() takes a list of events, [{ channel: "a", name: "Saved", data: { id: 7 } }]';
  if (!Array.isArray(events)) throw invalidOption(`${form}, not ${kindOf(events)}.`);
  return events.map((event: BatchEvent | null, i) => {
    if (!isObject(event))
      throw invalidOption(`${form}, and number ${i + 1} of this list is ${kindOf(event)}.`);
    const { channel, name, data, socketId, info, ...more } = event;
    const options = parseSendOptions({ ...more, socketId, info });
    requireChannels(channel);
    requireString(name, "An event's name", "invalid_event_name");
    return { name, channels: channelNames(channel, name), data: encodePayload(name, data), ...options };
  });
}

function parseForm(args: readonly unknown[]): Call {
  const [first, second, third, fourth] = args;
  if (isBroadcastable(first)) return { object: first, channels: ownChannels, options: second };
  if (typeof second === "function" || typeof first === "function") throw notAnEvent(first, second);
  const isEvent = isBroadcastable(second);
  if (!isEvent && typeof second !== "string") {
    throw new FanfareError(
      "invalid_event_name",
      "The event is missing: broadcast.channel(channels, name, data) or broadcast.channel(event), " +
        "where event has a broadcastOn().",
    );
  }
  requireChannels(first);
  if (isEvent) return { object: second, channels: first, options: third };
  return { name: second, channels: first, data: args.length > 2 ? third : {}, options: fourth };
}

function addressOf(call: Call): Address {
  const { object } = call;
  const channels = object && call.channels === ownChannels ? object.broadcastOn() : call.channels;
  const name = object ? requireName(object) : call.name;
  return { name, channels: channelNames(channels, name) };
}

/** The name of an event object. Throws `invalid_event_name` and `event_name_minified`. */
function requireName(object: Broadcastable): string {
  const name: unknown = nameOfObject(object);
  if (typeof name === "string") return name;
  throw new FanfareError(
    "invalid_event_name",
    `broadcastAs() returned ${kindOf(name)}: it must return the event's name, a string.`,
  );
}

function parseSendOptions(options: unknown): Pick<Outgoing, "socketId" | "info" | "signal"> {
  if (options === undefined) return noOptions;
  const unknown = isObject(options)
    ? Object.keys(options).find((key) => !optionNames.includes(key))
    : typeof options;
  if (unknown !== undefined) {
    throw new FanfareError(
      "invalid_option",
      `The options after an event are { ${optionNames.join(", ")} }, not "${unknown}"; ` +
        "an event object brings its data itself.",
    );
  }
  const { socketId, info, signal } = options as SendOptions;
  // To the core an empty one means none.
  if (socketId !== undefined) checkSocketId(String(socketId));
  return { socketId, info: parseInfo(info), signal: checkSignal(signal) };
}

/** The option `info` as one text. Throws `invalid_option`. */
export function parseInfo(info: SendOptions["info"]): string | undefined {
  if (info === undefined || typeof info === "string") return info;
  if (Array.isArray(info)) return info.join(",");
  throw new FanfareError("invalid_option", 'info is an attribute or a list of them: "user_count".');
}

/** The id of a user to whom events can be sent. Throws `invalid_user`. */
export function requireUserId(userId: string): string {
  try {
    checkChannel(requireString(userId, "userId"), limits.user_id_max);
    return userId;
  } catch {
    throw new FanfareError(
      "invalid_user",
      `The id of a user to send to has 1 to ${limits.user_id_max} characters of A-Z a-z 0-9 _ - = @ , . ;`,
    );
  }
}

function notAnEvent(first: unknown, second: unknown): FanfareError {
  const callable = (typeof second === "function" ? second : first) as Function;
  if (isBroadcastable(callable.prototype)) {
    return new FanfareError(
      "invalid_event_name",
      `${callable.name} is a class: broadcast an instance of it, new ${callable.name}(…).`,
    );
  }
  const pattern = typeof first === "string" ? first : "orders.{id}";
  return new FanfareError(
    "invalid_event_name",
    "broadcast.channel() sends an event and takes no function. To decide who may subscribe, give rules: " +
      `broadcast.routes({ channels: { "private-${pattern}": (user, params) => … } }).`,
  );
}

/** Throws `no_channel` when the caller named no channels. */
function requireChannels(channels: unknown): void {
  if (channels !== undefined && channels !== null) return;
  throw new FanfareError(
    "no_channel",
    `The channels to send on are ${channels}: give a channel, or [] to send nothing.`,
  );
}

/** Full names, each once. Throws `no_channel` when there is no value at all, and `invalid_channel`. */
function channelNames(channels: unknown, event: string): string[] {
  if (channels === undefined || channels === null) {
    throw new FanfareError(
      "no_channel",
      `The event ${event} names no channel: its broadcastOn() returned nothing. ` +
        "Return a channel, or [] to send nothing.",
    );
  }
  return Array.isArray(channels) ? [...new Set(channels.map(channelName))] : [channelName(channels)];
}

function channelName(channel: unknown): string {
  const name = isObject(channel) ? (channel as Partial<Exclude<ChannelLike, string>>).name : channel;
  if (typeof name === "string") return name;
  throw new FanfareError(
    "invalid_channel",
    `A channel is a name, a Channel, or an array of them, not ${kindOf(channel)}.`,
  );
}

/** The text that subscribers get: a string as it is, anything else as JSON. Throws `invalid_data`. */
export function encodePayload(event: string, data: unknown): string {
  if (typeof data === "string") return data;
  let text: string | undefined;
  let why = `${typeof data} is not JSON`;
  try {
    // as JSON it would be {}
    if (typeof (data as { then?: unknown } | null | undefined)?.then === "function")
      why = "it is a promise: await it, because broadcastWith() and toBroadcast() return the value itself";
    else text = JSON.stringify(data);
  } catch {
    // the error's own message may quote the data
    why = "it has a cycle, a BigInt, or a toJSON() that throws";
  }
  if (text === undefined) {
    throw new FanfareError(
      "invalid_data",
      `The payload of ${event} cannot be sent: ${why}. Send what JSON can hold; leave it out to send {}.`,
    );
  }
  return text;
}
