// What `channel()` is called with, made into what is sent.

import { nameOfObject, payloadOf, type Broadcastable } from "../../events/event.js";
import type { ChannelLike } from "../../events/channel.js";
import { checkSignal, invalidOption, kindOf, requireString } from "../../common/checks.js";
import { checkSocketId } from "../wasm/core.js";
import { FanfareError } from "../../common/errors.js";

/** What may go along with a broadcast. */
export interface SendOptions {
  /** The connection that shall not get the event: `X-Socket-ID`. */
  socketId?: string;
  /** What the server shall tell of the channels: `"user_count"`, `["user_count", "subscription_count"]`. */
  info?: string | readonly string[];
  /** Cancels this broadcast. */
  signal?: AbortSignal;
}

/** An event on its way: not yet checked by the core. */
export interface Outgoing {
  readonly name: string;
  /** Each once, as many as there are. */
  readonly channels: readonly string[];
  readonly data: string;
  readonly socketId?: string;
  readonly info?: string;
  /** The id of the user that it goes to; `channels` is that user's own then. */
  readonly user?: string;
  /** The event object, where there was one. */
  readonly object?: Broadcastable;
}

/** One event of a batch. */
export interface BatchEvent {
  readonly channel: ChannelLike;
  readonly name: string;
  readonly data: unknown;
  /** The connection that shall not get the event. */
  readonly socketId?: string;
  /** What the server shall tell of the channel. */
  readonly info?: string | readonly string[];
}

const optionNames = ["socketId", "info", "signal"];
const noOptions = {};

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const isBroadcastable = (value: unknown): value is Broadcastable =>
  isObject(value) && typeof (value as Partial<Broadcastable>).broadcastOn === "function";

/** The event object of a call, if there is one. */
export function eventOfCall([first, second]: readonly unknown[]): Broadcastable | undefined {
  return isBroadcastable(first) ? first : isBroadcastable(second) ? second : undefined;
}

/**
 * Reads `(event, options?)`, `(channels, event, options?)` and `(channels, name, data?, options?)`.
 * Throws `invalid_channel`, `no_channel`, `invalid_event_name`, `event_name_minified`, `invalid_data` and `invalid_option`.
 */
export function readCall(args: readonly unknown[]): { outgoing: Outgoing; signal?: AbortSignal } {
  const [first, second] = args;
  if (isBroadcastable(first)) return outgoingOf(first.broadcastOn(), first, args[1]);
  if (typeof second === "function" || typeof first === "function") throw notAnEvent(first, second);
  const isObjectOfEvent = isBroadcastable(second);
  if (!isObjectOfEvent && typeof second !== "string") {
    throw new FanfareError(
      "invalid_event_name",
      "The event is missing: broadcast.channel(channels, name, data) or broadcast.channel(event), where event has a broadcastOn().",
    );
  }
  checkGiven(first);
  if (isObjectOfEvent) return outgoingOf(first, second, args[2]);
  return fieldsOf(first, second, dataText(second, args.length > 2 ? args[2] : {}), args[3]);
}

function outgoingOf(channels: unknown, object: Broadcastable, options: unknown) {
  const name = nameOfEvent(object);
  return fieldsOf(channels, name, dataText(name, payloadOf(object)), options, object);
}

function fieldsOf(channels: unknown, name: string, data: string, options: unknown, object?: Broadcastable) {
  const { socketId, info, signal } = readOptions(options);
  const outgoing: Outgoing = { name, channels: channelNames(channels, name), data, socketId, info, object };
  return { outgoing, signal };
}

/** The name of an event object. Throws `invalid_event_name` and `event_name_minified`. */
export function nameOfEvent(object: Broadcastable): string {
  const name: unknown = nameOfObject(object);
  if (typeof name === "string") return name;
  throw new FanfareError(
    "invalid_event_name",
    `broadcastAs() returned ${kindOf(name)}: it must return the event's name, a string.`,
  );
}

/** The options of one call, `info` as one text. Throws `invalid_option`. */
export function readOptions(options: unknown): { socketId?: string; info?: string; signal?: AbortSignal } {
  if (options === undefined) return noOptions;
  const unknown = isObject(options)
    ? Object.keys(options).find((key) => !optionNames.includes(key))
    : typeof options;
  if (unknown !== undefined) {
    throw new FanfareError(
      "invalid_option",
      `What follows an event is { ${optionNames.join(", ")} }, not "${unknown}"; an event object brings its data itself.`,
    );
  }
  const { socketId, info, signal } = options as SendOptions;
  // The core takes an empty one for none.
  if (socketId !== undefined) checkSocketId(String(socketId));
  return { socketId, info: infoText(info), signal: checkSignal(signal) };
}

export function infoText(info: SendOptions["info"]): string | undefined {
  if (info === undefined || typeof info === "string") return info;
  if (Array.isArray(info)) return info.join(",");
  throw new FanfareError("invalid_option", 'info is an attribute or a list of them: "user_count".');
}

/** The events of a batch. Throws as `readCall` does, and `invalid_option` for what is no list of events. */
export function readBatch(events: readonly BatchEvent[]): Outgoing[] {
  const form = 'triggerBatch() takes a list of events, [{ channel: "a", name: "Saved", data: { id: 7 } }]';
  if (!Array.isArray(events)) throw invalidOption(`${form}, not ${kindOf(events)}.`);
  return events.map((event: BatchEvent | null, i) => {
    if (!isObject(event))
      throw invalidOption(`${form}, and number ${i + 1} of this list is ${kindOf(event)}.`);
    const { channel, name, data, socketId, info, ...more } = event;
    const options = readOptions({ ...more, socketId, info });
    checkGiven(channel);
    requireString(name, "An event's name", "invalid_event_name");
    return { name, channels: channelNames(channel, name), data: dataText(name, data), ...options };
  });
}

function notAnEvent(first: unknown, second: unknown): FanfareError {
  const given = (typeof second === "function" ? second : first) as Function;
  if (isBroadcastable(given.prototype)) {
    return new FanfareError(
      "invalid_event_name",
      `${given.name} is a class: broadcast an instance of it, new ${given.name}(…).`,
    );
  }
  const pattern = typeof first === "string" ? first : "orders.{id}";
  return new FanfareError(
    "invalid_event_name",
    "broadcast.channel() sends an event and takes no function. Who may subscribe is decided by rules: " +
      `broadcast.routes({ channels: { "private-${pattern}": (user, params) => … } }).`,
  );
}

/** Throws `no_channel` where the caller named none. */
export function checkGiven(channels: unknown): void {
  if (channels !== undefined && channels !== null) return;
  throw new FanfareError(
    "no_channel",
    `The channels to send on are ${channels}: give a channel, or [] to send nothing.`,
  );
}

/** The full names, each once. Throws `no_channel` for nothing at all, and `invalid_channel` for what names no channel. */
export function channelNames(channels: unknown, event: string): string[] {
  if (channels === undefined || channels === null) {
    throw new FanfareError(
      "no_channel",
      `The event ${event} names no channel: its broadcastOn() returned nothing. Return a channel, or [] to send nothing.`,
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

/** The payload as the text that subscribers get: a string as it is, anything else as JSON. Throws `invalid_data`. */
export function dataText(event: string, data: unknown): string {
  if (typeof data === "string") return data;
  let text: string | undefined;
  let why = `${typeof data} is not JSON`;
  try {
    // as JSON it would be {}
    if (typeof (data as { then?: unknown } | null | undefined)?.then === "function")
      why = "it is a promise: await it, for broadcastWith() and toBroadcast() give the value itself";
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

/** The events of `events` in lists of at most `max`. */
export function chunks<T>(events: readonly T[], max: number): T[][] {
  return Array.from({ length: Math.ceil(events.length / max) }, (_, i) =>
    events.slice(i * max, (i + 1) * max),
  );
}
