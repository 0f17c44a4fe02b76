import { classifyStatus, retryDelay, type SignedRequest } from "./core.js";
import { FanfareError } from "./errors.js";
import { connectHint, excerpt, hintFor } from "./hints.js";
import type { Settings } from "./options.js";
import type { Transport, TransportError, TransportResponse } from "./transport.js";

/** More of an answer to a broadcast than this is not read. */
const maxAnswerBytes = 64 * 1_024;

/** What a transport that does not heed its signal is given before it is left alone. */
const graceMs = 20;

/** How an attempt ended, if not well. */
interface Failed {
  readonly code: "rejected" | "not_sent" | "throttled" | "ambiguous" | "aborted";
  readonly reason: string;
  readonly status?: number;
  readonly retryAfter?: string | null;
  /** Whether the server may have accepted it. */
  readonly left: boolean;
}

/** Sends signed requests by a transport, and tries again what the delivery allows. */
export class Delivery {
  readonly #settings: Settings;
  readonly #transport: Transport;
  readonly #headers: Readonly<Record<string, string>> = {
    "content-type": "application/json",
    accept: "application/json",
    "x-pusher-library": "fanfare",
  };

  constructor(settings: Settings, transport: Transport) {
    this.#settings = settings;
    this.#transport = transport;
  }

  /**
   * Sends `first`, and what `sign` gives at the time for each further attempt; gives the answer's body.
   * `began` is when the broadcast did (`performance.now()`), for the deadline of it all.
   *
   * Throws `rejected`, `not_sent`, `throttled`, `ambiguous` or `aborted`.
   */
  async deliver(first: SignedRequest, sign: () => SignedRequest, began: number, signal?: AbortSignal): Promise<string> {
    const { policy, idempotent } = { policy: this.#settings.policy, idempotent: this.#settings.policy.idempotent };
    const headers = idempotent ? { ...this.#headers, "x-idempotency-key": newIdempotencyKey() } : this.#headers;
    const signals = [this.#settings.signal, signal].filter((given) => given !== undefined);
    let maybeDelivered = false;
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#attempt(attempt === 1 ? first : sign(), headers, began, signals);
      if (typeof outcome === "string") return outcome;
      maybeDelivered ||= outcome.left;
      const elapsed = Math.round(performance.now() - began);
      const delay =
        outcome.code === "aborted"
          ? null
          : retryDelay(policy, {
              code: outcome.code,
              attempt,
              elapsed,
              retryAfter: outcome.retryAfter,
              random: Math.random(),
              now: Date.now(),
            });
      if (delay === null || !(await wait(delay, signals))) throw this.#error(outcome, attempt, maybeDelivered, delay);
    }
  }

  /** The body of a good answer, or how it failed. */
  async #attempt(
    request: SignedRequest,
    headers: Readonly<Record<string, string>>,
    began: number,
    signals: readonly AbortSignal[],
  ): Promise<string | Failed> {
    const { origin, path, timeout, connectTimeout, policy } = this.#settings;
    const milliseconds = Math.max(1, Math.min(timeout, policy.total - (performance.now() - began)));
    if (signals.some(({ aborted }) => aborted)) return { code: "aborted", reason: "it was cancelled", left: false };
    try {
      const response = await withDeadline(milliseconds, signals, (signal) =>
        this.#transport(
          {
            url: `${origin}${path}${request.path}?${request.query}`,
            method: request.method,
            headers,
            body: request.body,
            connectTimeout: Math.min(connectTimeout, milliseconds),
            maxBytes: maxAnswerBytes,
          },
          signal,
        ),
      );
      return readResponse(response);
    } catch (error) {
      const { failure, message } = error as Partial<TransportError>;
      const left = failure !== "not_sent";
      if (signals.some(({ aborted }) => aborted)) return { code: "aborted", reason: "it was cancelled", left };
      // Only a TransportError promises that its message holds no URL.
      const reason = failure ? (message ?? "") : "the transport failed";
      return { code: left ? "ambiguous" : "not_sent", reason, left };
    }
  }

  #error(failed: Failed, attempts: number, maybeDelivered: boolean, delay: number | null): FanfareError {
    const { host } = this.#settings;
    const { reason, status } = failed;
    // The caller cancelled while the next attempt was waited for.
    const code = delay === null ? failed.code : "aborted";
    const sentences = {
      aborted: `The broadcast to ${host} was cancelled.`,
      not_sent: `Nothing was sent to ${host}: ${reason}. ${connectHint(host)}`,
      ambiguous: `${host} may or may not have taken it: ${reason}.`,
      throttled: `${host} takes no more just now: ${reason}`,
      rejected: `${host} refused it: ${reason}`,
    };
    return new FanfareError(code, sentences[code], {
      status,
      attempts,
      maybeDelivered,
      retryable: code === "not_sent" || code === "throttled" || code === "ambiguous",
    });
  }
}

function readResponse({ status, headers, body }: TransportResponse): string | Failed {
  const real = statusWithin(status, body);
  const code = classifyStatus(real);
  if (code === "ok") return body;
  const said = excerpt(body);
  const reason = [`it answered ${real}${said && `, ${said}`}`.replace(/[.!?]?$/, "."), hintFor(real, body)].join(" ").trim();
  const retryAfter = code === "throttled" ? headers.get("retry-after") : undefined;
  return { code, reason, status: real, retryAfter, left: code === "ambiguous" };
}

/** soketi answers some refusals with 200 and `{"error":"…","code":401}` (soketi/soketi: src/http-handler.ts). */
function statusWithin(status: number, body: string): number {
  if (status !== 200 || !body.startsWith('{"error":')) return status;
  try {
    const { error, code } = JSON.parse(body) as { error?: unknown; code?: unknown };
    return typeof error === "string" && Number.isInteger(code) ? (code as number) : status;
  } catch {
    return status;
  }
}

/** Runs `work` with a signal that aborts at the deadline or with any of `signals`; then it has `graceMs` left to settle. */
function withDeadline<T>(
  milliseconds: number,
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    let grace: ReturnType<typeof setTimeout> | undefined;
    const give = () => {
      if (grace !== undefined) return;
      controller.abort();
      grace = setTimeout(() => settle(() => reject(new Error("gave up"))), graceMs);
    };
    const deadline = setTimeout(give, milliseconds);
    const settle = (how: () => void) => {
      clearTimeout(deadline);
      clearTimeout(grace);
      for (const signal of signals) signal.removeEventListener("abort", give);
      how();
    };
    for (const signal of signals) signal.addEventListener("abort", give);
    // Within a promise, so that a transport that throws at once is one that rejects.
    Promise.resolve(controller.signal)
      .then(work)
      .then(
        (value) => settle(() => resolve(value)),
        (error) => settle(() => reject(error)),
      );
  });
}

/** Waits; false when one of `signals` aborted meanwhile. */
function wait(milliseconds: number, signals: readonly AbortSignal[]): Promise<boolean> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener("abort", done);
      resolve(!signals.some(({ aborted }) => aborted));
    };
    const timer = setTimeout(done, milliseconds);
    for (const signal of signals) signal.addEventListener("abort", done);
    if (signals.some(({ aborted }) => aborted)) done();
  });
}

/** Unlike any other in the server's memory of two minutes; it protects nothing, so it need not be unguessable. */
function newIdempotencyKey(): string {
  const { crypto } = globalThis as { crypto?: Crypto };
  if (crypto) return crypto.randomUUID();
  const random = () => Math.floor(Math.random() * 2 ** 48).toString(16);
  return `${Date.now().toString(16)}-${random()}-${random()}`;
}
