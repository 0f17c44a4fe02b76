import type { Channel } from "../events/index.js";
import { FanfareError } from "../common/errors.js";
import type { Authorization, AuthorizeOptions, RouteOptions } from "./authorize.js";
import { batching } from "./batch.js";
import { share, type LiveChannel, type LivePresenceChannel, type LivePrivateChannel } from "./channel.js";
import {
  inertPusher,
  type PusherChannel,
  type PusherClass,
  type PusherClient,
  type PusherModule,
  type PusherOptions,
} from "./pusher.js";
import { makeRetry, subscribe, type Subscriptions } from "./subscription.js";

/** The options that also apply to an existing pusher-js. */
export interface LiveOptions {
  /** Other origins than the page's own to which `live.fetch` sends the socket id: `["https://api.example.com"]`. */
  origins?: readonly string[];
}

/**
 * The options with which `connect` creates a pusher-js: ours, and every option of that pusher-js.
 *
 * ```ts
 * const options: ConnectOptions = { Pusher, key: "app-key", cluster: "eu", csrf: true };
 * ```
 */
export type ConnectOptions<P extends PusherModule = PusherModule> = LiveOptions &
  AuthorizeOptions & {
    /** The class that pusher-js exports, in any version from 7.0.3 on. */
    Pusher: P;
    /** The app's key. */
    key: string;
  } & Partial<Omit<PusherOptions<P>, Replaced>>;

/** The options of pusher-js that `authRoute`, `headers` and `credentials` replace. `connect` refuses them. */
type Replaced =
  "auth" | "authEndpoint" | "authTransport" | "authorizer" | "channelAuthorization" | "userAuthentication";

/** A channel's name, or a channel object of `fanfare/events`. */
export type ChannelName = string | Channel;

/** The result of `connect`. */
export interface Live {
  /** The pusher-js underneath, for everything else. */
  readonly pusher: PusherClient;
  /** Opens a share of a public channel, or of any channel by its full name. */
  channel(name: ChannelName): LiveChannel;
  /** Opens a share of a private channel. The prefix is added if it is missing. */
  private(name: ChannelName): LivePrivateChannel;
  /** Opens a share of a presence channel. The prefix is added if it is missing. */
  presence<Info = any>(name: ChannelName): LivePresenceChannel<Info>;
  /**
   * Opens a share of an encrypted channel. The prefix is added if it is missing. Throws `encrypted_channel` unless
   * pusher-js is the one of `pusher-js/with-encryption`.
   */
  encrypted(name: ChannelName): LiveChannel;
  /** Unsubscribes from the channel of this name in every kind, for all listeners. */
  leave(name: ChannelName): void;
  /** The id of this page's connection, `undefined` while it is not connected. */
  readonly socketId: string | undefined;
  /**
   * `fetch` with this page's socket id as `X-Socket-ID`, so that the server's `toOthers()` can leave this page out. The
   * header is added to requests to this page's origin and to `origins`.
   */
  fetch(this: void, input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /**
   * Calls back with the connection's state, now and at each change: `"initialized"`, `"connecting"`, `"connected"`,
   * `"unavailable"`, `"failed"` or `"disconnected"`. Returns a function that ends it.
   */
  connection(callback: (state: string) => void): () => void;
  /** Closes the connection. `live.pusher.connect()` opens it again with all subscriptions. */
  disconnect(): void;
}

const encryptedPrefix = "private-encrypted-";

type PageOptions = { Pusher: PusherModule; key: string; wsHost?: string };
type AuthorizationCall = { socketId: string; channelName?: string };
type AuthorizationCallback = (error: Error | null, answer: Authorization | null) => void;

function makePusher(given: ConnectOptions, subscriptions: Subscriptions): PusherClient {
  if (typeof window === "undefined") return inertPusher();
  const options: RouteOptions & PageOptions = { authRoute: "/broadcasting/authorize", ...given };
  const { Pusher, key, authRoute, wsHost } = options;
  const Client = ((Pusher as { default?: PusherClass } | undefined)?.default ?? Pusher) as PusherClass;
  const replaced = Object.keys(options).find((name) => /^auth(?!R)|.Auth/.test(name));
  if (!Client || !key || replaced) {
    const accepted = replaced ? `authRoute and headers, not ${replaced}` : "{ Pusher, key } or a pusher-js";
    throw new FanfareError("invalid_option", `connect() takes ${accepted}.`);
  }
  const authorize = batching(options);

  const customHandler = async (
    { socketId, channelName = "" }: AuthorizationCall,
    done: AuthorizationCallback,
  ): Promise<void> => {
    let answer = null;
    let error = null;
    try {
      answer = await authorize(socketId, channelName);
    } catch (thrown) {
      error = thrown;
    }
    // after a reconnection pusher-js has asked again, for the new socket
    if (pusher.connection.socket_id !== socketId) return;
    subscriptions.get(channelName)?.authorized(error as FanfareError | null);
    done(error as Error | null, answer);
    // pusher-js would keep a channel that was left meanwhile, and subscribe to it at the next reconnection
    if (error && pusher.channel(channelName)?.subscriptionCancelled) pusher.unsubscribe(channelName);
  };
  const handler = { endpoint: authRoute, customHandler };
  const pusher: PusherClient = new Client(key, {
    // with wsHost, pusher-js 8 still demands a cluster, and would fall back to Pusher's own SockJS servers
    ...(wsHost && { cluster: "mt1", enabledTransports: ["ws", "wss"] }),
    ...options,
    authEndpoint: authRoute,
    authorizer: ({ name: channelName }: PusherChannel) => ({
      authorize: (socketId: string, done: AuthorizationCallback) =>
        customHandler({ socketId, channelName }, done),
    }),
    channelAuthorization: handler,
    userAuthentication: handler,
  });
  return pusher;
}

/**
 * Listens to broadcasts beside pusher-js. It takes an existing pusher-js, or options with which it creates one. Only a
 * pusher-js that it has created gives the reason of a denial.
 *
 * ```ts
 * const live = connect({ Pusher, key, cluster: "eu", csrf: true });
 * live.channel("releases").listen(NewRelease, ({ message }) => alert(message));
 * ```
 *
 * Without a `window`, where a server renders the page, options make no connection and every call does nothing. Throws
 * `invalid_option` without `Pusher` and `key`, and for the options of pusher-js that `authRoute` and `headers` replace.
 */
export function connect(pusher: PusherClient, options?: LiveOptions): Live;
export function connect<P extends PusherModule>(options: ConnectOptions<P>): Live;
export function connect(target: PusherClient | ConnectOptions, options?: LiveOptions): Live {
  const subscriptions: Subscriptions = new Map();
  const pusher =
    "subscribe" in Object(target)
      ? (target as PusherClient)
      : makePusher(target as ConnectOptions, subscriptions);
  const { connection } = pusher;
  const { origins } = options ?? (target as LiveOptions);
  const retry = makeRetry(pusher, subscriptions);

  const fullName = (channel: ChannelName, prefix: string): string => {
    const name = String(channel);
    return name.startsWith(prefix) ? name : prefix + name;
  };
  const open =
    (prefix: string) =>
    (channel: ChannelName): LivePresenceChannel => {
      const name = fullName(channel, prefix);
      let subscription = subscriptions.get(name);
      // a denied channel is tried again: the user may have signed in since
      if (subscription) pusher.subscribe(name);
      else
        try {
          subscriptions.set(
            name,
            (subscription = subscribe(pusher, name, retry, () => subscriptions.delete(name))),
          );
        } catch (cause) {
          if (!name.startsWith(encryptedPrefix)) throw cause;
          const message = 'This pusher-js cannot decrypt: use "pusher-js/with-encryption".';
          throw new FanfareError("encrypted_channel", message, { cause });
        }
      return share(subscription, name);
    };

  const live: Live = {
    pusher,
    channel: open(""),
    private: open("private-"),
    presence: open("presence-"),
    encrypted: open(encryptedPrefix),
    leave(channel) {
      for (const prefix of ["", "private-", "presence-", encryptedPrefix]) {
        const name = fullName(channel, prefix);
        subscriptions.get(name)?.shares.forEach((stop) => stop());
        // also for subscriptions that were made with pusher-js itself
        pusher.unsubscribe(name);
      }
    },
    get socketId() {
      return connection.state === "connected" ? connection.socket_id : undefined;
    },
    fetch(input, init) {
      const request = new Request(input, init);
      const { socketId } = live;
      const { origin } = new URL(request.url);
      if (socketId && (origin === location.origin || origins?.includes(origin))) {
        request.headers.set("X-Socket-ID", socketId);
      }
      return fetch(request);
    },
    connection(callback) {
      const report = (): void => callback(connection.state);
      connection.bind("state_change", report);
      report();
      return () => connection.unbind("state_change", report);
    },
    disconnect: () => pusher.disconnect(),
  };
  return live;
}
