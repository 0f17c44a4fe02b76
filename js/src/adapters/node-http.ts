// What the adapters of node:http's frameworks share.

import type { IncomingMessage } from "node:http";
import type { Routes } from "../routes/routes.js";
import type { WebhookRoutes } from "../webhooks/routes.js";

/** The handlers that an adapter takes. */
export type Handler = Routes<any> | WebhookRoutes<any>;

/** The path that a handler answers at; null for every path. */
export const routeOf = (handler: Handler) => ("route" in handler ? handler.route : handler.authRoute);

/** Whether a request is for another path than the handler's. */
export function isElsewhere(handler: Handler, url: string): boolean {
  const path = routeOf(handler);
  return path !== null && new URL(url).pathname !== path;
}

/** Methods that no `Request` can have (fetch.spec.whatwg.org/#methods). They go on as DELETE, which is refused too. */
const forbiddenMethods = /^(connect|trace|track)$/i;

/** The `Request` of a request of node:http. Its body is read when the handler asks for it. */
export function toRequest(req: IncomingMessage, url: string): Request {
  const method = req.method ?? "GET";
  const init: RequestInit & { duplex?: "half" } = {
    method: forbiddenMethods.test(method) ? "DELETE" : method,
    headers: toHeaders(req),
  };
  if (method === "POST") Object.assign(init, { body: lazyBody(req), duplex: "half" });
  return new Request(url, init);
}

/**
 * The URL of a request. The path follows the host as text: resolved against a base, "//elsewhere/x" would change the
 * host.
 */
export function toUrl(req: IncomingMessage, target = "/"): string {
  const scheme = (req.socket as { encrypted?: boolean }).encrypted ? "https" : "http";
  const host = req.headers.host ?? String(req.headers[":authority"] ?? "");
  const origin = `${scheme}://${/^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i.test(host) ? host : "localhost"}`;
  const path = target.startsWith("/") ? target : (/^https?:\/\/[^/]*(\/.*)$/i.exec(target)?.[1] ?? "/*");
  try {
    return new URL(origin + path).href;
  } catch {
    return `${scheme}://localhost/*`;
  }
}

function toHeaders(req: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    if (name.startsWith(":") || value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
  }
  return headers;
}

/** Reads nothing before the handler asks: on other paths the body belongs to the next handler. */
function lazyBody(req: IncomingMessage): ReadableStream<Uint8Array> {
  let chunks: AsyncIterator<Uint8Array> | undefined;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        chunks ??= req.iterator({ destroyOnReturn: false });
        const result = await chunks.next();
        if (result.done) controller.close();
        else controller.enqueue(result.value);
      },
      async cancel() {
        await chunks?.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** A parser's result. body-parser leaves an empty object for types that it does not know, and the stream unread. */
export function parsedBody(req: IncomingMessage, body: unknown): unknown {
  const isEmpty =
    typeof body === "object" && !(body instanceof Uint8Array) && Object.keys(body ?? {}).length === 0;
  return isEmpty && !req.readableDidRead ? undefined : body;
}

/** The headers of the answer. */
export function responseHeaders(response: Response, req: IncomingMessage): Record<string, string> {
  const headers = Object.fromEntries(response.headers);
  // the unread rest of a refused body would be taken for the next request
  if (response.status === 413 && req.httpVersionMajor === 1) headers.connection = "close";
  return headers;
}
