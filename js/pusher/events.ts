// A module of its own in dist/, too: in `pusher` it is one, and tests of those who use it put functions of theirs in
// its place.

import { isEncrypted } from "../events/channel.js";
import type { Config } from "./config.js";
import type { Response } from "./response.js";
import type { BatchEvent, PostOptions, TriggerParams } from "./types.js";

/** What sends: a {@link Pusher}. */
interface Sender {
  readonly config: Config;
  post(options: PostOptions): Promise<Response>;
}

const ownFields = new Set(["name", "data", "channel", "channels"]);

/** A string is put in quotes before it is sealed, and sent as it is otherwise: so do `pusher` and pusher-js. */
function dataFor({ config }: Sender, channel: string, data: unknown): string {
  if (isEncrypted(channel)) return config.seal(channel, data);
  return typeof data === "string" ? data : JSON.stringify(data);
}

function trigger(
  sender: Sender,
  channels: readonly string[],
  event: string,
  data: unknown,
  params?: TriggerParams | null,
): Promise<Response> {
  if (channels.length > 1 && channels.some(isEncrypted)) {
    throw new Error("You cannot trigger to multiple channels when using encrypted channels");
  }
  for (const name of Object.keys(params ?? {})) {
    if (ownFields.has(name))
      throw new Error(`${name} is what the event is called with, and cannot be given in params`);
  }
  const sent = channels.length === 1 ? dataFor(sender, channels[0]!, data) : dataFor(sender, "", data);
  return sender.post({ path: "/events", body: { name: event, data: sent, channels, ...params } });
}

function triggerBatch(sender: Sender, batch: readonly BatchEvent[]): Promise<Response> {
  const events = batch.map((event) => ({ ...event, data: dataFor(sender, event.channel, event.data) }));
  return sender.post({ path: "/batch_events", body: { batch: events } });
}

/** What `trigger`, `sendToUser` and `triggerBatch` end in. An object, so that a test can put its own function in. */
export const events = { trigger, triggerBatch };
