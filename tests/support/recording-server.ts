import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { TestContext } from "node:test";
import type { BroadcastOptions } from "../../js/src/configuration/options.js";
import { transport } from "../../js/platform/transport-node.js";

export const app = { appId: "3", key: "278d425bdf160c739803", secret: "7ad3773142a6692b25b8" };

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

async function portOf(t: TestContext, server: Server, sockets: Set<Socket>): Promise<number> {
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A server on a free port that remembers every request, until the test ends. */
export async function record(t: TestContext, answer: Answer = (_, response) => response.end("{}")) {
  const received: Received[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
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
  });
  server.on("connection", () => connections++);
  const port = await portOf(t, server, sockets);
  return { port, received, sockets, options: optionsFor(port), connections: () => connections };
}

/** A server that leaves the bytes to the test. */
export async function accept(t: TestContext, onSocket: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createTcpServer(onSocket);
  const port = await portOf(t, server, sockets);
  return { port, sockets, options: optionsFor(port) };
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
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
