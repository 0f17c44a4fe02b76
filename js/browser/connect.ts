import type { Channel } from "../events/index.js";
import { FanfareError } from "../common/errors.js";
import type { Authorization, AuthorizeOptions } from "./authorize.js";
import { batching } from "./batch.js";
import { share, type LiveChannel, type LivePresenceChannel, type LivePrivateChannel } from "./channel.js";
import {
  inertPusher,
  type PusherChannel,
  type PusherClient,
  type PusherModule,
  type PusherOptions,
} from "./pusher.js";
import { retrying, subscribe, type Subscriptions } from "./subscription.js";

/** Options that make sense with an existing pusher-js too. */
export interface LiveOptions {
  /** Other origins that `live.fetch` tells the socket id, `["https://api.example.com"]`; the page's own always is. */
  origins?: readonly string[];
}

/** What `connect` makes a pusher-js of: ours, and beside them every option of that pusher-js. */
export type ConnectOptions<P extends PusherModule = PusherModule> = LiveOptions &
  AuthorizeOptions & {
    /** The class that pusher-js exports: it stays yours, any version from 7.0.3 on. */
    Pusher: P;
    /** The app's key. */
    key: string;
  } & Partial<Omit<PusherOptions<P>, Replaced>>;

/** Options of pusher-js that `authRoute`, `headers` and `credentials` stand for; `connect` refuses them. */
type Replaced =
  "auth" | "authEndpoint" | "authTransport" | "authorizer" | "channelAuthorization" | "userAuthentication";

/** A channel by its name or as an object of `fanfare/events`. */
export type ChannelName = string | Channel;

/** What `connect` gives. */
export interface Live {
  /** The pusher-js underneath, for whatever is not here. */
  readonly pusher: PusherClient;
  /** A public channel, or any other by its full name. */
  channel(name: ChannelName): LiveChannel;
  /** A private channel; the prefix is added if it is not there. */
  private(name: ChannelName): LivePrivateChannel;
  /** A presence channel; the prefix is added if it is not there. */
  presence<Info = any>(name: ChannelName): LivePresenceChannel<Info>;
  /**
   * An encrypted channel; the prefix is added if it is not there. Throws `encrypted_channel` where pusher-js cannot decrypt: it
   * must be the one of `pusher-js/with-encryption`.
   */
  encrypted(name: ChannelName): LiveChannel;
  /** Unsubscribes from the channel of that name in every kind, whoever still listens. */
  leave(name: ChannelName): void;
  /** The id of this page's connection, `undefined` while there is none. */
  readonly socketId: string | undefined;
  /**
   * `fetch` that tells the server which socket is ours (`X-Socket-ID`), so that `toOthers()` can leave it out. Only on
   * requests to this page's origin and to `origins`.
   */
  fetch(this: void, input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /**
   * Calls back with the connection's state, now and whenever it changes: `"initialized"`, `"connecting"`, `"connected"`, `"unavailable"`,
   * `"failed"` or `"disconnected"`. Gives a function that ends it.
   */
  connection(callback: (state: string) => void): () => void;
  /** Closes the connection. `live.pusher.connect()` opens it again, with every subscription. */
  disconnect(): void;
}

const encryptedPrefix = "private-encrypted-";

type Asked = { socketId: string; channelName?: string };
type Done = (error: Error | null, answer: Authorization | null) => void;

function makePusher(given: ConnectOptions, subscriptions: Subscriptions): PusherClient {
  if (typeof window === "undefined") return inertPusher();
  const options: any = { authRoute: "/broadcasting/authorize", ...given };
  const { Pusher, key, authRoute } = options;
  const Made = Pusher?.default ?? Pusher;
  const replaced = Object.keys(options).find((name) => /^auth(?!R)|.Auth/.test(name));
  if (!Made || !key || replaced) {
    const what = replaced ? `authRoute and headers, not ${replaced}` : "{ Pusher, key } or a pusher-js";
    throw new FanfareError("invalid_option", `connect() takes ${what}.`);
  }
  const authorize = batching(options);

  const customHandler = async ({ socketId, channelName = "" }: Asked, done: Done): Promise<void> => {
    let answer = null;
    let error = null;
    try {
      answer = await authorize(socketId, channelName);
    } catch (thrown) {
      error = thrown;
    }
    // after a reconnection the channel has asked anew, for the new socket
    if (pusher.connection.socket_id !== socketId) return;
    subscriptions.get(channelName)?.authorized(error as FanfareError | null);
    done(error as Error | null, answer);
    // pusher-js would keep a channel that was left in the meantime, and ask for it at the next reconnection
    if (error && pusher.channel(channelName)?.subscriptionCancelled) pusher.unsubscribe(channelName);
  };
  const handler = { endpoint: authRoute, customHandler };
  const pusher: PusherClient = new Made(key, {
    // with a host of one's own pusher-js 8 still demands a cluster, and would fall back to Pusher's SockJS
    ...(options.wsHost && { cluster: "mt1", enabledTransports: ["ws", "wss"] }),
    ...options,
    authEndpoint: authRoute,
    authorizer: ({ name: channelName }: PusherChannel) => ({
      authorize: (socketId: string, done: Done) => customHandler({ socketId, channelName }, done),
    }),
    channelAuthorization: handler,
    userAuthentication: handler,
  });
  return pusher;
}

/**
 * Listens to broadcasts beside pusher-js: with an existing one, or with options of which it makes one whose
 * authorization tells why a channel was denied.
 *
 * ```ts
 * const live = connect({ Pusher, key, cluster: "eu", csrf: true });
 * live.channel("releases").listen(NewRelease, ({ message }) => alert(message));
 * ```
 *
 * Where there is no `window` (a page rendered on a server) the options make no connection and every call does nothing.
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
  const retry = retrying(pusher, subscriptions);

  const full = (channel: ChannelName, prefix: string): string => {
    const name = `${channel}`;
    return name.startsWith(prefix) ? name : prefix + name;
  };
  const open =
    (prefix: string) =>
    (channel: ChannelName): LivePresenceChannel => {
      const name = full(channel, prefix);
      let subscription = subscriptions.get(name);
      // one that was denied is tried again: somebody may have signed in since
      if (subscription) pusher.subscribe(name);
      else
        try {
          subscriptions.set(
            name,
            (subscription = subscribe(pusher, name, retry, () => subscriptions.delete(name))),
          );
        } catch (cause) {
          if (!name.startsWith(encryptedPrefix)) throw cause;
          const message = 'This pusher-js cannot decrypt: take the one of "pusher-js/with-encryption".';
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
        const name = full(channel, prefix);
        subscriptions.get(name)?.shares.forEach((stop) => stop());
        // what was subscribed beside us, with pusher-js itself, goes as well
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
      const changed = (): void => callback(connection.state);
      connection.bind("state_change", changed);
      changed();
      return () => connection.unbind("state_change", changed);
    },
    disconnect: () => pusher.disconnect(),
  };
  return live;
}
