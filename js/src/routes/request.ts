import { FanfareError } from "../../common/errors.js";
import { limits } from "../wasm/limits.js";

/** The most bytes of an authorization request's body. pusher-js sends some 60, and what the page adds as `params`. */
export const bodyBytesMax = 65_536;
/** How deep a JSON body may be nested. */
const jsonDepthMax = 32;
/** A list in a form, as PHP, Rack and `qs` read one: `channel_name[]` or `channel_name[0]`. */
const isListName = /^channel_name\[\d*\]$/;

/** What an authorization request asks for: one channel, several in a batch, or without either a sign-in. */
export interface AuthorizationRequest {
  socketId: string;
  channel?: string;
  /** Each once, in the order in which they were first named. */
  channels?: string[];
}

const malformed = (message: string, status = 400) =>
  new FanfareError("malformed_request", message, { status });
const tooLarge = (max = bodyBytesMax) => malformed(`The body has more than ${max} bytes.`, 413);
const wrongType = () =>
  malformed(
    "The Content-Type must be application/x-www-form-urlencoded, as pusher-js sends it, or application/json.",
  );

/** A body of at most `max` bytes. Throws `malformed_request`, with status 413 for a larger one. */
export async function readBytes(request: Request, max = bodyBytesMax): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length")) > max) throw tooLarge(max);
  if (request.bodyUsed)
    throw malformed(
      "The body was read before the route got the request: pass what was read, routes(request, { body }).",
    );
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

type Pair = [name: string, value: unknown];

/** The pairs that a form would have said an object's fields by: a list under `channel_name` is one of `channel_name[]`. */
function pairsOf(fields: object, names: string[]): Pair[] {
  return names.flatMap((name): Pair[] => {
    if (!Object.hasOwn(fields, name)) return [];
    const value = (fields as Record<string, unknown>)[name];
    if (!name.startsWith("channel_name") || !Array.isArray(value) || value.length === 0)
      return [[name, value]];
    return value.map((one) => [name === "channel_name" ? "channel_name[]" : name, one]);
  });
}

/** What a framework's parser made of a body: it may have left the names of a form's lists as they were. */
function parsedPairs(fields: object): Pair[] {
  return pairsOf(fields, Object.keys(fields)).flatMap(([name, value]): Pair[] => {
    if (name !== "channel_name" || typeof value !== "object" || value === null || Array.isArray(value))
      return [[name, value]];
    // `qs` makes an object of a list that is longer than its `arrayLimit`, 20 by default
    const isIndexed = Object.keys(value).every((key) => /^\d+$/.test(key));
    return isIndexed ? pairsOf({ channel_name: Object.values(value) }, ["channel_name"]) : [[name, value]];
  });
}

function textPairs(text: string, contentType: string): Pair[] {
  const type = contentType.split(";", 1)[0]!.trim().toLowerCase();
  if (type === "application/json") return pairsOf(parseJson(text), ["socket_id", "channel_name"]);
  if (type !== "application/x-www-form-urlencoded") throw wrongType();
  return [...new URLSearchParams(text.startsWith("?") ? `&${text}` : text)];
}

function check(pairs: Pair[]): AuthorizationRequest {
  const socketIds = pairs.filter(([name]) => name === "socket_id");
  const single = pairs.filter(([name]) => name === "channel_name");
  const listed = pairs.filter(([name]) => name.startsWith("channel_name["));
  const socketId = socketIds[0]?.[1];
  if (socketIds.length === 0)
    throw malformed("socket_id is missing: pusher-js sends it with every authorization request.");
  if (socketIds.length > 1 || typeof socketId !== "string")
    throw malformed("socket_id must be one string, given once.");

  const channels = [...single, ...listed].map(([, value]) => value);
  const hasOneForm = single.length === 0 || (single.length === 1 && listed.length === 0);
  if (
    !hasOneForm ||
    !channels.every((one) => typeof one === "string") ||
    !listed.every(([name]) => isListName.test(name))
  )
    throw malformed("channel_name must be one string, given once; several are a list, channel_name[].");
  const max = limits.authorization_channels_max;
  if (channels.length > max)
    throw new FanfareError(
      "too_many_channels",
      `The request asks for ${channels.length} channels: one takes at most ${max}.`,
    );
  if (listed.length > 0) return { socketId, channels: [...new Set(channels)] };
  return single.length > 0 ? { socketId, channel: channels[0]! } : { socketId };
}

/**
 * Reads what a request asks for. `parsed` is the body where a framework has read it already: an object, a text or bytes.
 * Throws `malformed_request`, with status 413 for a body that is too large, and `too_many_channels`.
 */
export async function readRequest(request: Request, parsed: unknown): Promise<AuthorizationRequest> {
  const body = parsed ?? (await readBytes(request));
  const contentType = request.headers.get("content-type") ?? "";
  if (body instanceof Uint8Array) return check(textPairs(decode(body), contentType));
  if (typeof body === "string") return check(textPairs(decode(new TextEncoder().encode(body)), contentType));
  if (typeof body === "object") return check(parsedPairs(body));
  throw malformed("The body that was passed is neither an object nor a text nor bytes.");
}
