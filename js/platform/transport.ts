export { TransportError } from "../common/errors.js";

/** One request to the server's HTTP API, signed. Its URL holds a signature: keep it out of logs and messages. */
export interface TransportRequest {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  /** The body's text; empty for none. */
  readonly body: string;
  /** Milliseconds for the connection to stand, TLS included. The attempt's own deadline comes by `signal`. */
  readonly connectTimeout: number;
  /** How many bytes of the answer's body to read; what is beyond is not wanted. */
  readonly maxBytes: number;
  /** Aborts at the attempt's deadline, and when the caller cancels. Made when it is first looked at. */
  readonly signal: AbortSignal;
  /** Calls back once when `signal` would abort: for a transport that is spared the signal, which costs as much as signing does. */
  onCancel(listener: () => void): void;
  /** A caller's `http.Agent` of Node, given by `fanfare/pusher` alone; other runtimes do not know it. */
  readonly agent?: object;
}

/** What came back. */
export interface TransportResponse {
  readonly status: number;
  /** By name in lower case: the `Headers` of a `Response` are one. */
  readonly headers: { get(name: string): string | null; [Symbol.iterator]?(): Iterator<[string, string]> };
  readonly body: string;
  /** What the server calls the status: `"OK"`. */
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
 * };
 * new Broadcast({ appId, key, secret, cluster, transport });
 * ```
 */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>;
