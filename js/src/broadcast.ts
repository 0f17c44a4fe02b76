import { isEncrypted, type ChannelLike } from "../events/channel.js";
import { BoundBroadcast, type OnBehalf, type OutletOf } from "./sending/bound.js";
import { checkOptions, given, isSomebody, requireString, type Nobody } from "../common/checks.js";
import { Configuration, type BroadcastConfiguration } from "./configuration/configuration.js";
import { authenticate, authorize, authorizeEncrypted, prepareApp, type AppKey } from "./wasm/core.js";
import type { Driver } from "./sending/drivers/driver.js";
import { assertionsOn, FakeDriver, type FakeAssertions } from "./sending/drivers/fake.js";
import { logDriver } from "./sending/drivers/log.js";
import { nullDriver } from "./sending/drivers/null.js";
import { PusherDriver } from "./sending/drivers/pusher.js";
import { parseEnv, type Env } from "./configuration/env.js";
import { FanfareError } from "../common/errors.js";
import { headerOf, isRequest, requestOf, type NodeRequest } from "./sending/incoming.js";
import { memberFields, userDataText, type Member, type UserData } from "./routes/member.js";
import type { BroadcastOptions, Logger, UserOf } from "./configuration/options.js";
import { parseOptions, type Settings } from "./configuration/settings.js";
import { createRoutes, type Routes } from "./routes/routes.js";
import type { RoutesOptions } from "./routes/options.js";
import { Queue } from "./sending/queue.js";
import { Sender } from "./sending/sender.js";
import {
  readWebhook,
  webhookOptionNames,
  webhookReader,
  type Webhook,
  type WebhookBody,
  type WebhookHeaders,
  type WebhookOptions,
  type WebhookReader,
} from "./webhooks/webhook.js";
import {
  checkWebhookRoutes,
  createWebhookRoutes,
  type WebhookHandler,
  type WebhookRoutes,
  type WebhookRoutesOptions,
} from "./webhooks/routes.js";

const queues = new WeakMap<Configuration<any>, Queue>();

const noWebhookOptions: WebhookOptions = {};

/** No webhook is refused in silence that only a mistake of the server's own can have made unreadable. */
const toTell = ["malformed_request", "internal"];

/** The answer to a subscription, as pusher-js expects it. */
export interface Authorization {
  auth: string;
  /** Of a presence channel: the signed member. */
  channel_data?: string;
  /** Of an encrypted channel: its key, in base64. */
  shared_secret?: string;
}

/** The answer to a sign-in, as pusher-js expects it. */
export interface Authentication {
  auth: string;
  user_data: string;
}

/** A broadcast for tests: it sends nothing, remembers everything, and can be asked. */
export type FakeBroadcast<User = unknown> = Broadcast<User> & FakeAssertions;

/**
 * Sends events to their channels, and authorizes who wants to hear them.
 *
 * ```ts
 * const broadcast = new Broadcast({ appId, key, secret, cluster: "eu" }); // or Broadcast.fromEnv()
 * await broadcast.channel(new NewRelease("4.0.0"));
 * await broadcast.channel(["a", new PrivateChannel("b")], "Saved", { id: 7 });
 * ```
 */
export class Broadcast<User = unknown> extends Sender {
  readonly #configuration: Configuration<User>;
  readonly #settings: Settings;
  readonly #app: AppKey | undefined;
  readonly #driver: Driver;
  readonly #user: UserOf<User> | undefined;
  /** Whether the caller named the driver, so that events have no say. */
  readonly #isChosen: boolean;
  /** By the default options. */
  #reader: WebhookReader | undefined;
  readonly #others = new Map<string, Broadcast<User>>();

  /**
   * Throws `missing_credentials`, `invalid_option` and `unknown_driver`.
   *
   * @param options of one driver by Pusher's names, or a configuration of several
   * @param driver which driver of a configuration, in place of its `default`
   */
  constructor(options: BroadcastOptions<User> | BroadcastConfiguration<User>, driver?: string) {
    super(
      (name, via) => this.#outlet(name, via),
      () => this.#queue(),
    );
    this.#isChosen = driver !== undefined;
    this.#configuration = options instanceof Configuration ? options : new Configuration(options);
    const chosen = this.#configuration.requireDriver(driver ?? this.#configuration.default);
    const settings = (this.#settings = parseOptions(chosen as BroadcastOptions<never>));
    this.#user = chosen.user;
    const { appId, key, secret } = settings.credentials;
    if (settings.driver === "pusher" && settings.missing) throw missingCredentials(settings);
    this.#app = settings.missing ? undefined : prepareApp(appId, key, secret, settings.signedPrefix);
    this.#driver = driverOf(settings, this.#app);
  }

  /**
   * A broadcast from `BROADCAST_DRIVER`, `PUSHER_APP_ID`, `PUSHER_APP_KEY`, `PUSHER_APP_SECRET`, `PUSHER_APP_CLUSTER`,
   * `PUSHER_HOST`, `PUSHER_PORT`, `PUSHER_SCHEME` and `PUSHER_URL`. `env` is the process's own unless given, as a Worker has to.
   *
   * ```ts
   * const broadcast = Broadcast.fromEnv();
   * export default { fetch: (request, env) => Broadcast.fromEnv(env).channel("releases", "NewRelease") };
   * ```
   *
   * Throws as the constructor does. `options` go before the environment; one that is undefined is not given.
   */
  static fromEnv<User = unknown>(env?: Env | null, options: BroadcastOptions<User> = {}): Broadcast<User> {
    return new Broadcast<User>({ ...parseEnv(env ?? undefined), ...given(options) });
  }

  /**
   * A broadcast for tests. It checks what `pusher` checks, sends nothing, and remembers.
   *
   * ```ts
   * const broadcast = Broadcast.fake();
   * await release(broadcast);
   * broadcast.assertSent(NewRelease, ({ data }) => data.message.includes("4.0.0"));
   * ```
   */
  static fake<User = unknown>(options: Omit<BroadcastOptions<User>, "driver"> = {}): FakeBroadcast<User> {
    const credentials = {
      appId: "fake",
      key: "fake-key",
      secret: "fake-secret",
      encryptionMasterKeyBase64: btoa("master key for tests of no worth"),
    };
    const broadcast = new Broadcast<User>({ ...credentials, ...given(options), driver: "fake" });
    return Object.assign(broadcast, assertionsOn(broadcast.#driver as FakeDriver));
  }

  /**
   * The same broadcast on behalf of a user. Without one (`null`, `undefined` or `false`) it sends on public channels alone, and says in `skipped`
   * which it left out. `socketId` is the user's own connection, for `toOthers()`.
   */
  as(user: User | Nobody, options: { socketId?: string | null } = {}): BoundBroadcast {
    checkOptions(options, "as()", ["socketId"]);
    const onBehalf = { signedIn: isSomebody(user), socketId: options.socketId };
    return new BoundBroadcast(this.#outlet, this.#queue, () => Promise.resolve(onBehalf));
  }

  /**
   * The same broadcast on behalf of whoever sent a request: the option `user` says who that is, the header `X-Socket-ID`
   * which connection. `user` is asked when something is sent, once; `context` goes on to it.
   *
   * ```ts
   * const { skipped } = await broadcast.forRequest(request).toOthers().channel(new Saved({ id: 7 }));
   * ```
   *
   * A request of node:http or Express will do: `user` then gets a `Request` of its head, and `{ req }` as its context.
   * Throws `invalid_option` when there is no `user`, or for what is no request.
   */
  forRequest(request: Request | NodeRequest, context?: object): BoundBroadcast {
    const user = this.#user;
    if (!user) {
      throw new FanfareError(
        "invalid_option",
        "forRequest() must know who is signed in: give new Broadcast() the option user: (request) => …, " +
          "or use as(user).",
      );
    }
    const socketId = headerOf(request, "x-socket-id");
    let asked: Promise<OnBehalf> | undefined;
    const ask = async () => {
      const found = await user(requestOf(request), context ?? (isRequest(request) ? {} : { req: request }));
      return { signedIn: isSomebody(found), socketId };
    };
    return new BoundBroadcast(this.#outlet, this.#queue, () => (asked ??= ask()));
  }

  /** The same by another driver of the configuration. Throws `unknown_driver` if there is none of that name. */
  driver(name: string): Broadcast<User> {
    // Code under test may name the driver of production.
    if (this.#driver instanceof FakeDriver) return this;
    let other = this.#others.get(name);
    if (!other) this.#others.set(name, (other = new Broadcast(this.#configuration as never, name)));
    return other;
  }

  /**
   * The handler for a page's authorization requests: `(request, context?) => Promise<Response>`. The option `user` is this
   * broadcast's own unless it is given here.
   *
   * ```ts
   * const routes = broadcast.routes({ channels: { "private-admins": (user) => user.role === "admin" } });
   * export default { fetch: routes };
   * ```
   *
   * Throws `invalid_option`.
   */
  routes<U = User, Patterns extends string = never, Context = any>(
    options: RoutesOptions<U, Patterns, Context> = {},
  ): Routes<Context> {
    return createRoutes(this, options, this.#user as RoutesOptions<U, Patterns, Context>["user"]);
  }

  /**
   * Signs the subscription of one socket to one channel, whoever asks: ask your own rules first. `member` is who joins a
   * presence channel, and belongs to no other. The answer to an encrypted channel holds the channel's key.
   *
   * ```ts
   * Response.json(broadcast.authorize("private-orders.7", socketId));
   * ```
   *
   * Throws `invalid_socket_id`, `invalid_channel`, `public_channel`, `encrypted_channel`, `invalid_member`,
   * `member_too_large` and `missing_credentials`.
   */
  authorize(channel: ChannelLike, socketId: string, member?: Member): Authorization {
    const name = requireString(
      typeof channel === "string" ? channel : channel?.name,
      "A channel's name",
      "invalid_channel",
    );
    requireString(socketId, "socketId", "invalid_socket_id");
    const { master } = this.#settings;
    if (master && member === undefined && isEncrypted(name)) {
      return authorizeEncrypted(this.#signer(), master, socketId, name);
    }
    return authorize(this.#signer(), socketId, name, member && memberFields(member));
  }

  /**
   * Signs a user in on one socket. Throws `invalid_socket_id`, `invalid_user`, `invalid_json`, `json_too_deep` and
   * `missing_credentials`.
   */
  authenticate(socketId: string, user: UserData): Authentication {
    requireString(socketId, "socketId", "invalid_socket_id");
    return authenticate(this.#signer(), socketId, userDataText(user));
  }

  /**
   * Reads a webhook if the server has signed it, and else gives `false`, whatever it was sent. `headers` are a `Headers` or
   * those of node:http, `body` is the raw one.
   *
   * ```ts
   * const webhook = broadcast.webhook(request.headers, await request.text());
   * if (!webhook) return new Response(null, { status: 401 });
   * for (const event of webhook.events) if (event.kind === "member_added") greet(event.userId);
   * ```
   *
   * With the encryption master key, client events of encrypted channels are decrypted. Throws `missing_credentials`, and
   * `invalid_option` for options that cannot be used.
   */
  webhook(
    headers: WebhookHeaders,
    body: WebhookBody,
    options: WebhookOptions = noWebhookOptions,
  ): Webhook | false {
    if (options !== noWebhookOptions) checkOptions(options, "webhook()", webhookOptionNames);
    const reader = this.#webhookReader(options);
    try {
      return readWebhook(reader, headers, body);
    } catch (error) {
      if (!(error instanceof FanfareError)) return false;
      if (toTell.includes(error.code)) this.logger.warn(`A webhook could not be read: ${error.message}`);
      return false;
    }
  }

  /**
   * The handler for a server's webhooks: `(request, context?) => Promise<Response>`. It answers 200 when `handler` has
   * returned, 401 to what the server has not signed, 400 to what lists no events, 500 when `handler` throws, so that it
   * comes again. `nodeHandler()` takes it; it must stand in front of a body parser.
   *
   * ```ts
   * const webhooks = broadcast.webhooks(({ events }) => events.forEach(note), { route: "/webhooks" });
   * ```
   *
   * Throws as `webhook()` does, and `invalid_option` without a handler.
   */
  webhooks<Context = any>(
    handler: WebhookHandler<Context>,
    options: WebhookRoutesOptions = {},
  ): WebhookRoutes<Context> {
    const route = checkWebhookRoutes(handler, options);
    return createWebhookRoutes(this.#webhookReader(options), handler, route, this.logger);
  }

  /** Where this broadcast tells what it has to tell. */
  get logger(): Logger {
    return this.#settings.logger;
  }

  /** What a log may show of it. */
  override toString(): string {
    const { driver, host, credentials } = this.#settings;
    return driver === "pusher"
      ? `Broadcast(pusher, ${host}, app ${credentials.appId})`
      : `Broadcast(${driver})`;
  }

  /** @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  readonly #outlet: OutletOf = (name, via) => {
    const other = name ?? (this.#isChosen ? undefined : via);
    return other === undefined
      ? { driver: this.#driver, settings: this.#settings }
      : this.driver(other).#outlet();
  };

  /** What all drivers send later, within the limits of the default one. */
  readonly #queue = () => {
    const configuration = this.#configuration as Configuration<any>;
    let queue = queues.get(configuration);
    if (!queue) {
      const options = configuration.requireDriver(configuration.default);
      queues.set(configuration, (queue = new Queue(parseOptions(options as BroadcastOptions<never>).queue)));
    }
    return queue;
  };

  #webhookReader(options: WebhookOptions): WebhookReader {
    const { master } = this.#settings;
    if (options !== noWebhookOptions) return webhookReader(this.#signer(), master, options);
    return (this.#reader ??= webhookReader(this.#signer(), master, options));
  }

  #signer(): AppKey {
    if (!this.#app) throw missingCredentials(this.#settings);
    return this.#app;
  }
}

function driverOf(settings: Settings, app: AppKey | undefined): Driver {
  switch (settings.driver) {
    case "pusher":
      return new PusherDriver(settings, app!);
    case "log":
      return logDriver(settings);
    case "null":
      return nullDriver(settings);
    case "fake":
      return new FakeDriver(settings);
  }
}

function missingCredentials({ missing }: Settings): FanfareError {
  return new FanfareError(
    "missing_credentials",
    `Missing: ${missing}. Give them to new Broadcast({ … }), or set the variables and use Broadcast.fromEnv().`,
  );
}
