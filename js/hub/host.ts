// Hosts an engine: node:http and ws move the bytes, the engine decides.

import { randomFillSync } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { Action, HubEvent } from "./actions.js";
import { readBody } from "./body.js";
import { Engine, type EngineOptions, type HostLimits, type Occupancy } from "./engine.js";

/** Milliseconds that a client has to answer a close before its socket is destroyed. */
const closeTimeout = 1_000;
/** Milliseconds between two looks at the engine's clock. */
const tickInterval = 1_000;
const slowConsumer = { code: 4100, reason: "This client reads too slowly." };

const monotonic = (): number => Math.floor(performance.now());
const unixSeconds = (): number => Math.floor(Date.now() / 1000);

export class Host {
  readonly server: Server;
  readonly #options: EngineOptions;
  #engine: Engine;
  readonly #limits: HostLimits;
  readonly #webSockets: WebSocketServer;
  readonly #onEvent: ((event: HubEvent) => void) | undefined;
  /** The connections that the engine knows, by their ids. */
  readonly #connections = new Map<number, WebSocket>();
  /** Every WebSocket that is not closed yet, with a promise of its close. */
  readonly #open = new Map<WebSocket, Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  #lastId = 0;
  #holdsProcess = true;

  constructor(options: EngineOptions, onEvent?: (event: HubEvent) => void) {
    this.#options = options;
    this.#engine = new Engine(options);
    this.#limits = this.#engine.limits;
    this.#onEvent = onEvent;
    this.#webSockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: this.#limits.frame_bytes_max,
    });
    this.server = createServer({
      maxHeaderSize: 16_384,
      headersTimeout: 8_000,
      requestTimeout: 30_000,
      connectionsCheckingInterval: 2_000,
    });
    this.server.on("request", (request, response) => void this.#answer(request, response));
    this.server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    this.#timer = setInterval(() => this.#run(() => this.#engine.tick(monotonic())), tickInterval);
    this.#timer.unref();
  }

  get occupancy(): Occupancy {
    return this.#engine.occupancy;
  }

  /** Lets the process end while the hub listens. */
  unref(): void {
    this.#holdsProcess = false;
    this.server.unref();
    for (const client of this.#open.keys()) socketOf(client)?.unref();
  }

  /** Closes every client with 4200, answers the open requests, and resolves when no connection is left. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.#run(() => this.#engine.shutDown());
    this.server.closeIdleConnections();
    const timer = setTimeout(() => this.server.closeAllConnections(), closeTimeout);
    await Promise.all([closed, ...this.#open.values()]);
    clearTimeout(timer);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#webSockets.handleUpgrade(request, socket, head, (client: WebSocket) => {
      const id = ++this.#lastId;
      if (!this.#holdsProcess) socketOf(client)?.unref();
      this.#connections.set(id, client);
      this.#open.set(client, new Promise((resolve) => client.once("close", () => resolve())));
      client.on("message", (data: Buffer, isBinary: boolean) =>
        this.#run(() => this.#engine.frame(id, data, isBinary, monotonic())),
      );
      client.on("ping", () => this.#engine.heard(id, monotonic()));
      client.on("pong", () => this.#engine.heard(id, monotonic()));
      // ws tells the client by the close code; "close" follows
      client.on("error", () => undefined);
      client.on("close", () => {
        this.#open.delete(client);
        this.#forget(id);
      });
      const target = request.url ?? "/";
      const random = randomFillSync(new Uint32Array(2));
      this.#run(() => this.#engine.connect(id, target, random, monotonic()));
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, this.#limits.request_bytes_max);
    if (body === "gone") return;
    if (body === "too_large") {
      // the rest of the body is not read, so the connection cannot be used again
      response.writeHead(413, { "Content-Type": "text/plain; charset=utf-8", Connection: "close" });
      response.end(`The body has more than ${this.#limits.request_bytes_max} bytes.`, () => {
        setTimeout(() => request.destroy(), closeTimeout).unref();
      });
      request.resume();
      return;
    }
    const [path = "/", query = ""] = splitOnce(request.url ?? "/", "?");
    response.shouldKeepAlive &&= this.server.listening;
    this.#run(
      () => this.#engine.request(request.method ?? "GET", path, query, body, unixSeconds()),
      response,
    );
  }

  #run(call: () => Action[], response?: ServerResponse): void {
    let actions: Action[];
    try {
      actions = call();
    } catch (error) {
      this.#restart(error);
      response?.writeHead(500).end();
      return;
    }
    this.#carryOut(actions, response);
  }

  /** The module trapped, so its state is lost: every client is closed, and connects anew. */
  #restart(error: unknown): void {
    process.emitWarning(`The hub restarts after an internal error, please report it: ${String(error)}`);
    this.#engine = new Engine(this.#options);
    for (const id of this.#connections.keys()) this.#close(id, 4200, "The hub restarts.");
  }

  #carryOut(actions: readonly Action[], response?: ServerResponse): void {
    const tooSlow: number[] = [];
    for (const action of actions) {
      if (action.kind === "send") {
        for (const id of action.to) if (!this.#send(id, action.frame)) tooSlow.push(id);
      } else if (action.kind === "close") {
        this.#close(action.connection, action.code, action.reason);
      } else if (action.kind === "respond") {
        response?.writeHead(action.status, {
          "Content-Type": action.contentType,
          "Content-Length": action.body.length,
        });
        response?.end(action.body);
      }
    }
    for (const id of tooSlow) this.#run(() => this.#engine.closed(id));
    // last, so that an exception in onEvent stops no action
    for (const action of actions) if (action.kind === "observed") this.#onEvent?.(action.event);
  }

  /** False when the client reads so slowly that it was closed. */
  #send(id: number, frame: Buffer): boolean {
    const client = this.#connections.get(id);
    if (!client) return true;
    client.send(frame, { binary: false });
    if (client.bufferedAmount <= this.#limits.backlog_bytes_max) return true;
    this.#close(id, slowConsumer.code, slowConsumer.reason);
    return false;
  }

  #close(id: number, code: number, reason: string): void {
    const client = this.#connections.get(id);
    if (!client) return;
    this.#connections.delete(id);
    client.close(code, reason);
    const timer = setTimeout(() => client.terminate(), closeTimeout);
    client.once("close", () => clearTimeout(timer));
  }

  #forget(id: number): void {
    if (this.#connections.delete(id)) this.#run(() => this.#engine.closed(id));
  }
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** The socket under a WebSocket. ws gives a WebSocket no `unref` of its own (ws: lib/websocket.js). */
function socketOf(client: WebSocket): Socket | undefined {
  return (client as unknown as { _socket?: Socket })._socket;
}
