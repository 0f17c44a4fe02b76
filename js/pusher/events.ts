import { randomBytes } from "#transport";
import { isEncrypted } from "../events/channel.js";
import { seal, type MasterKey } from "../src/core.js";
import { checkBatchChannel, checkEventName, checkSocketId } from "./checks.js";
import type { Config } from "./config.js";
import type { Response } from "./response.js";
import type { BatchEvent, PostOptions, TriggerParams } from "./types.js";

/** What sends: a {@link Pusher}. */
interface Sender {
  readonly config: Config;
  post(options: PostOptions): Promise<Response>;
}

const nonceBytes = 24;
const ownFields = new Set(["name", "data", "channel", "channels"]);

function masterOf({ config }: Sender): MasterKey {
  const master = config.masterKey();
  if (master) return master;
  throw new Error("Set encryptionMasterKey before triggering events on encrypted channels");
}

/** A string is put in quotes before it is sealed, and sent as it is otherwise: so do `pusher` and pusher-js. */
function dataFor(sender: Sender, channel: string, data: unknown): string {
  if (!isEncrypted(channel)) return typeof data === "string" ? data : JSON.stringify(data);
  const master = masterOf(sender);
  const text = JSON.stringify(data) as string | undefined;
  if (text === undefined) throw new TypeError("The data cannot be JSON: it is undefined, a function or a symbol.");
  return seal(master, channel, text, randomBytes(nonceBytes));
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
    if (ownFields.has(name)) throw new Error(`${name} is what the event is called with, and cannot be given in params`);
  }
  const sent = channels.length === 1 ? dataFor(sender, channels[0]!, data) : dataFor(sender, "", data);
  return sender.post({ path: "/events", body: { name: event, data: sent, channels, ...params } });
}

function triggerBatch(sender: Sender, batch: readonly BatchEvent[]): Promise<Response> {
  const events = batch.map((event) => {
    checkBatchChannel(event.channel);
    if (typeof event.name === "string") checkEventName(event.name);
    if (event.socket_id) checkSocketId(event.socket_id);
    return { ...event, data: dataFor(sender, event.channel, event.data) };
  });
  return sender.post({ path: "/batch_events", body: { batch: events } });
}

/** What `trigger`, `sendToUser` and `triggerBatch` end in. An object, so that a test can put its own function in. */
export const events = { trigger, triggerBatch };
