import { checkFunction, checkOptions, given, invalidOption, kindOf } from "../common/checks.js";
import type { HubEvent } from "./actions.js";

/** One app of a hub: what the server and the page are configured with. */
export interface HubApp {
  appId: string;
  key: string;
  secret: string;
}

/** How to start a hub. Everything has a default, for one machine alone. */
export interface HubOptions {
  /** 0, the default, takes a free port. */
  port?: number;
  /** The address to listen on, `127.0.0.1` by default. On any other than loopback, secrets need 32 random characters. */
  host?: string;
  /** The app's id, `app-id` by default. */
  appId?: string;
  /** The app's key, `app-key` by default. */
  key?: string;
  /** The app's secret, `app-secret` by default. */
  secret?: string;
  /** Several apps, in place of the one. Apps share no channels. */
  apps?: readonly HubApp[];
  /** What the hub takes, if that shall be more than Pusher does: bytes of an event's data (10,240), events of a batch (10). */
  limits?: { dataBytes?: number; batchEvents?: number };
  /** Is told of everything that happens. Without it nothing is spent on telling. */
  onEvent?: (event: HubEvent) => void;
}

/** What the options come to. */
export interface HubSettings {
  readonly port: number;
  /** Without the brackets that an IPv6 address has in a URL. */
  readonly address: string;
  readonly apps: readonly HubApp[];
  /** 0: the default. */
  readonly limits: { readonly dataBytes: number; readonly batchEvents: number };
  readonly onEvent: ((event: HubEvent) => void) | undefined;
}

/** The app of a hub that is given none. Everybody knows its secret, so it is for loopback alone. */
export const defaultApp: Readonly<HubApp> = { appId: "app-id", key: "app-key", secret: "app-secret" };

const appNames = ["appId", "key", "secret"] as const;
const limitNames = ["dataBytes", "batchEvents"] as const;
const optionNames = ["port", "host", ...appNames, "apps", "limits", "onEvent"];

/** The options, checked and with their defaults. Throws `invalid_option`; what an app may be called is the engine's to say. */
export function hubSettings(options: HubOptions): HubSettings {
  checkOptions(options, "Hub.listen()", optionNames);
  const { port = 0, host = "127.0.0.1" } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw invalidOption("port is a whole number from 0 to 65535; 0 takes a free one.");
  if (typeof host !== "string" || host === "")
    throw invalidOption('host is the address to listen on, "127.0.0.1" or "::1".');
  return {
    port,
    address: host.replace(/^\[(.*)\]$/, "$1"),
    apps: appsOf(options),
    limits: limitsOf(options.limits),
    onEvent: checkFunction("onEvent", options.onEvent),
  };
}

function appsOf({ apps, appId, key, secret }: HubOptions): readonly HubApp[] {
  const one = given({ appId, key, secret });
  if (apps === undefined) return [appOf({ ...defaultApp, ...one } as HubApp, "")];
  if (!Array.isArray(apps))
    throw invalidOption(`apps is a list, [{ appId, key, secret }], not ${kindOf(apps)}.`);
  const [beside] = Object.keys(one);
  if (beside)
    throw invalidOption(`apps come in place of ${beside}: put it into the list, { ${appNames.join(", ")} }.`);
  return apps.map((app: HubApp, i) => {
    checkOptions(app, `apps[${i}]`, appNames);
    return appOf(app, `apps[${i}].`);
  });
}

function appOf({ appId, key, secret }: HubApp, where: string): HubApp {
  const app = { appId, key, secret };
  for (const name of appNames)
    if (typeof app[name] !== "string")
      throw invalidOption(`${where}${name} is a string, not ${kindOf(app[name])}.`);
  return app;
}

function limitsOf(limits: HubOptions["limits"] = {}): HubSettings["limits"] {
  checkOptions(limits, "limits", limitNames);
  for (const name of limitNames) {
    const value = limits[name];
    if (value !== undefined && !(Number.isInteger(value) && value > 0 && value < 2 ** 31))
      throw invalidOption(`limits.${name} is a whole number above 0.`);
  }
  const { dataBytes = 0, batchEvents = 0 } = limits;
  return { dataBytes, batchEvents };
}
