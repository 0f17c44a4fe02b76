import { checkOrigin, type OriginHeaders } from "./origin.js";
import { invalidOption, kindOf } from "../../common/checks.js";
import { FanfareError } from "../../common/errors.js";

/** The status that answers a code; what is not listed was understood and is denied, so 403. */
const statuses: Readonly<Record<string, number>> = {
  malformed_request: 400,
  invalid_socket_id: 400,
  invalid_channel: 400,
  too_many_channels: 400,
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
export function checkAllowedOrigins(origins: unknown): asserts origins is readonly string[] {
  if (!Array.isArray(origins))
    throw invalidOption(
      `allowedOrigins is a list of origins, ["https://app.example"], not ${kindOf(origins)}.`,
    );
  for (const origin of origins) {
    if (origin === "*")
      throw invalidOption(
        'allowedOrigins has "*", by which any page could subscribe in its visitor\'s name: list the origins.',
      );
    if (typeof origin !== "string")
      throw invalidOption(
        `allowedOrigins has ${kindOf(origin)}, which is no origin: write "https://app.example".`,
      );
    if (!isListed(origin, [origin]))
      throw invalidOption(
        `allowedOrigins has ${JSON.stringify(origin)}, which is no origin: write "https://app.example".`,
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

/** 200 with what pusher-js expects, in JSON. Any other 2xx is an error to it (pusher/pusher-js: src/runtimes/isomorphic/auth/xhr_auth.ts). */
export function granted(headers: Headers, answer: string): Response {
  headers.set("Content-Type", "application/json");
  return new Response(answer, { status: 200, headers });
}

/** What a failure is answered with: a status and `{"error":{"code":"denied","message":"…"}}`. */
export function refusal({ code, message, status }: FanfareError): { status: number; body: string } {
  return { status: status ?? statuses[code] ?? 403, body: JSON.stringify({ error: { code, message } }) };
}

/** The answer to a failure. */
export function refused(headers: Headers, error: FanfareError): Response {
  const { status, body } = refusal(error);
  headers.set("Content-Type", "application/json");
  if (status === 405) headers.set("Allow", "POST, OPTIONS");
  return new Response(body, { status, headers });
}

/** What one channel of a batch is answered with: JSON, under the status that it would have alone. */
export type ChannelAnswer = [channel: string, status: number, body: string];

/**
 * The answers of a batch: `{"private-a":{"status":200,"data":{…}}}`, as clients that know batches expect it
 * (dirkbonhomme/pusher-js-auth: README.md).
 */
export function batchText(answers: readonly ChannelAnswer[]): string {
  // as text: an object would take "__proto__" for its prototype, and put names that are numbers first
  const fields = answers.map(
    ([channel, status, body]) => `${JSON.stringify(channel)}:{"status":${status},"data":${body}}`,
  );
  return `{${fields.join(",")}}`;
}
