import type { Channels } from "../../events/channel.js";
import { nameOfObject, type Broadcastable } from "../../events/event.js";
import { FanfareError } from "../../common/errors.js";

/** Something to tell somebody, in the shape of Masonite's notifications. */
export interface Notification<Notifiable = any> {
  /** Where it goes; by default the notifiable's `routeNotificationFor("broadcast")`. */
  broadcastOn?(notifiable: Notifiable): Channels | null | undefined;
  /** The payload. */
  toBroadcast(notifiable: Notifiable): unknown;
  /** The event's name; by default as for any event: `broadcastAs()`, `static broadcastAs`, or the class's name. */
  type?(): string;
  broadcastAs?(): string;
}

/** Who is notified, if it says where to. */
interface Notifiable {
  routeNotificationFor?(driver: string): Channels | null | undefined;
}

/** A notification as an event. Throws `invalid_event_name`. */
export function parseNotification(notification: Notification, notifiable: unknown): Broadcastable {
  if (typeof (notification as Partial<Notification> | null)?.toBroadcast !== "function") {
    throw new FanfareError(
      "invalid_event_name",
      "notify() takes a notification: an object with toBroadcast(), and broadcastOn() unless the notifiable " +
        "says where to.",
    );
  }
  const event = notification as Partial<Broadcastable>;
  return {
    broadcastOn: () =>
      (notification.broadcastOn?.(notifiable) ??
        (notifiable as Notifiable | null | undefined)?.routeNotificationFor?.("broadcast")) as Channels,
    broadcastWith: () => notification.toBroadcast(notifiable),
    broadcastAs: () => notification.type?.() ?? nameOfObject(notification as unknown as Broadcastable),
    ...(event.broadcastVia && { broadcastVia: () => event.broadcastVia!() }),
    ...(event.broadcastWhen && { broadcastWhen: () => event.broadcastWhen!() }),
    ...(event.broadcastRescue && { broadcastRescue: (error) => event.broadcastRescue!(error) }),
  };
}
