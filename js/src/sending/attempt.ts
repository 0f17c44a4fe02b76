import type { Transport, TransportRequest, TransportResponse } from "../../platform/transport.js";

/** How long a transport that ignores its deadline may take before it is given up. */
const graceMs = 20;

const listeners = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `listener` when one of `signals` aborts. Returns a function that removes it. A signal gets one event listener,
 * however many wait for it: all broadcasts share a server's own signal, and Node warns about more than ten listeners.
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

/** One request for a transport, without its cancelling. */
export type Outbound = Omit<TransportRequest, "signal" | "onCancel">;

/** One request in progress, as the transport sees it. */
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

  /** Safe to log: everything but the signature. */
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
 * Sends one request with `transport`, and cancels it after `milliseconds` or when one of `signals` aborts. Rejects as
 * the transport does, or without a reason if the transport does not settle by then.
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
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as the transport does
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
