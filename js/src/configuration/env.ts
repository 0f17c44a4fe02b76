// Options from environment variables.

import { given } from "../../common/checks.js";
import { FanfareError } from "../../common/errors.js";
import type { BroadcastOptions, DriverName } from "./options.js";

/** Environment variables by name: `process.env`, a Worker's `env`. */
export type Env = Readonly<Record<string, unknown>>;

interface Runtime {
  process?: { env?: Env };
  Deno?: { env: { get(name: string): string | undefined } };
}

function variableReader(env: Env | undefined): (name: string) => string | undefined {
  const { process, Deno } = globalThis as unknown as Runtime;
  const variables = env ?? process?.env;
  const read = (name: string) => (variables ? variables[name] : Deno?.env.get(name));
  return (name) => {
    // a Worker's variables may be numbers
    const found = read(name);
    const value = typeof found === "number" ? String(found) : found;
    // `PUSHER_HOST=` in a .env file means no host
    return typeof value === "string" && value !== "" ? value : undefined;
  };
}

/** The options in `https://key:secret@host:port/apps/id`. No message shows the URL: it holds the secret. */
function parseUrl(text: string): BroadcastOptions<never> {
  let url: URL;
  let key: string;
  let secret: string;
  try {
    url = new URL(text);
    key = decodeURIComponent(url.username);
    secret = decodeURIComponent(url.password);
  } catch {
    throw malformedUrl();
  }
  const path = /^(.*)\/apps\/([^/]+)\/?$/.exec(url.pathname);
  if (!/^https?:$/.test(url.protocol) || !path) throw malformedUrl();
  const options: BroadcastOptions<never> = {
    appId: path[2]!,
    host: url.hostname,
    useTLS: url.protocol === "https:",
  };
  if (path[1]) options.path = path[1];
  if (url.port) options.port = url.port;
  if (key) options.key = key;
  if (secret) options.secret = secret;
  return options;
}

const malformedUrl = () =>
  new FanfareError("invalid_option", "PUSHER_URL has the form https://key:secret@api-eu.pusher.com/apps/id.");

/**
 * The options in the environment. A variable of its own beats its part of `PUSHER_URL`; an empty one counts as not set.
 * Throws `invalid_option`.
 */
export function parseEnv(env?: Env): BroadcastOptions<never> {
  const read = variableReader(env);
  const url = read("PUSHER_URL");
  const options = url === undefined ? {} : parseUrl(url);
  const scheme = read("PUSHER_SCHEME");
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") {
    throw new FanfareError("invalid_option", "PUSHER_SCHEME is http or https.");
  }
  const variables: BroadcastOptions<never> = {
    driver: read("BROADCAST_DRIVER") as DriverName | undefined,
    appId: read("PUSHER_APP_ID"),
    key: read("PUSHER_APP_KEY"),
    secret: read("PUSHER_APP_SECRET"),
    encryptionMasterKeyBase64: read("PUSHER_ENCRYPTION_MASTER_KEY_BASE64"),
    cluster: read("PUSHER_APP_CLUSTER"),
    host: read("PUSHER_HOST"),
    port: read("PUSHER_PORT"),
    useTLS: scheme === undefined ? undefined : scheme === "https",
  };
  return { ...options, ...given(variables) };
}
