import type { Broadcastable } from "../../../events/event.js";
import { nameOf, type EventClass } from "../../../events/name.js";
import type { Payload } from "../../../events/payload.js";
import type { Settings } from "../../configuration/settings.js";
import type { Driver } from "../driver.js";
import type { Outgoing } from "../outgoing.js";
import { OfflineDriver } from "./offline.js";

/** One broadcast as the fake driver recorded it. */
export interface SentEvent<Data = any, E = unknown> {
  /** The event's name. */
  readonly name: string;
  /** The channels' full names. */
  readonly channels: readonly string[];
  /** The payload as it would have arrived. */
  readonly data: Data;
  /** The event object, if one was broadcast. */
  readonly event: E;
  /** The connection that was left out. */
  readonly socketId?: string;
}

/** What `assertSent` and the others look for: an event class, or a name. */
export type Wanted<E> = EventClass<E> | string;

/** Decides whether a broadcast is the expected one. */
export type Predicate<E> = (sent: SentEvent<Payload<E>, E>) => boolean;

/**
 * What a fake broadcast has besides `channel()` and the rest. Each assertion throws an Error that lists what was
 * sent.
 */
export interface FakeAssertions {
  /** The broadcasts so far, in order: all, or those that match. */
  sent(): SentEvent[];
  sent<E = any>(wanted: Wanted<E>, predicate?: Predicate<E>): SentEvent<Payload<E>, E>[];
  /**
   * Asserts that it was sent at least once.
   *
   * ```ts
   * broadcast.assertSent(NewRelease, ({ data, channels }) => data.message.includes("4.0.0"));
   * ```
   */
  assertSent<E = any>(wanted: Wanted<E>, predicate?: Predicate<E>): void;
  /** Asserts that it was sent exactly `times` times. */
  assertSentTimes<E = any>(wanted: Wanted<E>, times: number, predicate?: Predicate<E>): void;
  /** Asserts that it was never sent. */
  assertNotSent<E = any>(wanted: Wanted<E>, predicate?: Predicate<E>): void;
  /** Asserts that nothing at all was sent. */
  assertNothingSent(): void;
  /** Forgets what was sent. */
  clear(): void;
}

/** A driver that records events instead of sending them. */
export class FakeDriver extends OfflineDriver implements Driver {
  readonly events: SentEvent[];

  constructor(settings: Settings) {
    const events: SentEvent[] = [];
    super(settings, (event) => events.push(sentEvent(event)));
    this.events = events;
  }
}

export const fakeCredentials = () => ({
  appId: "fake",
  key: "fake-key",
  secret: "fake-secret",
  encryptionMasterKeyBase64: btoa("master key for tests of no worth"),
});

function sentEvent({ name, channels, data, object, socketId }: Outgoing): SentEvent {
  const sent = { name, channels, data: decodePayload(data), event: object as Broadcastable };
  return socketId === undefined ? sent : { ...sent, socketId };
}

/** What pusher-js makes of a payload (pusher/pusher-js: src/core/connection/protocol/protocol.ts). */
function decodePayload(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}

const wantedName = (wanted: Wanted<any>) => (typeof wanted === "string" ? wanted : nameOf(wanted));

/** The assertions about what a fake driver recorded. */
export function assertionsOn({ events }: FakeDriver): FakeAssertions {
  const sent = (wanted?: Wanted<any>, predicate: Predicate<any> = () => true): SentEvent<never>[] => {
    const all = events as SentEvent<never>[];
    if (wanted === undefined) return [...all];
    const name = wantedName(wanted);
    return all.filter((event) => event.name === name && predicate(event));
  };
  const describe = (wanted: Wanted<any>, predicate: unknown) =>
    predicate ? `${wantedName(wanted)} that fits` : wantedName(wanted);
  const assert = (holds: boolean, expected: string) => {
    if (!holds) throw new Error(`Expected ${expected}, but ${listing(events)}`);
  };
  return {
    sent,
    assertSent: (wanted, predicate) =>
      assert(sent(wanted, predicate).length > 0, `an event ${describe(wanted, predicate)}`),
    assertSentTimes: (wanted, times, predicate) =>
      assert(sent(wanted, predicate).length === times, `${times} × ${describe(wanted, predicate)}`),
    assertNotSent: (wanted, predicate) =>
      assert(sent(wanted, predicate).length === 0, `no ${describe(wanted, predicate)}`),
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
