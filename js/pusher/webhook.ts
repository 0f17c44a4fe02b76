import { WebHookError } from "./errors.js";
import { Token } from "./token.js";
import type { KeyAndSecret, WebHookData, WebHookEvent, WebHookRequest } from "./types.js";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A header by its name in lower case, out of an object with names in any case, or of `Headers`. */
function headerOf(headers: unknown, name: string): string | undefined {
  if (typeof headers !== "object" || headers === null) return undefined;
  const { get } = headers as { get?: unknown };
  let value: unknown;
  if (typeof get === "function") {
    value = get.call(headers, name);
  } else {
    const exact = Object.hasOwn(headers, name);
    const key = exact ? name : Object.keys(headers).find((key) => key.toLowerCase() === name);
    value = key === undefined ? undefined : (headers as Record<string, unknown>)[key];
  }
  return typeof value === "string" ? value : undefined;
}

/**
 * A webhook as it arrived: ask `isValid()` before anything else.
 *
 * ```ts
 * const webhook = pusher.webhook({ headers: request.headers, rawBody });
 * if (!webhook.isValid()) return response.status(401).end();
 * for (const event of webhook.getEvents()) …
 * ```
 */
export class WebHook {
  readonly token: Token;
  readonly key: string | undefined;
  declare readonly signature: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
  readonly data: unknown;

  /**
   * `request.headers` may be an object with names in any case or `Headers`, `rawBody` text or bytes, as they arrived.
   */
  constructor(token: Token, request: WebHookRequest) {
    const { headers, rawBody } = request;
    this.token = token;
    this.key = headerOf(headers, "x-pusher-key");
    Object.defineProperty(this, "signature", { value: headerOf(headers, "x-pusher-signature") });
    this.contentType = headerOf(headers, "content-type");
    this.body = rawBody as string;
    this.data = undefined;
    if (!this.isContentTypeValid()) return;
    try {
      this.data = JSON.parse(typeof rawBody === "string" ? rawBody : decoder.decode(rawBody));
    } catch {
      // isBodyValid() says so
    }
  }

  /**
   * Whether the body is JSON and was signed by this app or one of `extraTokens`, for a key that is being replaced.
   * Missing and odd headers answer false.
   */
  isValid(extraTokens?: KeyAndSecret | readonly KeyAndSecret[]): boolean {
    const { key, signature, body } = this;
    if (!this.isBodyValid() || key === undefined || signature === undefined) return false;
    const extra = (extraTokens ?? []) as KeyAndSecret | KeyAndSecret[];
    return [this.token, ...(Array.isArray(extra) ? extra : [extra])].some((one) => {
      if (String(one.key) !== key) return false;
      const token = one instanceof Token ? one : new Token(one.key, one.secret);
      return token.verify(body, signature);
    });
  }

  /** Whether the content type is `application/json`, with or without a charset. */
  isContentTypeValid(): boolean {
    return this.contentType !== undefined && /^\s*application\/json\s*(;|$)/i.test(this.contentType);
  }

  /** Whether the content type and the body are JSON. It says nothing of who sent it: `isValid()` does. */
  isBodyValid(): boolean {
    return this.data !== undefined;
  }

  /** The body. Throws {@link WebHookError} when it is not JSON. */
  getData(): WebHookData {
    if (this.isBodyValid()) return this.data as WebHookData;
    throw new WebHookError(
      "Invalid WebHook body",
      this.contentType as string,
      this.body,
      this.signature as string,
    );
  }

  /** What happened. Throws {@link WebHookError} when the body is not JSON. */
  getEvents(): WebHookEvent[] {
    return this.getData()?.events;
  }

  /** When it was made. Throws {@link WebHookError} when the body is not JSON. */
  getTime(): Date {
    return new Date(this.getData()?.time_ms);
  }
}
