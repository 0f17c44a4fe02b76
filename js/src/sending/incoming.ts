import { FanfareError } from "../../common/errors.js";

/** A request of node:http, Express, Koa or Fastify, as far as its head goes. */
export interface NodeRequest {
  readonly method?: string;
  readonly url?: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Whether a request is one of the web's own. */
export function isRequest(request: Request | NodeRequest): request is Request {
  return typeof (request as Request).headers?.get === "function";
}

/** One header of either kind of request; null when it is not there. */
export function headerOf(request: Request | NodeRequest, name: string): string | null {
  const headers = (request as Partial<NodeRequest> | null | undefined)?.headers;
  if (typeof headers !== "object" || headers === null) {
    throw new FanfareError(
      "invalid_option",
      "forRequest() takes the request that came in: a Request, or one of node:http.",
    );
  }
  if (isRequest(request)) return request.headers.get(name);
  const value = headers[name];
  return (Array.isArray(value) ? value.join(", ") : value) ?? null;
}

/** The request for `user`: a `Request` as it is; of another the head, for its body belongs to the handler. */
export function requestOf(request: Request | NodeRequest): Request {
  if (isRequest(request)) return request;
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined || name.startsWith(":")) continue;
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
  }
  // The host is a client's word and not needed to find its user.
  const path = request.url?.startsWith("/") ? request.url : "/";
  return new Request(`http://localhost${path}`, { headers });
}
