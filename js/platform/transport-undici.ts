/**
 * Sends by the pools of the package `undici`: `new Broadcast({ …, transport: undici() })`.
 *
 * @module
 */
import { createRequire } from "node:module";
import type { Dispatcher, Pool } from "undici";
import { FanfareError } from "../common/errors.js";
import {
  TransportError,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from "./transport.js";

const maxConnections = 50;

/** The oldest Node in the "engines" of undici 7's package.json. On an older one, loading it may throw. */
const oldestNode = "20.18.1";

function unusable(what: string): FanfareError {
  const { node } = process.versions;
  const remedy =
    node.localeCompare(oldestNode, "en", { numeric: true }) < 0
      ? `fanfare/undici sends by undici 7, which needs Node ${oldestNode}, and this is Node ${node}: ` +
        "run a later Node, or leave the option transport out, and node:http sends."
      : "fanfare/undici sends by it: npm install undici@7, or leave the option transport out.";
  return new FanfareError("invalid_option", `The package undici ${what}. ${remedy}`);
}

/** NaN if it is unknown. */
function majorVersion(require: NodeJS.Require): number {
  try {
    return Number.parseInt((require("undici/package.json") as { version: string }).version);
  } catch {
    return NaN;
  }
}

/** Loads undici with `require`, so that bundlers leave it alone: bundled into an ES module it fails. */
function loadPool(): typeof Pool {
  // A bundle in CommonJS has no import.meta.
  const require = createRequire(import.meta.url ?? `${process.cwd()}/`);
  let found: { Pool?: typeof Pool };
  try {
    found = require("undici") as typeof found;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw unusable(
      code === "MODULE_NOT_FOUND" ? "is not installed" : `cannot be loaded (${code ?? "it throws"})`,
    );
  }
  if (typeof found.Pool?.prototype.dispatch !== "function") {
    throw new FanfareError(
      "invalid_option",
      "What this runtime has as undici cannot send: leave the option transport out, and its own fetch does.",
    );
  }
  // Version 7 is the first to know the handlers below (nodejs/undici: lib/core/util.js, assertRequestHandler).
  const major = majorVersion(require);
  if (major < 7) throw unusable(`is of version ${major}, and the oldest that will do is 7`);
  return found.Pool;
}

class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: TransportRequest;
  readonly #resolve: (response: TransportResponse) => void;
  readonly #reject: (error: TransportError) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #cancelled = false;
  #status = 0;
  #headers: Record<string, string | string[] | undefined> = {};
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(
    request: TransportRequest,
    resolve: (response: TransportResponse) => void,
    reject: (error: TransportError) => void,
  ) {
    this.#request = request;
    this.#resolve = resolve;
    this.#reject = reject;
    request.onCancel(() => this.#cancel());
  }

  /** The request is about to be written. Until then none of it has left. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#cancelled) controller.abort(new Error("cancelled"));
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size < this.#request.maxBytes) return;
    this.#finish();
    controller.abort(new Error("enough"));
  }

  onResponseEnd(): void {
    this.#finish();
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    const code = (error as NodeJS.ErrnoException).code ?? error.name;
    if (this.#controller)
      this.#fail("ambiguous", `the connection broke before the answer was there (${code})`, code);
    else if (code === "UND_ERR_CONNECT_TIMEOUT")
      this.#fail("not_sent", "there was no connection in time", code);
    else this.#fail("not_sent", `the connection failed (${code})`, code);
  }

  #cancel(): void {
    this.#cancelled = true;
    if (!this.#controller) return this.#fail("not_sent", "there was no connection in time");
    this.#fail("ambiguous", "there was no answer in time");
    this.#controller.abort(new Error("cancelled"));
  }

  #fail(failure: "not_sent" | "ambiguous", reason: string, code?: string): void {
    this.#reject(new TransportError(failure, reason, code));
  }

  #finish(): void {
    const all = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
    const body = all.toString("utf8", 0, Math.min(this.#size, this.#request.maxBytes));
    this.#resolve(new Answer(this.#status, this.#headers, body));
  }
}

class Answer implements TransportResponse {
  readonly #headers: Record<string, string | string[] | undefined>;

  constructor(
    readonly status: number,
    headers: Record<string, string | string[] | undefined>,
    readonly body: string,
  ) {
    this.#headers = headers;
  }

  get headers() {
    const headers = this.#headers;
    return {
      get: (name: string) => headers[name]?.toString() ?? null,
      *[Symbol.iterator](): Generator<[string, string]> {
        for (const [name, value] of Object.entries(headers)) yield [name, [value].flat().join(", ")];
      },
    };
  }
}

/**
 * A transport on undici's `Pool`, for the option `transport`. Deadlines and failures are those of Node's own
 * transport; HTTP mocks and agents of node:http do not see it.
 *
 * ```ts
 * import { undici } from "fanfare/undici";
 *
 * const broadcast = new Broadcast({ appId, key, secret, cluster: "eu", transport: undici() });
 * ```
 *
 * Throws `invalid_option` where the package `undici` is not installed or cannot send: it takes version 7, and that
 * Node 20.18.1.
 * Each call has connections of its own, up to 50 to a server; their time to stand, `connectTimeout`, is that of the
 * first request.
 */
export function undici(): Transport {
  const Pool = loadPool();
  const pools = new Map<string, Pool>();
  return (request) =>
    new Promise((resolve, reject) => {
      const { url, method, headers, body, connectTimeout } = request;
      const end = url.indexOf("/", "https://".length);
      const origin = url.slice(0, end);
      let pool = pools.get(origin);
      if (!pool) {
        const connect = { timeout: connectTimeout };
        // The attempt's deadline covers what these would.
        pool = new Pool(origin, {
          connections: maxConnections,
          pipelining: 1,
          connect,
          headersTimeout: 0,
          bodyTimeout: 0,
        });
        pools.set(origin, pool);
      }
      const exchange = new Exchange(request, resolve, reject);
      pool.dispatch({ path: url.slice(end), method, headers, body: body || null }, exchange);
    });
}
