import { FanfareError } from "../common/errors.js";

/** How this page asks its own server for an authorization. */
export interface AuthorizeOptions {
  /** Where the server's `broadcast.routes()` answer. `"/broadcasting/authorize"` by default. */
  authRoute?: string;
  /** `true` sends the page's `<meta name="csrf-token">` as `X-CSRF-TOKEN`, or without one its `XSRF-TOKEN` cookie as `X-XSRF-TOKEN`. */
  csrf?: boolean;
  /** More headers, `{ Authorization: "Bearer …" }`, or a function that gives them anew for every request. */
  headers?: Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>);
  /** Whether cookies go along: `"same-origin"` by default; `"include"` for a route on another origin. */
  credentials?: RequestCredentials;
  /**
   * Channels that are subscribed to at the same time are asked for in one request, as `broadcast.routes()` serve it, and a route that
   * does not is found out by its answer. `true` says that it does, `false` spares it the question.
   */
  batch?: boolean;
}

/** The same, with the route that is asked. */
export type RouteOptions = AuthorizeOptions & { authRoute: string };

/** What the route answers: `auth`, and with it `channel_data`, `shared_secret` or `user_data`. */
export interface Authorization {
  auth: string;
}

/** The error for what an authorization route answered; a status of 0 means that it did not answer. */
export function failure(status: number, message: string, code?: string | false): FanfareError {
  const guess = status === 403 ? "denied" : status ? "rejected" : "ambiguous";
  const retryable = !status || status === 429 || status > 499;
  return new FanfareError(code || guess, message, { status, retryable });
}

function csrfHeaders(): Record<string, string> | null {
  const token = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content;
  if (token) return { "X-CSRF-TOKEN": token };
  const cookie = /(^|; )XSRF-TOKEN=([^;]*)/.exec(document.cookie);
  return cookie && { "X-XSRF-TOKEN": decodeURIComponent(cookie[2]!) };
}

/** What a route answered, in JSON; a status of 0 means that it did not answer. */
export interface Reply {
  status: number;
  answer?: any;
  /** Why there is no status, or no JSON. */
  thrown?: unknown;
}

/** Asks the route. This replaces the request of pusher-js, which throws the body of a refusal away. */
export async function ask(
  { authRoute, csrf, headers, credentials }: RouteOptions,
  fields: string[][],
): Promise<Reply> {
  let status = 0;
  try {
    const response = await fetch(authRoute, {
      method: "POST",
      headers: {
        Accept: "application/json",
        ...(csrf && csrfHeaders()),
        ...(typeof headers === "function" ? await headers() : headers),
      },
      body: new URLSearchParams(fields),
      credentials,
      // fetch has no limit of its own: a route that hangs would hold the subscription for ever
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    status = response.status;
    return { status, answer: JSON.parse(text) };
  } catch (thrown) {
    // no answer, or none in JSON: a page of HTML, say, and what it means is in the status
    return { status, thrown };
  }
}

/** The authorization that a reply brought; rejects with why there is none. */
export async function read(
  { status, answer, thrown }: Reply,
  { authRoute }: RouteOptions,
): Promise<Authorization> {
  // a copy, since pusher-js takes the key of an encrypted channel out of it
  if (status === 200 && answer?.auth) return { ...answer };
  const { message, code } = answer?.error ?? {};
  throw failure(status, message ?? `No authorization from ${authRoute}: ${status || thrown}`, code);
}

/** Asks the route to authorize one socket for one channel, or without a channel to sign its user in. */
export async function authorize(
  options: RouteOptions,
  socketId: string,
  channel?: string,
): Promise<Authorization> {
  const fields = [["socket_id", socketId]];
  if (channel) fields.push(["channel_name", channel]);
  return read(await ask(options, fields), options);
}
