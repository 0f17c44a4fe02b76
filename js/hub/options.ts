import { checkFunction, checkOptions, given, invalidOption, kindOf } from "../common/checks.js";
import type { HubEvent } from "./actions.js";

/** One app of a hub. The server and the page are configured with it. */
export interface HubApp {
  appId: string;
  key: string;
  secret: string;
}

/**
 * The options of `Hub.listen()`. The defaults are for one machine.
 *
 * ```ts
 * const hub = await Hub.listen({ port: 6001, appId: "3", key: "app-key", secret: "app-secret" });
 * ```
 */
export interface HubOptions {
  /** The port to listen on. 0, the default, takes a free one. */
  port?: number;
  /**
   * The address to listen on, `127.0.0.1` by default. On an address that other machines can reach, secrets need 32
   * random characters.
   */
  host?: string;
  /** The app's id, `app-id` by default. */
  appId?: string;
  /** The app's key, `app-key` by default. */
  key?: string;
  /** The app's secret, `app-secret` by default. */
  secret?: string;
  /** Several apps, instead of `appId`, `key` and `secret`. Apps share no channels. */
  apps?: readonly HubApp[];
  /**
   * Other limits than Pusher's: `dataBytes` of one event (10,240 by default), `batchEvents` of one request (10 by
   * default).
   */
  limits?: { dataBytes?: number; batchEvents?: number };
  /** Called with everything that happens. Without it the hub builds no such events. */
  onEvent?: (event: HubEvent) => void;
}

/** The options of a hub after validation, with their defaults. */
export interface HubSettings {
  readonly port: number;
  /** The address to listen on. An IPv6 address has no brackets here. */
  readonly address: string;
  readonly apps: readonly HubApp[];
  /** 0 means the default. */
  readonly limits: { readonly dataBytes: number; readonly batchEvents: number };
  readonly onEvent: ((event: HubEvent) => void) | undefined;
}

/** The default app of a hub. Its secret is public, so it is accepted on loopback only. */
export const defaultApp: Readonly<HubApp> = { appId: "app-id", key: "app-key", secret: "app-secret" };

const appNames = ["appId", "key", "secret"] as const;
const limitNames = ["dataBytes", "batchEvents"] as const;
const optionNames = ["port", "host", ...appNames, "apps", "limits", "onEvent"];

/**
 * The options after validation, with their defaults. Throws `invalid_option`. The engine checks the characters of ids,
 * keys and secrets.
 */
export function checkHubOptions(options: HubOptions): HubSettings {
  checkOptions(options, "Hub.listen()", optionNames);
  const { port = 0, host = "127.0.0.1" } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw invalidOption("port must be a whole number from 0 to 65535; 0 takes a free port.");
  if (typeof host !== "string" || host === "")
    throw invalidOption('host must be an address to listen on, "127.0.0.1" or "::1".');
  return {
    port,
    address: host.replace(/^\[(.*)\]$/, "$1"),
    apps: checkApps(options),
    limits: checkLimits(options.limits),
    onEvent: checkFunction("onEvent", options.onEvent),
  };
}

function checkApps({ apps, appId, key, secret }: HubOptions): readonly HubApp[] {
  const single = given({ appId, key, secret });
  if (apps === undefined) return [checkApp({ ...defaultApp, ...single } as HubApp, "")];
  if (!Array.isArray(apps))
    throw invalidOption(`apps must be a list, [{ appId, key, secret }], not ${kindOf(apps)}.`);
  const [unlisted] = Object.keys(single);
  if (unlisted)
    throw invalidOption(`apps replaces ${unlisted}: put it into the list, { ${appNames.join(", ")} }.`);
  return apps.map((app: HubApp, i) => {
    checkOptions(app, `apps[${i}]`, appNames);
    return checkApp(app, `apps[${i}].`);
  });
}

function checkApp({ appId, key, secret }: HubApp, where: string): HubApp {
  const app = { appId, key, secret };
  for (const name of appNames)
    if (typeof app[name] !== "string")
      throw invalidOption(`${where}${name} must be a string, not ${kindOf(app[name])}.`);
  return app;
}

function checkLimits(limits: HubOptions["limits"] = {}): HubSettings["limits"] {
  checkOptions(limits, "limits", limitNames);
  for (const name of limitNames) {
    const value = limits[name];
    if (value !== undefined && !(Number.isInteger(value) && value > 0 && value < 2 ** 31))
      throw invalidOption(`limits.${name} must be a whole number above 0.`);
  }
  const { dataBytes = 0, batchEvents = 0 } = limits;
  return { dataBytes, batchEvents };
}
