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
  const requests = chunks(events, signer.limits.batchEvents).map((some) => eventRequest(some, true, signer));
  return { requests, isOrdered: true };
}

/** Plans any other request. */
export function planCall(call: ApiCall, signer: Signer): Plan {
  return { requests: [{ events: [], isBatch: false, sign: () => signCall(call, signer) }], isOrdered: false };
}

function eventRequests(event: Outgoing, signer: Signer): PlannedRequest[] {
  if (event.user !== undefined) return [userRequest(event, signer)];
  const plain = event.channels.filter((channel) => !isEncrypted(channel));
  const encrypted = event.channels.filter(isEncrypted);
  return [
    ...chunks(plain, coreLimits.trigger_channels_max).map((channels) =>
      eventRequest([{ ...event, channels }], false, signer),
    ),
    ...chunks(encrypted, signer.limits.batchEvents).map((channels) => {
      const events = channels.map((channel) => ({ ...event, channels: [channel] }));
      return eventRequest(events, events.length > 1, signer);
    }),
  ];
}

/** The core accepts a user's own channel from nobody, so it checks everything else with another channel's name. */
function userRequest(event: Outgoing, signer: Signer): PlannedRequest {
  const checked = triggerRequest(signer.app, { ...event, channels: ["user"] }, nowSeconds(), signer.limits);
  const body = JSON.stringify({ ...(JSON.parse(checked.body) as object), channels: event.channels });
  const sign = () => signCall({ method: "POST", resource: "/events", params: {}, body }, signer);
  return { events: [event], isBatch: false, sign };
}

/** A batch, or a trigger of one event. Without a master key the core says that it is missing. */
function eventRequest(
  events: readonly EventFields[],
  isBatch: boolean,
  { app, master, limits }: Signer,
): PlannedRequest {
  const [event] = events as [EventFields];
  if (!master || !events.some(isSealed)) {
    const sign = () =>
      isBatch
        ? batchRequest(app, events, nowSeconds(), limits)
        : triggerRequest(app, event, nowSeconds(), limits);
    return { events, isBatch, sign };
  }
  // Drawn once: every attempt carries the same text.
  const nonces = randomBytes(nonceBytes * events.length);
  const sign = () =>
    isBatch
      ? encryptedBatchRequest(app, master, events, nonces, nowSeconds(), limits)
      : encryptedTriggerRequest(app, master, event, nonces, nowSeconds(), limits);
  return { events, isBatch, sign };
}

function signCall({ method, resource, params, body }: ApiCall, { app }: Signer): SignedRequest {
  return signRequest(app, method, resource, params, body, nowSeconds());
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
