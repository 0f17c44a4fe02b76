import type { FanfareError } from "../common/errors.js";
import { failure } from "./authorize.js";
import type { PusherChannel, PusherClient } from "./pusher.js";

export const succeeded = "pusher:subscription_succeeded";
export const failed = "pusher:subscription_error";

/** One subscription of pusher-js, and who in this page shares it. */
export interface Subscription {
  readonly channel: PusherChannel;
  /** Ends one listener's share, for each of them. */
  readonly shares: Set<() => void>;
  /** Why it failed last. */
  error?: FanfareError | undefined;
  /** Our own authorization tells how it ended, before it tells pusher-js, which does not pass on why. */
  authorized(error: FanfareError | null): void;
  /** Lets go of the subscription, unless other code made it with the same pusher-js. */
  release(): void;
}

/** Subscriptions by their channels' names. */
export type Subscriptions = Map<string, Subscription>;

/** What subscribes anew after some of the time it is given. What fails at once is tried at once, so that it is asked for in one request. */
export function retrying(
  pusher: PusherClient,
  subscriptions: Subscriptions,
): (name: string, ceilingMs: number) => void {
  const groups = new Map<number, string[]>();
  return (name, ceilingMs) => {
    let group = groups.get(ceilingMs);
    if (!group) {
      const names: string[] = (group = []);
      groups.set(ceilingMs, names);
      queueMicrotask(() => groups.delete(ceilingMs));
      setTimeout(
        () => {
          // left, granted or denied in the meantime, it is not asked for
          for (const one of names) if (subscriptions.get(one)?.error?.retryable) pusher.subscribe(one);
        },
        ceilingMs * (1 - Math.random() / 2),
      );
    }
    group.push(name);
  };
}

/** Subscribes, and tries again what may succeed later: pusher-js itself leaves a channel that failed as it is. */
export function subscribe(
  pusher: PusherClient,
  name: string,
  retry: (name: string, ceilingMs: number) => void,
  forget: () => void,
): Subscription {
  // Reverb refuses with a `pusher:error` that names no channel, so silence has to count as a refusal
  const confirmMs = 10_000;
  const there = pusher.channel(name);
  const foreign = there && !there.subscriptionCancelled;
  const channel = pusher.subscribe(name);
  let attempts = 0;
  let reason: FanfareError | null;
  let timer: ReturnType<typeof setTimeout>;

  const onSuccess = (): void => {
    clearTimeout(timer);
    attempts = 0;
    subscription.error = undefined;
  };
  const onFailure = ({ status, error }: { status?: number; error?: string } = {}): void => {
    clearTimeout(timer);
    // pusher-js clears this when an authorization fails and leaves it when the server refuses: the channel is stuck then
    const refused = channel.subscriptionPending;
    channel.subscriptionPending = false;
    const why = reason ?? failure(refused ? 0 : (status ?? 200), error ?? "refused", refused && "rejected");
    subscription.error = why;
    reason = null;
    if (why.retryable) retry(name, Math.min(30_000, 1_000 * 2 ** attempts++));
  };
  channel.bind(succeeded, onSuccess);
  channel.bind(failed, onFailure);

  const subscription: Subscription = {
    channel,
    shares: new Set(),
    authorized(error) {
      reason = error;
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (channel.subscriptionPending) channel.emit(failed, { error: "not confirmed" });
      }, confirmMs);
    },
    release() {
      clearTimeout(timer);
      channel.unbind(succeeded, onSuccess);
      channel.unbind(failed, onFailure);
      forget();
      if (!foreign) pusher.unsubscribe(name);
    },
  };
  return subscription;
}
