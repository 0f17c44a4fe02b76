import { transport } from "#transport";
import { attempt } from "../src/sending/attempt.js";
import { TransportError, type TransportResponse } from "../platform/transport.js";
import { checkPath } from "./checks.js";
import type { Config } from "./config.js";
import { md5Hex, wellFormed } from "./digest.js";
import { FetchError, RequestError } from "./errors.js";
import { Response } from "./response.js";
import type { Token } from "./token.js";
import type { PostOptions, SignedQueryStringOptions } from "./types.js";

const defaultTimeoutMs = 30_000;
/** The longest delay of a timer. */
const endless = 2 ** 31 - 1;

const reserved = /^(auth_key|auth_timestamp|auth_version|auth_signature|body_md5)$/i;
const unusableName = /^$|[&=#+%\s\x00-\x1f\x7f-\x9f]/;
const control = /[\x00-\x1f\x7f-\x9f]/;
// Characters that would end a value or change its meaning; the rest goes as `pusher` sends it.
const unsafeInValue = /[^\x21-\x7e]+|["#%&'+<>[\\\]^`{|}]/g;
const unsafeInPath = /[^\x21-\x7e]+|["<>^`{|}]/g;
const signature = /[0-9a-f]{64}/gi;

const encoder = new TextEncoder();

const percentEncoded = (text: string) => (text === "'" ? "%27" : encodeURIComponent(wellFormed(text)));
const encoded = (text: string, unsafe: RegExp) => text.replace(unsafe, percentEncoded);

function parametersOf({ params }: SignedQueryStringOptions): [string, string][] {
  return Object.entries(params ?? {}).flatMap(([name, value]): [string, string][] => {
    if (reserved.test(name)) throw new Error(`${name} is a required parameter and cannot be overidden`);
    if (unusableName.test(name)) throw new Error(`Invalid parameter name: '${name}'`);
    if (value === undefined) return [];
    const text = `${value}`;
    if (control.test(text)) throw new Error(`The parameter ${name} has a control character`);
    return [[name, text]];
  });
}

const byName = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : a > b ? 1 : 0);

/** The query of a request, signed: values as they are in what is signed, escaped in what is sent. */
export function createSignedQueryString(token: Token, request: SignedQueryStringOptions): string {
  const { method, path, body } = request;
  if (!/^[A-Za-z]+$/.test(method)) throw new Error(`Invalid method: '${method}'`);
  checkPath(path);
  const all = parametersOf(request);
  all.push(
    ["auth_key", token.key],
    ["auth_timestamp", `${Math.floor(Date.now() / 1_000)}`],
    ["auth_version", "1.0"],
  );
  if (body) all.push(["body_md5", md5Hex(body)]);
  // The parameters added here are in order already.
  if (request.params) all.sort(byName);
  let [signed, sent] = ["", ""];
  for (const [name, value] of all) {
    const start = signed === "" ? `${name}=` : `&${name}=`;
    signed += start + value;
    sent += start + encoded(value, unsafeInValue);
  }
  return `${sent}&auth_signature=${token.sign(`${method.toUpperCase()}\n${path}\n${signed}`)}`;
}

function agentFor({ agent }: Config, url: string): object | undefined {
  return typeof agent === "function"
    ? (agent as (url: URL) => object)(new URL(url))
    : (agent as object | undefined);
}

async function answerOf(sent: Promise<TransportResponse>, url: string): Promise<Response> {
  let answer: TransportResponse;
  try {
    answer = await sent;
  } catch (error) {
    const { message, code } =
      error instanceof TransportError ? error : { message: "there was no answer in time" };
    const reason = new FetchError(`The request to the server failed: ${message}`, code);
    throw new RequestError("Request failed with an error", url, reason);
  }
  const { status, body } = answer;
  if (status >= 200 && status < 300) return new Response(answer, url);
  throw new RequestError(
    `Unexpected status code ${status}`,
    url,
    undefined,
    status,
    body.replace(signature, "…"),
  );
}

/**
 * Signs a request and sends it. An invalid request throws at once; any later failure rejects with
 * a {@link RequestError}.
 */
export function send(config: Config, method: "GET" | "POST", options: PostOptions): Promise<Response> {
  checkPath(options.path);
  const path = config.prefixPath(options.path);
  const body: string = options.body ? JSON.stringify(options.body) : "";
  const query = createSignedQueryString(config.token, { method, path, params: options.params, body });
  const address = `${config.getBaseURL()}${encoded(path, unsafeInPath)}`;
  const headers: Record<string, string> = { "x-pusher-library": "fanfare" };
  if (body) {
    headers["content-type"] = "application/json";
    // Node would add it when the body is written, which is after HTTP mocks have looked for it.
    headers["content-length"] = String(encoder.encode(body).length);
  }
  const timeout = Math.min(
    config.timeout === undefined ? defaultTimeoutMs : config.timeout || endless,
    endless,
  );
  const outbound = {
    url: `${address}?${query}`,
    method,
    headers,
    body,
    connectTimeout: timeout,
    maxBytes: Number.MAX_SAFE_INTEGER,
    agent: agentFor(config, address),
  };
  return answerOf(attempt(transport, outbound, timeout, []), `${address}?${query.replace(signature, "0")}`);
}
