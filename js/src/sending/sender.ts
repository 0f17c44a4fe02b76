import type { Broadcastable } from "../../events/event.js";
import type { Channels } from "../../events/channel.js";
import { Api } from "./api.js";
import { dispatch, type OutletOf } from "./bound.js";
import { carryOut, eventOfNotification, type Notification } from "./carry-out.js";
import { sendLater, type Queue } from "./queue.js";
import type { SendOptions } from "./outgoing.js";
import type { SendResult } from "./result.js";

/** What `Broadcast` inherits: sending events, at once and later. */
export abstract class Sender extends Api {
  readonly #outlet: OutletOf;
  readonly #outletVia = (via?: string) => this.#outlet(undefined, via);
  readonly #queue: () => Queue;

  /** @internal */
  constructor(outlet: OutletOf, queue: () => Queue) {
    super(outlet);
    this.#outlet = outlet;
    this.#queue = queue;
  }

  /**
   * Sends an event: an object to the channels that it names, an object to other channels, or a name with a payload. Channels
   * are objects or names, one or many; none sends nothing. The promise resolves when the server has accepted it all.
   *
   * ```ts
   * await broadcast.channel(new NewRelease("4.0.0"));
   * await broadcast.channel("releases.beta", new NewRelease("5.0.0-beta"));
   * const { channels } = await broadcast.channel(["a", "b"], "Saved", { id: 7 }, { socketId });
   * ```
   *
   * Rejects with a `FanfareError`: before anything is sent with `invalid_channel`, `no_channel`, `invalid_event_name`,
   * `event_name_minified`, `invalid_data`, `data_too_large`, `invalid_socket_id` or `encrypted_channel`; else with
   * `rejected`, `not_sent`, `throttled`, `ambiguous` or `aborted`. With the option `rescue`, or the event's own
   * `broadcastRescue()`, a failure goes there, and the result has it as `rescued`.
   */
  channel(event: Broadcastable, options?: SendOptions): Promise<SendResult>;
  channel(channels: Channels, event: Broadcastable, options?: SendOptions): Promise<SendResult>;
  channel(channels: Channels, event: string, data?: unknown, options?: SendOptions): Promise<SendResult>;
  channel(...args: unknown[]): Promise<SendResult> {
    return carryOut(args, this.#outletVia, dispatch);
  }

  /**
   * Sends an event without the caller having to wait: `channel()`, queued. What it carries is read at once. Events of one
   * channel go one after the other, in order. A failure is in the log too, so the promise may be left alone.
   *
   * ```ts
   * broadcast.later(new NewRelease("4.0.0"));
   * await broadcast.flush(5_000); // before the process ends
   * ```
   *
   * The queue holds 1,000 events and 8 MiB, or what `limits` says; all drivers of a configuration share it. When it is full,
   * this rejects with `throttled`, and else as `channel()` does.
   * On edges the option `waitUntil` keeps the worker alive until it is sent.
   */
  later(event: Broadcastable, options?: SendOptions): Promise<SendResult>;
  later(channels: Channels, event: Broadcastable, options?: SendOptions): Promise<SendResult>;
  later(channels: Channels, event: string, data?: unknown, options?: SendOptions): Promise<SendResult>;
  later(...args: unknown[]): Promise<SendResult> {
    return sendLater(this.#queue(), args, this.#outlet().settings, this.#outletVia, dispatch);
  }

  /**
   * Waits until what `later()` has taken is sent, or has failed and that was told, but no longer than `milliseconds`; gives how
   * many events are left. Rejects with `invalid_option` for what is no time.
   */
  flush(milliseconds?: number): Promise<number> {
    return this.#queue().flush(milliseconds);
  }

  /**
   * Sends a notification: an object with `toBroadcast()`, to where its `broadcastOn()` says or the notifiable's
   * `routeNotificationFor("broadcast")`, under its `type()`.
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
  async notify<Notifiable>(
    notification: Notification<Notifiable>,
    notifiable?: Notifiable,
    options?: SendOptions,
  ): Promise<SendResult> {
    return this.channel(eventOfNotification(notification, notifiable), options);
  }
}
