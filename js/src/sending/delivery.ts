import { attempt, onAbort } from "./attempt.js";
import type { SignedRequest } from "../wasm/core.js";
import { FanfareError } from "../../common/errors.js";
import { connectHint, excerpt, hintFor } from "./hints.js";
import type { DeliveryPolicy, Settings } from "../configuration/settings.js";
import { classifyStatus, retryDelay } from "./retry.js";
import type { Transport, TransportError, TransportResponse } from "../../platform/transport.js";

/** More of an answer to a broadcast than this is not read. */
const maxAnswerBytes = 64 * 1_024;

/** And of one to a question: some 100,000 channels. */
const maxListBytes = 16 * 1_024 * 1_024;

/** How an attempt ended, if not well. */
interface Failed {
  readonly code: "rejected" | "not_sent" | "throttled" | "ambiguous" | "aborted";
  /** A clause without its full stop. */
  readonly reason: string;
  /** What to do about it, as a sentence. */
  readonly hint?: string;
  readonly status?: number;
  readonly retryAfter?: string | null;
  /** Whether the server may have accepted it. */
  readonly left: boolean;
}

const cancelled: Failed = { code: "aborted", reason: "its AbortSignal aborted", left: false };

/** Sends signed requests by a transport, and tries again what the delivery allows. */
export class Delivery {
  readonly #settings: Settings;
  readonly #transport: Transport;
  readonly #signals: readonly AbortSignal[];
  readonly #base: string;
  /** To ask twice does no harm. */
  readonly #questions: DeliveryPolicy;
  readonly #headers: Readonly<Record<string, string>> = {
    "content-type": "application/json",
    "x-pusher-library": "fanfare",
  };

  constructor(settings: Settings, transport: Transport) {
    this.#settings = settings;
    this.#transport = transport;
    this.#signals = settings.signal ? [settings.signal] : [];
    this.#base = settings.origin + settings.path;
    this.#questions = { ...settings.delivery, idempotent: true };
  }

  /**
   * Sends `first`, and what `sign` gives at the time for each further attempt; gives the answer.
   * `began` is when the broadcast did (`performance.now()`), for the deadline of it all.
   *
   * Throws `rejected`, `not_sent`, `throttled`, `ambiguous` or `aborted`.
   */
  async deliver(
    first: SignedRequest,
    sign: () => SignedRequest,
    began: number,
    signal?: AbortSignal,
  ): Promise<TransportResponse> {
    const isQuestion = first.method === "GET";
    const policy = isQuestion ? this.#questions : this.#settings.delivery;
    const headers =
      policy.idempotent && !isQuestion
        ? { ...this.#headers, "x-idempotency-key": newIdempotencyKey() }
        : this.#headers;
    const signals = signal ? [...this.#signals, signal] : this.#signals;
    let maybeDelivered = false;
    for (let attempts = 1; ; attempts++) {
      if (isAborted(signals)) throw this.#error(cancelled, attempts - 1, maybeDelivered);
      const request = attempts === 1 ? first : sign();
      let failed: Failed;
      try {
        const response = await this.#attempt(request, headers, began, signals);
        const refused = refusalOf(response);
        if (!refused) return response;
        failed = refused;
      } catch (error) {
        failed = this.#unanswered(error, signals);
      }
      maybeDelivered ||= failed.left && !isQuestion;
      const delay = retryDelay(policy, {
        code: failed.code,
        attempt: attempts,
        elapsed: Math.round(performance.now() - began),
        retryAfter: failed.retryAfter,
        random: Math.random(),
        now: Date.now(),
      });
      if (delay === null) throw this.#error(failed, attempts, maybeDelivered);
      await wait(delay, signals);
    }
  }

  #attempt(
    { method, path, query, body }: SignedRequest,
    headers: Readonly<Record<string, string>>,
    began: number,
    signals: readonly AbortSignal[],
  ): Promise<TransportResponse> {
    const { timeout, connectTimeout, delivery } = this.#settings;
    const milliseconds = Math.max(1, Math.min(timeout, delivery.total - (performance.now() - began)));
    const outbound = {
      url: `${this.#base}${path}?${query}`,
      method,
      headers,
      body,
      connectTimeout: Math.min(connectTimeout, milliseconds),
      maxBytes: method === "GET" ? maxListBytes : maxAnswerBytes,
    };
    return attempt(this.#transport, outbound, milliseconds, signals);
  }

  #unanswered(error: unknown, signals: readonly AbortSignal[]): Failed {
    const { failure, message } = (error ?? {}) as Partial<TransportError>;
    const left = failure !== "not_sent";
    if (isAborted(signals)) return { ...cancelled, left };
    // Only a TransportError promises that its message holds no URL.
    const reason = failure ? (message ?? "") : "the transport failed";
    return left
      ? { code: "ambiguous", reason, left }
      : { code: "not_sent", reason, hint: connectHint(this.#settings.host), left };
  }

  #error(
    { code, reason, hint = "", status }: Failed,
    attempts: number,
    maybeDelivered: boolean,
  ): FanfareError {
    const { host } = this.#settings;
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
}

const isAborted = (signals: readonly AbortSignal[]) =>
  signals.length > 0 && signals.some(({ aborted }) => aborted);

function refusalOf(response: TransportResponse): Failed | undefined {
  const { body } = response;
  const real = statusWithin(response.status, body);
  const code = classifyStatus(real);
  if (code === "ok") return undefined;
  const said = excerpt(body);
  return {
    code,
    reason: `it answered ${real}${said && `, ${said}`}`.replace(/\.$/, ""),
    hint: hintFor(real, body),
    status: real,
    retryAfter: code === "throttled" ? response.headers.get("retry-after") : undefined,
    left: code === "ambiguous",
  };
}

/** soketi answers some refusals with 200 and `{"error":"…","code":401}` (soketi/soketi: src/http-handler.ts). */
function statusWithin(status: number, body: string): number {
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

/** Waits, but no longer than until one of `signals` aborts. */
function wait(milliseconds: number, signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      forget();
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    const forget = onAbort(signals, done);
  });
}

/** Unlike any other in the server's memory of two minutes; it protects nothing, so it need not be unguessable. */
function newIdempotencyKey(): string {
  const { crypto } = globalThis as { crypto?: Crypto };
  if (crypto) return crypto.randomUUID();
  const random = () => Math.floor(Math.random() * 2 ** 48).toString(16);
  return `${Date.now().toString(16)}-${random()}-${random()}`;
}
