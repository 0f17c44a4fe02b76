import { FanfareError } from "../common/errors.js";

/** A class whose instances are events. `listen()` and `assertSent()` take one. */
export type EventClass<E = unknown> = abstract new (...args: never[]) => E;

/**
 * Marks the `broadcastAs()` that every event class inherits. It is a registered symbol, because a program may load this
 * file twice, as a module and as CommonJS.
 */
export const inherited: unique symbol = Symbol.for("fanfare.broadcastAs") as never;

const advice = 'Make its class extend event("Name"), or give it static broadcastAs = "Name".';

/** The name that a class has by itself, without looking at an instance. */
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
      `The class is called "${name}": a minifier renamed it, and the other side has another name for it. ${advice}`,
    );
  }
  return name;
}

/**
 * The name under which the events of a class are sent: that of `event("Name")` or `static broadcastAs`, otherwise the
 * class's own name.
 *
 * ```ts
 * nameOf(NewRelease); // "NewRelease"
 * ```
 *
 * Throws `event_name_minified` for a class name of one or two characters. Throws `invalid_event_name` for a class that
 * overrides `broadcastAs()`: only an instance knows that name.
 */
export function nameOf(eventClass: EventClass): string {
  const own = (eventClass.prototype as { broadcastAs?: object } | undefined)?.broadcastAs;
  if (own && !(inherited in own)) {
    throw new FanfareError(
      "invalid_event_name",
      `${eventClass.name} overrides broadcastAs(), so only an instance knows its name. ${advice}`,
    );
  }
  return staticName(eventClass);
}
