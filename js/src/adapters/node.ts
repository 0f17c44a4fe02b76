import type { IncomingMessage, ServerResponse } from "node:http";
import type { Routes } from "../routes/routes.js";
import type { WebhookRoutes } from "../webhooks/routes.js";

type Handler = Routes<any> | WebhookRoutes<any>;

/** What `user` and the rules get as their context behind Express, Connect, node:http and Koa. */
export interface NodeContext {
  req: IncomingMessage;
  res: ServerResponse;
  body?: unknown;
}

/** The request as frameworks hand it on: with the path before mounting, and with what a parser made of the body. */
type Incoming = IncomingMessage & { originalUrl?: string; body?: unknown };

/** An Express, Connect or node:http handler. */
export type NodeHandler = (
  req: IncomingMessage,
  res: ServerResponse,
  next?: (error?: any) => void,
) => Promise<void>;

/** What is used of Koa's context. */
export interface KoaContext {
  req: IncomingMessage;
  res: ServerResponse;
  originalUrl: string;
  request: object;
  status: number;
  body: unknown;
  set(headers: Record<string, string>): void;
}

interface FastifyRequest {
  raw: IncomingMessage;
  originalUrl: string;
}

interface FastifyReply {
  raw: ServerResponse;
  code(status: number): FastifyReply;
  headers(headers: Record<string, string>): FastifyReply;
  send(payload?: unknown): unknown;
}

/** What is used of a Fastify app. */
export interface FastifyInstance {
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(
    type: string,
    parser: (request: any, payload: any, done: (error: null) => void) => void,
  ): unknown;
  all(path: string, handler: (request: any, reply: any) => unknown): unknown;
}

/**
 * Turns `broadcast.routes()` or `broadcast.webhooks()` into a handler for Express 4 and 5, Connect and node:http. It looks at nothing but its own
 * path and calls `next()` for any other, so it may stand before or after a body parser.
 *
 * ```ts
 * app.use(nodeHandler(routes));                  // Express
 * http.createServer(nodeHandler(routes));        // node:http: 404 on other paths
 * ```
 *
 * `user` and the rules get `{ req, res }` as their context: `user: (request, { req }) => req.session?.user`. It never
 * rejects.
 */
export function nodeHandler(routes: Handler): NodeHandler {
  return async (req, res, next) => {
    try {
      const { originalUrl, body } = req as Incoming;
      const url = toUrl(req, originalUrl ?? req.url);
      if (next && isElsewhere(routes, url)) return next();
      const response = await routes(toRequest(req, url), { req, res, body: parsedBody(req, body) });
      if (res.headersSent) return;
      res.writeHead(response.status, answerHeaders(response, req));
      res.end(await response.text());
    } catch (error) {
      if (next) return next(error);
      if (!res.headersSent) res.writeHead(500, { "Cache-Control": "no-store" });
      res.end();
    }
  };
}

/**
 * The same for Koa; it awaits `next()` on other paths. The context of `user` and the rules has Koa's as `ctx`.
 *
 * ```ts
 * app.use(koaHandler(routes));
 * ```
 */
export function koaHandler(
  routes: Handler,
): (ctx: KoaContext, next: () => Promise<unknown>) => Promise<void> {
  return async (ctx, next) => {
    const { req, res } = ctx;
    const url = toUrl(req, ctx.originalUrl);
    if (isElsewhere(routes, url)) return void (await next());
    const body = parsedBody(req, (ctx.request as { body?: unknown }).body);
    const response = await routes(toRequest(req, url), { ctx, req, res, body });
    ctx.status = response.status;
    ctx.set(answerHeaders(response, req));
    ctx.body = response.status === 204 ? null : await response.text();
  };
}

/**
 * The same as a Fastify plugin, which adds the route. Fastify itself refuses the form that pusher-js sends; the plugin
 * reads it, and leaves the parsers of other routes alone. The context of `user` and the rules has Fastify's `request` and
 * `reply`.
 *
 * ```ts
 * app.register(fastifyHandler(routes));
 * app.register(fastifyHandler(routes), { prefix: "/live" });   // with authRoute: null
 * ```
 */
export function fastifyHandler(routes: Handler): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_request, _payload, done) => done(null));
    app.all(pathOf(routes) ?? "/", async (request: FastifyRequest, reply: FastifyReply) => {
      const { raw: req } = request;
      const context = { request, reply, req, res: reply.raw };
      const response = await routes(toRequest(req, toUrl(req, request.originalUrl)), context);
      return reply
        .code(response.status)
        .headers(answerHeaders(response, req))
        .send(response.status === 204 ? undefined : await response.text());
    });
  };
}

/** The path that a handler answers; null: every path. */
const pathOf = (handler: Handler) => ("route" in handler ? handler.route : handler.authRoute);

function isElsewhere(handler: Handler, url: string): boolean {
  const path = pathOf(handler);
  return path !== null && new URL(url).pathname !== path;
}

/** Methods that no `Request` can have (fetch.spec.whatwg.org/#methods); they are refused as any other would be. */
const unaskable = /^(connect|trace|track)$/i;

function toRequest(req: IncomingMessage, url: string): Request {
  const method = req.method ?? "GET";
  const init: RequestInit & { duplex?: "half" } = {
    method: unaskable.test(method) ? "DELETE" : method,
    headers: toHeaders(req),
  };
  if (method === "POST") Object.assign(init, { body: lazyBody(req), duplex: "half" });
  return new Request(url, init);
}

// The path is put behind the host as text: resolved against a base, "//elsewhere/x" would change the host.
function toUrl(req: IncomingMessage, target = "/"): string {
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

// Nothing is read before the route asks: off its path the body belongs to whoever comes next.
function lazyBody(req: IncomingMessage): ReadableStream<Uint8Array> {
  let chunks: AsyncIterator<Uint8Array> | undefined;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        chunks ??= req.iterator({ destroyOnReturn: false });
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await chunks?.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

// body-parser leaves an empty object for types that it does not know, and the stream unread
function parsedBody(req: IncomingMessage, body: unknown): unknown {
  const isEmpty =
    typeof body === "object" && !(body instanceof Uint8Array) && Object.keys(body ?? {}).length === 0;
  return isEmpty && !req.readableDidRead ? undefined : body;
}

function answerHeaders(response: Response, req: IncomingMessage): Record<string, string> {
  const headers = Object.fromEntries(response.headers);
  // whatever of a refused body was not read would be taken for the next request
  if (response.status === 413 && req.httpVersionMajor === 1) headers.connection = "close";
  return headers;
}
