// What a request asks for: the core decides on the bytes of its body.

import { FanfareError } from "../../common/errors.js";
import { readAuthorizationRequest, type AuthorizationRequest } from "../wasm/core.js";
import { limits } from "../wasm/limits.js";
import { readBytes } from "./body.js";

const encoder = new TextEncoder();
const formType = "application/x-www-form-urlencoded";

type Pair = [name: string, value: unknown];

/** An object's fields as the pairs of a form: a list under `channel_name` becomes several `channel_name[]`. */
function pairsOf(fields: object, names: string[]): Pair[] {
  return names.flatMap((name): Pair[] => {
    if (!Object.hasOwn(fields, name)) return [];
    const value = (fields as Record<string, unknown>)[name];
    if (!name.startsWith("channel_name") || !Array.isArray(value) || value.length === 0)
      return [[name, value]];
    return value.map((one) => [name === "channel_name" ? "channel_name[]" : name, one]);
  });
}

/** The same for a body that a framework parsed. Some parsers keep the names of a form's lists. */
function parsedPairs(fields: object): Pair[] {
  return pairsOf(fields, Object.keys(fields)).flatMap(([name, value]): Pair[] => {
    if (name !== "channel_name" || typeof value !== "object" || value === null || Array.isArray(value))
      return [[name, value]];
    // `qs` makes an object of a list that is longer than its `arrayLimit`, 20 by default
    const isIndexed = Object.keys(value).every((key) => /^\d+$/.test(key));
    return isIndexed ? pairsOf({ channel_name: Object.values(value) }, ["channel_name"]) : [[name, value]];
  });
}

/**
 * The form that a framework parsed, without the fields that never count. A value that is not a string has no form: it
 * becomes what the core refuses, a bad name of a list or a second socket id.
 */
function formOf(fields: object): string {
  const form = new URLSearchParams();
  let size = 0;
  for (const [name, value] of parsedPairs(fields)) {
    if (name !== "socket_id" && !name.startsWith("channel_name")) continue;
    if (typeof value === "string") form.append(name, value);
    else if (name === "socket_id") ["", ""].forEach((text) => form.append(name, text));
    else form.append("channel_name[not a string]", "");
    size += name.length + (typeof value === "string" ? value.length : 0);
    if (size > limits.authorization_body_max) break;
  }
  return form.toString();
}

/**
 * Reads what a request asks for. `parsed` is the body if a framework has read it: an object, a text or bytes. Throws
 * `malformed_request`, with status 413 for a body that is too large, `too_many_channels` and `invalid_socket_id`.
 */
export async function readRequest(request: Request, parsed: unknown): Promise<AuthorizationRequest> {
  const body = parsed ?? (await readBytes(request));
  const contentType = request.headers.get("content-type") ?? "";
  if (body instanceof Uint8Array) return readAuthorizationRequest(contentType, body);
  if (typeof body === "string")
    return readAuthorizationRequest(
      contentType,
      encoder.encode(body.slice(0, limits.authorization_body_max + 1)),
    );
  if (typeof body === "object") return readAuthorizationRequest(formType, encoder.encode(formOf(body)));
  throw new FanfareError(
    "malformed_request",
    "The body that was passed is neither an object nor a text nor bytes.",
  );
}
