import { given } from "../../common/checks.js";
import { FanfareError } from "../../common/errors.js";
import { Queue } from "../sending/queue.js";
import { checkNames, settingsOf, unknownDriver, type BroadcastOptions, type DriverName } from "./options.js";

/** One driver of a configuration, by Masonite's names or by Pusher's: `client` means key, `ssl` means TLS. */
export interface DriverConfig extends BroadcastOptions<never> {
  app_id?: string | number;
  client?: string;
  ssl?: boolean;
  sign_path?: boolean;
  encryption_master_key_base64?: string;
}

/**
 * Several drivers: `default` names the one that is used unless `broadcast.driver(name)` picks another. Beside them go the
 * options that all share: `user`, `logger`, `transport`, `signal`, `rescue`, `waitUntil`.
 */
export interface BroadcastConfig<User = unknown> extends Pick<BroadcastOptions<User>, SharedOption> {
  default: string;
  [driver: string]: DriverConfig | string | BroadcastOptions<User>[SharedOption];
}

const shared = ["user", "logger", "transport", "signal", "rescue", "waitUntil"] as const;
type SharedOption = (typeof shared)[number];

export function isConfig<User>(
  options: BroadcastOptions<User> | BroadcastConfig<User>,
): options is BroadcastConfig<User> {
  return "default" in options;
}

/** The options of each driver, by its name; the options of a single driver stand under that driver's own name. */
export class Configuration<User> {
  readonly default: string;
  readonly #drivers: ReadonlyMap<string, BroadcastOptions<User>>;
  #queue: Queue | undefined;

  constructor(options: BroadcastOptions<User> | BroadcastConfig<User>) {
    if (typeof options !== "object" || options === null) {
      throw new FanfareError(
        "invalid_option",
        'new Broadcast() takes its options: { appId, key, secret, cluster: "eu" }, or use Broadcast.fromEnv().',
      );
    }
    if (isConfig(options)) {
      this.default = options.default;
      this.#drivers = driversOf(options);
    } else {
      this.default = options.driver ?? "pusher";
      this.#drivers = new Map([[this.default, options]]);
    }
  }

  /** What all drivers send later, within the limits of the default one. */
  get queue(): Queue {
    return (this.#queue ??= new Queue(
      settingsOf(this.optionsOf(this.default) as BroadcastOptions<never>).queue,
    ));
  }

  /** Throws `unknown_driver`. */
  optionsOf(name: string): BroadcastOptions<User> {
    const options = this.#drivers.get(name);
    if (!options) throw unknownDriver(name, [...this.#drivers.keys()]);
    return options;
  }
}

function driversOf<User>(config: BroadcastConfig<User>): Map<string, BroadcastOptions<User>> {
  const common: BroadcastOptions<User> = {};
  const drivers = new Map<string, BroadcastOptions<User>>();
  for (const name of shared) Object.assign(common, given({ [name]: config[name] }));
  for (const [name, entry] of Object.entries(config)) {
    if (name === "default" || (shared as readonly string[]).includes(name)) continue;
    if (typeof entry !== "object" || entry === null) {
      throw new FanfareError(
        "invalid_option",
        `"${name}" of the configuration is an object with the options of that driver.`,
      );
    }
    drivers.set(name, { ...common, ...plainNames(name, given(entry as DriverConfig)) });
  }
  return drivers;
}

/** Masonite's names as Pusher's. An entry without `driver` is the driver of its own name. */
function plainNames(name: string, entry: DriverConfig): BroadcastOptions<never> {
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
