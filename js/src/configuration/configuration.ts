// Several drivers with a default.

import { given } from "../../common/checks.js";
import { FanfareError } from "../../common/errors.js";
import { checkNames, unknownDriver, type BroadcastOptions, type DriverName } from "./options.js";

/** The options of one driver of a configuration, named as in Masonite or as in Pusher's libraries. */
export interface DriverOptions extends BroadcastOptions<never> {
  app_id?: string | number;
  /** The key. */
  client?: string;
  /** Whether to use TLS. */
  ssl?: boolean;
  sign_path?: boolean;
  encryption_master_key_base64?: string;
}

/**
 * Several drivers. `default` names the one in use unless `broadcast.driver(name)` picks another. The options that all
 * drivers share stand beside them: `user`, `logger`, `transport`, `signal`, `rescue`, `waitUntil`.
 *
 * ```ts
 * const broadcast = new Broadcast({
 *   default: "live",
 *   live: { driver: "pusher", app_id: "1", client: "key", secret: "secret", cluster: "eu" },
 *   log: { driver: "log" },
 * });
 * ```
 */
export interface BroadcastConfiguration<User = unknown> extends Pick<BroadcastOptions<User>, SharedOption> {
  default: string;
  [driver: string]: DriverOptions | string | BroadcastOptions<User>[SharedOption];
}

const sharedNames = ["user", "logger", "transport", "signal", "rescue", "waitUntil"] as const;
type SharedOption = (typeof sharedNames)[number];

function hasDrivers<User>(
  options: BroadcastOptions<User> | BroadcastConfiguration<User>,
): options is BroadcastConfiguration<User> {
  return "default" in options;
}

/** A configuration after its shape was checked; the options of a single driver become one under that driver's name. */
export class Configuration<User> {
  readonly default: string;
  readonly #drivers: ReadonlyMap<string, BroadcastOptions<User>>;

  /** Throws `invalid_option`. The options of each driver are checked when it is first used. */
  constructor(options: BroadcastOptions<User> | BroadcastConfiguration<User>) {
    if (typeof options !== "object" || options === null) {
      throw new FanfareError(
        "invalid_option",
        'new Broadcast() takes its options: { appId, key, secret, cluster: "eu" }, or use Broadcast.fromEnv().',
      );
    }
    if (hasDrivers(options)) {
      this.default = options.default;
      this.#drivers = parseDrivers(options);
    } else {
      this.default = options.driver ?? "pusher";
      this.#drivers = new Map([[this.default, options]]);
    }
  }

  /** The options of one driver. Throws `unknown_driver`. */
  requireDriver(name: string): BroadcastOptions<User> {
    const options = this.#drivers.get(name);
    if (!options) throw unknownDriver(name, [...this.#drivers.keys()]);
    return options;
  }
}

function parseDrivers<User>(
  configuration: BroadcastConfiguration<User>,
): Map<string, BroadcastOptions<User>> {
  const shared: BroadcastOptions<User> = {};
  const drivers = new Map<string, BroadcastOptions<User>>();
  for (const name of sharedNames) Object.assign(shared, given({ [name]: configuration[name] }));
  for (const [name, entry] of Object.entries(configuration)) {
    if (name === "default" || (sharedNames as readonly string[]).includes(name)) continue;
    if (typeof entry !== "object" || entry === null) {
      throw new FanfareError(
        "invalid_option",
        `"${name}" of the configuration is an object with the options of that driver.`,
      );
    }
    drivers.set(name, { ...shared, ...parseDriver(name, given(entry as DriverOptions)) });
  }
  return drivers;
}

/** Masonite's names as Pusher's. An entry without `driver` is the driver of its own name. */
function parseDriver(name: string, entry: DriverOptions): BroadcastOptions<never> {
  const { app_id, client, ssl, sign_path, encryption_master_key_base64: masterKey, ...options } = entry;
  const renamed: BroadcastOptions<never> = { driver: name as DriverName, ...options };
  if (app_id !== undefined) renamed.appId = app_id;
  if (client !== undefined) renamed.key = client;
  if (ssl !== undefined) renamed.useTLS = ssl;
  if (sign_path !== undefined) renamed.signPath = sign_path;
  if (masterKey !== undefined) renamed.encryptionMasterKeyBase64 = masterKey;
  checkNames(renamed);
  return renamed;
}
