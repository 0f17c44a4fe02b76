// The calls of the HTTP API beside sending (pusher/docs: docs/channels/library_auth_reference/rest-api.md).

import type { Broadcastable } from "../../events/event.js";
import { channelKind, isEncrypted, type ChannelLike, type Channels } from "../../events/channel.js";
import { dispatch, type Outlet } from "./bound.js";
import {
  checkOptions,
  checkSignal,
  given,
  invalidOption,
  isPlainObject,
  kindOf,
  requireString,
} from "../../common/checks.js";
import { checkChannel, jsonItems } from "../wasm/core.js";
import type { ApiCall } from "./drivers/driver.js";
import { FanfareError } from "../../common/errors.js";
import {
  channelNames,
  checkGiven,
  dataText,
  infoText,
  readBatch,
  readCall,
  type BatchEvent,
  type SendOptions,
} from "./outgoing.js";
import type { ChannelInfo, SendResult } from "./result.js";
import { limits } from "../wasm/limits.js";

/** What a server can tell of a channel. */
export interface ChannelAttributes {
  /** Members, of a presence channel. */
  user_count: number;
  /** Connections, of any other channel; Pusher tells it where the app has it turned on. */
  subscription_count: number;
  /** What a cache channel holds for whoever subscribes next, and for how many seconds yet; null for nothing. */
  cache: { data: string; ttl: number } | null;
}

/** The names of what a server can tell of a channel. */
export type ChannelAttribute = keyof ChannelAttributes;

/** One channel: whether somebody is subscribed, and what was asked for, as far as the server tells it. */
export type ChannelState<Asked extends ChannelAttribute = never> = { readonly occupied: boolean } & {
  readonly [Name in Asked]?: ChannelAttributes[Name];
};

/** Cancels one call. */
export interface CallOptions {
  signal?: AbortSignal;
}

/** A server's answer to `get()` or `post()`. */
export interface ApiResponse {
  readonly status: number;
  readonly body: string;
  /** The body as a value. Throws `invalid_json` when it is none. */
  json(): any;
}

type Attributes<Asked> = Asked | readonly Asked[];

/** What `Broadcast` inherits: questions to the server, users, and requests of one's own. */
export abstract class Api {
  readonly #outlet: () => Outlet;

  /** @internal */
  constructor(outlet: () => Outlet) {
    this.#outlet = outlet;
  }

  /**
   * One request of the HTTP API: `channel()` without event classes, and without cutting.
   * Rejects as `channel()` does, with `too_many_channels` over 100, and with `encrypted_channel` for an encrypted
   * channel among others.
   */
  async trigger(
    channels: Channels,
    event: string,
    data: unknown,
    options?: SendOptions,
  ): Promise<SendResult> {
    if (typeof event !== "string")
      throw new FanfareError(
        "invalid_event_name",
        "trigger() takes channels, a name and data: channel() takes event objects.",
      );
    checkGiven(channels);
    const { outgoing, signal } = readCall([channelNames(channels, event), event, data, options]);
    const max = limits.trigger_channels_max;
    if (outgoing.channels.length > max) {
      throw new FanfareError(
        "too_many_channels",
        `A trigger takes ${max} channels, not ${outgoing.channels.length}: channel() cuts them.`,
      );
    }
    const encrypted = outgoing.channels.length > 1 && outgoing.channels.find(isEncrypted);
    if (encrypted) {
      throw new FanfareError(
        "encrypted_channel",
        `A trigger to ${encrypted} takes no other channel, for each encrypted channel has a key of its own: ` +
          "channel() sends one event to each.",
      );
    }
    return dispatch(this.#outlet(), outgoing, signal);
  }

  /**
   * Sends different events at once, in their order, ten a request. What the server tells of them comes in the same order.
   *
   * ```ts
   * await broadcast.triggerBatch([{ channel: "a", name: "Saved", data: { id: 7 } }, { channel: "b", name: "Gone", data: {} }]);
   * ```
   *
   * Rejects as `channel()` does. All are checked before the first is sent.
   */
  async triggerBatch(
    events: readonly BatchEvent[],
    options: CallOptions = {},
  ): Promise<{ batch: ChannelInfo[] }> {
    return { batch: await this.#outlet().driver.sendBatch(readBatch(events), signalIn(options)) };
  }

  /**
   * The channels that somebody is subscribed to, by their full names.
   *
   * ```ts
   * const rooms = await broadcast.listChannels({ prefix: "presence-chat.", info: "user_count" });
   * rooms["presence-chat.1"]?.user_count; // 3
   * ```
   *
   * Rejects with `invalid_option` for an attribute that is not told of such channels, with `invalid_json` for an answer
   * that is none of the protocol's, and as sending does. The drivers that send nothing know no channel.
   */
  async listChannels<Asked extends ChannelAttribute = never>(
    options: CallOptions & { prefix?: string; info?: Attributes<Asked> } = {},
  ): Promise<Record<string, ChannelState<Asked>>> {
    checkOptions(options, "listChannels()", ["prefix", "info", "signal"]);
    const { prefix = "", info, signal } = options;
    const params: Record<string, string> = {};
    if (prefix !== "") params.filter_by_prefix = requireString(prefix, "prefix");
    addInfo(params, info, prefix);
    const { channels } = await this.#ask("/channels", params, signal);
    // Servers written in PHP have an empty list for an empty object.
    if (Array.isArray(channels) && channels.length === 0) return {};
    const states = Object.entries(recordOf(channels, "channels")).map(([name, told]) => [
      name,
      { ...recordOf(told, "a channel's attributes"), occupied: true },
    ]);
    return Object.fromEntries(states);
  }

  /**
   * What the server tells of one channel.
   *
   * ```ts
   * const { occupied, cache } = await broadcast.channelInfo("cache-scores", "cache");
   * ```
   *
   * Rejects as `listChannels()` does, and with `invalid_channel`.
   */
  async channelInfo<Asked extends ChannelAttribute = never>(
    channel: ChannelLike,
    info?: Attributes<Asked>,
    options: CallOptions = {},
  ): Promise<ChannelState<Asked>> {
    const name = nameOf(channel);
    const params: Record<string, string> = {};
    addInfo(params, info, name);
    const told = await this.#ask(`/channels/${name}`, params, signalIn(options));
    if (typeof told.occupied !== "boolean") throw unreadable("a channel's attributes");
    return told as ChannelState<Asked>;
  }

  /**
   * The ids of a presence channel's members. Rejects with `invalid_channel`, for any other channel too, and as
   * `listChannels()` does.
   *
   * ```ts
   * await broadcast.listMembers(new PresenceChannel("chat.1")); // ["7", "9"]
   * ```
   */
  async listMembers(channel: ChannelLike, options: CallOptions = {}): Promise<string[]> {
    const name = nameOf(channel);
    if (channelKind(name).kind !== "presence") {
      throw new FanfareError(
        "invalid_channel",
        `Only presence channels have members, and "${name}" is none.`,
      );
    }
    const call: ApiCall = { method: "GET", resource: `/channels/${name}/users`, params: {}, body: "" };
    const response = await this.#call(call, signalIn(options));
    const { users } = recordOf(response.json(), "what was asked for");
    if (!Array.isArray(users)) throw unreadable("members");
    const ids = users.map((user) => recordOf(user, "members").id);
    return ids.every((id) => typeof id === "string") ? ids : literalIds(response.body);
  }

  /**
   * Sends an event to every connection of one user who is signed in there (`pusher.signin()`): an event object, whose
   * own channels do not matter, or a name with a payload.
   *
   * ```ts
   * await broadcast.sendToUser("7", "Invited", { to: "chat.1" });
   * ```
   *
   * Rejects as `channel()` does, and with `invalid_user` for an id that cannot be sent to: it has 1 to 128 characters of
   * those of a channel's name.
   */
  sendToUser(userId: string, event: Broadcastable, options?: SendOptions): Promise<SendResult>;
  sendToUser(userId: string, event: string, data?: unknown, options?: SendOptions): Promise<SendResult>;
  async sendToUser(userId: string, ...args: unknown[]): Promise<SendResult> {
    const user = checkedUser(userId);
    const { outgoing, signal } = readCall([[], ...args]);
    return dispatch(this.#outlet(), { ...outgoing, user, channels: [`#server-to-user-${user}`] }, signal);
  }

  /** Ends every connection of one user who is signed in. Rejects with `invalid_user`, and as sending does. */
  async terminateConnections(userId: string, options: CallOptions = {}): Promise<void> {
    const resource = `/users/${checkedUser(userId)}/terminate_connections`;
    await this.#call({ method: "POST", resource, params: {}, body: "{}" }, signalIn(options));
  }

  /**
   * A signed GET of what follows `/apps/{id}`, for a server's own routes. A parameter that is undefined is left out.
   *
   * ```ts
   * const { connections } = (await broadcast.get("/connections", { limit: 10 })).json();
   * ```
   *
   * Rejects with `invalid_parameter` for a resource or parameters that cannot be signed, and as sending does.
   */
  async get(
    resource: string,
    params: Readonly<Record<string, string | number | boolean | undefined>> = {},
    options: CallOptions = {},
  ): Promise<ApiResponse> {
    return this.#call({ method: "GET", resource, params: textsOf(params), body: "" }, signalIn(options));
  }

  /** A signed POST, as `get()`. A body that is no string is sent as JSON. Rejects with `invalid_data` for one that is neither. */
  async post(resource: string, body: unknown = {}, options: CallOptions = {}): Promise<ApiResponse> {
    return this.#call(
      { method: "POST", resource, params: {}, body: dataText("the request", body) },
      signalIn(options),
    );
  }

  async #ask(
    resource: string,
    params: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<Record<string, unknown>> {
    const response = await this.#call({ method: "GET", resource, params, body: "" }, signal);
    return recordOf(response.json(), "what was asked for");
  }

  async #call(call: ApiCall, signal?: AbortSignal): Promise<ApiResponse> {
    const [, twice] = /^\/apps\/[^/]+(.*)/.exec(requireString(call.resource, "resource")) ?? [];
    if (twice !== undefined)
      throw new FanfareError(
        "invalid_parameter",
        `resource is what follows /apps/{id}: write ${JSON.stringify(twice || "/channels")}.`,
      );
    const { status, body } = await this.#outlet().driver.call(call, checkSignal(signal));
    return { status, body, json: () => parse(body) };
  }
}

/** Throws `invalid_option`. */
function signalIn(options: CallOptions): AbortSignal | undefined {
  checkOptions(options, "this call", ["signal"]);
  if ("aborted" in options) throw invalidOption("The signal goes into the options of this call: { signal }.");
  return checkSignal(options.signal);
}

/** Parameters as texts. Throws `invalid_parameter`. */
function textsOf(params: Readonly<Record<string, unknown>>): Record<string, string> {
  const refuse = (what: string) =>
    new FanfareError("invalid_parameter", `${what}: { info: "subscription_count", limit: 10 }.`);
  if (!isPlainObject(params))
    throw refuse(`The parameters are an object of strings and numbers, not ${kindOf(params)}`);
  const texts = Object.entries(given(params)).map(([name, value]) => {
    if (["string", "number", "boolean", "bigint"].includes(typeof value)) return [name, String(value)];
    throw refuse(
      `The parameter ${JSON.stringify(name)} is a string, a number or a boolean, not ${kindOf(value)}`,
    );
  });
  return Object.fromEntries(texts);
}

function nameOf(channel: ChannelLike): string {
  const name = typeof channel === "object" && channel !== null ? channel.name : channel;
  checkChannel(requireString(name, "channel"), limits.channel_name_max);
  return name;
}

function checkedUser(userId: string): string {
  try {
    checkChannel(requireString(userId, "userId"), limits.user_id_max);
    return userId;
  } catch {
    throw new FanfareError(
      "invalid_user",
      `A user id that events are sent to has 1 to ${limits.user_id_max} characters, all of A-Z a-z 0-9 _ - = @ , . ;`,
    );
  }
}

function addInfo(params: Record<string, string>, info: Attributes<string> | undefined, prefix: string): void {
  const text = infoText(info);
  if (text === undefined || text === "") return;
  const { kind, cache } = channelKind(prefix);
  const refusals: Record<ChannelAttribute, string | false> = {
    user_count: kind !== "presence" && "user_count is told of presence channels alone: ask for names that begin with presence-.",
    subscription_count: false,
    cache: !cache && "cache is told of cache channels alone: ask for names that begin with cache-, private-cache-, " +
      "presence-cache- or private-encrypted-cache-.",
  }; // prettier-ignore
  for (const attribute of text.split(",")) {
    const refusal = Object.hasOwn(refusals, attribute)
      ? refusals[attribute as ChannelAttribute]
      : `info has an attribute that no server tells: there are ${Object.keys(refusals).join(", ")}.`;
    if (refusal) throw new FanfareError("invalid_option", refusal);
  }
  params.info = text;
}

function parse(body: string): any {
  try {
    return JSON.parse(body);
  } catch {
    throw new FanfareError(
      "invalid_json",
      "The server's answer is not JSON: what answers there is no server of the protocol.",
    );
  }
}

/** Ids that may be integers, as they stand in the text: a number of JavaScript's does not hold them all. */
function literalIds(body: string): string[] {
  const membersOf = (literal: string) =>
    new Map(
      jsonItems(literal, "The server's answer").map(([name, value]) => [JSON.parse(name) as string, value]),
    );
  return jsonItems(membersOf(body).get("users")!, "The server's answer").map(([, user]) => {
    const id = membersOf(user).get("id") ?? "";
    if (id.startsWith('"')) return JSON.parse(id) as string;
    if (!/^-?[0-9]+$/.test(id) || !isOf64Bits(BigInt(id))) throw unreadable("members");
    return id;
  });
}

const isOf64Bits = (integer: bigint) => integer >= -(2n ** 63n) && integer < 2n ** 64n;

function recordOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw unreadable(what);
  return value as Record<string, unknown>;
}

function unreadable(what: string): FanfareError {
  return new FanfareError(
    "invalid_json",
    `The server's answer does not list ${what}: what answers there is no server of the protocol.`,
  );
}
