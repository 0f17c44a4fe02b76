/** What a {@link FanfareError} knows beyond its code and message. */
export interface FanfareErrorDetails {
  /** The HTTP status of the server's answer, when there was one. */
  status?: number;
  /** Whether the same call may succeed later. */
  retryable?: boolean;
  /** Whether the event may have been delivered all the same. */
  maybeDelivered?: boolean;
  /** How often sending was tried. */
  attempts?: number;
  /** The error underneath. Never one whose message holds a signed URL. */
  cause?: unknown;
}

/**
 * The one error that Fanfare throws: a stable `code`, the same as in C++, and a message that says what to do.
 * It holds no secret, no signature and no signed URL, so it can be logged as it is.
 *
 * ```ts
 * try {
 *   await broadcast.channel("releases", "NewRelease", { message });
 * } catch (error) {
 *   if (error instanceof FanfareError && error.code === "data_too_large") shorten(message);
 *   else throw error;
 * }
 * ```
 */
export class FanfareError extends Error {
  /** The stable name of what went wrong, in snake_case: `"invalid_channel"`. */
  readonly code: string;
  /** The HTTP status of the server's answer; undefined when there was none. */
  declare readonly status?: number;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** Whether the event may have been delivered all the same: the request left, and no answer came. */
  readonly maybeDelivered: boolean;
  /** How often sending was tried; 0 when nothing was sent. */
  readonly attempts: number;

  constructor(code: string, message: string, details: FanfareErrorDetails = {}) {
    super(message, details);
    this.code = code;
    this.status = details.status;
    this.retryable = details.retryable ?? false;
    this.maybeDelivered = details.maybeDelivered ?? false;
    this.attempts = details.attempts ?? 0;
  }
}

// On the prototype, and as text: a minifier renames the class, and an own property would be listed with every error.
FanfareError.prototype.name = "FanfareError";

/** Why a request got no answer. The message must not hold the request's URL. */
export class TransportError extends Error {
  /**
   * @param failure `not_sent` exactly when no byte of the request left, so that sending it again cannot duplicate;
   *   else `ambiguous`
   * @param code what the runtime calls it: `"ECONNREFUSED"`; none when the request was given up
   */
  constructor(
    readonly failure: "not_sent" | "ambiguous",
    message: string,
    readonly code?: string,
  ) {
    super(message);
    this.name = "TransportError";
  }
}
