import type { Outgoing } from "./outgoing.js";
import type { ChannelInfo } from "./result.js";

/** A request that is not an event. */
export interface ApiCall {
  readonly method: "GET" | "POST";
  /** The path after `/apps/{id}`. */
  readonly resource: string;
  readonly params: Record<string, string>;
  /** JSON, or empty. */
  readonly body: string;
}

/** A driver sends broadcasts. It checks everything that it is given before it does anything with it. */
export interface Driver {
  /** Sends one event to all its channels. Resolves to the server's information, by channel. */
  send(event: Outgoing): Promise<Record<string, ChannelInfo>>;
  /** Sends events of one channel each. Resolves to the server's information, in their order. */
  sendBatch(events: readonly Outgoing[], signal?: AbortSignal): Promise<ChannelInfo[]>;
  /** Sends any other request. Resolves to the answer. */
  call(call: ApiCall, signal?: AbortSignal): Promise<{ status: number; body: string }>;
}
