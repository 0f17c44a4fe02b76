import type { Outgoing } from "../outgoing.js";
import type { ChannelInfo } from "../result.js";

/** A request that is no event. */
export interface ApiCall {
  readonly method: "GET" | "POST";
  /** What follows `/apps/{id}`. */
  readonly resource: string;
  readonly params: Record<string, string>;
  /** JSON, or empty. */
  readonly body: string;
}

/** Where broadcasts go. A driver checks everything that it is given before it does anything with it. */
export interface Driver {
  /** Sends one event to all its channels; gives what the server told, by channel. */
  send(event: Outgoing, signal?: AbortSignal): Promise<Record<string, ChannelInfo>>;
  /** Sends events of one channel each; gives what the server told, in their order. */
  sendBatch(events: readonly Outgoing[], signal?: AbortSignal): Promise<ChannelInfo[]>;
  /** Sends any other request; gives the answer. */
  call(call: ApiCall, signal?: AbortSignal): Promise<{ status: number; body: string }>;
}
