// Where a request comes from: core/src/origin.cpp decides whether it may ask.

import { invalidOption, kindOf } from "../../common/checks.js";
import { FanfareError } from "../../common/errors.js";
import { checkOrigin, packList, type OriginHeaders } from "../wasm/core.js";

/** Why a request may ask, or the error because of which it may not. */
export type OriginVerdict = "own" | "listed" | FanfareError;

function originHeaders(request: Request): OriginHeaders {
  const read = (name: string) => request.headers.get(name) ?? "";
  return {
    origin: read("origin"),
    secFetchSite: read("sec-fetch-site"),
    forwardedHost: read("x-forwarded-host"),
    // some runtimes keep the host only in the URL
    host: read("host") || new URL(request.url).host,
  };
}

function verdictOn(headers: OriginHeaders, allowed: Uint8Array): OriginVerdict {
  try {
    return checkOrigin(headers, allowed);
  } catch (error) {
    if (error instanceof FanfareError && error.code === "origin_refused") return error;
    throw error;
  }
}

/** Judges a request; `allowed` is a packed list of origins. */
export const judgeOrigin = (request: Request, allowed: Uint8Array): OriginVerdict =>
  verdictOn(originHeaders(request), allowed);

/** Whether an entry lets its page pass: asked as if from another site, so that only the list can. */
function isOrigin(entry: string): boolean {
  const headers = { origin: entry, secFetchSite: "cross-site", forwardedHost: "", host: "" };
  return verdictOn(headers, packList([entry])) === "listed";
}

/** Checks the option: a bad entry would refuse its page without a hint. Throws `invalid_option`. */
export function checkAllowedOrigins(origins: unknown): asserts origins is readonly string[] {
  if (!Array.isArray(origins))
    throw invalidOption(
      `allowedOrigins is a list of origins, ["https://app.example"], not ${kindOf(origins)}.`,
    );
  for (const origin of origins) {
    if (origin === "*")
      throw invalidOption(
        'allowedOrigins has "*": any page could then subscribe in its visitor\'s name. Instead, list the origins.',
      );
    if (typeof origin !== "string" || !isOrigin(origin))
      throw invalidOption(
        `allowedOrigins has ${typeof origin === "string" ? JSON.stringify(origin) : kindOf(origin)}, ` +
          'which is not an origin: write "https://app.example".',
      );
  }
}
