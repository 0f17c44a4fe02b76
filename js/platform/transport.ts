export { TransportError } from "../common/errors.js";

/** One request to the server's HTTP API, signed. Its URL holds a signature: keep it out of logs and messages. */
export interface TransportRequest {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  /** The body's text; empty for none. */
  readonly body: string;
  /** Milliseconds to connect, TLS included. The attempt's own deadline arrives through `signal`. */
  readonly connectTimeout: number;
  /** The most bytes of the answer's body to read; the rest is not needed. */
  readonly maxBytes: number;
  /** Aborts at the attempt's deadline, and when the caller cancels. Created when it is first read. */
  readonly signal: AbortSignal;
  /**
   * Calls back once when `signal` would abort. A transport that uses it saves creating the signal, which costs as
   * much as signing.
   */
  onCancel(listener: () => void): void;
  /** A caller's `http.Agent` of Node. Only `fanfare/pusher` passes one, and other runtimes ignore it. */
  readonly agent?: object;
}

/** The server's answer. */
export interface TransportResponse {
  readonly status: number;
  /** By name in lower case: the `Headers` of a `Response` are one. */
  readonly headers: { get(name: string): string | null; [Symbol.iterator]?(): Iterator<[string, string]> };
  readonly body: string;
  /** The reason phrase: `"OK"`. */
  readonly statusText?: string;
}

/**
 * Sends one request: the public option `transport`. It follows no redirect, gives up when `signal` aborts, and reports
 * a failure as a {@link TransportError}; any other error counts as `ambiguous`.
 *
 * ```ts
 * const transport: Transport = async ({ url, method, headers, body, signal }) => {
 *   const response = await fetch(url, { method, headers, body: body || undefined, redirect: "manual", signal });
 *   return { status: response.status, headers: response.headers, body: await response.text() };
 * }; new Broadcast({ appId, key, secret, cluster, transport });
 * ```
 */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>;
