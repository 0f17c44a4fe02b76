// Which requests an event takes: encrypted channels have a key each, and so an event each.

import { isEncrypted } from "../../events/channel.js";
import { randomBytes } from "#random";
import {
  batchRequest,
  encryptedBatchRequest,
  encryptedTriggerRequest,
  limits as coreLimits,
  triggerRequest,
  type AppKey,
  type EventFields,
  type Limits,
  type MasterKey,
  type SignedRequest,
} from "../core.js";
import { chunks } from "../outgoing.js";

/** What signs and seals. */
export interface Signer {
  readonly app: AppKey;
  readonly master: MasterKey | undefined;
  readonly limits: Limits;
}

/** One request, not signed yet. */
export interface Planned {
  /** What it carries, in its order. */
  readonly events: readonly EventFields[];
  readonly isBatch: boolean;
  /** The request as of now; the text that an event is sealed to stays the same. */
  readonly sign: () => SignedRequest;
}

const nonceBytes = 24;

const nowSeconds = () => Math.floor(Date.now() / 1_000);

const goesEncrypted = ({ channels }: EventFields) => channels.some(isEncrypted);

/** The requests for one event to all its channels. */
export function planEvent(event: EventFields, signer: Signer): Planned[] {
  const max = coreLimits().trigger_channels_max;
  if (!goesEncrypted(event) && event.channels.length <= max) return [trigger(event, signer)];
  const plain = event.channels.filter((channel) => !isEncrypted(channel));
  const encrypted = event.channels.filter(isEncrypted);
  return [
    ...chunks(plain, max).map((channels) => trigger({ ...event, channels }, signer)),
    ...planBatches(encrypted.map((channel) => ({ ...event, channels: [channel] })), signer).map((batch) =>
      batch.events.length === 1 ? trigger(batch.events[0]!, signer) : batch,
    ),
  ];
}

/** The requests for events of one channel each, in their order. */
export function planBatches(events: readonly EventFields[], signer: Signer): Planned[] {
  return chunks(events, signer.limits.batchEvents).map((batch) => planBatch(batch, signer));
}

function trigger(event: EventFields, { app, master, limits }: Signer): Planned {
  const events = [event];
  // Without a master key the core says what is missing.
  if (!master || !goesEncrypted(event)) {
    return { events, isBatch: false, sign: () => triggerRequest(app, event, nowSeconds(), limits) };
  }
  const nonce = randomBytes(nonceBytes);
  const sign = () => encryptedTriggerRequest(app, master, event, nonce, nowSeconds(), limits);
  return { events, isBatch: false, sign };
}

function planBatch(events: readonly EventFields[], { app, master, limits }: Signer): Planned {
  if (!master || !events.some(goesEncrypted)) {
    return { events, isBatch: true, sign: () => batchRequest(app, events, nowSeconds(), limits) };
  }
  const nonces = randomBytes(nonceBytes * events.length);
  const sign = () => encryptedBatchRequest(app, master, events, nonces, nowSeconds(), limits);
  return { events, isBatch: true, sign };
}
