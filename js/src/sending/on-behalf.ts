// Sending on behalf of somebody: without a user, only to public channels; with `toOthers()`, not to the sender.

import { channelKind } from "../../events/channel.js";
import { checkChannel, checkEventName, checkSocketId } from "../wasm/core.js";
import type { Settings } from "../configuration/settings.js";
import type { Outgoing } from "./outgoing.js";
import type { Skipped } from "./result.js";

/** The person on whose behalf something is sent. */
export interface OnBehalf {
  /** Whether there is a user. */
  readonly isSignedIn: boolean;
  /** The person's own connection, as the page gave it; not checked yet. */
  readonly socketId?: string | null;
}

/** The options of `as()`. */
export interface AsOptions {
  /** The user's own connection, for `toOthers()`. */
  socketId?: string | null;
}

/** A call with only the channels that it may be sent on, and the others. */
export interface Permitted {
  readonly outgoing: Outgoing;
  readonly skipped: readonly Skipped[];
}

/** Leaves the sender's connection out of a call. Throws `invalid_socket_id`. */
export function excludeSender(outgoing: Outgoing, { socketId }: OnBehalf, settings: Settings): Outgoing {
  if (outgoing.socketId !== undefined) return outgoing;
  if (socketId === undefined || socketId === null) {
    warnOnce(settings);
    return outgoing;
  }
  checkSocketId(socketId);
  return { ...outgoing, socketId };
}

const warned = new WeakSet<Settings>();

function warnOnce(settings: Settings): void {
  if (warned.has(settings)) return;
  warned.add(settings);
  settings.logger.warn(
    "toOthers(): the sender's connection is not known, so everyone gets the event. " +
      "The page sends it as X-Socket-ID; live.fetch does, as(user, { socketId }) takes it.",
  );
}

/**
 * Keeps the public channels of a call when nobody is signed in. A call that loses all of them is checked all the same.
 * Throws `invalid_channel` and `invalid_event_name`.
 */
export function permit(outgoing: Outgoing, { isSignedIn }: OnBehalf, settings: Settings): Permitted {
  if (isSignedIn) return { outgoing, skipped: [] };
  const { name, user } = outgoing;
  const channels: string[] = [];
  const skipped: Skipped[] = [];
  for (const channel of outgoing.channels) {
    if (user === undefined && channelKind(channel).kind === "public") {
      channels.push(channel);
      continue;
    }
    if (user === undefined) checkChannel(channel, settings.limits.channelName);
    const reason = `Nobody is signed in, and ${channel} is sent on only on behalf of a user.`;
    skipped.push({ channel, code: "unauthenticated", reason });
  }
  if (channels.length === 0) checkEventName(name);
  return { outgoing: { ...outgoing, channels }, skipped };
}
