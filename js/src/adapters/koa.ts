import type { IncomingMessage, ServerResponse } from "node:http";
import { isElsewhere, parsedBody, responseHeaders, toRequest, toUrl, type Handler } from "./node-http.js";

/** The part of Koa's context that is used. */
export interface KoaContext {
  req: IncomingMessage;
  res: ServerResponse;
  originalUrl: string;
  request: object;
  status: number;
  body: unknown;
  set(headers: Record<string, string>): void;
}

/**
 * Turns `broadcast.routes()` or `broadcast.webhooks()` into a middleware for Koa. It awaits `next()` on other paths.
 * The context of `user` and the rules has Koa's as `ctx`.
 *
 * ```ts
 * app.use(koaHandler(routes));
 * ```
 */
export function koaHandler(
  handler: Handler,
): (ctx: KoaContext, next: () => Promise<unknown>) => Promise<void> {
  return async (ctx, next) => {
    const { req, res } = ctx;
    const url = toUrl(req, ctx.originalUrl);
    if (isElsewhere(handler, url)) return void (await next());
    const body = parsedBody(req, (ctx.request as { body?: unknown }).body);
    const response = await handler(toRequest(req, url), { ctx, req, res, body });
    ctx.status = response.status;
    ctx.set(responseHeaders(response, req));
    ctx.body = response.status === 204 ? null : await response.text();
  };
}
