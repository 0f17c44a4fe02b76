// Delivers plans. How retries work, and why an attempt can be ambiguous:
//
// An attempt ends in one of five ways: accepted (2xx), rejected (the server refused it for good), not sent (no byte of
// the request left), throttled (429 or 503: refused for now), or ambiguous. Ambiguous is everything else: once a byte
// has left, a broken connection, a timeout or a 500 does not tell whether the server accepted the event first.
//
// A second attempt after `not_sent` or `throttled` cannot make an event arrive twice, so those are always retried,
// unless the option `delivery` is "once". After an ambiguous attempt it can. That is retried only if the caller accepts
// duplicates ("at-least-once"), if the server drops them by an idempotency key, or for a GET, which changes nothing.
// The key is the same for all attempts of one request. `retry.ts` decides whether to retry and how long to wait.
//
// Two things follow. An error's `maybeDelivered` is true as soon as any attempt was ambiguous, however the last one
// ended. And each attempt is signed anew, because a signature is valid for ten minutes of the server's clock, but it
// carries the same payload, sealed with the same nonce: otherwise a server could not recognise it as the same event.
//
// All requests of a plan are signed once before the first is sent. What is wrong with any of them thus shows before a
// byte leaves, and an event is never sent to half of its channels because of its own contents. One deadline covers the
// whole plan.

import { randomBytes } from "#transport";
import { FanfareError } from "../../common/errors.js";
import type { Transport, TransportResponse } from "../../platform/transport.js";
import type { DeliveryPolicy, Settings } from "../configuration/settings.js";
import type { SignedRequest } from "../wasm/core.js";
import { attempt, onAbort } from "./attempt.js";
import { aborted, deliveryError, failureIn, refusalIn, type AttemptFailure } from "./failure.js";
import type { Plan, PlannedRequest } from "./plan.js";
import { retryDelay } from "./retry.js";

/** The most bytes that are read of the answer to an event. */
const maxAnswerBytes = 64 * 1_024;

/** The most bytes that are read of the answer to a GET: about 100,000 channels. */
const maxListBytes = 16 * 1_024 * 1_024;

const defaultHeaders = { "content-type": "application/json", "x-pusher-library": "fanfare" };

/** A server, prepared for any number of deliveries. */
export interface Destination {
  readonly settings: Settings;
  readonly transport: Transport;
  readonly baseUrl: string;
  /** How a GET is retried. */
  readonly queryPolicy: DeliveryPolicy;
}

export function prepareDestination(settings: Settings, transport: Transport): Destination {
  return {
    settings,
    transport: settings.transport ?? transport,
    baseUrl: settings.origin + settings.path,
    queryPolicy: { ...settings.delivery, idempotent: true },
  };
}

/**
 * Sends the requests of a plan, and retries what its policy allows. Resolves to the answers, in order.
 *
 * Rejects with `rejected`, `not_sent`, `throttled`, `ambiguous` or `aborted`; with `maybeDelivered` if a part of the
 * plan was accepted.
 */
export async function deliver(
  { requests, isOrdered }: Plan,
  destination: Destination,
  signal?: AbortSignal,
): Promise<TransportResponse[]> {
  const began = performance.now();
  const own = destination.settings.signal;
  const signals = [own, signal].filter((one) => one !== undefined);
  const signed = requests.map(({ sign }) => sign());
  const send = (request: PlannedRequest, i: number) =>
    deliverRequest(signed[i]!, request.sign, destination, began, signals);
  if (requests.length === 1) return [await send(requests[0]!, 0)];
  return isOrdered ? deliverInOrder(requests, send) : allAccepted(requests.map(send));
}

async function deliverInOrder(
  requests: readonly PlannedRequest[],
  send: (request: PlannedRequest, i: number) => Promise<TransportResponse>,
): Promise<TransportResponse[]> {
  const count = (some: readonly PlannedRequest[]) => some.flatMap(({ events }) => events).length;
  const answers: TransportResponse[] = [];
  for (const [i, request] of requests.entries()) {
    try {
      answers.push(await send(request, i));
    } catch (error) {
      throw partialFailure(error, count(requests.slice(0, i)), count(requests), "events");
    }
  }
  return answers;
}

async function allAccepted<T>(deliveries: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(deliveries);
  const answers = settled.filter((one) => one.status === "fulfilled").map(({ value }) => value);
  const failed = settled.find((one) => one.status === "rejected");
  if (failed) throw partialFailure(failed.reason, answers.length, settled.length, "requests");
  return answers;
}

/** The error of a plan of which a part was accepted. */
function partialFailure(error: unknown, accepted: number, total: number, units: string): unknown {
  if (accepted === 0 || !(error instanceof FanfareError)) return error;
  const { code, status, retryable, attempts } = error;
  const message = `${accepted} of ${total} ${units} were accepted, then one failed. ${error.message}`;
  return new FanfareError(code, message, { status, retryable, attempts, maybeDelivered: true });
}

/** Sends `first`, and for each further attempt what `sign` returns then. */
async function deliverRequest(
  first: SignedRequest,
  sign: () => SignedRequest,
  destination: Destination,
  began: number,
  signals: readonly AbortSignal[],
): Promise<TransportResponse> {
  const { settings } = destination;
  const isQuery = first.method === "GET";
  const policy = isQuery ? destination.queryPolicy : settings.delivery;
  const headers =
    policy.idempotent && !isQuery
      ? { ...defaultHeaders, "x-idempotency-key": newIdempotencyKey() }
      : defaultHeaders;
  let maybeDelivered = false;
  for (let attempts = 1; ; attempts++) {
    if (isAborted(signals)) throw deliveryError(aborted, settings, attempts - 1, maybeDelivered);
    const request = attempts === 1 ? first : sign();
    let failure: AttemptFailure;
    try {
      const response = await attemptOnce(request, headers, destination, began, signals);
      const refusal = refusalIn(response);
      if (!refusal) return response;
      failure = refusal;
    } catch (error) {
      failure = failureIn(error, isAborted(signals), settings);
    }
    maybeDelivered ||= failure.maybeAccepted && !isQuery;
    const delay = retryDelay(policy, {
      code: failure.code,
      attempt: attempts,
      elapsed: Math.round(performance.now() - began),
      retryAfter: failure.retryAfter,
      random: Math.random(),
      now: Date.now(),
    });
    if (delay === null) throw deliveryError(failure, settings, attempts, maybeDelivered);
    await wait(delay, signals);
  }
}

function attemptOnce(
  { method, path, query, body }: SignedRequest,
  headers: Readonly<Record<string, string>>,
  { settings, transport, baseUrl }: Destination,
  began: number,
  signals: readonly AbortSignal[],
): Promise<TransportResponse> {
  const { timeout, connectTimeout, delivery } = settings;
  const milliseconds = Math.max(1, Math.min(timeout, delivery.total - (performance.now() - began)));
  const request = {
    url: `${baseUrl}${path}?${query}`,
    method,
    headers,
    body,
    connectTimeout: Math.min(connectTimeout, milliseconds),
    maxBytes: method === "GET" ? maxListBytes : maxAnswerBytes,
  };
  return attempt(transport, request, milliseconds, signals);
}

const isAborted = (signals: readonly AbortSignal[]) => signals.some((signal) => signal.aborted);

/** Waits, but at most until one of `signals` aborts. */
function wait(milliseconds: number, signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeListener();
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    const removeListener = onAbort(signals, done);
  });
}

/** Unique within the two minutes that servers remember keys. */
const newIdempotencyKey = () =>
  Array.from(new Uint32Array(randomBytes(16).buffer), (word) => word.toString(16)).join("-");
