// Whether and when a failed attempt is repeated. core/src/delivery.cpp decides the same for C++. Nothing here needs a
// key, and tests/vectors/delivery.json keeps the two in step.

import type { DeliveryPolicy } from "../configuration/settings.js";

export type StatusClass = "ok" | "rejected" | "throttled" | "ambiguous";

export interface Failure {
  /** The failure's class: `not_sent`, `throttled`, `ambiguous`, `rejected` … */
  code: string;
  /** Which attempt it was, from 1. */
  attempt: number;
  /** Milliseconds since the broadcast began. */
  elapsed: number;
  /** The server's Retry-After header. */
  retryAfter?: string | null;
  /** In [0, 1), drawn by the caller. */
  random: number;
  /** Milliseconds since 1970, for a Retry-After that is a date. */
  now: number;
}

export function classifyStatus(status: number): StatusClass {
  if (status >= 200 && status < 300) return "ok";
  if (status === 429 || status === 503) return "throttled";
  return status >= 300 && status < 500 ? "rejected" : "ambiguous";
}

/** Milliseconds until the next attempt; null if there is none. */
export function retryDelay(policy: DeliveryPolicy, failure: Failure): number | null {
  if (!isRepeatable(policy, failure.code) || failure.attempt >= policy.attempts) return null;
  const left = Math.max(policy.total, 0) - Math.max(failure.elapsed, 0);
  const asked = parseRetryAfter(failure.retryAfter ?? "", failure.now) ?? 0;
  if (asked >= left) return null;
  // Everybody who got the same time would come back together, so up to a fifth is added.
  const wait =
    asked > 0
      ? asked + share(Math.floor(asked / 5), failure.random)
      : share(backoff(policy, failure.attempt), failure.random);
  return wait >= left ? null : wait;
}

/** The milliseconds of a Retry-After, rounded up (RFC 9110 §10.2.3); null if it is neither seconds nor a date. */
export function parseRetryAfter(value: string, now: number): number | null {
  const text = value.replace(/^[ \t]+|[ \t]+$/g, "");
  if (/^[0-9]{1,12}(\.[0-9]+)?$/.test(text)) {
    const [whole, fraction = ""] = text.split(".");
    const more = /[1-9]/.test(fraction.slice(3)) ? 1 : 0;
    return Number(whole) * 1_000 + Number(fraction.slice(0, 3).padEnd(3, "0")) + more;
  }
  const date = parseDate(text);
  return date === null ? null : Math.max(date - now, 0);
}

/** `Sun, 06 Nov 1994 08:49:37 GMT`, the one form of RFC 9110 §5.6.7 that may still be sent. */
function parseDate(text: string): number | null {
  const parts = /^..., (\d\d) (...) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/s.exec(text);
  if (!parts) return null;
  const month = "JanFebMarAprMayJunJulAugSepOctNovDec".indexOf(parts[2]!) / 3;
  const [day, , year, hour, minute, second] = parts.slice(1).map(Number) as [number, ...number[]];
  const date = new Date(0);
  date.setUTCFullYear(year!, month, day);
  const exists =
    Number.isInteger(month) && month >= 0 && date.getUTCMonth() === month && date.getUTCDate() === day;
  if (!exists || hour! > 23 || minute! > 59 || second! > 60) return null;
  return date.setUTCHours(hour!, minute, second);
}

function isRepeatable({ delivery, idempotent }: DeliveryPolicy, code: string): boolean {
  if (delivery === "once") return false;
  if (code === "not_sent" || code === "throttled") return true;
  return code === "ambiguous" && (delivery === "at-least-once" || idempotent);
}

/** Doubles `base` up to `cap` for each attempt after the first. */
function backoff({ base, cap }: DeliveryPolicy, attempt: number): number {
  const most = Math.max(cap, 0);
  let wait = Math.min(Math.max(base, 0), most);
  for (let i = 1; i < attempt && wait > 0 && wait < most; i++) wait = Math.min(wait * 2, most);
  return wait;
}

/**
 * A number outside [0, 1), NaN included, counts as 1: the longest wait. So a broken source of randomness does not make
 * everybody come back at once.
 */
function share(whole: number, random: number): number {
  return random >= 0 && random < 1 ? Math.floor(whole * random) : whole;
}
