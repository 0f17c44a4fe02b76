import { FanfareError } from "./errors.js";
import type { Outgoing } from "./outgoing.js";

/** What a queue holds, what is under way included. */
export const queueEventsMax = 1_000;
export const queueBytesMax = 8 * 1_024 * 1_024;

const encoder = new TextEncoder();

/** Events that are sent without anyone waiting for them. Of those for one channel the next goes when the last has ended. */
export class Queue {
  readonly #pending = new Set<Promise<unknown>>();
  /** The end of the last event of each channel. */
  readonly #tails = new Map<string, Promise<unknown>>();
  #bytes = 0;

  /** Rejects with `throttled` when there is no room, else as `send` does. */
  add<Result>({ channels, data, name }: Outgoing, send: () => Promise<Result>): Promise<Result> {
    const size = encoder.encode(data).length;
    if (this.#pending.size >= queueEventsMax || this.#bytes + size > queueBytesMax) {
      const message =
        `The queue is full, so ${name} was not taken: it holds ${queueEventsMax} events and ${queueBytesMax} bytes. ` +
        "Send less, or wait with flush().";
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
