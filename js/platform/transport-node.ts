import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import { TransportError, type TransportRequest, type TransportResponse } from "../src/transport.js";

// Servers close connections that idle, Node's own after 5 s. One that is given up before that is not found closed by the
// request that wants to use it.
const idleMs = 4_000;

const idleSince = Symbol("idle since");
type IdleSocket = Socket & { [idleSince]?: number };

/**
 * The connections of one scheme. The agent's own `timeout` costs every request some µs, and comes too late in a process that was
 * frozen, as Lambda does; here one timer closes what idles, and whoever wants a connection asks first.
 */
class Pool {
  readonly agent: http.Agent;
  #lastFreed = 0;
  #sweep: ReturnType<typeof setTimeout> | undefined;

  constructor(agent: http.Agent) {
    this.agent = agent;
    agent.on("free", (socket: IdleSocket) => {
      socket[idleSince] = this.#lastFreed = Date.now();
      this.#sweep ??= setTimeout(this.#tidy, idleMs / 4).unref();
    });
  }

  /** The agent, without connections that have idled for too long. */
  get fresh(): http.Agent {
    // The agent takes the latest that was freed. If that one is fresh, it does not matter that others are not.
    if (this.#lastFreed !== 0 && Date.now() - this.#lastFreed > idleMs) this.#closeIdle(idleMs);
    return this.agent;
  }

  readonly #tidy = () => {
    this.#sweep = this.#closeIdle((idleMs * 3) / 4) ? setTimeout(this.#tidy, idleMs / 4).unref() : undefined;
  };

  /** Closes what has idled for longer than `limit`; tells whether anything idles still. */
  #closeIdle(limit: number): boolean {
    const oldest = Date.now() - limit;
    const idle = Object.values(this.agent.freeSockets).flatMap((sockets) => sockets as IdleSocket[]);
    const stale = idle.filter((socket) => (socket[idleSince] ?? 0) < oldest);
    for (const socket of stale) socket.destroy();
    return stale.length < idle.length;
  }
}

const agentOptions = { keepAlive: true, maxSockets: 50, maxFreeSockets: 50, scheduling: "lifo" } as const;

const schemes = {
  "http:": { request: http.request, pool: new Pool(new http.Agent(agentOptions)), connected: "connect" },
  "https:": { request: https.request, pool: new Pool(new https.Agent(agentOptions)), connected: "secureConnect" },
} as const;

/** An origin taken apart: a program has one or two, and parsing a URL for each request costs. */
interface Origin {
  readonly scheme: (typeof schemes)[keyof typeof schemes];
  readonly hostname: string;
  readonly port: string;
}

const origins = new Map<string, Origin>();

function originOf(url: string): { origin: Origin; path: string } {
  const end = url.indexOf("/", "https://".length);
  const text = url.slice(0, end);
  let origin = origins.get(text);
  if (!origin) {
    const { protocol, hostname, port } = new URL(text);
    origin = { scheme: schemes[protocol as keyof typeof schemes], hostname: hostname.replace(/^\[|\]$/g, ""), port };
    origins.set(text, origin);
  }
  return { origin, path: url.slice(end) };
}

/** Node's name for what went wrong. Its message stays out: it is not ours to say what it quotes. */
const named = (error: Error) => (error as NodeJS.ErrnoException).code ?? error.name;

/** Sends by node:http and node:https on connections that are kept alive. */
export function transport(request: TransportRequest): Promise<TransportResponse> {
  return new Promise((resolve, reject) => {
    const { origin, path } = originOf(request.url);
    const { scheme, hostname, port } = origin;
    const { method, headers, maxBytes } = request;
    let left = false;
    let connecting: ReturnType<typeof setTimeout> | undefined;

    const outgoing = scheme.request({ agent: scheme.pool.fresh, hostname, port, path, method, headers });
    const fail = (reason: string) => {
      clearTimeout(connecting);
      reject(new TransportError(left ? "ambiguous" : "not_sent", reason));
      outgoing.destroy();
    };
    const onError = (error: Error) =>
      fail(`the connection ${left ? "broke before the answer was there" : "failed"} (${named(error)})`);

    outgoing.on("error", onError);
    outgoing.on("socket", (socket: Socket) => {
      // On a connection that was in use before, the request counts as having left from here on, even if the server turns out to
      // have closed it: a reset does not tell whether the server read the request first (RFC 9110, 9.2.2).
      left = outgoing.reusedSocket;
      if (left) return;
      connecting = setTimeout(fail, request.connectTimeout, "there was no connection in time");
      // What stands carries bytes: with TLS that is not the TCP connection, but the end of the handshake.
      socket.once(scheme.connected, () => {
        clearTimeout(connecting);
        left = true;
      });
    });
    outgoing.on("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = () => {
        const all = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
        const body = all.toString("utf8", 0, Math.min(size, maxBytes));
        const get = (name: string) => response.headers[name]?.toString() ?? null;
        resolve({ status: response.statusCode ?? 0, headers: { get }, body });
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
