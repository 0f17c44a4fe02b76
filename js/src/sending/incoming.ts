// Finds out who sent a request.

import { isSomebody } from "../../common/checks.js";
import { FanfareError } from "../../common/errors.js";
import type { UserOf } from "../configuration/options.js";
import type { OnBehalf } from "./on-behalf.js";

/** The head of a request of node:http, Express, Koa or Fastify. */
export interface NodeRequest {
  readonly method?: string;
  readonly url?: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Whether a request is a web `Request`. */
function isWebRequest(request: Request | NodeRequest): request is Request {
  return typeof (request as Request).headers?.get === "function";
}

/**
 * One header of either kind of request; null when it is missing. Throws `invalid_option` for anything but a
 * request.
 */
function readHeader(request: Request | NodeRequest, name: string): string | null {
  const headers = (request as Partial<NodeRequest> | null | undefined)?.headers;
  if (typeof headers !== "object" || headers === null) {
    throw new FanfareError(
      "invalid_option",
      "forRequest() takes the request that came in: a Request, or one of node:http.",
    );
  }
  if (isWebRequest(request)) return request.headers.get(name);
  const value = headers[name];
  return (Array.isArray(value) ? value.join(", ") : value) ?? null;
}

/** The request for the option `user`. Of a request of node:http only the head: its body belongs to the handler. */
function toWebRequest(request: Request | NodeRequest): Request {
  if (isWebRequest(request)) return request;
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined || name.startsWith(":")) continue;
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
  }
  // The client may claim any host, and none is needed to find its user.
  const path = request.url?.startsWith("/") ? request.url : "/";
  return new Request(`http://localhost${path}`, { headers });
}

/**
 * Finds the sender of a request with the option `user`, which is called once, when it is first asked. Throws
 * `invalid_option` without that option, and for anything but a request.
 */
export function requireSender<User>(
  request: Request | NodeRequest,
  findUser: UserOf<User> | undefined,
  context?: object,
): () => Promise<OnBehalf> {
  if (!findUser) {
    throw new FanfareError(
      "invalid_option",
      "forRequest() must know who is signed in: give new Broadcast() the option user: (request) => …, " +
        "or use as(user).",
    );
  }
  const socketId = readHeader(request, "x-socket-id");
  let sender: Promise<OnBehalf> | undefined;
  const find = async () => {
    const ownContext = isWebRequest(request) ? {} : { req: request };
    const user = await findUser(toWebRequest(request), context ?? ownContext);
    return { isSignedIn: isSomebody(user), socketId };
  };
  return () => (sender ??= find());
}
