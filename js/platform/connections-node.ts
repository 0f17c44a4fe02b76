import type http from "node:http";
import type https from "node:https";
import type { Socket } from "node:net";

// Servers close idle connections, Node's own after 5 s. Giving one up before that avoids that a request finds it
// closed.
const idleMs = 4_000;

const maxConnections = 50;

// A parsed URL's host that ends in a number is an IPv4 address (url.spec.whatwg.org, "host parser").
const address = /:|^[\d.]+$/;

/**
 * On a connection: it is connected, so a request given to it leaves at once. On a request: it was given such a
 * connection.
 */
export const stands = Symbol("stands");
const idleSince = Symbol("idle since");

export type Connection = Socket & { [idleSince]?: number; [stands]?: boolean };
export type Outgoing = http.ClientRequest & { [stands]?: boolean };

/** The members of an agent that its types leave out. */
interface Agent extends http.Agent {
  readonly options: object;
  addRequest(outgoing: Outgoing): void;
  createConnection(options: object): Socket;
}

/**
 * A server and the connections to it. It is an agent of node:http: requests go through `http.request`, where mocks and
 * tracers see them. Keeps no per-origin bookkeeping, because there is one origin, and so spends a third of the time
 * that
 * Node's own agent spends on a request. One timer closes idle connections. Timers stop while a process is frozen, as in
 * Lambda, so idle time is checked again when a connection is taken.
 */
export class Origin {
  /** Its `request` is looked up for each request: HTTP mocks put theirs in its place at any time. */
  readonly module: typeof http | typeof https;
  /** The event after which a connection can send: with TLS the end of its handshake, not TCP's. */
  readonly connected: "connect" | "secureConnect";
  readonly hostname: string;
  readonly port: string;
  readonly agent: http.Agent;
  /** The one that was freed last comes last. */
  readonly #idle: Connection[] = [];
  readonly #waiting: Outgoing[] = [];
  #count = 0;
  #sweep: ReturnType<typeof setTimeout> | undefined;

  constructor(url: URL, module: typeof http | typeof https) {
    const secure = url.protocol === "https:";
    this.module = module;
    this.connected = secure ? "secureConnect" : "connect";
    this.hostname = url.hostname.replace(/^\[|\]$/g, "");
    this.port = url.port || (secure ? "443" : "80");
    this.agent = new module.Agent({ keepAlive: true, maxSockets: maxConnections });
    // Called by ClientRequest for each request (nodejs/node: lib/_http_client.js); what is given back comes as "free".
    (this.agent as Agent).addRequest = (outgoing) => this.#add(outgoing);
  }

  #add(outgoing: Outgoing): void {
    const connection = this.#takeIdle();
    if (connection) {
      connection.ref();
      outgoing[stands] = true;
      this.#give(outgoing, connection);
    } else if (this.#count < maxConnections) this.#open(outgoing);
    else this.#waiting.push(outgoing);
  }

  #give(outgoing: Outgoing, connection: Connection): void {
    outgoing.reusedSocket = true;
    outgoing.onSocket(connection);
  }

  #open(outgoing: Outgoing): void {
    const agent = this.agent as Agent;
    const { hostname: host, port } = this;
    // The name in TLS is a name; `_agentKey` is what https keeps sessions by (nodejs/node: lib/https.js).
    const names = { servername: address.test(host) ? "" : host, _agentKey: host };
    const connection: Connection = agent.createConnection({
      ...agent.options,
      ...names,
      host,
      port,
      keepAlive: true,
      keepAliveInitialDelay: 1_000,
      noDelay: true,
    });
    this.#count++;
    // An idle connection that breaks fails no request.
    connection.on("error", () => {});
    connection.on("free", () => this.#free(connection));
    connection.once("close", () => this.#closed(connection));
    outgoing.onSocket(connection);
  }

  #free(connection: Connection): void {
    if (!connection.writable) {
      connection.destroy();
      return;
    }
    const next = this.#nextWaiting();
    if (next) return this.#give(next, connection);
    connection.unref();
    connection[idleSince] = Date.now();
    this.#idle.push(connection);
    this.#sweep ??= setTimeout(this.#tidy, idleMs / 4).unref();
  }

  #closed(connection: Connection): void {
    this.#count--;
    const place = this.#idle.indexOf(connection);
    if (place >= 0) this.#idle.splice(place, 1);
    const next = this.#nextWaiting();
    if (next) this.#open(next);
  }

  #nextWaiting(): Outgoing | undefined {
    let next = this.#waiting.shift();
    while (next?.destroyed) next = this.#waiting.shift();
    return next;
  }

  /** Skips connections that were idle for too long or that the server has closed. */
  #takeIdle(): Connection | undefined {
    for (let last = this.#idle.pop(); last; last = this.#idle.pop()) {
      if (last.writable && Date.now() - last[idleSince]! <= idleMs) return last;
      last.destroy();
    }
    return undefined;
  }

  readonly #tidy = () => {
    const oldest = Date.now() - (idleMs * 3) / 4;
    const fresh = this.#idle.findIndex((connection) => connection[idleSince]! >= oldest);
    for (const stale of this.#idle.splice(0, fresh < 0 ? this.#idle.length : fresh)) stale.destroy();
    this.#sweep = this.#idle.length > 0 ? setTimeout(this.#tidy, idleMs / 4).unref() : undefined;
  };
}
