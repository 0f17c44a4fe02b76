import type { Outlet } from "./bound.js";
import { carryOut, type Place, type Send } from "./carry-out.js";
import { FanfareError } from "../../common/errors.js";
import type { QueueLimits } from "../configuration/options.js";
import { longestTimer, type Settings } from "../configuration/settings.js";
import type { Outgoing } from "./outgoing.js";
import type { SendResult } from "./result.js";

const encoder = new TextEncoder();
const ignore = () => {};

/** Events that are sent without anyone waiting for them. Of those for one channel the next goes when the last has ended. */
export class Queue {
  /** The calls of `later()` that have not ended, refused ones too. */
  readonly #calls = new Set<Promise<void>>();
  /** The last place of each channel. */
  readonly #tails = new Map<string, Promise<unknown>>();
  readonly #limits: QueueLimits;
  #events = 0;
  #bytes = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** Throws `throttled` when there is no room. */
  take({ channels, data, name }: Outgoing): Place {
    const size = encoder.encode(data).length;
    const { queueEvents, queueBytes } = this.#limits;
    if (this.#events >= queueEvents || this.#bytes + size > queueBytes) {
      const message =
        `The queue is full, so ${name} was not taken: it holds ${queueEvents} events and ${queueBytes} bytes. ` +
        "Send less, wait with flush(), or raise queueEvents and queueBytes of the option limits.";
      throw new FanfareError("throttled", message, { retryable: true });
    }
    let left = () => {};
    const place = new Promise<void>((resolve) => (left = resolve));
    const before = channels.map((channel) => this.#tails.get(channel)).filter((tail) => tail !== undefined);
    this.#events++;
    this.#bytes += size;
    for (const channel of channels) this.#tails.set(channel, place);
    const leave = () => {
      this.#events--;
      this.#bytes -= size;
      for (const channel of channels) if (this.#tails.get(channel) === place) this.#tails.delete(channel);
      left();
    };
    return { turn: before.length === 0 ? undefined : Promise.all(before), leave };
  }

  /** Has `flush()` wait for a call that ends when what became of it has been told. It does not reject. */
  follow(call: Promise<void>): void {
    this.#calls.add(call);
    void call.then(() => this.#calls.delete(call));
  }

  /**
   * Waits for what is there, but no longer than `milliseconds`; gives how many events are left. Rejects with
   * `invalid_option`.
   */
  async flush(milliseconds = Infinity): Promise<number> {
    if (typeof milliseconds !== "number" || !(milliseconds >= 0)) {
      throw new FanfareError(
        "invalid_option",
        "flush() takes the milliseconds to wait at most: a number from 0.",
      );
    }
    const all = Promise.all(this.#calls);
    if (milliseconds === Infinity) await all;
    else {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const deadline = new Promise(
        (resolve) => (timer = setTimeout(resolve, Math.min(milliseconds, longestTimer))),
      );
      await Promise.race([all, deadline]);
      clearTimeout(timer);
    }
    return this.#calls.size;
  }
}

/**
 * Has `send` send what a call of `later()` says, when its turn in `queue` comes. A failure is in the log too, or with who
 * takes it, before `flush()` lets anyone end the process.
 */
export function sendLater(
  queue: Queue,
  args: readonly unknown[],
  { logger, waitUntil }: Settings,
  outletOf: (via?: string) => Outlet,
  send: Send,
): Promise<SendResult> {
  const sending = async () => {
    try {
      return await carryOut(args, outletOf, send, (outgoing) => queue.take(outgoing));
    } catch (error) {
      const what = error instanceof FanfareError ? `${error.code}: ${error.message}` : "its class threw.";
      logger.warn(`An event that was to be sent later failed, ${what}`);
      throw error;
    }
  };
  const sent = sending();
  // The promise may be left alone.
  const ended = sent.then(ignore, ignore);
  queue.follow(ended);
  waitUntil?.(ended);
  return sent;
}
