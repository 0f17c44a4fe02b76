import { FanfareError } from "../../common/errors.js";
import { limits } from "../wasm/limits.js";

const malformed = (message: string, status = 400) =>
  new FanfareError("malformed_request", message, { status });
const tooLarge = (max: number) => malformed(`The body has more than ${max} bytes.`, 413);

/** Reads a body of at most `max` bytes. Throws `malformed_request`, with status 413 for a larger one. */
export async function readBytes(
  request: Request,
  max: number = limits.authorization_body_max,
): Promise<Uint8Array> {
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
