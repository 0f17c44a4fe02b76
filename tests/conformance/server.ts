import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Server } from "./suite.js";
import { app } from "../support/credentials.js";

/** pusher/docs: docs/channels/library_auth_reference/rest-api.md, "Generating authentication signatures". */
function isSigned(method: string, url: URL, body: string): boolean {
  const parameters = [...url.searchParams].filter(([name]) => name !== "auth_signature").sort();
  const signed = [method, url.pathname, parameters.map((pair) => pair.join("=")).join("&")].join("\n");
  const right = createHmac("sha256", app.secret).update(signed).digest("hex");
  const md5 = body === "" ? null : createHash("md5").update(body).digest("hex");
  return url.searchParams.get("auth_signature") === right && url.searchParams.get("body_md5") === md5;
}

const channels = JSON.stringify({ channels: { "presence-a": { user_count: 3 } } });

/**
 * Runs `use` beside a server that checks what it gets with node:crypto and remembers it. At `/requests?until=2` it
 * answers when it has had so many.
 */
export async function withServer<T>(use: (server: Server) => Promise<T>): Promise<T> {
  const requests: { path: string; body: string }[] = [];
  const waiting: (() => void)[] = [];
  const answerRequest = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    const url = new URL(request.url!, "http://server");
    if (url.pathname === "/requests") {
      const until = Number(url.searchParams.get("until"));
      while (requests.length < until) await new Promise<void>((resolve) => waiting.push(resolve));
      return response.end(JSON.stringify(requests));
    }
    const signed = isSigned(request.method!, url, body);
    if (signed) requests.push({ path: url.pathname, body });
    waiting.splice(0).forEach((resume) => resume());
    const answer = request.method === "GET" ? channels : "{}";
    response.writeHead(signed ? 200 : 401, { "content-type": "application/json" }).end(answer);
  };
  const server = createServer((request, response) => void answerRequest(request, response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    return await use({ host: "127.0.0.1", port: (server.address() as AddressInfo).port });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
