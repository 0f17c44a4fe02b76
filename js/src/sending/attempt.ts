import type { Transport, TransportRequest, TransportResponse } from "../../platform/transport.js";

/** What a transport that does not heed its deadline is given before it is left alone. */
const graceMs = 20;

const listeners = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `listener` when one of `signals` aborts; gives what stops that. A signal gets one listener, however many wait for
 * it: a server's own signal is shared by all that is under way, and Node warns of more than ten.
 */
export function onAbort(signals: readonly AbortSignal[], listener: () => void): () => void {
  const sets = signals.map((signal) => {
    let set = listeners.get(signal);
    if (!set) {
      const waiting = (set = new Set());
      listeners.set(signal, waiting);
      signal.addEventListener("abort", () => waiting.forEach((call) => call()), { once: true });
    }
    return set.add(listener);
  });
  return () => sets.forEach((set) => set.delete(listener));
}

/** What a transport is told of one request, but for its cancelling. */
export type Outbound = Omit<TransportRequest, "signal" | "onCancel">;

/** One request under way: what the transport sees of it, and what ends it. */
class Attempt implements TransportRequest {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly connectTimeout: number;
  readonly maxBytes: number;
  readonly agent: object | undefined;
  readonly #fail: () => void;
  readonly #deadline: ReturnType<typeof setTimeout>;
  readonly #forget: (() => void) | undefined;
  #grace: ReturnType<typeof setTimeout> | undefined;
  #controller: AbortController | undefined;
  #listener: (() => void) | undefined;
  #cancelled = false;

  constructor(outbound: Outbound, milliseconds: number, signals: readonly AbortSignal[], fail: () => void) {
    this.url = outbound.url;
    this.method = outbound.method;
    this.headers = outbound.headers;
    this.body = outbound.body;
    this.connectTimeout = outbound.connectTimeout;
    this.maxBytes = outbound.maxBytes;
    this.agent = outbound.agent;
    this.#fail = fail;
    this.#deadline = setTimeout(Attempt.#cancel, milliseconds, this);
    this.#forget = signals.length === 0 ? undefined : onAbort(signals, () => Attempt.#cancel(this));
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#cancelled) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  onCancel(listener: () => void): void {
    this.#listener = listener;
    if (this.#cancelled) listener();
  }

  /** What a log may show of it: all but the signature. */
  toJSON(): object {
    const { url, ...others } = this;
    return { url: url.replace(/auth_signature=[^&]*/, "auth_signature=0"), ...others };
  }

  [Symbol.for("nodejs.util.inspect.custom")](): object {
    return this.toJSON();
  }

  end(): void {
    clearTimeout(this.#deadline);
    if (this.#grace !== undefined) clearTimeout(this.#grace);
    this.#forget?.();
  }

  static #cancel(attempt: Attempt): void {
    attempt.#grace ??= setTimeout(attempt.#fail, graceMs);
    attempt.#cancelled = true;
    attempt.#controller?.abort();
    attempt.#listener?.();
  }
}

/**
 * Has `transport` send one request, and cancels it after `milliseconds` or when one of `signals` aborts. Rejects as the transport
 * does, or without it if it does not settle by then.
 */
export function attempt(
  transport: Transport,
  outbound: Outbound,
  milliseconds: number,
  signals: readonly AbortSignal[],
): Promise<TransportResponse> {
  return new Promise((resolve, reject) => {
    const fail = (error?: unknown) => {
      request.end();
      reject(error);
    };
    const done = (response: TransportResponse) => {
      request.end();
      resolve(response);
    };
    const request = new Attempt(outbound, milliseconds, signals, fail);
    try {
      transport(request).then(done, fail);
    } catch (error) {
      fail(error);
    }
  });
}
