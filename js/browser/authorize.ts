import { FanfareError } from "../src/errors.js";

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
}

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

function csrfHeaders(): Record<string, string> {
  const token = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content;
  if (token) return { "X-CSRF-TOKEN": token };
  const cookie = /(^|; )XSRF-TOKEN=([^;]*)/.exec(document.cookie);
  return cookie ? { "X-XSRF-TOKEN": decodeURIComponent(cookie[2]!) } : {};
}

/**
 * Asks the route to authorize one socket for one channel, or without a channel to sign its user in. This replaces the
 * request of pusher-js, which throws the body of a refusal away.
 */
export async function authorize(
  { authRoute, csrf, headers, credentials }: AuthorizeOptions & { authRoute: string },
  socketId: string,
  channel?: string,
): Promise<Authorization> {
  const body = new URLSearchParams({ socket_id: socketId });
  if (channel) body.set("channel_name", channel);
  let status = 0;
  let answer: any;
  let thrown: unknown;
  try {
    const response = await fetch(authRoute, {
      method: "POST",
      headers: {
        Accept: "application/json",
        ...(csrf && csrfHeaders()),
        ...(typeof headers === "function" ? await headers() : headers),
      },
      body,
      credentials,
      // fetch has no limit of its own: a route that hangs would hold the subscription for ever
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    status = response.status;
    answer = JSON.parse(text);
  } catch (error) {
    // no answer, or none in JSON: a page of HTML, say, and what it means is in the status
    thrown = error;
  }
  if (status === 200 && answer?.auth) return answer;
  const { message, code } = answer?.error ?? {};
  throw failure(status, message ?? `No authorization from ${authRoute}: ${status || thrown}`, code);
}
