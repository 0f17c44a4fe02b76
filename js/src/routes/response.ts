import { type FanfareError } from "../../common/errors.js";
import { httpStatus } from "../wasm/core.js";

/** The headers that every answer carries. */
export const baseHeaders = () => new Headers({ "Cache-Control": "no-store", Vary: "Origin" });

/** Lets a page of a listed origin read the answer, with its cookies. */
export function allowOrigin(headers: Headers, origin: string): void {
  headers.set("Access-Control-Allow-Origin", origin);
  headers.set("Access-Control-Allow-Credentials", "true");
}

/** Answers an OPTIONS request with 204. A page of a listed origin learns which request it may send. */
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

/**
 * 200 with the JSON that pusher-js expects. It takes any other 2xx for an error
 * (pusher/pusher-js: src/runtimes/isomorphic/auth/xhr_auth.ts).
 */
export function granted(headers: Headers, answer: string): Response {
  headers.set("Content-Type", "application/json");
  return new Response(answer, { status: 200, headers });
}

/** A failure as a status and `{"error":{"code":"denied","message":"…"}}`. */
export function refusal({ code, message, status }: FanfareError): { status: number; body: string } {
  return {
    status: status ?? httpStatus(code, "authorization"),
    body: JSON.stringify({ error: { code, message } }),
  };
}

/** The answer to a failure. */
export function refused(headers: Headers, error: FanfareError): Response {
  const { status, body } = refusal(error);
  headers.set("Content-Type", "application/json");
  if (status === 405) headers.set("Allow", "POST, OPTIONS");
  return new Response(body, { status, headers });
}

/** The answer for one channel of a batch: JSON, and the status that it would have alone. */
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
