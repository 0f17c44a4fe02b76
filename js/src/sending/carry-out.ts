// What an event object may say about its own sending, and what becomes of a failure.

import { nameOfObject, type Broadcastable } from "../../events/event.js";
import type { Channels } from "../../events/channel.js";
import type { Outlet } from "./bound.js";
import { FanfareError } from "../../common/errors.js";
import { channelNames, checkGiven, eventOfCall, nameOfEvent, readCall, type Outgoing } from "./outgoing.js";
import type { SendResult } from "./result.js";

/** Something that is told to somebody, as Masonite's notifications are. */
export interface Notification<Notifiable = any> {
  /** Where it goes; by default where the notifiable's `routeNotificationFor("broadcast")` says. */
  broadcastOn?(notifiable: Notifiable): Channels | null | undefined;
  /** The payload. */
  toBroadcast(notifiable: Notifiable): unknown;
  /** The event's name. By default as for any event: `broadcastAs()`, `static broadcastAs`, or the class's own name. */
  type?(): string;
  broadcastAs?(): string;
}

/** Who is notified, where that says where to. */
interface Notifiable {
  routeNotificationFor?(driver: string): Channels | null | undefined;
}

/** Sends an event that has been read. */
export type Send = (outlet: Outlet, outgoing: Outgoing, signal?: AbortSignal) => Promise<SendResult>;

/** A place in a queue. */
export interface Place {
  /** What comes before it; undefined when its turn has come. */
  readonly turn: Promise<unknown> | undefined;
  /** Lets the next one go. */
  leave(): void;
}

/**
 * Reads a call of `channel()` and has `send` send it, by the driver that the event wants, if the event wants that at all. All
 * of it is read at once, unless `broadcastWhen()` is a promise: then that is waited for before the payload is made.
 *
 * With `take` it is sent when its turn comes. All of it is read at once then, for places are taken in the order of the calls,
 * and a promise of `broadcastWhen()` is waited for there.
 */
export async function carryOut(
  args: readonly unknown[],
  outletOf: (via?: string) => Outlet,
  send: Send,
  take?: (outgoing: Outgoing) => Place,
): Promise<SendResult> {
  const object = eventOfCall(args);
  let outlet: Outlet | undefined;
  try {
    outlet = outletOf(object?.broadcastVia?.());
    let wanted = object?.broadcastWhen ? object.broadcastWhen() : true;
    if (!take && isPromise(wanted)) wanted = await wanted;
    if (!wanted) return withheld(channelsOf(args, object!), nameOfEvent(object!));
    if (isPromise(wanted)) {
      wanted = Promise.resolve(wanted);
      // Told when its turn has come.
      wanted.catch(() => {});
    }
    const { outgoing, signal } = readCall(args);
    const place = take?.(outgoing);
    try {
      if (place?.turn) await place.turn;
      if (isPromise(wanted) && !(await wanted)) return withheld(outgoing.channels, outgoing.name);
      return await send(outlet, outgoing, signal);
    } finally {
      place?.leave();
    }
  } catch (error) {
    // What an event's own code throws is a mistake in it, and hidden it would never be found.
    if (!(error instanceof FanfareError)) throw error;
    if (object?.broadcastRescue) await object.broadcastRescue(error);
    else if (outlet?.settings.rescue) await outlet.settings.rescue(error, object ?? String(args[1]));
    else throw error;
    return { channels: [], skipped: [], info: {}, excluded: null, rescued: error };
  }
}

const isPromise = (answer: boolean | Promise<boolean>): answer is Promise<boolean> =>
  typeof answer === "object";

function channelsOf([first]: readonly unknown[], object: Broadcastable): unknown {
  if (first === object) return object.broadcastOn();
  checkGiven(first);
  return first;
}

function withheld(channels: unknown, event: string): SendResult {
  const skipped = channelNames(channels, event).map((channel) => ({
    channel,
    code: "withheld" as const,
    reason: `The broadcastWhen() of ${event} said no.`,
  }));
  return { channels: [], skipped, info: {}, excluded: null };
}

/** A notification as an event. */
export function eventOfNotification(notification: Notification, notifiable: unknown): Broadcastable {
  if (typeof (notification as Partial<Notification> | null)?.toBroadcast !== "function") {
    throw new FanfareError(
      "invalid_event_name",
      "notify() takes a notification: an object with toBroadcast(), and broadcastOn() or a notifiable that says where to.",
    );
  }
  const { broadcastVia, broadcastWhen, broadcastRescue } = notification as Partial<Broadcastable>;
  return {
    broadcastOn: () =>
      (notification.broadcastOn?.(notifiable) ??
        (notifiable as Notifiable | null | undefined)?.routeNotificationFor?.("broadcast")) as Channels,
    broadcastWith: () => notification.toBroadcast(notifiable),
    broadcastAs: () => notification.type?.() ?? nameOfObject(notification as unknown as Broadcastable),
    ...(broadcastVia && { broadcastVia: broadcastVia.bind(notification) }),
    ...(broadcastWhen && { broadcastWhen: broadcastWhen.bind(notification) }),
    ...(broadcastRescue && { broadcastRescue: broadcastRescue.bind(notification) }),
  };
}
