import type { Transport, TransportRequest, TransportResponse } from "./transport.js";

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

class CancellableRequest implements TransportRequest {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly connectTimeout: number;
  readonly maxBytes: number;
  readonly agent: object | undefined;
  #controller: AbortController | undefined;
  #listener: (() => void) | undefined;
  #cancelled = false;

  constructor(outbound: Outbound) {
    this.url = outbound.url;
    this.method = outbound.method;
    this.headers = outbound.headers;
    this.body = outbound.body;
    this.connectTimeout = outbound.connectTimeout;
    this.maxBytes = outbound.maxBytes;
    this.agent = outbound.agent;
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

  cancel(): void {
    this.#cancelled = true;
    this.#controller?.abort();
    this.#listener?.();
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
    const request = new CancellableRequest(outbound);
    let grace: ReturnType<typeof setTimeout> | undefined;
    const cancel = () => {
      grace ??= setTimeout(() => fail(undefined), graceMs);
      request.cancel();
    };
    const deadline = setTimeout(cancel, milliseconds);
    const forget = signals.length === 0 ? undefined : onAbort(signals, cancel);
    const settle = () => {
      clearTimeout(deadline);
      if (grace !== undefined) clearTimeout(grace);
      forget?.();
    };
    const done = (response: TransportResponse) => {
      settle();
      resolve(response);
    };
    const fail = (error: unknown) => {
      settle();
      reject(error);
    };
    try {
      transport(request).then(done, fail);
    } catch (error) {
      fail(error);
    }
  });
}
