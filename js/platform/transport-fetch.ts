import { TransportError, type TransportRequest, type TransportResponse } from "./transport.js";

export { randomBytes } from "./random-web.js";

/**
 * What runtimes say when no connection came to stand: Node and undici by a code on the cause, Bun by its own codes, Deno
 * in words. Whatever else happened may have happened after the request left.
 */
const notConnected =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket)$/;
const notConnectedInWords = /\b(tcp connect error|dns error|failed to lookup address)\b/;

interface FetchError {
  name?: string;
  message?: string;
  code?: string;
  cause?: FetchError;
}

function transportError(error: unknown, signal: AbortSignal): TransportError {
  // The words themselves stay out of the message: Deno's and Bun's quote the URL, which is signed.
  if (signal.aborted) return new TransportError("ambiguous", "there was no answer in time");
  const { name = "Error", code, message = "", cause } = error as FetchError;
  const known = [code, cause?.code].find((one) => one !== undefined && notConnected.test(one));
  if (known !== undefined) return new TransportError("not_sent", `the connection failed (${known})`, known);
  if (notConnectedInWords.test(`${message} ${cause?.message}`)) {
    return new TransportError("not_sent", "the connection failed", code ?? name);
  }
  return new TransportError("ambiguous", "the connection broke before the answer was there", code ?? name);
}

/** At most `maxBytes` of a body; the rest is not waited for. */
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
 * Sends by the runtime's `fetch`. It offers no deadline for the connection alone, so the attempt's covers it; and
 * nothing but method, headers, body, redirect and signal, for Workers refuse options that they do not know.
 */
export async function transport(request: TransportRequest): Promise<TransportResponse> {
  const { url, method, body, maxBytes, signal } = request;
  // fetch.spec.whatwg.org/#forbidden-request-header: the length is fetch's to say. Some add theirs, and refuse the two.
  const { "content-length": _, ...headers } = request.headers;
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
