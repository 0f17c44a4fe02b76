import { nameOf, type EventClass, type Payload } from "../events/index.js";
import type { FanfareError } from "../common/errors.js";
import { failed, succeeded, type Subscription } from "./subscription.js";

/** A user on a presence channel. */
export interface Member<Info = any> {
  user_id: string;
  user_info: Info;
}

/** What a handler gets beside the payload. */
export interface EventMetadata {
  /** The user who sent a whisper; only on presence channels. */
  user_id?: string;
}

/**
 * One listener's share of a channel. Each `live.channel(…)` opens another. All shares are one subscription, which ends
 * when the last share calls `stop()`.
 *
 * ```ts
 * const releases = live.channel("releases").listen(NewRelease, ({ message }) => show(message));
 * releases.stop();
 * ```
 */
export interface LiveChannel {
  /** The full name, prefix included. */
  readonly name: string;
  /**
   * Calls the handler with the payload of each such event. A class types the payload. A class that a minifier renamed
   * is refused with `event_name_minified`. A name is taken as it is.
   */
  listen<E extends EventClass>(event: E, handler: (data: Payload<E>, metadata: EventMetadata) => void): this;
  listen<T = any>(event: string, handler: (data: T, metadata: EventMetadata) => void): this;
  /** Removes one handler from this share, or all handlers of the event. */
  stopListening(event: EventClass | string, handler?: (data: any, metadata: EventMetadata) => void): this;
  /** Calls back when the server has confirmed the subscription, and again after each reconnection. */
  subscribed(callback: () => void): this;
  /**
   * Calls back when the subscription fails. `code` and `message` are the server's where it sent them. `status` is the
   * HTTP status, 0 without an answer. A `retryable` failure is tried again by itself; a denial is not.
   */
  error(callback: (error: FanfareError) => void): this;
  /** Gives this share back: its handlers are not called again. The last share unsubscribes. */
  stop(this: void): void;
}

/** A share of a private channel, which also has client events. */
export interface LivePrivateChannel extends LiveChannel {
  /** Sends a client event to the other subscribers. The last of each name waits until the subscription is confirmed. */
  whisper(name: string, data: unknown): this;
  /** Calls the handler with what others whisper. On a presence channel, `user_id` says who. */
  listenForWhisper<T = any>(name: string, handler: (data: T, metadata: EventMetadata) => void): this;
}

/** A share of a presence channel, which also knows its members. */
export interface LivePresenceChannel<Info = any> extends LivePrivateChannel {
  /** The members who are here now; empty until the subscription is confirmed. */
  readonly members: Member<Info>[];
  /** Calls back with all members, oneself included, when subscribed and again after each reconnection. */
  here(callback: (members: Member<Info>[]) => void): this;
  /** Calls back with each member who comes, once for all tabs of one user. */
  joining(callback: (member: Member<Info>) => void): this;
  /** Calls back with each member who has closed the last tab. */
  leaving(callback: (member: Member<Info>) => void): this;
}

type Handler = (...args: any[]) => void;

interface Listener {
  event: string;
  /** What removes it: the handler, or the name of a whisper that waits. */
  key: unknown;
  run: (...args: unknown[]) => void;
}

interface PusherMember {
  id: string;
  info: unknown;
}
const memberOf = ({ id, info }: PusherMember): Member => ({ user_id: id, user_info: info });

const eventName = (event: EventClass | string): string => (typeof event === "string" ? event : nameOf(event));

/** Opens a share of a subscription. `name` is the full name of its channel. */
export function share(subscription: Subscription, name: string): LivePresenceChannel {
  const { channel, shares } = subscription;
  let listeners: Listener[] = [];

  const drop = (which: (listener: Listener) => unknown): void => {
    listeners = listeners.filter(
      (listener) => !which(listener) || void channel.unbind(listener.event, listener.run),
    );
  };
  const on = (event: string, key: unknown, call: Handler = key as Handler): LivePresenceChannel => {
    const listener: Listener = {
      event,
      key,
      run(...args) {
        // pusher-js calls a copy of its list, so a listener that was just removed would still be called. And it stops
        // at the first exception, so exceptions are reported outside of it
        try {
          if (listeners.includes(listener)) call(...args);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      },
    };
    if (shares.has(self.stop)) {
      listeners.push(listener);
      channel.bind(event, listener.run);
      if (event === succeeded && channel.subscribed) queueMicrotask(listener.run);
    }
    return self;
  };

  const self: LivePresenceChannel = {
    name,
    listen: (event: EventClass | string, handler: Handler) => on(eventName(event), handler),
    stopListening(event, handler) {
      const name = eventName(event);
      drop((listener) => listener.event === name && (!handler || listener.key === handler));
      return self;
    },
    subscribed: (callback) => on(succeeded, callback, () => callback()),
    error: (callback) => on(failed, callback, () => callback(subscription.error!)),
    stop() {
      drop(() => true);
      if (shares.delete(self.stop) && !shares.size) subscription.release();
    },
    whisper(whispered, data) {
      const event = `client-${whispered}`;
      drop((listener) => listener.key === event);
      if (channel.subscribed) channel.trigger(event, data);
      else on(succeeded, event, () => self.whisper(whispered, data));
      return self;
    },
    listenForWhisper: (whispered, handler) => on(`client-${whispered}`, handler),
    get members() {
      const list: Member[] = [];
      channel.members?.each((member: PusherMember) => list.push(memberOf(member)));
      return list;
    },
    here: (callback) => on(succeeded, callback, () => callback(self.members)),
    joining: (callback) =>
      on("pusher:member_added", callback, (member: PusherMember) => callback(memberOf(member))),
    leaving: (callback) =>
      on("pusher:member_removed", callback, (member: PusherMember) => callback(memberOf(member))),
  };
  shares.add(self.stop);
  return self;
}
