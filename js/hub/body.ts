import type { IncomingMessage } from "node:http";

/** The whole body of a request: `"too_large"` once it has over `bytesMax`, `"gone"` when the client hung up. */
export function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer | "too_large" | "gone"> {
  if (Number(request.headers["content-length"] ?? 0) > bytesMax) return Promise.resolve("too_large");
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= bytesMax) {
        chunks.push(chunk);
        return;
      }
      request.off("data", onData);
      resolve("too_large");
    };
    request.on("data", onData);
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("close", () => resolve("gone"));
    request.on("error", () => resolve("gone"));
  });
}
