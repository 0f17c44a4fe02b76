import type { FanfareError } from "../../common/errors.js";

/** What a server told of one channel or of one event of a batch: `{ user_count: 3 }`. */
export interface ChannelInfo {
  user_count?: number;
  subscription_count?: number;
  [attribute: string]: unknown;
}

/** A channel that an event was not sent on, and why. */
export interface Skipped {
  /** The channel's full name. */
  readonly channel: string;
  readonly code: "unauthenticated" | "withheld";
  /** A sentence. */
  readonly reason: string;
}

/** What a broadcast came to: the server has accepted it. */
export interface SendResult {
  /** The full names of the channels that it was sent on. */
  readonly channels: readonly string[];
  /** Those that it was not sent on: private ones, on behalf of nobody; all, where `broadcastWhen()` said no. */
  readonly skipped: readonly Skipped[];
  /** What the server told, by channel, where the option `info` asked for it. */
  readonly info: Readonly<Record<string, ChannelInfo>>;
  /** The connection that was left out; null when none was. */
  readonly excluded: string | null;
  /** Why it was not sent, or not to all, where that went to a `rescue` handler in place of being thrown. */
  readonly rescued?: FanfareError;
}
