import { FanfareError } from "../common/errors.js";
import type { Channels } from "./channel.js";
import { inherited, staticName } from "./name.js";

/**
 * An event object: anything with a `broadcastOn()`. Most classes extend `event("Name")`.
 *
 * ```ts
 * const greeting = { broadcastOn: () => "lobby", broadcastAs: () => "Greeting", broadcastWith: () => ({ to: "all" }) };
 * await broadcast.channel(greeting);
 * ```
 */
export interface Broadcastable {
  /** Where the event goes: a channel, a name, or an array of either. An empty array sends nothing. */
  broadcastOn(): Channels;
  /** The payload, which must be JSON. By default the object's own enumerable fields. */
  broadcastWith?(): unknown;
  /** The event's name, 1 to 200 characters. By default the class's `static broadcastAs`, or the class's name. */
  broadcastAs?(): string;
  /**
   * Whether to send the event at all. Asked before the payload is built. After a no, `skipped` lists the channels.
   * It may return a promise: `channel()` waits for it and then builds the payload; `later()` builds the payload at once
   * and waits in the queue.
   */
  broadcastWhen?(): boolean | Promise<boolean>;
  /** The driver of the configuration to use, unless the caller names one. */
  broadcastVia?(): string;
  /**
   * Takes a failure to send, instead of the option `rescue`; the call then does not reject. An exception from the
   * event's own code is not such a failure, and the call rejects with it.
   */
  broadcastRescue?(error: FanfareError): void | Promise<void>;
}

/**
 * The base of event classes. Prefer `event("Name")`: it also names the event.
 *
 * ```ts
 * class NewRelease extends CanBroadcast {
 *   static broadcastAs = "NewRelease";
 *   constructor(readonly version: string) { super(); }
 *   broadcastOn() { return new Channel("releases"); }
 * }
 * ```
 */
export class CanBroadcast implements Broadcastable {
  static {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- the function is marked, not called
    Object.assign(this.prototype.broadcastAs, { [inherited]: true });
  }

  /** Where the event goes. Throws `no_channel` unless a class overrides it. */
  broadcastOn(): Channels {
    throw new FanfareError(
      "no_channel",
      `${this.broadcastAs()} names no channel. Give its class a broadcastOn(), write ` +
        `event("${this.broadcastAs()}", channel), or send it with broadcast.channel(channels, event).`,
    );
  }

  /**
   * The payload: the object's own enumerable fields, unless a class overrides it. That includes TypeScript's `private`
   * fields, and leaves out `#fields`.
   */
  broadcastWith(): unknown {
    return { ...this };
  }

  /** The event's name: the class's `static broadcastAs`, or the class's own name. */
  broadcastAs(): string {
    return staticName(this.constructor);
  }
}

/** The result of `event("Name")`: a class to extend, whose constructor takes no argument. */
export interface NamedEventClass {
  new (): CanBroadcast;
  /** The event's name. */
  readonly broadcastAs: string;
}

/** An event that was constructed with its payload. */
export interface PayloadEvent<P> {
  /** The constructor's argument. */
  readonly payload: P;
  broadcastOn(): Channels;
  broadcastWith(): P;
  broadcastAs(): string;
}

/** The result of `event<Payload>("Name")`: a class to extend, whose constructor takes the payload. */
export interface PayloadEventClass<P> {
  new (payload: P): PayloadEvent<P>;
  /** The event's name. */
  readonly broadcastAs: string;
}

/**
 * Makes a base class with the event's name. Name events like this, because minifiers rename classes, and differently on
 * the server and in the page. `channels` is where its events go; a class may override `broadcastOn()` instead.
 *
 * ```ts
 * class Saved extends event<{ id: number }>("Saved", new PrivateChannel("documents")) {}
 * new Saved({ id: 7 }); // the payload
 *
 * class NewRelease extends event("NewRelease") {
 *   constructor(readonly version: string) { super(); }
 *   broadcastOn() { return new Channel("releases"); }
 *   broadcastWith() { return { message: `Version ${this.version} has been released!` }; }
 * }
 * ```
 *
 * Throws `invalid_event_name` for a name that is empty or not a string. Its length and characters are checked when the
 * event is sent.
 */
export function event(name: string, channels?: Channels): NamedEventClass;
export function event<P>(name: string, channels?: Channels): PayloadEventClass<P>;
export function event(name: string, channels?: Channels): any {
  if (typeof name !== "string" || name === "") {
    throw new FanfareError(
      "invalid_event_name",
      'An event name must be a string of 1 to 200 characters: event("NewRelease").',
    );
  }
  return class extends CanBroadcast {
    static readonly broadcastAs: string = name;
    readonly #payload: unknown;

    constructor(payload?: unknown) {
      super();
      this.#payload = payload;
      // not enumerable, so that it is no field of the payload; writable, so that a class can have a field of this name
      if (payload !== undefined) {
        Object.defineProperty(this, "payload", { value: payload, configurable: true, writable: true });
      }
    }

    override broadcastOn(): Channels {
      return channels ?? super.broadcastOn();
    }

    override broadcastWith(): unknown {
      return this.#payload === undefined ? super.broadcastWith() : this.#payload;
    }
  };
}

/** The name under which one event object is sent. Throws like `nameOf`. */
export function nameOfObject(object: Broadcastable): string {
  return object.broadcastAs ? object.broadcastAs() : staticName(object.constructor);
}

/** The payload of one event object. */
export function payloadOf(object: Broadcastable): unknown {
  return object.broadcastWith ? object.broadcastWith() : { ...object };
}
