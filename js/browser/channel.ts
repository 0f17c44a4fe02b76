import { nameOf, type EventClass, type Payload } from "../events/index.js";
import type { FanfareError } from "../common/errors.js";
import { failed, succeeded, type Subscription } from "./subscription.js";

/** Someone on a presence channel. */
export interface Member<Info = any> {
  user_id: string;
  user_info: Info;
}

/** What is known of a delivery besides its payload. */
export interface Delivery {
  /** Who sent a whisper; on presence channels only. */
  user_id?: string;
}

/**
 * One listener's share of a channel. Every `live.channel(…)` gives another one; they share one subscription, which ends
 * when the last has called `stop()`.
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
   * Calls the handler with the payload of every such event. By class the payload is typed, and a class whose name a
   * minifier changed is refused with `event_name_minified`; a name is taken as it is.
   */
  listen<E extends EventClass>(event: E, handler: (data: Payload<E>, delivery: Delivery) => void): this;
  listen<T = any>(event: string, handler: (data: T, delivery: Delivery) => void): this;
  /** Ends what `listen` began on this share: for one handler, or for all of the event. */
  stopListening(event: EventClass | string, handler?: (data: any, delivery: Delivery) => void): this;
  /** Calls back when the server has confirmed the subscription: at once if it has, and again after every reconnection. */
  subscribed(callback: () => void): this;
  /**
   * Calls back whenever the subscription fails, and says why: `code` and `message` are the server's own where it sent them, `status` is that
   * of its answer. `retryable` is true for what is tried again without anyone doing anything; a denial is not.
   */
  error(callback: (error: FanfareError) => void): this;
  /** Gives this share back: its handlers are called no more, and the last share's end unsubscribes. Calling it twice does nothing more. */
  stop(): void;
}

/** A share of a private channel: client events as well. */
export interface LivePrivateChannel extends LiveChannel {
  /** Sends a client event to the other subscribers. Before there is a subscription the last of each name is kept until there is one. */
  whisper(name: string, data: unknown): this;
  /** Calls the handler with what others whisper; on a presence channel with who it was. */
  listenForWhisper<T = any>(name: string, handler: (data: T, delivery: Delivery) => void): this;
}

/** A share of a presence channel: who is here as well. */
export interface LivePresenceChannel<Info = any> extends LivePrivateChannel {
  /** Who is here now; empty before there is a subscription. */
  readonly members: Member<Info>[];
  /** Calls back with everyone who is here, oneself included: when subscribed, and again after every reconnection. */
  here(callback: (members: Member<Info>[]) => void): this;
  /** Calls back with each member who comes: once for all the tabs of one user. */
  joining(callback: (member: Member<Info>) => void): this;
  /** Calls back with each member who has left with the last tab. */
  leaving(callback: (member: Member<Info>) => void): this;
}

interface Listener {
  event: string;
  key: unknown;
  run: (...args: unknown[]) => void;
}

interface PusherMember {
  id: string;
  info: any;
}
const memberOf = ({ id, info }: PusherMember): Member => ({ user_id: id, user_info: info });

const named = (event: EventClass | string): string => (typeof event === "string" ? event : nameOf(event));

/** Opens a share of a subscription. */
export function share(subscription: Subscription, name: string): LivePresenceChannel {
  const { channel, shares } = subscription;
  let listeners: Listener[] = [];

  const drop = (which: (listener: Listener) => unknown): void => {
    listeners = listeners.filter(
      (listener) => !which(listener) || void channel.unbind(listener.event, listener.run),
    );
  };
  const on = (event: string, key: unknown, call: Function = key as Function): LivePresenceChannel => {
    const listener: Listener = {
      event,
      key,
      run(...args) {
        // pusher-js goes through the list it began with, so one that was dropped on the way would still be called;
        // and it stops at the first that throws, so what is thrown is reported apart
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
    listen: (event: EventClass | string, handler: Function) => on(named(event), handler),
    stopListening(event, handler) {
      const ended = named(event);
      drop((listener) => listener.event === ended && (!handler || listener.key === handler));
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
