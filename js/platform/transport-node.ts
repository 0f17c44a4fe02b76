import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import { TransportError, type TransportRequest, type TransportResponse } from "../src/transport.js";

// Servers close connections that idle, Node's own after 5 s. One that is given up before that is not found closed by the
// request that wants to use it.
const idleMs = 4_000;

const idleSince = Symbol("idle since");
const stands = Symbol("stands");
type PooledSocket = Socket & { [idleSince]?: number; [stands]?: boolean };

const agentOptions = { keepAlive: true, maxSockets: 50, maxFreeSockets: 50, scheduling: "lifo" } as const;

// Each origin has an agent to itself, which need not put the name of a connection together for every request.
class HttpAgent extends http.Agent {
  override getName(): string {
    return "";
  }
}

class HttpsAgent extends https.Agent {
  override getName(): string {
    return "";
  }
}

/**
 * A server and the connections to it. The agent's own `timeout` costs every request some µs, and comes too late in a process
 * that was frozen, as Lambda does; here one timer closes what idles, and whoever wants a connection asks first.
 */
class Origin {
  /** Its `request` is looked up for each request: HTTP mocks put theirs in its place at any time. */
  readonly module: typeof http | typeof https;
  /** The event by which a connection stands: with TLS that is not TCP's, but the end of the handshake. */
  readonly connected: "connect" | "secureConnect";
  readonly #agent: http.Agent;
  readonly #options: http.RequestOptions;
  #lastFreed = 0;
  #sweep: ReturnType<typeof setTimeout> | undefined;

  constructor(text: string) {
    const { protocol, hostname, port } = new URL(text);
    const secure = protocol === "https:";
    this.module = secure ? https : http;
    this.connected = secure ? "secureConnect" : "connect";
    this.#agent = secure ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions);
    this.#options = { hostname: hostname.replace(/^\[|\]$/g, ""), port };
    this.#agent.on("free", (socket: PooledSocket) => {
      socket[idleSince] = this.#lastFreed = Date.now();
      this.#sweep ??= setTimeout(this.#tidy, idleMs / 4).unref();
    });
  }

  /** The options of a request, to be sent on no connection that has idled for too long. */
  options(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    callersAgent: object | undefined,
  ): http.RequestOptions {
    // The agent takes the latest that was freed. If that one is fresh, it does not matter that others are not.
    if (this.#lastFreed !== 0 && Date.now() - this.#lastFreed > idleMs) this.#closeIdle(idleMs);
    const { hostname, port } = this.#options;
    const agent = (callersAgent as http.Agent | undefined) ?? this.#agent;
    return { agent, hostname, port, method, path, headers };
  }

  readonly #tidy = () => {
    this.#sweep = this.#closeIdle((idleMs * 3) / 4) ? setTimeout(this.#tidy, idleMs / 4).unref() : undefined;
  };

  /** Closes what has idled for longer than `limit`; tells whether anything idles still. */
  #closeIdle(limit: number): boolean {
    const oldest = Date.now() - limit;
    const idle = Object.values(this.#agent.freeSockets).flatMap((sockets) => sockets as PooledSocket[]);
    const stale = idle.filter((socket) => (socket[idleSince] ?? 0) < oldest);
    for (const socket of stale) socket.destroy();
    return stale.length < idle.length;
  }
}

const origins = new Map<string, Origin>();

/** A program has one or two origins, and taking a URL apart for each request costs. */
function originOf(url: string): { origin: Origin; path: string } {
  const end = url.indexOf("/", "https://".length);
  const text = url.slice(0, end);
  let origin = origins.get(text);
  if (!origin) origins.set(text, (origin = new Origin(text)));
  return { origin, path: url.slice(end) };
}

/** Node's name for what went wrong. Its message stays out: it is not ours to say what it quotes. */
const named = (error: Error) => (error as NodeJS.ErrnoException).code ?? error.name;

function* headersOf(headers: http.IncomingHttpHeaders): Generator<[string, string]> {
  for (const [name, value] of Object.entries(headers)) yield [name, [value].flat().join(", ")];
}

/** Sends by node:http and node:https on connections that are kept alive. */
export function transport(request: TransportRequest): Promise<TransportResponse> {
  return new Promise((resolve, reject) => {
    const { origin, path } = originOf(request.url);
    const { method, headers, maxBytes, agent } = request;
    let left = false;
    let connecting: ReturnType<typeof setTimeout> | undefined;

    const outgoing = origin.module.request(origin.options(method, path, headers, agent));
    const fail = (reason: string, code?: string) => {
      clearTimeout(connecting);
      reject(new TransportError(left ? "ambiguous" : "not_sent", reason, code));
      outgoing.destroy();
    };
    const onError = (error: Error) => {
      const code = named(error);
      fail(`the connection ${left ? "broke before the answer was there" : "failed"} (${code})`, code);
    };

    outgoing.on("error", onError);
    outgoing.on("socket", (socket: PooledSocket) => {
      // On a connection that stood before, the request counts as having left from here on, even if the server turns out to
      // have closed it: a reset does not tell whether the server read the request first (RFC 9110, 9.2.2). `reusedSocket`
      // would not do: it is false for a request that had to wait for a connection.
      // A caller's agent may give one that it has connected by itself.
      left = socket[stands] ?? (agent !== undefined && !socket.connecting);
      if (left) return;
      connecting = setTimeout(fail, request.connectTimeout, "there was no connection in time");
      socket.once(origin.connected, () => {
        clearTimeout(connecting);
        left = socket[stands] = true;
      });
    });
    outgoing.on("response", (response) => {
      clearTimeout(connecting);
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = () => {
        const all = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
        const body = all.toString("utf8", 0, Math.min(size, maxBytes));
        const get = (name: string) => response.headers[name]?.toString() ?? null;
        const headers = { get, [Symbol.iterator]: () => headersOf(response.headers) };
        resolve({ status: response.statusCode ?? 0, headers, body });
      };
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size < maxBytes) return;
        finish();
        outgoing.destroy();
      });
      response.on("end", finish);
      response.on("error", onError);
    });
    request.onCancel(() => fail(left ? "there was no answer in time" : "there was no connection in time"));
    outgoing.end(request.body);
  });
}
