import type http from "node:http";
import { TransportError, type TransportRequest, type TransportResponse } from "./transport.js";
import { Origin, stands, type Connection, type Outgoing } from "./connections-node.js";

export { randomBytes } from "./random-node.js";

const origins = new Map<string, Origin>();

const opening = new Map<string, Promise<Origin>>();

/** Loads node:http(s) with the first request: that takes longer than loading everything else. */
async function load(text: string): Promise<Origin> {
  const url = new URL(text);
  const { default: module } =
    url.protocol === "https:" ? await import("node:https") : await import("node:http");
  const origin = new Origin(url, module);
  origins.set(text, origin);
  return origin;
}

/** Requests that arrive meanwhile wait for the same promise, so they stay in order. */
function openOrigin(text: string): Promise<Origin> {
  let origin = opening.get(text);
  if (!origin) opening.set(text, (origin = load(text)));
  return origin;
}

/** Node's code for an error. Its message is left out, because it may quote anything. */
const codeOf = (error: Error) => (error as NodeJS.ErrnoException).code ?? error.name;

class Answer implements TransportResponse {
  readonly #response: http.IncomingMessage;
  readonly body: string;

  constructor(response: http.IncomingMessage, body: string) {
    this.#response = response;
    this.body = body;
  }

  get status(): number {
    return this.#response.statusCode ?? 0;
  }

  get statusText(): string {
    return this.#response.statusMessage ?? "";
  }

  get headers() {
    const { headers } = this.#response;
    return {
      get: (name: string) => headers[name]?.toString() ?? null,
      *[Symbol.iterator](): Generator<[string, string]> {
        for (const [name, value] of Object.entries(headers)) yield [name, [value].flat().join(", ")];
      },
    };
  }
}

/** Sends with node:http and node:https on connections that are kept alive. */
export function transport(request: TransportRequest): Promise<TransportResponse> {
  const { url } = request;
  const end = url.indexOf("/", "https://".length);
  const name = url.slice(0, end);
  const path = url.slice(end);
  // A program has one or two origins, and parsing a URL for each request costs.
  const origin = origins.get(name);
  return origin
    ? send(origin, path, request)
    : openOrigin(name).then((opened) => send(opened, path, request));
}

function send(origin: Origin, path: string, request: TransportRequest): Promise<TransportResponse> {
  return new Promise((resolve, reject) => {
    const { method, headers, body, maxBytes, agent } = request;
    let connecting: ReturnType<typeof setTimeout> | undefined;

    const outgoing: Outgoing = origin.module.request({
      agent: (agent as http.Agent | undefined) ?? origin.agent,
      hostname: origin.hostname,
      port: origin.port,
      method,
      path,
      headers,
    });
    // On a reused connection the request counts as having left from here on, even if the server has closed it: a reset
    // does not tell whether the server read the request first (RFC 9110, 9.2.2).
    let left = outgoing[stands] === true;

    const fail = (reason: string, code?: string) => {
      clearTimeout(connecting);
      reject(new TransportError(left ? "ambiguous" : "not_sent", reason, code));
      outgoing.destroy();
    };
    const onError = (error: Error) => {
      const code = codeOf(error);
      fail(`the connection ${left ? "broke before the answer was there" : "failed"} (${code})`, code);
    };

    outgoing.on("error", onError);
    outgoing.on("response", (response) => {
      clearTimeout(connecting);
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = () => {
        const all = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
        resolve(new Answer(response, all.toString("utf8", 0, Math.min(size, maxBytes))));
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

    if (left && body !== "") {
      // One write instead of two: Node adds an empty one when a request ends before it is written.
      const size = Buffer.byteLength(body);
      if (headers["content-length"] === undefined) outgoing.setHeader("content-length", size);
      outgoing.write(body, size === body.length ? "latin1" : "utf8", (error) => {
        if (!error) outgoing.end();
      });
      return;
    }
    outgoing.on("socket", (socket: Connection) => {
      // A request that had to wait gets an open connection, and a caller's agent may give one that is connected.
      left = socket[stands] ?? !socket.connecting;
      if (left) return;
      connecting = setTimeout(fail, request.connectTimeout, "there was no connection in time");
      socket.once(origin.connected, () => {
        clearTimeout(connecting);
        left = socket[stands] = true;
      });
    });
    outgoing.end(body);
  });
}
