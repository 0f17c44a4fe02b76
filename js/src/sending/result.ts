import type { FanfareError } from "../../common/errors.js";

/** The server's information about one channel, or about one event of a batch: `{ user_count: 3 }`. */
export interface ChannelInfo {
  user_count?: number;
  subscription_count?: number;
  [attribute: string]: unknown;
}

/** A channel that an event was not sent on, and the reason. */
export interface Skipped {
  /** The channel's full name. */
  readonly channel: string;
  readonly code: "unauthenticated" | "withheld";
  /** A sentence. */
  readonly reason: string;
}

/** The result of a broadcast that the server accepted. */
export interface SendResult {
  /** The full names of the channels that it was sent on. */
  readonly channels: readonly string[];
  /** The channels that it was not sent on: private ones without a user; all, when `broadcastWhen()` said no. */
  readonly skipped: readonly Skipped[];
  /** The server's information by channel, when the option `info` asked for it. */
  readonly info: Readonly<Record<string, ChannelInfo>>;
  /** The connection that was left out; null when there is none. */
  readonly excluded: string | null;
  /** The failure that a `rescue` handler took, so that it was not thrown. */
  readonly rescued?: FanfareError;
}

/** The result of a batch that the server accepted. */
export interface BatchResult {
  /** The server's information about each event, in the order of the call; `{}` for an event that was not sent. */
  readonly batch: ChannelInfo[];
  /** The channels that events were not sent on, because nobody is signed in. */
  readonly skipped: readonly Skipped[];
}
