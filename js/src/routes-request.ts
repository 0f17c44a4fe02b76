import { FanfareError } from "./errors.js";

/** The most bytes of an authorization request's body. pusher-js sends some 60, and what the page adds as `params`. */
export const bodyBytesMax = 65_536;
/** How deep a JSON body may be nested. */
const jsonDepthMax = 32;

/** What an authorization request asks for; without `channel` it is a sign-in. */
export interface AuthorizationRequest {
  socketId: string;
  channel?: string;
}

const malformed = (message: string, status = 400) => new FanfareError("malformed_request", message, { status });
const tooLarge = (max = bodyBytesMax) => malformed(`The body has more than ${max} bytes.`, 413);
const wrongType = () =>
  malformed("The Content-Type must be application/x-www-form-urlencoded, as pusher-js sends it, or application/json.");

/** A body of at most `max` bytes. Throws `malformed_request`, with status 413 for a larger one. */
export async function readBytes(request: Request, max = bodyBytesMax): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length")) > max) throw tooLarge(max);
  if (request.bodyUsed)
    throw malformed("The body was read before the route got the request: pass what was read, routes(request, { body }).");
  const reader = request.body?.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (reader) {
    const { done, value } = await reader.read().catch(() => {
      throw malformed("The body ended early.");
    });
    if (done) break;
    size += value.byteLength;
    if (size > max) {
      reader.cancel().catch(() => {});
      throw tooLarge(max);
    }
    chunks.push(value);
  }
  if (chunks.length === 1) return chunks[0]!;
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

function decode(bytes: Uint8Array): string {
  if (bytes.byteLength > bodyBytesMax) throw tooLarge();
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed("The body is not UTF-8.");
  }
}

function isDeep(json: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < json.length; ++i) {
    const character = json[i];
    if (inString && character === "\\") ++i;
    else if (character === '"') inString = !inString;
    else if (inString) continue;
    else if (character === "[" || character === "{") {
      if (++depth > jsonDepthMax) return true;
    } else if (character === "]" || character === "}") --depth;
  }
  return false;
}

function parseJson(text: string): object {
  let value: unknown;
  try {
    if (!isDeep(text)) value = JSON.parse(text);
  } catch {
    // left undefined
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw malformed(`The body is not a JSON object, at most ${jsonDepthMax} levels deep.`);
  return value;
}

function parseText(text: string, contentType: string): object {
  const type = contentType.split(";", 1)[0]!.trim().toLowerCase();
  if (type === "application/json") return parseJson(text);
  if (type !== "application/x-www-form-urlencoded") throw wrongType();
  const fields: Record<string, unknown> = Object.create(null);
  const form = new URLSearchParams(text.startsWith("?") ? `&${text}` : text);
  for (const name of ["socket_id", "channel_name"]) {
    const values = form.getAll(name);
    if (values.length > 0) fields[name] = values.length === 1 ? values[0] : values;
  }
  return fields;
}

function field(fields: object, name: "socket_id" | "channel_name"): string | undefined {
  const value = Object.hasOwn(fields, name) ? (fields as Record<string, unknown>)[name] : undefined;
  if (value === undefined || typeof value === "string") return value;
  throw malformed(`${name} must be one string, given once.`);
}

/**
 * Reads what a request asks for. `parsed` is the body where a framework has read it already: an object, a text or bytes.
 * Throws `malformed_request`, with status 413 for a body that is too large.
 */
export async function readRequest(request: Request, parsed: unknown): Promise<AuthorizationRequest> {
  const body = parsed ?? (await readBytes(request));
  const contentType = request.headers.get("content-type") ?? "";
  let fields: object;
  if (body instanceof Uint8Array) fields = parseText(decode(body), contentType);
  else if (typeof body === "string") fields = parseText(decode(new TextEncoder().encode(body)), contentType);
  else if (typeof body === "object") fields = body;
  else throw malformed("The body that was passed is neither an object nor a text nor bytes.");

  const socketId = field(fields, "socket_id");
  const channel = field(fields, "channel_name");
  if (socketId === undefined) throw malformed("socket_id is missing: pusher-js sends it with every authorization request.");
  return channel === undefined ? { socketId } : { socketId, channel };
}
