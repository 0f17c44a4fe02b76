// The queue of `later()`. How it keeps order:
//
// Events of one channel must arrive in the order of the calls; events of different channels need not wait for each
// other. So there is no list of events. Each channel has a tail: the promise of the last event that took a place on it.
// A new event waits for the tails of all its channels and becomes their new tail. An event on channels a and b thus
// waits for the last event of a and for the last of b, and the next event of either waits for it. Waiting goes only
// backwards in time, so it cannot deadlock.
//
// A place is taken in the same turn as the call, with the payload already made, so later changes affect neither order
// nor content. A place is left when its event was sent, failed or was withheld; a failure holds nothing up.
//
// The limits count everything from taking a place to leaving it, what is being sent included. A full queue refuses, and
// never drops an event that it took.

import { FanfareError } from "../../common/errors.js";
import type { QueueLimits } from "../configuration/options.js";
import { longestTimer } from "../configuration/settings.js";
import type { Outgoing } from "./outgoing.js";

const encoder = new TextEncoder();

/** A place in the queue. */
export interface Place {
  /** Settles when this place's turn has come; undefined when it has come already. */
  readonly turn: Promise<unknown> | undefined;
  /** Lets the next event go. */
  leave(): void;
}

/** Events that are sent without anyone waiting for them. */
export class Queue {
  /** The calls of `later()` that have not ended, refused ones too. */
  readonly #calls = new Set<Promise<void>>();
  /** The last place of each channel. */
  readonly #tails = new Map<string, Promise<void>>();
  readonly #limits: QueueLimits;
  #events = 0;
  #bytes = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** Takes a place for an event. Throws `throttled` when there is no room. */
  take({ channels, data, name }: Outgoing): Place {
    const size = encoder.encode(data).length;
    const { queueEvents, queueBytes } = this.#limits;
    if (this.#events >= queueEvents || this.#bytes + size > queueBytes) {
      const message =
        `The queue is full, so ${name} was not taken: it holds ${queueEvents} events and ${queueBytes} bytes. ` +
        "Send less, wait with flush(), or raise queueEvents and queueBytes of the option limits.";
      throw new FanfareError("throttled", message, { retryable: true });
    }
    let markLeft = () => {};
    const place = new Promise<void>((resolve) => (markLeft = resolve));
    const before = channels.map((channel) => this.#tails.get(channel)).filter((tail) => tail !== undefined);
    this.#events++;
    this.#bytes += size;
    for (const channel of channels) this.#tails.set(channel, place);
    const leave = () => {
      this.#events--;
      this.#bytes -= size;
      for (const channel of channels) if (this.#tails.get(channel) === place) this.#tails.delete(channel);
      markLeft();
    };
    return { turn: before.length === 0 ? undefined : Promise.all(before), leave };
  }

  /** Makes `flush()` wait for a call. The promise must not reject, and resolves after any failure was reported. */
  follow(call: Promise<void>): void {
    this.#calls.add(call);
    void call.then(() => this.#calls.delete(call));
  }

  /**
   * Waits for the calls so far, but no longer than `milliseconds`. Resolves to the number of events that are left.
   * Rejects with `invalid_option`.
   */
  async flush(milliseconds = Infinity): Promise<number> {
    if (typeof milliseconds !== "number" || !(milliseconds >= 0)) {
      throw new FanfareError(
        "invalid_option",
        "flush() takes the longest time to wait, in milliseconds: a number from 0.",
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
