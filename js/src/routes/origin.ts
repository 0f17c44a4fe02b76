// Whether a page may ask for an authorization: what core/src/origin.cpp decides for C++. Nothing of it is signed, so each
// language has its own, and tests/vectors/origin.json holds them to each other.

import { FanfareError } from "../../common/errors.js";

/** The headers by which a browser says where a request comes from; an empty text is a header that is absent. */
export interface OriginHeaders {
  origin: string;
  secFetchSite: string;
  forwardedHost: string;
  host: string;
}

interface Origin {
  readonly scheme: string;
  /** `host[:port]`, without the port that the scheme has anyway. */
  readonly host: string;
}

/**
 * Passes if `Origin` is in `allowed`; else if `Sec-Fetch-Site` is `same-origin` or `none`; else if neither header is there
 * (a native client); else, with `Origin` alone, if its host is that of `X-Forwarded-Host` or `Host`, whatever the scheme,
 * which differs behind a proxy that ends TLS. `null` passes only when listed. Throws `origin_refused`.
 */
export function checkOrigin(headers: OriginHeaders, allowed: readonly string[]): void {
  const header = trimmed(headers.origin);
  const site = trimmed(headers.secFetchSite);
  const origin = parseOrigin(header);
  if (isListed(header, origin, allowed)) return;
  // A sandboxed frame of one's own page is "null" too, and nobody vouches for what runs in it.
  if (header === "null") throw refused(header, origin);
  if (site === "same-origin" || site === "none") return;
  if (header === "" && site === "") return;
  if (site === "" && origin && isOwnHost(origin, headers)) return;
  throw refused(header, origin);
}

const trimmed = (text: string) => text.replace(/^[ \t]+|[ \t]+$/g, "");

/** A host as it is compared; empty for what is no host. Letters are looked at before they are lowered: some become ASCII. */
function parseHost(scheme: string, text: string): string {
  const host = trimmed(text);
  if (!/^[0-9A-Za-z\-._~[\]:%]+$/.test(host)) return "";
  const port = scheme === "https" ? ":443" : scheme === "http" ? ":80" : "";
  const lower = host.toLowerCase();
  return port !== "" && lower.endsWith(port) ? lower.slice(0, -port.length) : lower;
}

/** An `Origin` header, or an address from which somebody copied one: what follows the host is left out. */
function parseOrigin(text: string): Origin | undefined {
  const parts = /^([0-9A-Za-z+\-.]+):\/\/([^/]*)/.exec(trimmed(text));
  if (!parts) return undefined;
  const scheme = parts[1]!.toLowerCase();
  const host = parseHost(scheme, parts[2]!);
  return host === "" ? undefined : { scheme, host };
}

function isListed(header: string, origin: Origin | undefined, allowed: readonly string[]): boolean {
  return allowed.some((entry) => {
    if (header === "null" && trimmed(entry) === "null") return true;
    const listed = origin && parseOrigin(entry);
    return listed !== undefined && listed.scheme === origin!.scheme && listed.host === origin!.host;
  });
}

function isOwnHost({ scheme, host }: Origin, headers: OriginHeaders): boolean {
  // Each proxy appends its own: the first is what the browser asked for.
  const [forwarded = ""] = headers.forwardedHost.split(",", 1);
  return host === parseHost(scheme, forwarded) || host === parseHost(scheme, headers.host);
}

function refused(header: string, origin: Origin | undefined): FanfareError {
  const because = (message: string) => new FanfareError("origin_refused", message);
  if (header === "") return because("The request comes from a page of another site, which it does not name.");
  if (header === "null") {
    return because(
      "The request comes from a page without an origin (a file, a sandboxed frame). If such pages shall be served, " +
        'add allowedOrigins: ["null"].',
    );
  }
  if (!origin) return because("The request's Origin header is malformed.");
  const text = `${origin.scheme}://${origin.host}`;
  const shown = `"${text.slice(0, 200)}${text.length > 200 ? "…" : ""}"`;
  return because(
    `The request comes from ${shown}, another origin than this server's. If that page is yours, add ` +
      `allowedOrigins: [${shown}].`,
  );
}
