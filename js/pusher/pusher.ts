import { isEncrypted } from "../events/channel.js";
import { sharedSecret } from "../src/wasm/core.js";
import {
  checkBatchChannel,
  checkChannel,
  checkEventName,
  checkSocketId,
  checkUserData,
  checkUserId,
  checkUserSegment,
} from "./checks.js";
import { bufferOf, Config, hostOf, type AnyOptions } from "./config.js";
import { RequestError as RequestErrorClass, WebHookError as WebHookErrorClass } from "./errors.js";
import { events } from "./events.js";
import { createSignedQueryString, send } from "./requests.js";
import type { Response as ResponseClass } from "./response.js";
import { Token as TokenClass } from "./token.js";
import type * as types from "./types.js";
import { WebHook as WebHookClass } from "./webhook.js";

const triggerChannelsMax = 100;

// Not methods, for callers write `new Pusher.forURL(…)` too, and a method is no constructor.
function forURL(url: string, options?: Partial<types.Options>): Pusher {
  const parts =
    /^([a-z][a-z0-9+.-]*):\/\/(?:([^/?#]*)@)?(\[[^\]/?#]*\]|[^:/?#]*)(?::(\d*))?(\/[^?#]*)?/i.exec(url);
  const [, scheme = "", login = "", host = "", port = "", path = ""] = parts ?? [];
  const colon = login.indexOf(":");
  if (!parts || colon < 0)
    throw new Error("The URL must be of the form https://key:secret@host:port/apps/id");
  const appId = path.replace(/\/+$/, "").split("/").pop() ?? "";
  return new Pusher({
    ...options,
    scheme: scheme.toLowerCase(),
    host: host.toLowerCase(),
    port: Number(port) || undefined,
    appId: String(Number(appId)) === appId ? Number(appId) : appId,
    key: decodeURIComponent(login.slice(0, colon)),
    secret: decodeURIComponent(login.slice(colon + 1)),
  } as AnyOptions as types.Options);
}

function forCluster(cluster: string, options?: Partial<types.BaseOptions>): Pusher {
  return new Pusher({ ...options, host: hostOf(cluster) } as AnyOptions as types.Options);
}

/**
 * The class that the `pusher` package exports, on Fanfare's core: the same methods, options, defaults and results, in
 * every runtime. docs/pusher.md lists each difference.
 *
 * ```ts
 * import Pusher from "fanfare/pusher"; // const Pusher = require("fanfare/pusher")
 *
 * const pusher = new Pusher({ appId, key, secret, cluster: "eu", useTLS: true });
 * await pusher.trigger("releases", "NewRelease", { message });
 * ```
 *
 * What is wrong with the arguments is thrown at once; a request that fails rejects with {@link Pusher.RequestError}.
 */
export class Pusher {
  /** From `https://key:secret@host:port/apps/id`, with other options beside it. */
  static readonly forURL: (url: string, options?: Partial<types.Options>) => Pusher = forURL;
  /** For a cluster of Pusher's by its name: `"eu"`. */
  static readonly forCluster: (cluster: string, options?: Partial<types.BaseOptions>) => Pusher = forCluster;
  static readonly Token = TokenClass;
  static readonly WebHook = WebHookClass;
  static readonly RequestError = RequestErrorClass;
  static readonly WebHookError = WebHookErrorClass;
  /** The class itself, for CommonJS: `const { Pusher } = require("fanfare/pusher")`. */
  static readonly Pusher = Pusher;
  /** The class itself, for CommonJS: `require("fanfare/pusher").default`. */
  static readonly default = Pusher;

  readonly config: Config;
  /** @deprecated Use `authorizeChannel`. */
  declare authenticate: Pusher["authorizeChannel"];

  /** Throws for options that contradict each other and for a master key that is not 32 bytes. */
  constructor(options: types.Options) {
    this.config = new Config(options);
  }

  /**
   * Signs the subscription of one socket to one channel. Throws for an invalid socket id or channel, and for an
   * encrypted channel without a master key.
   */
  authorizeChannel(
    socketId: string,
    channel: string,
    data?: types.PresenceChannelData,
  ): types.ChannelAuthResponse {
    checkSocketId(socketId);
    checkChannel(channel);
    const { token } = this.config;
    const channelData = data ? JSON.stringify(data) : undefined;
    const text = data ? `${socketId}:${channel}:${channelData ?? ""}` : `${socketId}:${channel}`;
    const answer: types.ChannelAuthResponse = data ? { channel_data: channelData, auth: "" } : { auth: "" };
    answer.auth = `${token.key}:${token.sign(text)}`;
    if (isEncrypted(channel))
      answer.shared_secret = btoa(String.fromCharCode(...this.channelSharedSecret(channel)));
    return answer;
  }

  /** Signs a user in on one socket. Throws for a socket id that is none and for user data without an `id`. */
  authenticateUser(socketId: string, userData: types.UserChannelData): types.UserAuthResponse {
    checkSocketId(socketId);
    checkUserData(userData);
    const { token } = this.config;
    const text = JSON.stringify(userData);
    return { auth: `${token.key}:${token.sign(`${socketId}::user::${text}`)}`, user_data: text };
  }

  /** Sends an event to a user, on whatever connections they are signed in. */
  sendToUser(userId: string, event: string, data: any): Promise<ResponseClass> {
    checkEventName(event);
    checkUserId(userId);
    return events.trigger(this, [`#server-to-user-${userId}`], event, data);
  }

  /** Closes all connections on which a user is signed in. */
  terminateUserConnections(userId: string): Promise<ResponseClass> {
    checkUserSegment(userId);
    return this.post({ path: `/users/${userId}/terminate_connections`, body: {} });
  }

  /**
   * Sends an event to up to 100 channels, or to one encrypted channel. Throws for a channel or a socket id that is
   * none.
   */
  trigger(
    channel: string | string[],
    event: string,
    data: any,
    params?: types.TriggerParams | null,
  ): Promise<ResponseClass> {
    if (params?.socket_id) checkSocketId(params.socket_id);
    const channels = Array.isArray(channel) ? channel : [channel];
    checkEventName(event);
    if (channels.length > triggerChannelsMax)
      throw new Error("Can't trigger a message to more than 100 channels");
    channels.forEach(checkChannel);
    return events.trigger(this, channels, event, data, params);
  }

  /** Sends several events in one request; Pusher takes ten. Throws for a channel or a socket id that is none. */
  triggerBatch(batch: types.BatchEvent[]): Promise<ResponseClass> {
    for (const { channel, name, socket_id } of batch) {
      checkBatchChannel(channel);
      if (typeof name === "string") checkEventName(name);
      if (socket_id) checkSocketId(socket_id);
    }
    return events.triggerBatch(this, batch);
  }

  /** A signed POST of the HTTP API. */
  post(options: types.PostOptions): Promise<ResponseClass> {
    return send(this.config, "POST", options);
  }

  /** A signed GET of the HTTP API: `pusher.get({ path: "/channels", params: { info: "user_count" } })`. */
  get(options: types.GetOptions): Promise<ResponseClass> {
    return send(this.config, "GET", options);
  }

  /** A webhook that arrived, to be asked whether it is valid and what it tells. */
  webhook(request: types.WebHookRequest): WebHookClass {
    return new WebHookClass(this.config.token, request);
  }

  /** The signed query of a request that you send by yourself. */
  createSignedQueryString(options: types.SignedQueryStringOptions): string {
    return createSignedQueryString(this.config.token, options);
  }

  /** The 32 bytes of an encrypted channel's key: a Buffer on Node. Throws without a master key. */
  channelSharedSecret(channel: string): Uint8Array {
    const master = this.config.masterKey();
    if (!master) throw new Error("Cannot generate shared_secret because encryptionMasterKey is not set");
    return bufferOf(sharedSecret(master, channel));
  }
}

// The same function under its earlier name, as in `pusher`: a method of a prototype keeps its `this`.
// eslint-disable-next-line @typescript-eslint/unbound-method
Pusher.prototype.authenticate = Pusher.prototype.authorizeChannel;

/** The types of the namespace. Rolled up into one file, an alias of the same name would refer to itself. */
interface Types {
  Token: types.KeyAndSecret;
  WebHook: WebHookClass;
  RequestError: RequestErrorClass;
  WebHookError: WebHookErrorClass;
  Response: ResponseClass;
  BaseOptions: types.BaseOptions;
  ClusterOptions: types.ClusterOptions;
  HostOptions: types.HostOptions;
  Options: types.Options;
  TriggerParams: types.TriggerParams;
  BatchEvent: types.BatchEvent;
  Params: types.Params;
  RequestOptions: types.RequestOptions;
  GetOptions: types.GetOptions;
  PostOptions: types.PostOptions;
  SignedQueryStringOptions: types.SignedQueryStringOptions;
  AuthResponse: types.AuthResponse;
  ChannelAuthResponse: types.ChannelAuthResponse;
  UserAuthResponse: types.UserAuthResponse;
  PresenceChannelData: types.PresenceChannelData;
  UserChannelData: types.UserChannelData;
  WebHookRequest: types.WebHookRequest;
  Event: types.WebHookEvent;
  WebHookData: types.WebHookData;
}

export declare namespace Pusher {
  export type Token = Types["Token"];
  export type WebHook = Types["WebHook"];
  export type RequestError = Types["RequestError"];
  export type WebHookError = Types["WebHookError"];
  export type Response = Types["Response"];
  export type BaseOptions = Types["BaseOptions"];
  export type ClusterOptions = Types["ClusterOptions"];
  export type HostOptions = Types["HostOptions"];
  export type Options = Types["Options"];
  export type TriggerParams = Types["TriggerParams"];
  export type BatchEvent = Types["BatchEvent"];
  export type Params = Types["Params"];
  export type RequestOptions = Types["RequestOptions"];
  export type GetOptions = Types["GetOptions"];
  export type PostOptions = Types["PostOptions"];
  export type SignedQueryStringOptions = Types["SignedQueryStringOptions"];
  export type AuthResponse = Types["AuthResponse"];
  export type ChannelAuthResponse = Types["ChannelAuthResponse"];
  export type UserAuthResponse = Types["UserAuthResponse"];
  export type PresenceChannelData = Types["PresenceChannelData"];
  export type UserChannelData = Types["UserChannelData"];
  export type WebHookRequest = Types["WebHookRequest"];
  export type Event = Types["Event"];
  export type WebHookData = Types["WebHookData"];
}
