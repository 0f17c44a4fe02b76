import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { TransportError, type TransportRequest, type TransportResponse } from "../src/transport.js";

// Node's own servers close a connection that was idle for 5 s. One that is given up before that is never found closed
// by the request that wants to use it. Idle connections do not keep a process alive.
const agentOptions = { keepAlive: true, maxSockets: 50, maxFreeSockets: 50, timeout: 4_000, scheduling: "lifo" } as const;

const schemes = {
  "http:": { request: http.request, agent: new http.Agent(agentOptions), connected: "connect" },
  "https:": { request: https.request, agent: new https.Agent(agentOptions), connected: "secureConnect" },
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
export function transport(request: TransportRequest, signal: AbortSignal): Promise<TransportResponse> {
  return new Promise((resolve, reject) => {
    const { origin, path } = originOf(request.url);
    const { scheme, hostname, port } = origin;
    const { method, headers, body, maxBytes } = request;
    let left = false;
    let connecting: ReturnType<typeof setTimeout> | undefined;

    const outgoing = scheme.request({ agent: scheme.agent, hostname, port, path, method, headers });
    const settle = () => {
      clearTimeout(connecting);
      signal.removeEventListener("abort", giveUp);
    };
    const fail = (reason: string) => {
      settle();
      reject(new TransportError(left ? "ambiguous" : "not_sent", reason));
      outgoing.destroy();
    };
    const giveUp = () => fail(left ? "there was no answer in time" : "no connection was there in time");

    outgoing.on("error", (error) => fail(left ? `the connection broke (${named(error)})` : `the connection failed (${named(error)})`));
    outgoing.on("socket", (socket: Socket) => {
      // A connection that was in use before counts as left from here on, even if the server turns out to have closed it:
      // a reset tells nothing of whether the server read the request first (RFC 9110, 9.2.2).
      if (outgoing.reusedSocket) return void (left = true);
      connecting = setTimeout(() => fail("no connection was there in time"), request.connectTimeout);
      // Only what stands carries bytes: with TLS not the TCP connection, but the handshake's end.
      (socket as TLSSocket).once(scheme.connected, () => {
        clearTimeout(connecting);
        left = true;
      });
    });
    outgoing.on("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = () => {
        settle();
        const text = Buffer.concat(chunks).subarray(0, maxBytes).toString("utf8");
        resolve({
          status: response.statusCode ?? 0,
          headers: { get: (name) => response.headers[name.toLowerCase()]?.toString() ?? null },
          body: text,
        });
      };
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size < maxBytes) return;
        finish();
        outgoing.destroy();
      });
      response.on("end", finish);
      response.on("error", () => fail("the connection broke within the answer"));
    });
    signal.addEventListener("abort", giveUp);
    if (signal.aborted) giveUp();
    else outgoing.end(body);
  });
}
