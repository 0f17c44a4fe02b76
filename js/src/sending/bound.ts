import type { Channels } from "../../events/channel.js";
import type { Broadcastable } from "../../events/event.js";
import { parseCallOptions, type CallOptions } from "./api.js";
import type { Notification } from "./notification.js";
import type { BatchEvent, SendOptions } from "./outgoing.js";
import type { BatchResult, SendResult } from "./result.js";
import type { Sender } from "./sender.js";

/**
 * A broadcast on behalf of somebody: `broadcast.as(user)` or `broadcast.forRequest(request)`. Without a user it sends
 * only to public channels; the result lists the others as `skipped`.
 */
export class BoundBroadcast {
  readonly #sender: Sender;

  /** @internal */
  constructor(sender: Sender) {
    this.#sender = sender;
  }

  /**
   * Leaves out the sender's own connection, which the page names in `X-Socket-ID` (`live.fetch` does). If it is not
   * known, everyone gets the event: `excluded` in the result is null, and the log says so once.
   *
   * ```ts
   * await broadcast.forRequest(request).toOthers().channel(new Saved({ id: 7 }));
   * ```
   *
   * Sending fails with `invalid_socket_id` when the page gave an invalid one.
   */
  toOthers(): BoundBroadcast {
    return new BoundBroadcast(this.#sender.rebind({ toOthers: true }));
  }

  /**
   * The same through another driver of the configuration. Sending rejects with `unknown_driver` for an unknown
   * name.
   */
  driver(name: string): BoundBroadcast {
    return new BoundBroadcast(this.#sender.rebind({ driver: name }));
  }

  /** `Broadcast.channel()` on behalf of the user. */
  channel(event: Broadcastable, options?: SendOptions): Promise<SendResult>;
  channel(channels: Channels, event: Broadcastable, options?: SendOptions): Promise<SendResult>;
  channel(channels: Channels, event: string, data?: unknown, options?: SendOptions): Promise<SendResult>;
  channel(...args: unknown[]): Promise<SendResult> {
    return this.#sender.channel(args);
  }

  /**
   * `Broadcast.later()` on behalf of the user; wait with `broadcast.flush()`. The user is looked up at once, while
   * there is a request to look at.
   *
   * ```ts
   * broadcast.forRequest(request).toOthers().later(new Saved({ id: 7 }));
   * ```
   */
  later(event: Broadcastable, options?: SendOptions): Promise<SendResult>;
  later(channels: Channels, event: Broadcastable, options?: SendOptions): Promise<SendResult>;
  later(channels: Channels, event: string, data?: unknown, options?: SendOptions): Promise<SendResult>;
  later(...args: unknown[]): Promise<SendResult> {
    return this.#sender.later(args);
  }

  /**
   * `Broadcast.notify()` on behalf of the user.
   *
   * ```ts
   * await broadcast.forRequest(request).toOthers().notify(new InvoicePaid(invoice), customer);
   * ```
   */
  notify<Notifiable>(
    notification: Notification<Notifiable>,
    notifiable?: Notifiable,
    options?: SendOptions,
  ): Promise<SendResult> {
    return this.#sender.notify(notification, notifiable, options);
  }

  /** `Broadcast.trigger()` on behalf of the user. Without a user nothing is sent to a private or presence channel. */
  trigger(channels: Channels, event: string, data: unknown, options?: SendOptions): Promise<SendResult> {
    return this.#sender.trigger(channels, event, data, options);
  }

  /**
   * `Broadcast.triggerBatch()` on behalf of the user. Without a user the events for private and presence channels are
   * left out: `skipped` lists their channels, and their information is `{}`.
   *
   * ```ts
   * const saved = { channel: "private-a", name: "Saved", data: { id: 7 } };
   * const { skipped } = await broadcast.as(user).triggerBatch([saved]);
   * ```
   */
  async triggerBatch(events: readonly BatchEvent[], options: CallOptions = {}): Promise<BatchResult> {
    return this.#sender.triggerBatch(events, parseCallOptions(options));
  }

  /** `Broadcast.sendToUser()` on behalf of the user. Without a user nothing is sent. */
  sendToUser(userId: string, event: Broadcastable, options?: SendOptions): Promise<SendResult>;
  sendToUser(userId: string, event: string, data?: unknown, options?: SendOptions): Promise<SendResult>;
  sendToUser(userId: string, ...args: unknown[]): Promise<SendResult> {
    return this.#sender.sendToUser(userId, args);
  }
}
