// Why an attempt failed, and the error that a failed delivery ends with.

import { FanfareError } from "../../common/errors.js";
import type { TransportError, TransportResponse } from "../../platform/transport.js";
import type { Settings } from "../configuration/settings.js";
import { connectHint, excerpt, hintFor } from "./hints.js";
import { classifyStatus } from "./retry.js";

/** Why an attempt failed. */
export interface AttemptFailure {
  readonly code: "rejected" | "not_sent" | "throttled" | "ambiguous" | "aborted";
  /** A clause without a full stop. */
  readonly reason: string;
  /** What to do about it, as a sentence. */
  readonly hint?: string;
  readonly status?: number;
  readonly retryAfter?: string | null;
  /** Whether the server may have accepted the request. */
  readonly maybeAccepted: boolean;
}

export const aborted: AttemptFailure = {
  code: "aborted",
  reason: "its AbortSignal aborted",
  maybeAccepted: false,
};

/** Why the server refused; undefined when it accepted. */
export function refusalIn(response: TransportResponse): AttemptFailure | undefined {
  const { body } = response;
  const status = realStatus(response.status, body);
  const code = classifyStatus(status);
  if (code === "ok") return undefined;
  const quoted = excerpt(body);
  return {
    code,
    reason: `it answered ${status}${quoted && `, ${quoted}`}`.replace(/\.$/, ""),
    hint: hintFor(status, body),
    status,
    retryAfter: code === "throttled" ? response.headers.get("retry-after") : undefined,
    maybeAccepted: code === "ambiguous",
  };
}

/** soketi answers some refusals with 200 and `{"error":"…","code":401}` (soketi/soketi: src/http-handler.ts). */
function realStatus(status: number, body: string): number {
  if (status !== 200 || !body.startsWith('{"error":')) return status;
  try {
    const { error, code } = JSON.parse(body) as { error?: unknown; code?: unknown };
    return typeof error === "string" && typeof code === "number" && code >= 400 && code < 600
      ? Math.floor(code)
      : status;
  } catch {
    return status;
  }
}

/** Why there was no answer, from what the transport threw. */
export function failureIn(error: unknown, isAborted: boolean, { host }: Settings): AttemptFailure {
  const { failure, message } = (error ?? {}) as Partial<TransportError>;
  const maybeAccepted = failure !== "not_sent";
  if (isAborted) return { ...aborted, maybeAccepted };
  // Only a TransportError promises that its message holds no URL.
  const reason = failure ? (message ?? "") : "the transport failed";
  return maybeAccepted
    ? { code: "ambiguous", reason, maybeAccepted }
    : { code: "not_sent", reason, hint: connectHint(host), maybeAccepted };
}

/** The error of a delivery whose last attempt failed so. */
export function deliveryError(
  { code, reason, hint = "", status }: AttemptFailure,
  { host }: Settings,
  attempts: number,
  maybeDelivered: boolean,
): FanfareError {
  const lead = {
    aborted: `The broadcast to ${host} was cancelled`,
    not_sent: `Nothing was sent to ${host}`,
    ambiguous: `${host} may or may not have taken it`,
    throttled: `${host} takes no more just now`,
    rejected: `${host} refused it`,
  };
  return new FanfareError(code, `${lead[code]}: ${reason}. ${hint}`.trim(), {
    status,
    attempts,
    maybeDelivered,
    retryable: code === "not_sent" || code === "throttled" || code === "ambiguous",
  });
}
