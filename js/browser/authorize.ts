import { FanfareError } from "../common/errors.js";

/** How a page asks its own server for authorizations. */
export interface AuthorizeOptions {
  /** The path at which the server's `broadcast.routes()` answer. `"/broadcasting/authorize"` by default. */
  authRoute?: string;
  /**
   * `true` sends the page's `<meta name="csrf-token">` as `X-CSRF-TOKEN`. Without that element it sends the cookie
   * `XSRF-TOKEN` as `X-XSRF-TOKEN`.
   */
  csrf?: boolean;
  /** More headers, `{ Authorization: "Bearer …" }`, or a function that is called before every request. */
  headers?: Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>);
  /** Whether cookies are sent. `"same-origin"` by default; use `"include"` for a route on another origin. */
  credentials?: RequestCredentials;
  /**
   * Whether the route authorizes lists of channels, as `broadcast.routes()` do. By default the first list finds out.
   * `false`: ask for each channel by itself. `true`: send lists, even after the route could not be reached.
   */
  batch?: boolean;
}

/** The options with their default for `authRoute`. */
export type RouteOptions = AuthorizeOptions & { authRoute: string };

/** The route's answer when it allows: `auth`, and depending on the channel `channel_data` or `shared_secret`. */
export interface Authorization {
  auth: string;
}

/** The error for an authorization route's answer. A status of 0 means that no answer came. */
export function authorizationError(status: number, message: string, code?: string | false): FanfareError {
  const codeOfStatus = status === 403 ? "denied" : status ? "rejected" : "ambiguous";
  const retryable = !status || status === 429 || status > 499;
  return new FanfareError(code || codeOfStatus, message, { status, retryable });
}

function csrfHeaders(): Record<string, string> | null {
  const token = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content;
  if (token) return { "X-CSRF-TOKEN": token };
  const cookie = /(^|; )XSRF-TOKEN=([^;]*)/.exec(document.cookie);
  return cookie && { "X-XSRF-TOKEN": decodeURIComponent(cookie[2]!) };
}

/** The JSON of a route's answer, for one channel. */
export type Answer = Partial<Authorization> & { error?: { message?: string; code?: string } };

/** What came back from a route. A status of 0 means that no answer came. */
export interface Reply {
  status: number;
  answer?: Answer | null;
  /** Why there is no status, or no JSON. */
  thrown?: Error;
}

/** Asks the route. This replaces the request of pusher-js, which discards the body of a denial. */
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
      // fetch has no timeout of its own: a route that hangs would block the subscription for ever
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    status = response.status;
    return { status, answer: JSON.parse(text) as Answer | null };
  } catch (thrown) {
    // no answer, or no JSON: a page of HTML perhaps, and its status says enough
    return { status, thrown: thrown as Error };
  }
}

/** The authorization in a reply. Rejects with the reason when there is none. */
export async function authorizationIn(
  { status, answer, thrown }: Reply,
  { authRoute }: RouteOptions,
): Promise<Authorization> {
  // a copy, because pusher-js deletes the key of an encrypted channel from it
  if (status === 200 && answer?.auth) return { ...(answer as Authorization) };
  const { message, code } = answer?.error ?? {};
  throw authorizationError(
    status,
    message ?? `No authorization from ${authRoute}: ${status || thrown}`,
    code,
  );
}

/** Asks the route to authorize one socket for one channel. Without a channel, asks it to sign the user in. */
export async function authorize(
  options: RouteOptions,
  socketId: string,
  channel?: string,
): Promise<Authorization> {
  const fields = [["socket_id", socketId]];
  if (channel) fields.push(["channel_name", channel]);
  return authorizationIn(await ask(options, fields), options);
}
