import type { IncomingMessage, ServerResponse } from "node:http";
import { responseHeaders, routeOf, toRequest, toUrl, type Handler } from "./node-http.js";

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

/** The part of a Fastify app that is used. */
export interface FastifyInstance {
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(
    type: string,
    parser: (request: any, payload: any, done: (error: null) => void) => void,
  ): unknown;
  all(path: string, handler: (request: any, reply: any) => unknown): unknown;
}

/**
 * Turns `broadcast.routes()` or `broadcast.webhooks()` into a Fastify plugin, which adds the route. Fastify itself
 * refuses
 * the form that pusher-js sends; the plugin reads it, and leaves the parsers of other routes alone. The context of
 * `user` and the rules has Fastify's `request` and `reply`.
 *
 * ```ts
 * app.register(fastifyHandler(routes));
 * app.register(fastifyHandler(routes), { prefix: "/live" });   // with authRoute: null
 * ```
 */
export function fastifyHandler(handler: Handler): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_request, _payload, done) => done(null));
    app.all(routeOf(handler) ?? "/", async (request: FastifyRequest, reply: FastifyReply) => {
      const { raw: req } = request;
      const context = { request, reply, req, res: reply.raw };
      const response = await handler(toRequest(req, toUrl(req, request.originalUrl)), context);
      return reply
        .code(response.status)
        .headers(responseHeaders(response, req))
        .send(response.status === 204 ? undefined : await response.text());
    });
  };
}
