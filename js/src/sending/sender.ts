import type { Channels } from "../../events/channel.js";
import { FanfareError } from "../../common/errors.js";
import { checkEventName } from "../wasm/core.js";
import { parseNotification, type Notification } from "./notification.js";
import { excludeSender, permit, type OnBehalf, type Permitted } from "./on-behalf.js";
import type { Outlet, Outlets } from "./outlet.js";
import {
  findEvent,
  parseAddress,
  parseBatch,
  parseCall,
  parseTrigger,
  parseUserEvent,
  type Address,
  type BatchEvent,
  type Outgoing,
} from "./outgoing.js";
import type { Place } from "./queue.js";
import type { BatchResult, SendResult, Skipped } from "./result.js";

/** How a sender is bound to a person. */
export interface Binding {
  /** Finds out on whose behalf to send. */
  readonly ask: () => Promise<OnBehalf>;
  /** The driver that the caller chose. */
  readonly driver?: string;
  /** Whether the person's own connection is left out. */
  readonly toOthers?: boolean;
}

const ignore = () => {};

/** Sends the events of a `Broadcast`, or with a binding those of a `BoundBroadcast`. */
export class Sender {
  readonly #outlets: Outlets;
  readonly #binding: Binding | undefined;

  constructor(outlets: Outlets, binding?: Binding) {
    this.#outlets = outlets;
    this.#binding = binding;
  }

  /** The same sender with a part of its binding replaced. */
  rebind(part: Partial<Binding>): Sender {
    return new Sender(this.#outlets, { ...this.#binding!, ...part });
  }

  channel(args: readonly unknown[]): Promise<SendResult> {
    return this.#carryOut(args);
  }

  /** Queues a call. A failure is also logged, or given to `rescue`, before `flush()` lets anyone end the process. */
  later(args: readonly unknown[]): Promise<SendResult> {
    const { queue } = this.#outlets;
    const { logger, waitUntil } = this.#outlets.find().settings;
    // Asked now, while there is a request to ask about.
    const asked = this.#binding?.ask();
    // A rejection is handled where the answer is used, which may be never.
    asked?.catch(ignore);
    const send = async () => {
      try {
        return await this.#carryOut(args, (outgoing) => queue.take(outgoing), asked);
      } catch (error) {
        const reason = error instanceof FanfareError ? `${error.code}: ${error.message}` : "its class threw.";
        logger.warn(`An event that was to be sent later failed, ${reason}`);
        throw error;
      }
    };
    const sent = send();
    // The caller may ignore the promise.
    const ended = sent.then(ignore, ignore);
    queue.follow(ended);
    waitUntil?.(ended);
    return sent;
  }

  flush(milliseconds?: number): Promise<number> {
    return this.#outlets.queue.flush(milliseconds);
  }

  async notify(notification: Notification, notifiable: unknown, options: unknown): Promise<SendResult> {
    return this.#carryOut([parseNotification(notification, notifiable), options]);
  }

  async trigger(channels: Channels, event: string, data: unknown, options: unknown): Promise<SendResult> {
    const outgoing = parseTrigger(channels, event, data, options);
    return this.#send(this.#outlet(), outgoing);
  }

  async triggerBatch(events: readonly BatchEvent[], signal?: AbortSignal): Promise<BatchResult> {
    const outlet = this.#outlet();
    const calls = parseBatch(events);
    const onBehalf = this.#binding && (await this.#binding.ask());
    const parts = calls.map((event) => this.#permit(outlet, event, onBehalf));
    const isSent = ({ outgoing, skipped }: Permitted) => outgoing.channels.length > 0 || skipped.length === 0;
    const sent = parts.filter(isSent).map(({ outgoing }) => outgoing);
    const infos = (await outlet.driver.sendBatch(sent, signal)).values();
    return {
      batch: parts.map((part) => (isSent(part) && infos.next().value) || {}),
      skipped: parts.flatMap(({ skipped }) => skipped),
    };
  }

  async sendToUser(userId: string, args: readonly unknown[]): Promise<SendResult> {
    const outgoing = parseUserEvent(userId, args);
    return this.#send(this.#outlet(), outgoing);
  }

  #outlet(via?: string): Outlet {
    return this.#outlets.find(this.#binding?.driver, via);
  }

  /**
   * Carries out a call of `channel()`: by the driver that the event wants, if the event wants to be sent, and with a
   * failure going to a `rescue` handler if there is one. Without a queue a promise of `broadcastWhen()` is awaited
   * before
   * the payload is made. With `take` everything is parsed in this turn, because places are taken in the order of the
   * calls; the promise is awaited when the turn has come.
   */
  async #carryOut(
    args: readonly unknown[],
    take?: (outgoing: Outgoing) => Place,
    asked?: Promise<OnBehalf>,
  ): Promise<SendResult> {
    const object = findEvent(args);
    let outlet: Outlet | undefined;
    try {
      outlet = this.#outlet(object?.broadcastVia?.());
      let wanted = object?.broadcastWhen ? object.broadcastWhen() : true;
      if (!take && isPromise(wanted)) wanted = await wanted;
      if (!wanted) return withheld(parseAddress(args));
      // A rejection is handled when the turn has come.
      if (isPromise(wanted)) Promise.resolve(wanted).catch(ignore);
      const outgoing = parseCall(args);
      const place = take?.(outgoing);
      try {
        if (place?.turn) await place.turn;
        if (isPromise(wanted) && !(await wanted)) return withheld(outgoing);
        return await this.#send(outlet, outgoing, asked);
      } finally {
        place?.leave();
      }
    } catch (error) {
      // An error of the event's own code is a bug in it: rescued, it would never be found.
      if (!(error instanceof FanfareError)) throw error;
      if (object?.broadcastRescue) await object.broadcastRescue(error);
      else if (outlet?.settings.rescue) await outlet.settings.rescue(error, object ?? String(args[1]));
      else throw error;
      return { channels: [], skipped: [], info: {}, excluded: null, rescued: error };
    }
  }

  async #send(outlet: Outlet, call: Outgoing, asked?: Promise<OnBehalf>): Promise<SendResult> {
    if (!this.#binding) return dispatch(outlet, call, []);
    const { outgoing, skipped } = this.#permit(outlet, call, await (asked ?? this.#binding.ask()));
    return dispatch(outlet, outgoing, skipped);
  }

  #permit({ settings }: Outlet, outgoing: Outgoing, onBehalf: OnBehalf | undefined): Permitted {
    if (!onBehalf) return { outgoing, skipped: [] };
    const addressed = this.#binding?.toOthers ? excludeSender(outgoing, onBehalf, settings) : outgoing;
    return permit(addressed, onBehalf, settings);
  }
}

const isPromise = (answer: boolean | Promise<boolean>): answer is Promise<boolean> =>
  typeof answer === "object";

/** Sends to the channels that are left. Without any, nothing is sent and only the name is checked. */
async function dispatch(
  { driver }: Outlet,
  outgoing: Outgoing,
  skipped: readonly Skipped[],
): Promise<SendResult> {
  const { channels, socketId } = outgoing;
  if (channels.length === 0) {
    checkEventName(outgoing.name);
    return { channels, skipped, info: {}, excluded: null };
  }
  return { channels, skipped, info: await driver.send(outgoing), excluded: socketId ?? null };
}

function withheld({ channels, name }: Address): SendResult {
  const skipped = channels.map((channel) => ({
    channel,
    code: "withheld" as const,
    reason: `The broadcastWhen() of ${name} said no.`,
  }));
  return { channels: [], skipped, info: {}, excluded: null };
}
