import { FanfareError } from "../common/errors.js";

/** A class whose instances are events: what `listen()` and `assertSent()` take. */
export type EventClass<E = unknown> = abstract new (...args: never[]) => E;

/**
 * Marks the `broadcastAs()` that every event class inherits. From the registry of symbols, for a program may hold these
 * files twice, as modules and as CommonJS.
 */
export const inherited: unique symbol = Symbol.for("fanfare.broadcastAs") as never;

const advice = 'Make its class extend event("Name"), or give it static broadcastAs = "Name".';

/** The name that a class itself says, without a look at its instances. */
export function staticName(eventClass: Function): string {
  const { broadcastAs } = eventClass as { broadcastAs?: unknown };
  if (typeof broadcastAs === "string") return broadcastAs;
  const { name } = eventClass;
  if (eventClass === Object || broadcastAs !== undefined) {
    throw new FanfareError("invalid_event_name", `This event has no name. ${advice}`);
  }
  if (name.length < 3) {
    throw new FanfareError(
      "event_name_minified",
      `The class's name is "${name}": a minifier renamed it, and the other side has another for it. ${advice}`,
    );
  }
  return name;
}

/**
 * The name under which an event class is sent, as `listen()` needs it: what `event("Name")` or `static broadcastAs`
 * says, else the class's own name.
 *
 * ```ts
 * nameOf(NewRelease); // "NewRelease"
 * ```
 *
 * Throws `event_name_minified` for a class name of one or two characters, and `invalid_event_name` for a class with a
 * `broadcastAs()` of its own: that name only an instance knows.
 */
export function nameOf(eventClass: EventClass): string {
  const own = (eventClass.prototype as { broadcastAs?: object } | undefined)?.broadcastAs;
  if (own && !(inherited in own)) {
    throw new FanfareError(
      "invalid_event_name",
      `${eventClass.name} has a broadcastAs() of its own, which only an instance can tell. ${advice}`,
    );
  }
  return staticName(eventClass);
}
