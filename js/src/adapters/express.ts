import type { IncomingMessage, ServerResponse } from "node:http";
import { isElsewhere, parsedBody, responseHeaders, toRequest, toUrl, type Handler } from "./node-http.js";

/** The context of `user` and the rules behind Express, Connect, node:http and Koa. */
export interface NodeContext {
  req: IncomingMessage;
  res: ServerResponse;
  body?: unknown;
}

/** A request as frameworks pass it on: with the path before mounting, and with a parser's result. */
type FrameworkRequest = IncomingMessage & { originalUrl?: string; body?: unknown };

/** An Express, Connect or node:http handler. */
export type NodeHandler = (
  req: IncomingMessage,
  res: ServerResponse,
  next?: (error?: any) => void,
) => Promise<void>;

/**
 * Turns `broadcast.routes()` or `broadcast.webhooks()` into a handler for Express 4 and 5, Connect and node:http. It
 * touches only requests for its own path and calls `next()` for any other, so the routes may stand before or after a
 * body parser; webhooks stand before it.
 *
 * ```ts
 * app.use(nodeHandler(routes));                  // Express
 * http.createServer(nodeHandler(routes));        // node:http: 404 on other paths
 * ```
 *
 * `user` and the rules get `{ req, res }` as their context: `user: (request, { req }) => req.session?.user`. It never
 * rejects.
 */
export function nodeHandler(handler: Handler): NodeHandler {
  return async (req, res, next) => {
    try {
      const { originalUrl, body } = req as FrameworkRequest;
      const url = toUrl(req, originalUrl ?? req.url);
      if (next && isElsewhere(handler, url)) return next();
      const response = await handler(toRequest(req, url), { req, res, body: parsedBody(req, body) });
      if (res.headersSent) return;
      res.writeHead(response.status, responseHeaders(response, req));
      res.end(await response.text());
    } catch (error) {
      if (next) return next(error);
      if (!res.headersSent) res.writeHead(500, { "Cache-Control": "no-store" });
      res.end();
    }
  };
}
