import type { Outgoing } from "../outgoing.js";
import type { ChannelInfo } from "../sent.js";

/** Where broadcasts go. A driver checks everything that it is given before it does anything with it. */
export interface Driver {
  /** Sends one event to all its channels; gives what the server told, by channel. */
  send(event: Outgoing, signal?: AbortSignal): Promise<Record<string, ChannelInfo>>;
  /** Sends events of one channel each; gives what the server told, in their order. */
  sendBatch(events: readonly Outgoing[], signal?: AbortSignal): Promise<ChannelInfo[]>;
}
