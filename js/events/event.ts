import { FanfareError } from "../common/errors.js";
import type { Channels } from "./channel.js";
import { inherited, staticName } from "./name.js";

/**
 * Anything that can be broadcast as an event object. Most classes get there by `event("Name")`; any object with a
 * `broadcastOn()` will do.
 */
export interface Broadcastable {
  /** Where the event goes: a channel, a name, or an array of either. An empty array sends nothing. */
  broadcastOn(): Channels;
  /** The payload. By default the object's own enumerable fields. */
  broadcastWith?(): unknown;
  /** The event's name. By default the class's `static broadcastAs`, or its own name. */
  broadcastAs?(): string;
  /**
   * Whether to send it at all; asked before the payload is made. Where it says no, the result's `skipped` has the channels.
   * `channel()` waits for a promise before it makes the payload, `later()` makes it at once and waits in the queue.
   */
  broadcastWhen?(): boolean | Promise<boolean>;
  /** The driver of a configuration that it goes by, unless the caller names one. */
  broadcastVia?(): string;
  /** Takes a failure to send, so that it is not thrown; before the option `rescue`. What the event's own code throws is thrown. */
  broadcastRescue?(error: FanfareError): void | Promise<void>;
}

/**
 * The base of event classes. `event("Name")` is the form to prefer, for it names the event too.
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
    Object.assign(this.prototype.broadcastAs, { [inherited]: true });
  }

  /** Where the event goes. A class that does not say throws `no_channel` when it is sent by itself. */
  broadcastOn(): Channels {
    throw new FanfareError(
      "no_channel",
      `${this.broadcastAs()} names no channel. Give its class a broadcastOn(), write event("${this.broadcastAs()}", channel), ` +
        "or send it with broadcast.channel(channels, event).",
    );
  }

  /**
   * The payload: the object's own enumerable fields, unless a class says otherwise. TypeScript's `private` fields are
   * among them, `#fields` are not.
   */
  broadcastWith(): unknown {
    return { ...this };
  }

  /** The event's name: the class's `static broadcastAs`, or the class's own name. */
  broadcastAs(): string {
    return staticName(this.constructor);
  }
}

/** What `event("Name")` gives: a class to extend, whose constructor takes nothing. */
export interface NamedEventClass {
  new (): CanBroadcast;
  /** The event's name. */
  readonly broadcastAs: string;
}

/** An event that was made with its payload. */
export interface PayloadEvent<P> {
  /** What the event was made with. */
  readonly payload: P;
  broadcastOn(): Channels;
  broadcastWith(): P;
  broadcastAs(): string;
}

/** What `event<Payload>("Name")` gives: a class to extend, whose constructor takes the payload. */
export interface PayloadEventClass<P> {
  new (payload: P): PayloadEvent<P>;
  /** The event's name. */
  readonly broadcastAs: string;
}

/**
 * A class to extend, with the event's name in the code: minifiers rename classes, and differently on the server and in
 * the page. `channels` is where its events go; a class may say so in `broadcastOn()` instead.
 *
 * ```ts
 * class Saved extends event<{ id: number }>("Saved", new PrivateChannel("documents")) {}
 * new Saved({ id: 7 }); // its payload
 *
 * class NewRelease extends event("NewRelease") {
 *   constructor(readonly version: string) { super(); }
 *   broadcastOn() { return new Channel("releases"); }
 *   broadcastWith() { return { message: `Version ${this.version} has been released!` }; }
 * }
 * ```
 *
 * Throws `invalid_event_name` for a name that is empty or not a string; the rest of it is checked when it is sent.
 */
export function event(name: string, channels?: Channels): NamedEventClass;
export function event<P>(name: string, channels?: Channels): PayloadEventClass<P>;
export function event(name: string, channels?: Channels): any {
  if (typeof name !== "string" || name === "") {
    throw new FanfareError(
      "invalid_event_name",
      'An event\'s name is a string of 1 to 200 characters: event("NewRelease").',
    );
  }
  return class extends CanBroadcast {
    static readonly broadcastAs: string = name;
    readonly #payload: unknown;

    constructor(payload?: unknown) {
      super();
      this.#payload = payload;
      // Defined, and hidden from the own fields, so that a class may have a field of this name.
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

/** The name under which one event object is sent. Throws as `nameOf` does. */
export function nameOfObject(object: Broadcastable): string {
  return object.broadcastAs ? object.broadcastAs() : staticName(object.constructor);
}

/** What one event object carries. */
export function payloadOf(object: Broadcastable): unknown {
  return object.broadcastWith ? object.broadcastWith() : { ...object };
}
