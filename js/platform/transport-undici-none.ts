import { FanfareError } from "../common/errors.js";
import type { Transport } from "./transport.js";

/** `undici()` where there is none to be had: throws `invalid_option`. */
export function undici(): Transport {
  throw new FanfareError(
    "invalid_option",
    "undici is a package for Node, and this is another runtime: leave the option transport out, " +
      "and its own fetch sends.",
  );
}
