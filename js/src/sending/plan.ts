// Plans the requests of a call. Each encrypted channel has its own key, so each gets an event of its own.

import { randomBytes } from "#transport";
import { isEncrypted } from "../../events/channel.js";
import {
  batchRequest,
  encryptedBatchRequest,
  encryptedTriggerRequest,
  signRequest,
  triggerRequest,
  type AppKey,
  type EventFields,
  type EventLimits,
  type MasterKey,
  type SignedRequest,
} from "../wasm/core.js";
import { limits as coreLimits } from "../wasm/limits.js";
import type { ApiCall } from "./driver.js";
import type { Outgoing } from "./outgoing.js";

/** The keys that sign and seal, and the limits of events. */
export interface Signer {
  readonly app: AppKey;
  readonly master: MasterKey | undefined;
  readonly limits: EventLimits;
}

/** One request, not signed yet. */
export interface PlannedRequest {
  /** The events it carries, in order; none for a request that is not an event. */
  readonly events: readonly EventFields[];
  readonly isBatch: boolean;
  /** The request signed with the current time. What an event was sealed to stays the same. */
  readonly sign: () => SignedRequest;
}

/** The requests that one call becomes. */
export interface Plan {
  readonly requests: readonly PlannedRequest[];
  /** Whether each request waits for the one before, so that the events of one channel arrive in order. */
  readonly isOrdered: boolean;
}

const nonceBytes = 24;

const nowSeconds = () => Math.floor(Date.now() / 1_000);

const isSealed = ({ channels }: EventFields) => channels.some(isEncrypted);

/** Plans one event to all its channels. */
export function planEvent(event: Outgoing, signer: Signer): Plan {
  return { requests: eventRequests(event, signer), isOrdered: false };
}

/** Plans events of one channel each. They stay in order. */
export function planBatch(events: readonly EventFields[], signer: Signer): Plan {
  return { requests: batchRequests(events, signer), isOrdered: true };
}

/** Plans any other request. */
export function planCall(call: ApiCall, signer: Signer): Plan {
  return { requests: [{ events: [], isBatch: false, sign: () => signCall(call, signer) }], isOrdered: false };
}

function eventRequests(event: Outgoing, signer: Signer): PlannedRequest[] {
  if (event.user !== undefined) return [userRequest(event, signer)];
  const max = coreLimits.trigger_channels_max;
  if (!isSealed(event) && event.channels.length <= max) return [singleRequest(event, signer)];
  const plain = event.channels.filter((channel) => !isEncrypted(channel));
  const encrypted = event.channels.filter(isEncrypted);
  return [
    ...chunks(plain, max).map((channels) => singleRequest({ ...event, channels }, signer)),
    ...batchRequests(
      encrypted.map((channel) => ({ ...event, channels: [channel] })),
      signer,
    ).map((batch) => (batch.events.length === 1 ? singleRequest(batch.events[0]!, signer) : batch)),
  ];
}

/** The core accepts a user's own channel from nobody, so it checks everything else with another channel's name. */
function userRequest(event: Outgoing, signer: Signer): PlannedRequest {
  const checked = triggerRequest(signer.app, { ...event, channels: ["user"] }, nowSeconds(), signer.limits);
  const body = JSON.stringify({ ...(JSON.parse(checked.body) as object), channels: event.channels });
  const sign = () => signCall({ method: "POST", resource: "/events", params: {}, body }, signer);
  return { events: [event], isBatch: false, sign };
}

function singleRequest(event: EventFields, { app, master, limits }: Signer): PlannedRequest {
  const events = [event];
  // Without a master key the core says that it is missing.
  if (!master || !isSealed(event)) {
    return { events, isBatch: false, sign: () => triggerRequest(app, event, nowSeconds(), limits) };
  }
  const nonce = randomBytes(nonceBytes);
  const sign = () => encryptedTriggerRequest(app, master, event, nonce, nowSeconds(), limits);
  return { events, isBatch: false, sign };
}

function batchRequests(events: readonly EventFields[], signer: Signer): PlannedRequest[] {
  return chunks(events, signer.limits.batchEvents).map((chunk) => oneBatchRequest(chunk, signer));
}

function oneBatchRequest(events: readonly EventFields[], { app, master, limits }: Signer): PlannedRequest {
  if (!master || !events.some(isSealed)) {
    return { events, isBatch: true, sign: () => batchRequest(app, events, nowSeconds(), limits) };
  }
  const nonces = randomBytes(nonceBytes * events.length);
  const sign = () => encryptedBatchRequest(app, master, events, nonces, nowSeconds(), limits);
  return { events, isBatch: true, sign };
}

function signCall({ method, resource, params, body }: ApiCall, { app }: Signer): SignedRequest {
  return signRequest(app, method, resource, params, body, nowSeconds());
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
