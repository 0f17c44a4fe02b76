import { FanfareError } from "../../common/errors.js";
import type { Settings } from "../configuration/settings.js";
import type { AppKey } from "../wasm/core.js";
import type { Driver } from "./driver.js";
import type { Queue } from "./queue.js";

/** A driver with the settings in use. */
export interface Outlet {
  readonly driver: Driver;
  readonly settings: Settings;
  /** Signs; undefined when credentials are missing. */
  readonly app: AppKey | undefined;
}

/** Where a `Broadcast` sends. */
export interface Outlets {
  /** The outlet that the caller names, else the one that the event names (`broadcastVia`), else the default. */
  find(driver?: string, via?: string): Outlet;
  /** The queue of `later()`, which all outlets share. */
  readonly queue: Queue;
}

/** The key that signs. Throws `missing_credentials`. */
export function requireApp({ app, settings }: Outlet): AppKey {
  if (!app) throw missingCredentials(settings);
  return app;
}

export function missingCredentials({ missing }: Settings): FanfareError {
  return new FanfareError(
    "missing_credentials",
    `Missing: ${missing}. Give them to new Broadcast({ … }), or set the variables and use Broadcast.fromEnv().`,
  );
}

/** A description that is safe to log. */
export function describeOutlet({ settings: { driver, host, credentials } }: Outlet): string {
  return driver === "pusher"
    ? `Broadcast(pusher, ${host}, app ${credentials.appId})`
    : `Broadcast(${driver})`;
}
