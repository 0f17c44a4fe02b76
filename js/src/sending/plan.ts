// Which requests an event takes: encrypted channels have a key each, and so an event each.

import { isEncrypted } from "../../events/channel.js";
import { randomBytes } from "#transport";
import {
  batchRequest,
  encryptedBatchRequest,
  encryptedTriggerRequest,
  triggerRequest,
  type AppKey,
  type EventFields,
  type EventLimits,
  type MasterKey,
  signRequest,
  type SignedRequest,
} from "../wasm/core.js";
import { limits as coreLimits } from "../wasm/limits.js";
import { chunks, type Outgoing } from "./outgoing.js";
import type { ApiCall } from "./drivers/driver.js";

/** What signs and seals. */
export interface Signer {
  readonly app: AppKey;
  readonly master: MasterKey | undefined;
  readonly limits: EventLimits;
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
export function planEvent(event: Outgoing, signer: Signer): Planned[] {
  if (event.user !== undefined) return [toUser(event, signer)];
  const max = coreLimits.trigger_channels_max;
  if (!goesEncrypted(event) && event.channels.length <= max) return [trigger(event, signer)];
  const plain = event.channels.filter((channel) => !isEncrypted(channel));
  const encrypted = event.channels.filter(isEncrypted);
  return [
    ...chunks(plain, max).map((channels) => trigger({ ...event, channels }, signer)),
    ...planBatches(
      encrypted.map((channel) => ({ ...event, channels: [channel] })),
      signer,
    ).map((batch) => (batch.events.length === 1 ? trigger(batch.events[0]!, signer) : batch)),
  ];
}

/** Any other request as of now. */
export function signCall({ method, resource, params, body }: ApiCall, { app }: Signer): SignedRequest {
  return signRequest(app, method, resource, params, body, nowSeconds());
}

/** A user's own channel has a name that the core takes from nobody, so all else is checked with another in its place. */
function toUser(event: Outgoing, signer: Signer): Planned {
  const checked = triggerRequest(signer.app, { ...event, channels: ["user"] }, nowSeconds(), signer.limits);
  const body = JSON.stringify({ ...JSON.parse(checked.body), channels: event.channels });
  const sign = () => signCall({ method: "POST", resource: "/events", params: {}, body }, signer);
  return { events: [event], isBatch: false, sign };
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
