import type { Broadcastable } from "../../events/event.js";
import type { Channels } from "../../events/channel.js";
import { channelKind } from "../../events/channel.js";
import { checkChannel, checkEventName, checkSocketId } from "../wasm/core.js";
import type { Driver } from "./drivers/driver.js";
import type { Settings } from "../configuration/settings.js";
import { carryOut, eventOfNotification, type Notification } from "./carry-out.js";
import { sendLater, type Queue } from "./queue.js";
import type { Outgoing, SendOptions } from "./outgoing.js";
import type { SendResult, Skipped } from "./result.js";

/** On whose behalf an event is sent. */
export interface OnBehalf {
  /** Whether there is a user. */
  readonly signedIn: boolean;
  /** The user's own connection, as the page gave it; not checked yet. */
  readonly socketId?: string | null;
}

/** What sending takes of a `Broadcast`. */
export interface Outlet {
  readonly driver: Driver;
  readonly settings: Settings;
}

/** Where to send: by the driver that the caller names, else by the one that the event names. */
export type OutletOf = (driver?: string, via?: string) => Outlet;

/** Sends what is left after skipping. No channel, nothing sent; the name is checked all the same. */
export async function dispatch(
  { driver }: Outlet,
  outgoing: Outgoing,
  signal?: AbortSignal,
  skipped: readonly Skipped[] = [],
): Promise<SendResult> {
  const { channels, socketId } = outgoing;
  if (channels.length === 0) {
    checkEventName(outgoing.name);
    return { channels, skipped, info: {}, excluded: null };
  }
  return { channels, skipped, info: await driver.send(outgoing, signal), excluded: socketId ?? null };
}

const warned = new WeakSet<Settings>();

/**
 * A broadcast on behalf of somebody: `broadcast.as(user)` or `broadcast.forRequest(request)`. Without a user it sends on
 * public channels alone; the others are in the result as `skipped`.
 */
export class BoundBroadcast {
  readonly #outlet: OutletOf;
  readonly #queue: () => Queue;
  readonly #onBehalf: () => Promise<OnBehalf>;
  readonly #driver: string | undefined;
  readonly #toOthers: boolean;

  /** @internal */
  constructor(
    outlet: OutletOf,
    queue: () => Queue,
    onBehalf: () => Promise<OnBehalf>,
    { driver, toOthers = false }: { driver?: string | undefined; toOthers?: boolean } = {},
  ) {
    this.#outlet = outlet;
    this.#queue = queue;
    this.#onBehalf = onBehalf;
    this.#driver = driver;
    this.#toOthers = toOthers;
  }

  /**
   * Leaves out the sender's own connection, which the page names in `X-Socket-ID` (`live.fetch` does). When it is not
   * known, all get the event: `excluded` in the result is null then, and the log says so once.
   *
   * ```ts
   * await broadcast.forRequest(request).toOthers().channel(new Saved({ id: 7 }));
   * ```
   *
   * Sending fails with `invalid_socket_id` when what the page gave is none.
   */
  toOthers(): BoundBroadcast {
    return this.#with({ driver: this.#driver, toOthers: true });
  }

  /** The same by another driver of the configuration. Sending throws `unknown_driver` if there is none of that name. */
  driver(name: string): BoundBroadcast {
    return this.#with({ driver: name, toOthers: this.#toOthers });
  }

  /** As `Broadcast`'s, on behalf of the user. */
  channel(event: Broadcastable, options?: SendOptions): Promise<SendResult>;
  channel(channels: Channels, event: Broadcastable, options?: SendOptions): Promise<SendResult>;
  channel(channels: Channels, event: string, data?: unknown, options?: SendOptions): Promise<SendResult>;
  async channel(...args: unknown[]): Promise<SendResult> {
    return carryOut(
      args,
      (via) => this.#outlet(this.#driver, via),
      (outlet, outgoing, signal) => this.#send(outlet, outgoing, this.#onBehalf(), signal),
    );
  }

  /**
   * As `Broadcast`'s, on behalf of the user; `flush()` is there. Who the user is, is asked at once, while there is the
   * request to ask about.
   *
   * ```ts
   * broadcast.forRequest(request).toOthers().later(new Saved({ id: 7 }));
   * ```
   */
  later(event: Broadcastable, options?: SendOptions): Promise<SendResult>;
  later(channels: Channels, event: Broadcastable, options?: SendOptions): Promise<SendResult>;
  later(channels: Channels, event: string, data?: unknown, options?: SendOptions): Promise<SendResult>;
  later(...args: unknown[]): Promise<SendResult> {
    const onBehalf = this.#onBehalf();
    // Told by whoever waits for it, if it comes to that.
    onBehalf.catch(() => {});
    return sendLater(
      this.#queue(),
      args,
      this.#outlet().settings,
      (via) => this.#outlet(this.#driver, via),
      (outlet, outgoing, signal) => this.#send(outlet, outgoing, onBehalf, signal),
    );
  }

  /**
   * As `Broadcast`'s, on behalf of the user.
   *
   * ```ts
   * await broadcast.forRequest(request).toOthers().notify(new InvoicePaid(invoice), customer);
   * ```
   */
  async notify<Notifiable>(
    notification: Notification<Notifiable>,
    notifiable?: Notifiable,
    options?: SendOptions,
  ): Promise<SendResult> {
    return this.channel(eventOfNotification(notification, notifiable), options);
  }

  #with(options: { driver: string | undefined; toOthers: boolean }): BoundBroadcast {
    return new BoundBroadcast(this.#outlet, this.#queue, this.#onBehalf, options);
  }

  async #send(
    outlet: Outlet,
    outgoing: Outgoing,
    onBehalf: Promise<OnBehalf>,
    signal?: AbortSignal,
  ): Promise<SendResult> {
    const { signedIn, socketId } = await onBehalf;
    const excluding = this.#toOthers ? withoutSender(outgoing, socketId, outlet.settings) : outgoing;
    if (signedIn) return dispatch(outlet, excluding, signal);
    const { open, skipped } = withoutUser(excluding.channels, outlet.settings.limits.channelName);
    return dispatch(outlet, { ...excluding, channels: open }, signal, skipped);
  }
}

function withoutSender(
  outgoing: Outgoing,
  socketId: string | null | undefined,
  settings: Settings,
): Outgoing {
  if (outgoing.socketId !== undefined) return outgoing;
  if (socketId === undefined || socketId === null) {
    if (!warned.has(settings)) {
      settings.logger.warn(
        "toOthers(): the sender's connection is not known, so everyone gets the event. " +
          "The page sends it as X-Socket-ID; live.fetch does, as(user, { socketId }) takes it.",
      );
    }
    warned.add(settings);
    return outgoing;
  }
  checkSocketId(socketId);
  return { ...outgoing, socketId };
}

/** The channels that may be sent on for nobody, and the others. */
function withoutUser(channels: readonly string[], maxLength: number): { open: string[]; skipped: Skipped[] } {
  const open = channels.filter((channel) => channelKind(channel).kind === "public");
  const closed = channels.filter((channel) => !open.includes(channel));
  const skipped = closed.map((channel): Skipped => {
    checkChannel(channel, maxLength);
    return {
      channel,
      code: "unauthenticated",
      reason: `Nobody is signed in, and ${channel} is sent on only on behalf of a user.`,
    };
  });
  return { open, skipped };
}
