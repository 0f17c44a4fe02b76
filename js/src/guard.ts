/**
 * What `fanfare` is in a browser: the event and channel classes, which servers and pages share, and a `Broadcast` that
 * says why it does not work there. The page's own side is `fanfare/browser`.
 *
 * @module
 */

import { FanfareError } from "../common/errors.js";

export * from "../events/index.js";
export { FanfareError } from "../common/errors.js";
export type { FanfareErrorDetails } from "../common/errors.js";
export { TransportError } from "../common/errors.js";

function refuse(): never {
  throw new FanfareError(
    "invalid_option",
    "Broadcast is for servers: it needs the app's secret, which nobody who opens the page may see. " +
      'Send events from your server, and listen to them here with connect() of "fanfare/browser".',
  );
}

/**
 * Not in a browser: constructing it throws `invalid_option`, as `Broadcast.fromEnv()` and `Broadcast.fake()` do.
 *
 * ```ts
 * import { connect } from "fanfare/browser"; // what a page uses instead
 * ```
 */
export class Broadcast {
  constructor() {
    refuse();
  }
  static fromEnv(): never {
    return refuse();
  }
  static fake(): never {
    return refuse();
  }
}
