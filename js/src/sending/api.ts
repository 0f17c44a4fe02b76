// The calls of the HTTP API besides sending (pusher/docs: docs/channels/library_auth_reference/rest-api.md).

import { channelKind, type ChannelLike } from "../../events/channel.js";
import {
  checkOptions,
  checkSignal,
  given,
  invalidOption,
  isPlainObject,
  kindOf,
  requireString,
} from "../../common/checks.js";
import { FanfareError } from "../../common/errors.js";
import { checkChannel, jsonItems } from "../wasm/core.js";
import { limits } from "../wasm/limits.js";
import type { ApiCall } from "./driver.js";
import type { Outlet } from "./outlet.js";
import { encodePayload, parseInfo, requireUserId } from "./outgoing.js";

/** What a server can tell about a channel. */
export interface ChannelAttributes {
  /** The members of a presence channel. */
  user_count: number;
  /** The connections of any other channel. Pusher tells it if the app has it turned on. */
  subscription_count: number;
  /** What a cache channel holds for the next subscriber, and for how many more seconds; null for nothing. */
  cache: { data: string; ttl: number } | null;
}

/** The names of what a server can tell about a channel. */
export type ChannelAttribute = keyof ChannelAttributes;

/** One channel: whether somebody is subscribed, and the attributes asked for, if the server has them. */
export type ChannelState<Asked extends ChannelAttribute = never> = { readonly occupied: boolean } & {
  readonly [Name in Asked]?: ChannelAttributes[Name];
};

/** The options of one call. */
export interface CallOptions {
  /** Cancels this call. */
  signal?: AbortSignal;
}

/** The options of `listChannels()`. */
export interface ChannelQuery<Asked extends ChannelAttribute = never> extends CallOptions {
  /** Lists only channels whose names begin so. */
  prefix?: string;
  /** What to tell about each channel. */
  info?: Attributes<Asked>;
}

/** A server's answer to `get()` or `post()`. */
export interface ApiResponse {
  readonly status: number;
  readonly body: string;
  /** The body as a value. Throws `invalid_json` when it is not JSON. */
  json(): any;
}

/** One attribute, or a list of them. */
export type Attributes<Asked> = Asked | readonly Asked[];

/** The parameters of `get()`. */
export type CallParameters = Readonly<Record<string, string | number | boolean | undefined>>;

/** Asks a server about channels and users, and sends requests of the caller's own. */
export class Api {
  readonly #outlet: Outlet;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  async listChannels(options: ChannelQuery<ChannelAttribute>): Promise<Record<string, ChannelState>> {
    checkOptions(options, "listChannels()", ["prefix", "info", "signal"]);
    const { prefix = "", info, signal } = options;
    const params: Record<string, string> = {};
    if (prefix !== "") params.filter_by_prefix = requireString(prefix, "prefix");
    addInfo(params, info, prefix);
    const { channels } = await this.#ask("/channels", params, signal);
    // Servers written in PHP send an empty list for an empty object.
    if (Array.isArray(channels) && channels.length === 0) return {};
    const states = Object.entries(requireRecord(channels, "channels")).map(([name, attributes]) => [
      name,
      { ...requireRecord(attributes, "a channel's attributes"), occupied: true },
    ]);
    return Object.fromEntries(states) as Record<string, ChannelState>;
  }

  async channelInfo(
    channel: ChannelLike,
    info: Attributes<ChannelAttribute> | undefined,
    options: CallOptions,
  ): Promise<ChannelState> {
    const name = requireChannel(channel);
    const params: Record<string, string> = {};
    addInfo(params, info, name);
    const state = await this.#ask(`/channels/${name}`, params, parseCallOptions(options));
    if (typeof state.occupied !== "boolean") throw unreadable("a channel's attributes");
    return state as ChannelState;
  }

  async listMembers(channel: ChannelLike, options: CallOptions): Promise<string[]> {
    const name = requireChannel(channel);
    if (channelKind(name).kind !== "presence") {
      throw new FanfareError(
        "invalid_channel",
        `Only presence channels have members, and "${name}" is not one.`,
      );
    }
    const call: ApiCall = { method: "GET", resource: `/channels/${name}/users`, params: {}, body: "" };
    const response = await this.#call(call, parseCallOptions(options));
    const { users } = requireRecord(response.json(), "what was asked for");
    if (!Array.isArray(users)) throw unreadable("members");
    const ids = users.map((user) => requireRecord(user, "members").id);
    return ids.every((id) => typeof id === "string") ? ids : literalIds(response.body);
  }

  async terminateConnections(userId: string, options: CallOptions): Promise<void> {
    const resource = `/users/${requireUserId(userId)}/terminate_connections`;
    await this.#call({ method: "POST", resource, params: {}, body: "{}" }, parseCallOptions(options));
  }

  async get(resource: string, params: CallParameters, options: CallOptions): Promise<ApiResponse> {
    const call: ApiCall = { method: "GET", resource, params: parseParameters(params), body: "" };
    return this.#call(call, parseCallOptions(options));
  }

  async post(resource: string, body: unknown, options: CallOptions): Promise<ApiResponse> {
    const call: ApiCall = {
      method: "POST",
      resource,
      params: {},
      body: encodePayload("the request", body),
    };
    return this.#call(call, parseCallOptions(options));
  }

  async #ask(
    resource: string,
    params: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<Record<string, unknown>> {
    const response = await this.#call({ method: "GET", resource, params, body: "" }, signal);
    return requireRecord(response.json(), "what was asked for");
  }

  async #call(call: ApiCall, signal?: AbortSignal): Promise<ApiResponse> {
    const [, repeated] = /^\/apps\/[^/]+(.*)/.exec(requireString(call.resource, "resource")) ?? [];
    if (repeated !== undefined)
      throw new FanfareError(
        "invalid_parameter",
        `resource is the path after /apps/{id}: write ${JSON.stringify(repeated || "/channels")}.`,
      );
    const { status, body } = await this.#outlet.driver.call(call, checkSignal(signal));
    return { status, body, json: () => parseJson(body) };
  }
}

/** The signal in the options of one call. Throws `invalid_option`. */
export function parseCallOptions(options: CallOptions): AbortSignal | undefined {
  checkOptions(options, "this call", ["signal"]);
  if ("aborted" in options) throw invalidOption("The signal goes into the options of this call: { signal }.");
  return checkSignal(options.signal);
}

/** Parameters as strings. Throws `invalid_parameter`. */
function parseParameters(params: Readonly<Record<string, unknown>>): Record<string, string> {
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
  return Object.fromEntries(texts) as Record<string, string>;
}

/** A channel's name. Throws `invalid_channel`. */
function requireChannel(channel: ChannelLike): string {
  const name = typeof channel === "object" && channel !== null ? channel.name : channel;
  checkChannel(requireString(name, "channel"), limits.channel_name_max);
  return name;
}

function addInfo(params: Record<string, string>, info: Attributes<string> | undefined, prefix: string): void {
  const text = parseInfo(info);
  if (text === undefined || text === "") return;
  const { kind, cache } = channelKind(prefix);
  const presenceOnly =
    "user_count exists only on presence channels: ask for names that begin with presence-.";
  const refusals: Record<ChannelAttribute, string | false> = {
    user_count: kind !== "presence" && presenceOnly,
    subscription_count: false,
    cache: !cache && "cache exists only on cache channels: ask for names that begin with cache-, private-cache-, " +
      "presence-cache- or private-encrypted-cache-.",
  }; // prettier-ignore
  for (const attribute of text.split(",")) {
    const refusal = Object.hasOwn(refusals, attribute)
      ? refusals[attribute as ChannelAttribute]
      : `info has an unknown attribute. There are: ${Object.keys(refusals).join(", ")}.`;
    if (refusal) throw new FanfareError("invalid_option", refusal);
  }
  params.info = text;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new FanfareError(
      "invalid_json",
      "The server's answer is not JSON, so it does not speak the protocol.",
    );
  }
}

/** Ids that may be integers, as they stand in the text: a JavaScript number cannot hold them all. */
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

function requireRecord(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw unreadable(what);
  return value as Record<string, unknown>;
}

function unreadable(what: string): FanfareError {
  return new FanfareError(
    "invalid_json",
    `The server's answer does not list ${what}, so it does not speak the protocol.`,
  );
}
