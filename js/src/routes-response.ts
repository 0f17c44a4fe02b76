import { checkOrigin, type OriginHeaders } from "./core.js";
import { FanfareError } from "./errors.js";

/** The status that answers a code; what is not listed was understood and is denied, so 403. */
const statuses: Readonly<Record<string, number>> = {
  malformed_request: 400,
  invalid_socket_id: 400,
  invalid_channel: 400,
  not_found: 404,
  method_not_allowed: 405,
  internal: 500,
};

/** The headers by which a browser says where a request comes from. */
export function originHeaders(request: Request): OriginHeaders {
  const read = (name: string) => request.headers.get(name) ?? "";
  return {
    origin: read("origin"),
    secFetchSite: read("sec-fetch-site"),
    forwardedHost: read("x-forwarded-host"),
    // some runtimes keep the host in the URL alone
    host: read("host") || new URL(request.url).host,
  };
}

/** Whether the list has the origin: asked as if from another site, so that nothing but the list can let it pass. */
function isListed(origin: string, allowed: readonly string[]): boolean {
  if (origin === "" || allowed.length === 0) return false;
  try {
    checkOrigin({ origin, secFetchSite: "cross-site", forwardedHost: "", host: "" }, allowed);
    return true;
  } catch (error) {
    if (error instanceof FanfareError && error.code === "origin_refused") return false;
    throw error;
  }
}

/** Checks the option: an entry that is no origin would refuse its page without a hint. Throws `invalid_option`. */
export function checkAllowedOrigins(origins: readonly string[]): void {
  for (const origin of origins) {
    if (origin === "*")
      throw new FanfareError(
        "invalid_option",
        'allowedOrigins has "*", by which any page could subscribe in its visitor\'s name: list the origins.',
      );
    if (!isListed(origin, [origin]))
      throw new FanfareError(
        "invalid_option",
        `allowedOrigins has "${origin}", which is no origin: write "https://app.example".`,
      );
  }
}

/** What each answer carries. A page of a listed origin may read it, with its cookies; any other page may not. */
export function baseHeaders(from: OriginHeaders, allowed: readonly string[]): Headers {
  const headers = new Headers({ "Cache-Control": "no-store", Vary: "Origin" });
  if (isListed(from.origin, allowed)) {
    headers.set("Access-Control-Allow-Origin", from.origin);
    headers.set("Access-Control-Allow-Credentials", "true");
  }
  return headers;
}

/** 204 to an OPTIONS request; for a listed origin it says what the request proper may bring. */
export function preflight(headers: Headers, requested: string | null): Response {
  headers.set("Allow", "POST, OPTIONS");
  if (headers.has("Access-Control-Allow-Origin")) {
    headers.set("Access-Control-Allow-Methods", "POST");
    if (requested !== null && /^[\w!#$%&'*+.^`|~, -]{1,1000}$/.test(requested))
      headers.set("Access-Control-Allow-Headers", requested);
    headers.set("Access-Control-Max-Age", "600");
  }
  return new Response(null, { status: 204, headers });
}

/** 200 with what pusher-js expects. Any other 2xx is an error to it (pusher/pusher-js: src/runtimes/isomorphic/auth/xhr_auth.ts). */
export function granted(headers: Headers, answer: object): Response {
  headers.set("Content-Type", "application/json");
  return new Response(JSON.stringify(answer), { status: 200, headers });
}

/** The answer to a failure: `{"error":{"code":"denied","message":"…"}}`. */
export function refused(headers: Headers, error: FanfareError): Response {
  const status = error.status ?? statuses[error.code] ?? 403;
  headers.set("Content-Type", "application/json");
  if (status === 405) headers.set("Allow", "POST, OPTIONS");
  return new Response(JSON.stringify({ error: { code: error.code, message: error.message } }), { status, headers });
}
