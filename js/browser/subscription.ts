import type { FanfareError } from "../common/errors.js";
import { authorizationError } from "./authorize.js";
import type { PusherChannel, PusherClient } from "./pusher.js";

export const succeeded = "pusher:subscription_succeeded";
export const failed = "pusher:subscription_error";

/** One subscription of pusher-js, and the shares of it in this page. */
export interface Subscription {
  readonly channel: PusherChannel;
  /** The `stop()` of each share. */
  readonly shares: Set<() => void>;
  /** The last failure. */
  error?: FanfareError | undefined;
  /** Takes the outcome of our own authorization, because pusher-js does not pass on the reason of a failure. */
  authorized(error: FanfareError | null): void;
  /** Unsubscribes, unless other code subscribed with the same pusher-js. */
  release(): void;
}

/** Subscriptions by the full names of their channels. */
export type Subscriptions = Map<string, Subscription>;

/**
 * Makes a function that subscribes again after half to all of `ceilingMs`. Channels that fail in one tick are tried
 * again together, so that they are asked for in one request.
 */
export function makeRetry(
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
          // not those that were left, allowed or denied in the meantime
          for (const failed of names)
            if (subscriptions.get(failed)?.error?.retryable) pusher.subscribe(failed);
        },
        ceilingMs * (1 - Math.random() / 2),
      );
    }
    group.push(name);
  };
}

/** Subscribes, and tries again after failures that may pass. pusher-js itself leaves a failed channel as it is. */
export function subscribe(
  pusher: PusherClient,
  name: string,
  retry: (name: string, ceilingMs: number) => void,
  forget: () => void,
): Subscription {
  // Laravel Reverb refuses with a `pusher:error` that names no channel, so silence counts as a refusal
  const confirmMs = 10_000;
  const existing = pusher.channel(name);
  const isForeign = existing && !existing.subscriptionCancelled;
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
    // pusher-js clears this when authorization fails, but not when the server refuses: then the channel is stuck
    const refused = channel.subscriptionPending;
    channel.subscriptionPending = false;
    const why =
      reason ?? authorizationError(refused ? 0 : (status ?? 200), error ?? "refused", refused && "rejected");
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
      if (!isForeign) pusher.unsubscribe(name);
    },
  };
  return subscription;
}
