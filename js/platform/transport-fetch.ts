import { TransportError, type TransportRequest, type TransportResponse } from "./transport.js";

export { randomBytes } from "./random-web.js";

/**
 * How runtimes report that they could not connect: Node and undici with a code on the cause, Bun with its own codes,
 * Deno in words. Any other failure may have happened after the request left.
 */
const notConnected = new RegExp(
  "^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|" +
    "ConnectionRefused|FailedToOpenSocket)$",
);
const notConnectedInWords = /\b(tcp connect error|dns error|failed to lookup address)\b/;

interface FetchError {
  name?: string;
  message?: string;
  code?: string;
  cause?: FetchError;
}

function transportError(error: unknown, signal: AbortSignal): TransportError {
  // The runtime's own message is left out: those of Deno and Bun quote the URL, which is signed.
  if (signal.aborted) return new TransportError("ambiguous", "there was no answer in time");
  const { name = "Error", code, message = "", cause } = error as FetchError;
  const known = [code, cause?.code].find((one) => one !== undefined && notConnected.test(one));
  if (known !== undefined) return new TransportError("not_sent", `the connection failed (${known})`, known);
  if (notConnectedInWords.test(`${message} ${cause?.message}`)) {
    return new TransportError("not_sent", "the connection failed", code ?? name);
  }
  return new TransportError("ambiguous", "the connection broke before the answer was there", code ?? name);
}

/** Reads at most `maxBytes` of a body and does not wait for the rest. */
async function readBody(response: Response, maxBytes: number): Promise<string> {
  if (!response.body) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let left = maxBytes; left > 0;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value.subarray(0, left), { stream: true });
    left -= value.length;
  }
  reader.cancel().catch(() => {});
  return text;
}

/**
 * Sends with the runtime's `fetch`. That has no deadline for connecting, so the attempt's deadline covers it. Passes
 * only method, headers, body, redirect and signal, because Workers refuse options that they do not know.
 */
export async function transport(request: TransportRequest): Promise<TransportResponse> {
  const { url, method, body, maxBytes, signal } = request;
  // fetch sets the length itself (fetch.spec.whatwg.org/#forbidden-request-header). Some runtimes refuse a second one.
  const headers = { ...request.headers };
  delete headers["content-length"];
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: body || undefined,
      redirect: "manual",
      signal,
    });
    const { status, statusText, headers: answered } = response;
    return { status, statusText, headers: answered, body: await readBody(response, maxBytes) };
  } catch (error) {
    throw transportError(error, signal);
  }
}
