import { Configuration, type BroadcastConfiguration } from "../../configuration/configuration.js";
import type { BroadcastOptions } from "../../configuration/options.js";
import { parseOptions, type Settings } from "../../configuration/settings.js";
import { prepareApp } from "../../wasm/core.js";
import type { Driver } from "../driver.js";
import { missingCredentials, type Outlet, type Outlets } from "../outlet.js";
import { Queue } from "../queue.js";
import { FakeDriver } from "./fake.js";
import { logDriver } from "./log.js";
import { nullDriver } from "./null.js";
import { PusherDriver } from "./pusher.js";

/** The outlets of a configuration, made when they are first used, with one of them in use. */
export class ConfiguredOutlets<User> implements Outlets {
  /** The outlet in use. */
  readonly own: Outlet;
  /** The options of the outlet in use. */
  readonly options: BroadcastOptions<User>;
  readonly #configuration: Configuration<User>;
  /** Whether the caller chose the driver, so that events cannot choose another. */
  readonly #isChosen: boolean;
  readonly #others: Map<string, ConfiguredOutlets<User>>;
  readonly #queue: () => Queue;

  /** Throws `unknown_driver`, `invalid_option` and `missing_credentials`. */
  constructor(configuration: Configuration<User>, driver?: string, origin?: ConfiguredOutlets<User>) {
    this.#configuration = configuration;
    this.#isChosen = driver !== undefined;
    this.#others = origin ? origin.#others : new Map<string, ConfiguredOutlets<User>>();
    this.options = configuration.requireDriver(driver ?? configuration.default);
    this.own = createOutlet(parseOptions(this.options as BroadcastOptions<never>));
    let queue: Queue | undefined;
    this.#queue = origin ? origin.#queue : () => (queue ??= new Queue(this.#queueLimits()));
  }

  /** Those that the constructor of `Broadcast` is given, or new ones from its options. */
  static from<User>(
    options: BroadcastOptions<User> | BroadcastConfiguration<User> | ConfiguredOutlets<User>,
    driver?: string,
  ): ConfiguredOutlets<User> {
    if (options instanceof ConfiguredOutlets) return options;
    return new ConfiguredOutlets(new Configuration(options), driver);
  }

  /** What all drivers send later, within the limits of the default one. */
  get queue(): Queue {
    return this.#queue();
  }

  find(driver?: string, via?: string): Outlet {
    const name = driver ?? (this.#isChosen ? undefined : via);
    return name === undefined ? this.own : this.choose(name).own;
  }

  /** The same outlets with another in use. Throws `unknown_driver`. */
  choose(driver: string): ConfiguredOutlets<User> {
    // Code under test may name the driver of production.
    if (this.own.driver instanceof FakeDriver) return this;
    let chosen = this.#others.get(driver);
    if (!chosen) {
      chosen = new ConfiguredOutlets(this.#configuration, driver, this);
      this.#others.set(driver, chosen);
    }
    return chosen;
  }

  #queueLimits() {
    const options = this.#configuration.requireDriver(this.#configuration.default);
    return parseOptions(options as BroadcastOptions<never>).queue;
  }
}

function createOutlet(settings: Settings): Outlet {
  const { appId, key, secret } = settings.credentials;
  if (settings.driver === "pusher" && settings.missing) throw missingCredentials(settings);
  const app = settings.missing ? undefined : prepareApp(appId, key, secret, settings.signedPrefix);
  return { driver: createDriver(settings, app), settings, app };
}

function createDriver(settings: Settings, app: Outlet["app"]): Driver {
  switch (settings.driver) {
    case "pusher":
      return new PusherDriver(settings, app!);
    case "log":
      return logDriver(settings);
    case "null":
      return nullDriver(settings);
    case "fake":
      return new FakeDriver(settings);
  }
}
