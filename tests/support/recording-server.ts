import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTcpServer, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";
import type { BroadcastOptions } from "../../js/src/configuration/options.js";
import { transport } from "../../js/platform/transport-node.js";
import { app } from "./credentials.js";
import { listen } from "./listen.js";

/** Options of a broadcast to a local port, by Node's transport from its source. */
export function optionsFor(port: number): BroadcastOptions<never> {
  return { ...app, host: "127.0.0.1", port, useTLS: false, transport };
}

export interface Received {
  method: string;
  url: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
  json: any;
}

/** Answers one request; by default with `{}`. */
export type Answer = (request: Received, response: ServerResponse, count: number) => void;

/** A server on a free port that remembers every request, until the test ends. */
export async function record(t: TestContext, answer: Answer = (_, response) => response.end("{}")) {
  const received: Received[] = [];
  let connections = 0;
  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    const [path = "", query = ""] = (request.url ?? "").split("?");
    const one: Received = {
      method: request.method ?? "",
      url: request.url ?? "",
      path,
      query: new URLSearchParams(query),
      headers: request.headers,
      body,
      json: body === "" ? undefined : JSON.parse(body),
    };
    received.push(one);
    answer(one, response, received.length);
  };
  const server = createServer((request, response) => void onRequest(request, response));
  server.on("connection", () => connections++);
  const { port, sockets } = await listen(t, server);
  return { port, received, sockets, options: optionsFor(port), connections: () => connections };
}

/** A server that leaves the bytes to the test. */
export async function accept(t: TestContext, onSocket: (socket: Socket) => void) {
  const { port, sockets } = await listen(t, createTcpServer(onSocket));
  return { port, sockets, options: optionsFor(port) };
}

/** Checks a request's signature as Pusher's documentation has it, on Node's own crypto. */
export function assertSigned({ method, path, query, body }: Received): void {
  const signed = [...query]
    .filter(([name]) => name !== "auth_signature")
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const text = `${method}\n${path}\n${signed.map(([name, value]) => `${name}=${value}`).join("&")}`;
  assert.equal(query.get("auth_signature"), createHmac("sha256", app.secret).update(text).digest("hex"));
  assert.equal(query.get("auth_key"), app.key);
  assert.equal(query.get("auth_version"), "1.0");
  assert.equal(query.get("body_md5"), createHash("md5").update(body).digest("hex"));
  assert.ok(Math.abs(Number(query.get("auth_timestamp")) - Date.now() / 1_000) < 60);
}
