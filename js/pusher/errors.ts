/** Lists `name` and `message` with the other fields, as those of `pusher` are: for JSON, and `{ ...error }`. */
function list(error: Error): void {
  const { name, message } = error;
  for (const [key, value] of Object.entries({ name, message })) {
    Object.defineProperty(error, key, { value, enumerable: true, writable: true, configurable: true });
  }
}

/** Sets properties that are read and written as any, and that nothing lists: what holds a signature is not printed. */
function hide(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, writable: true, configurable: true });
}

/**
 * Why a request failed: the server answered with another status than 2xx (`status`, `body`), or there was no answer
 * (`error`, whose `code` is Node's, as `"ECONNREFUSED"`; its `name` is `"AbortError"` when time ran out).
 *
 * ```ts
 * pusher.trigger("releases", "new", data).catch((error) => {
 *   if (error instanceof Pusher.RequestError && error.status === 413) shorten(data);
 * });
 * ```
 *
 * `url` is the request's with `auth_signature=0`, and in `body` anything that looks like a signature is left out:
 * both can be
 * logged.
 */
export class RequestError extends Error {
  url: string;
  /** Why there was no answer. Undefined, whatever its type, when there was one: the type is that of `pusher`. */
  error: Error;
  status?: number;
  body?: string;

  constructor(message: string, url: string, error?: Error, status?: number, body?: string) {
    super(message);
    list(this);
    this.url = url;
    this.error = error as Error;
    this.status = status;
    this.body = body;
  }
}

/**
 * What `getData`, `getEvents` and `getTime` of a webhook throw whose body cannot be read. `signature` is not
 * enumerable.
 */
export class WebHookError extends Error {
  contentType: string;
  body: string;
  declare signature: string;

  constructor(message: string, contentType: string, body: string, signature: string) {
    super(message);
    list(this);
    this.contentType = contentType;
    this.body = body;
    hide(this, "signature", signature);
  }
}

/** Why no answer came; `cause` of a {@link RequestError} in all but name. */
export class FetchError extends Error {
  readonly type: "system" | "aborted";
  readonly code?: string;
  readonly errno?: string;

  /** `code` is missing when time ran out. */
  constructor(message: string, code: string | undefined) {
    super(message);
    this.type = code === undefined ? "aborted" : "system";
    if (code === undefined) {
      hide(this, "name", "AbortError");
    } else {
      this.code = this.errno = code;
    }
  }
}

// On the prototypes, and as text: a minifier renames classes.
RequestError.prototype.name = "PusherRequestError";
WebHookError.prototype.name = "PusherWebHookError";
FetchError.prototype.name = "FetchError";
