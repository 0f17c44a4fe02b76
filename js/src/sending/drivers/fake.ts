import type { Broadcastable } from "../../../events/event.js";
import { nameOf, type EventClass } from "../../../events/name.js";
import type { Payload } from "../../../events/payload.js";
import type { Settings } from "../../configuration/settings.js";
import type { Outgoing } from "../outgoing.js";
import type { Driver } from "./driver.js";
import { OfflineDriver } from "./offline.js";

/** One broadcast that the fake driver took. */
export interface SentEvent<Data = any, E = unknown> {
  /** The event's name. */
  readonly name: string;
  /** The channels' full names. */
  readonly channels: readonly string[];
  /** The payload as it would have arrived. */
  readonly data: Data;
  /** The event object, where one was broadcast. */
  readonly event: E;
  /** The connection that was left out. */
  readonly socketId?: string;
}

/** What `assertSent` and the others look for: an event class, or a name. */
export type Wanted<E> = EventClass<E> | string;

/** Decides whether a broadcast is the one that was meant. */
export type Predicate<E> = (sent: SentEvent<Payload<E>, E>) => boolean;

/** What a fake broadcast has beside `channel()` and the rest. Each assertion throws an Error that lists what was sent instead. */
export interface FakeAssertions {
  /** What was sent, in order: everything, or what matches. */
  sent(): SentEvent[];
  sent<E = any>(wanted: Wanted<E>, predicate?: Predicate<E>): SentEvent<Payload<E>, E>[];
  /**
   * That it was sent at least once.
   *
   * ```ts
   * broadcast.assertSent(NewRelease, ({ data, channels }) => data.message.includes("4.0.0"));
   * ```
   */
  assertSent<E = any>(wanted: Wanted<E>, predicate?: Predicate<E>): void;
  /** That it was sent exactly `times` times. */
  assertSentTimes<E = any>(wanted: Wanted<E>, times: number, predicate?: Predicate<E>): void;
  /** That it was never sent. */
  assertNotSent<E = any>(wanted: Wanted<E>, predicate?: Predicate<E>): void;
  /** That nothing at all was sent. */
  assertNothingSent(): void;
  /** Forgets what was sent. */
  clear(): void;
}

/** The driver that remembers. */
export class FakeDriver extends OfflineDriver implements Driver {
  readonly events: SentEvent[];

  constructor(settings: Settings) {
    const events: SentEvent[] = [];
    super(settings, (event) => events.push(sentEvent(event)));
    this.events = events;
  }
}

function sentEvent({ name, channels, data, object, socketId }: Outgoing): SentEvent {
  const sent = { name, channels, data: arrived(data), event: object as Broadcastable };
  return socketId === undefined ? sent : { ...sent, socketId };
}

/** What pusher-js makes of a payload (pusher/pusher-js: src/core/connection/protocol/protocol.ts). */
function arrived(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}

/** The assertions over what a fake driver took. */
export function assertionsOn({ events }: FakeDriver): FakeAssertions {
  const sent = (wanted?: Wanted<any>, predicate: Predicate<any> = () => true): SentEvent[] => {
    if (wanted === undefined) return [...events];
    const name = typeof wanted === "string" ? wanted : nameOf(wanted);
    return events.filter((event) => event.name === name && predicate(event));
  };
  const told = (wanted: Wanted<any>, predicate: unknown) => {
    const name = typeof wanted === "string" ? wanted : nameOf(wanted);
    return predicate ? `${name} that fits` : name;
  };
  const assert = (holds: boolean, expected: string) => {
    if (!holds) throw new Error(`Expected ${expected}, but ${listing(events)}`);
  };
  return {
    sent,
    assertSent: (wanted, predicate) =>
      assert(sent(wanted, predicate).length > 0, `an event ${told(wanted, predicate)}`),
    assertSentTimes: (wanted, times, predicate) =>
      assert(sent(wanted, predicate).length === times, `${times} × ${told(wanted, predicate)}`),
    assertNotSent: (wanted, predicate) =>
      assert(sent(wanted, predicate).length === 0, `no ${told(wanted, predicate)}`),
    assertNothingSent: () => assert(events.length === 0, "nothing to be sent"),
    clear: () => void events.splice(0),
  };
}

function listing(events: readonly SentEvent[]): string {
  if (events.length === 0) return "nothing was sent.";
  const lines = events.map(
    ({ name, channels, data }) => `  ${name} on ${channels.join(", ")}: ${JSON.stringify(data)}`,
  );
  return `this was sent:\n${lines.join("\n")}`;
}
