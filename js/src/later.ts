import type { Outlet } from "./bound.js";
import { carryOut, type Send } from "./carry-out.js";
import { FanfareError } from "./errors.js";
import type { QueueLimits, Settings } from "./options.js";
import type { Outgoing } from "./outgoing.js";
import type { SendResult } from "./sent.js";

const encoder = new TextEncoder();

/** Events that are sent without anyone waiting for them. Of those for one channel the next goes when the last has ended. */
export class Queue {
  readonly #pending = new Set<Promise<unknown>>();
  /** The end of the last event of each channel. */
  readonly #tails = new Map<string, Promise<unknown>>();
  readonly #limits: QueueLimits;
  #bytes = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** Rejects with `throttled` when there is no room, else as `send` does. */
  add<Result>({ channels, data, name }: Outgoing, send: () => Promise<Result>): Promise<Result> {
    const size = encoder.encode(data).length;
    const { queueEvents, queueBytes } = this.#limits;
    if (this.#pending.size >= queueEvents || this.#bytes + size > queueBytes) {
      const message =
        `The queue is full, so ${name} was not taken: it holds ${queueEvents} events and ${queueBytes} bytes. ` +
        "Send less, wait with flush(), or raise queueEvents and queueBytes of the option limits.";
      return Promise.reject(new FanfareError("throttled", message, { retryable: true }));
    }
    this.#bytes += size;
    const before = channels.map((channel) => this.#tails.get(channel)).filter((tail) => tail !== undefined);
    const sent = before.length === 0 ? send() : Promise.all(before).then(send);
    const ended = sent.catch(() => {}).then(() => {
      this.#bytes -= size;
      this.#pending.delete(ended);
      for (const channel of channels) if (this.#tails.get(channel) === ended) this.#tails.delete(channel);
    });
    this.#pending.add(ended);
    for (const channel of channels) this.#tails.set(channel, ended);
    return sent;
  }

  /** Waits for what is there, but no longer than `milliseconds`; gives how many events are left. */
  async flush(milliseconds?: number): Promise<number> {
    const all = Promise.all(this.#pending);
    if (milliseconds === undefined) await all;
    else {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const deadline = new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)));
      await Promise.race([all, deadline]);
      clearTimeout(timer);
    }
    return this.#pending.size;
  }
}

/** Has `send` send what a call of `later()` says, when its turn in `queue` comes. A failure is in the log too. */
export function sendLater(
  queue: Queue,
  args: readonly unknown[],
  { logger, waitUntil }: Settings,
  outletOf: (via?: string) => Outlet,
  send: Send,
): Promise<SendResult> {
  const sent = carryOut(args, outletOf, (outlet, outgoing, signal) =>
    queue.add(outgoing, () => send(outlet, outgoing, signal)),
  );
  const ended = sent.then(
    () => {},
    (error: unknown) => {
      const what = error instanceof FanfareError ? `${error.code}: ${error.message}` : "its class threw.";
      logger.warn(`An event that was to be sent later failed, ${what}`);
    },
  );
  waitUntil?.(ended);
  return sent;
}
