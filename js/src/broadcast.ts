import { checkOptions, given, isSomebody, type Nobody } from "../common/checks.js";
import type { ChannelLike, Channels } from "../events/channel.js";
import type { Broadcastable } from "../events/event.js";
import type { BroadcastConfiguration } from "./configuration/configuration.js";
import { parseEnv, type Env } from "./configuration/env.js";
import type { BroadcastOptions, Logger } from "./configuration/options.js";
import * as authorization from "./routes/authorization.js";
import type { Member, UserData } from "./routes/member.js";
import type { RoutesOptions } from "./routes/options.js";
import { createRoutes, type Routes } from "./routes/routes.js";
import * as api from "./sending/api.js";
import { BoundBroadcast } from "./sending/bound.js";
import {
  assertionsOn,
  fakeCredentials,
  type FakeAssertions,
  type FakeDriver,
} from "./sending/drivers/fake.js";
import { ConfiguredOutlets } from "./sending/drivers/outlets.js";
import { requireSender, type NodeRequest } from "./sending/incoming.js";
import type { Notification } from "./sending/notification.js";
import type { AsOptions } from "./sending/on-behalf.js";
import type { BatchEvent, SendOptions } from "./sending/outgoing.js";
import { describeOutlet } from "./sending/outlet.js";
import type { BatchResult, SendResult } from "./sending/result.js";
import { Sender } from "./sending/sender.js";
import { WebhookInbox } from "./webhooks/inbox.js";
import type { WebhookHandler, WebhookRoutes, WebhookRoutesOptions } from "./webhooks/routes.js";
import type { Webhook, WebhookBody, WebhookHeaders, WebhookOptions } from "./webhooks/webhook.js";

/** A broadcast for tests: it sends nothing, records everything, and has assertions. */
export type FakeBroadcast<User = unknown> = Broadcast<User> & FakeAssertions;

/**
 * Sends events to their channels, and authorizes subscriptions to them.
 *
 * ```ts
 * const broadcast = new Broadcast({ appId, key, secret, cluster: "eu" }); // or Broadcast.fromEnv()
 * await broadcast.channel(new NewRelease("4.0.0"));
 * await broadcast.channel(["a", new PrivateChannel("b")], "Saved", { id: 7 });
 * ```
 */
export class Broadcast<User = unknown> {
  readonly #outlets: ConfiguredOutlets<User>;
  readonly #sender: Sender;
  readonly #api: api.Api;
  readonly #inbox: WebhookInbox;
  readonly #others = new Map<string, Broadcast<User>>();

  /**
   * Throws `missing_credentials`, `invalid_option` and `unknown_driver`.
   *
   * @param options of one driver by Pusher's names, or a configuration of several
   * @param driver which driver of a configuration to use instead of its `default`
   */
  constructor(options: BroadcastOptions<User> | BroadcastConfiguration<User>, driver?: string) {
    this.#outlets = ConfiguredOutlets.from(options, driver);
    this.#sender = new Sender(this.#outlets);
    this.#api = new api.Api(this.#outlets.own);
    this.#inbox = new WebhookInbox(this.#outlets.own);
  }

  /**
   * A broadcast from the environment variables `BROADCAST_DRIVER`, `PUSHER_APP_ID`, `PUSHER_APP_KEY`,
   * `PUSHER_APP_SECRET`, `PUSHER_APP_CLUSTER`, `PUSHER_HOST`, `PUSHER_PORT`, `PUSHER_SCHEME` and `PUSHER_URL`.
   * `env` is the process's own by default; a Worker passes its own.
   *
   * ```ts
   * const broadcast = Broadcast.fromEnv();
   * export default { fetch: (request, env) => Broadcast.fromEnv(env).channel("releases", "NewRelease") };
   * ```
   *
   * Throws as the constructor does. `options` beat the environment; one that is undefined counts as absent.
   */
  static fromEnv<User = unknown>(env?: Env | null, options: BroadcastOptions<User> = {}): Broadcast<User> {
    return new Broadcast<User>({ ...parseEnv(env ?? undefined), ...given(options) });
  }

  /**
   * A broadcast for tests. It checks what `pusher` checks, sends nothing, and records everything.
   *
   * ```ts
   * const broadcast = Broadcast.fake();
   * await release(broadcast);
   * broadcast.assertSent(NewRelease, ({ data }) => data.message.includes("4.0.0"));
   * ```
   */
  static fake<User = unknown>(options: Omit<BroadcastOptions<User>, "driver"> = {}): FakeBroadcast<User> {
    const broadcast = new Broadcast<User>({ ...fakeCredentials(), ...given(options), driver: "fake" });
    return Object.assign(broadcast, assertionsOn(broadcast.#outlets.own.driver as FakeDriver));
  }

  /**
   * The same broadcast on behalf of a user. Without one (`null`, `undefined` or `false`) it sends only to public
   * channels, and the result lists the others as `skipped`.
   *
   * ```ts
   * await broadcast.as(user, { socketId }).toOthers().channel(new Saved({ id: 7 }));
   * ```
   */
  as(user: User | Nobody, options: AsOptions = {}): BoundBroadcast {
    checkOptions(options, "as()", ["socketId"]);
    const ask = async () => ({ isSignedIn: isSomebody(user), socketId: options.socketId });
    return new BoundBroadcast(new Sender(this.#outlets, { ask }));
  }

  /**
   * The same broadcast on behalf of the sender of a request. The option `user` finds the user, the header `X-Socket-ID`
   * names their connection. `user` is called once, when something is sent; it receives `context`.
   *
   * ```ts
   * const { skipped } = await broadcast.forRequest(request).toOthers().channel(new Saved({ id: 7 }));
   * ```
   *
   * Also takes a request of node:http or Express: `user` then gets a `Request` made of its head, and `{ req }` as its
   * context. Throws `invalid_option` without the option `user`, and for anything but a request.
   */
  forRequest(request: Request | NodeRequest, context?: object): BoundBroadcast {
    const ask = requireSender(request, this.#outlets.options.user, context);
    return new BoundBroadcast(new Sender(this.#outlets, { ask }));
  }

  /** The same through another driver of the configuration. Throws `unknown_driver` for an unknown name. */
  driver(name: string): Broadcast<User> {
    const outlets = this.#outlets.choose(name);
    if (outlets === this.#outlets) return this;
    let other = this.#others.get(name);
    if (!other) this.#others.set(name, (other = new Broadcast<User>(outlets as never)));
    return other;
  }

  /**
   * Sends an event: an object to its own channels, an object to other channels, or a name with a payload. Channels are
   * objects or names, one or many; an empty list sends nothing. Resolves when the server has accepted everything.
   *
   * ```ts
   * await broadcast.channel(new NewRelease("4.0.0"));
   * await broadcast.channel("releases.beta", new NewRelease("5.0.0-beta"));
   * const { channels } = await broadcast.channel(["a", "b"], "Saved", { id: 7 }, { socketId });
   * ```
   *
   * Rejects with a `FanfareError`: before anything is sent with `invalid_channel`, `no_channel`, `invalid_event_name`,
   * `event_name_minified`, `invalid_data`, `data_too_large`, `invalid_socket_id` or `encrypted_channel`; later with
   * `rejected`, `not_sent`, `throttled`, `ambiguous` or `aborted`. With the option `rescue`, or the event's own
   * `broadcastRescue()`, the failure goes there instead, and the result has it as `rescued`.
   */
  channel(event: Broadcastable, options?: SendOptions): Promise<SendResult>;
  channel(channels: Channels, event: Broadcastable, options?: SendOptions): Promise<SendResult>;
  channel(channels: Channels, event: string, data?: unknown, options?: SendOptions): Promise<SendResult>;
  channel(...args: unknown[]): Promise<SendResult> {
    return this.#sender.channel(args);
  }

  /**
   * Queues an event: `channel()` without waiting. Its payload is made at once. Events of one channel are sent one after
   * the other, in order. A failure is logged too, so the promise may be ignored.
   *
   * ```ts
   * broadcast.later(new NewRelease("4.0.0"));
   * await broadcast.flush(5_000); // before the process ends
   * ```
   *
   * The queue holds 1,000 events and 8 MiB (`limits`), for all drivers. A full one rejects with `throttled`; otherwise
   * this rejects as `channel()` does. On edges, the option `waitUntil` keeps the worker alive until the event is sent.
   */
  later(event: Broadcastable, options?: SendOptions): Promise<SendResult>;
  later(channels: Channels, event: Broadcastable, options?: SendOptions): Promise<SendResult>;
  later(channels: Channels, event: string, data?: unknown, options?: SendOptions): Promise<SendResult>;
  later(...args: unknown[]): Promise<SendResult> {
    return this.#sender.later(args);
  }

  /**
   * Waits for `later()`, at most `milliseconds`; resolves to the number of events left. Rejects with
   * `invalid_option`.
   */
  flush(milliseconds?: number): Promise<number> {
    return this.#sender.flush(milliseconds);
  }

  /**
   * Sends a notification: an object with `toBroadcast()`. It goes to its `broadcastOn()`, or to the notifiable's
   * `routeNotificationFor("broadcast")`, with its `type()` as the event's name.
   *
   * ```ts
   * class InvoicePaid {
   *   static broadcastAs = "InvoicePaid";
   *   constructor(readonly invoice: Invoice) {}
   *   broadcastOn(user: User) { return new PrivateChannel(`users.${user.id}`); }
   *   toBroadcast(user: User) { return { id: this.invoice.id, name: user.name }; }
   * }
   * await broadcast.notify(new InvoicePaid(invoice), user);
   * ```
   *
   * Rejects as `channel()` does.
   */
  notify<Notifiable>(
    notification: Notification<Notifiable>,
    notifiable?: Notifiable,
    options?: SendOptions,
  ): Promise<SendResult> {
    return this.#sender.notify(notification, notifiable, options);
  }

  /**
   * One request of the HTTP API: `channel()` without event classes, and without splitting. Rejects as `channel()` does,
   * with `too_many_channels` above 100, and with `encrypted_channel` for an encrypted channel among others.
   */
  trigger(channels: Channels, event: string, data: unknown, options?: SendOptions): Promise<SendResult> {
    return this.#sender.trigger(channels, event, data, options);
  }

  /**
   * Sends different events in order, ten a request, after checking all of them. Rejects as `channel()` does.
   *
   * ```ts
   * const { batch } = await broadcast.triggerBatch([{ channel: "a", name: "Saved", data: { id: 7 } }]);
   * ```
   */
  async triggerBatch(events: readonly BatchEvent[], options: api.CallOptions = {}): Promise<BatchResult> {
    return this.#sender.triggerBatch(events, api.parseCallOptions(options));
  }

  /**
   * Sends an event to every connection of one signed-in user: an object, whose own channels are ignored, or a name.
   *
   * ```ts
   * await broadcast.sendToUser("7", "Invited", { to: "chat.1" });
   * ```
   *
   * Rejects as `channel()` does, and with `invalid_user`: an id has 1 to 128 characters that channel names may have.
   */
  sendToUser(userId: string, event: Broadcastable, options?: SendOptions): Promise<SendResult>;
  sendToUser(userId: string, event: string, data?: unknown, options?: SendOptions): Promise<SendResult>;
  sendToUser(userId: string, ...args: unknown[]): Promise<SendResult> {
    return this.#sender.sendToUser(userId, args);
  }

  /**
   * The channels with a subscriber, by their full names.
   *
   * ```ts
   * const rooms = await broadcast.listChannels({ prefix: "presence-chat.", info: "user_count" });
   * rooms["presence-chat.1"]?.user_count; // 3
   * ```
   *
   * Rejects with `invalid_option` for an attribute that such channels do not have, with `invalid_json` for an answer
   * that is not the protocol's, and as sending does. The drivers that send nothing know no channel.
   */
  listChannels<Asked extends api.ChannelAttribute = never>(
    options: api.ChannelQuery<Asked> = {},
  ): Promise<Record<string, api.ChannelState<Asked>>> {
    return this.#api.listChannels(options);
  }

  /**
   * The server's information about one channel. Rejects as `listChannels()` does, and with `invalid_channel`.
   *
   * ```ts
   * const { occupied, cache } = await broadcast.channelInfo("cache-scores", "cache");
   * ```
   */
  channelInfo<Asked extends api.ChannelAttribute = never>(
    channel: ChannelLike,
    info?: api.Attributes<Asked>,
    options: api.CallOptions = {},
  ): Promise<api.ChannelState<Asked>> {
    return this.#api.channelInfo(channel, info, options);
  }

  /**
   * The ids of a presence channel's members. Rejects as `listChannels()` does, and with `invalid_channel`, also for a
   * channel that is not a presence channel.
   *
   * ```ts
   * await broadcast.listMembers(new PresenceChannel("chat.1")); // ["7", "9"]
   * ```
   */
  listMembers(channel: ChannelLike, options: api.CallOptions = {}): Promise<string[]> {
    return this.#api.listMembers(channel, options);
  }

  /** Closes every connection of one signed-in user. Rejects with `invalid_user`, and as sending does. */
  terminateConnections(userId: string, options: api.CallOptions = {}): Promise<void> {
    return this.#api.terminateConnections(userId, options);
  }

  /**
   * A signed GET, for a server's own routes. `resource` follows `/apps/{id}`. Undefined parameters are left out.
   *
   * ```ts
   * const { connections } = (await broadcast.get("/connections", { limit: 10 })).json();
   * ```
   *
   * Rejects with `invalid_parameter` if the resource or the parameters cannot be signed, and as sending does.
   */
  get(
    resource: string,
    params: api.CallParameters = {},
    options: api.CallOptions = {},
  ): Promise<api.ApiResponse> {
    return this.#api.get(resource, params, options);
  }

  /**
   * A signed POST, like `get()`. A string is sent as it is, anything else as JSON. Rejects also with `invalid_data`.
   */
  post(resource: string, body: unknown = {}, options: api.CallOptions = {}): Promise<api.ApiResponse> {
    return this.#api.post(resource, body, options);
  }

  /**
   * The handler for a page's authorization requests: `(request, context?) => Promise<Response>`. The option `user` is
   * this broadcast's own unless given here. Throws `invalid_option`.
   *
   * ```ts
   * const routes = broadcast.routes({ channels: { "private-admins": (user) => user.role === "admin" } });
   * export default { fetch: routes };
   * ```
   */
  routes<U = User, Patterns extends string = never, Context = any>(
    options: RoutesOptions<U, Patterns, Context> = {},
  ): Routes<Context> {
    const { user } = this.#outlets.options;
    return createRoutes(this, options, user as RoutesOptions<U, Patterns, Context>["user"]);
  }

  /**
   * Signs the subscription of one socket to one channel, for anyone: check your own rules first. `member` joins a
   * presence channel, and no other. The answer for an encrypted channel holds the channel's key.
   *
   * ```ts
   * Response.json(broadcast.authorize("private-orders.7", socketId));
   * ```
   *
   * Throws `invalid_socket_id`, `invalid_channel`, `public_channel`, `encrypted_channel`, `invalid_member`,
   * `member_too_large` and `missing_credentials`.
   */
  authorize(channel: ChannelLike, socketId: string, member?: Member): authorization.Authorization {
    return authorization.authorizeSocket(this.#outlets.own, channel, socketId, member);
  }

  /**
   * Signs a user in on one socket. Throws `invalid_socket_id`, `invalid_user`, `invalid_json`, `json_too_deep` and
   * `missing_credentials`.
   */
  authenticate(socketId: string, user: UserData): authorization.Authentication {
    return authorization.authenticateSocket(this.#outlets.own, socketId, user);
  }

  /**
   * Reads a webhook that the server signed. Returns `false` for anything else. `headers` are a `Headers` or those of
   * node:http, `body` is the raw one.
   *
   * ```ts
   * const webhook = broadcast.webhook(request.headers, await request.text());
   * if (!webhook) return new Response(null, { status: 401 });
   * for (const event of webhook.events) if (event.kind === "member_added") greet(event.userId);
   * ```
   *
   * The encryption master key opens client events of encrypted channels. Throws `missing_credentials` and
   * `invalid_option`.
   */
  webhook(headers: WebhookHeaders, body: WebhookBody, options?: WebhookOptions): Webhook | false {
    return this.#inbox.read(headers, body, options);
  }

  /**
   * The handler for a server's webhooks: `(request, context?) => Promise<Response>`. It answers 200 when `handler` has
   * returned, 401 to a request that the server did not sign, 400 to a body that lists no events, and 500 when `handler`
   * throws, so that the server sends it again. `nodeHandler()` takes it; mount it in front of a body parser.
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
    return this.#inbox.routes(handler, options);
  }

  /** Receives this broadcast's notices and warnings. */
  get logger(): Logger {
    return this.#outlets.own.settings.logger;
  }

  /** A description that is safe to log. */
  toString(): string {
    return describeOutlet(this.#outlets.own);
  }

  /** @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}
