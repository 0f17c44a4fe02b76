import type { AddressInfo } from "node:net";
import { FanfareError } from "../src/errors.js";
import type { HubEvent } from "./actions.js";
import type { Occupancy } from "./engine.js";
import { Host } from "./host.js";

export { FanfareError } from "../src/errors.js";
export type { HubEvent } from "./actions.js";
export type { Occupancy } from "./engine.js";

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
  /** The address to listen on, `127.0.0.1` by default. On any other than loopback, secrets need 32 characters. */
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

/** The options of a `Broadcast`, or of the `pusher` package, that sends through a hub. */
export interface HubServerOptions extends HubApp {
  host: string;
  port: number;
  useTLS: false;
}

/** The options of a pusher-js that connects to a hub. */
export interface HubClientOptions {
  cluster: string;
  wsHost: string;
  wsPort: number;
  forceTLS: false;
  enabledTransports: ["ws"];
}

/** The app of a hub that is given none. Everybody knows its secret, so it is for loopback alone. */
export const defaultApp: Readonly<HubApp> = { appId: "app-id", key: "app-key", secret: "app-secret" };

/**
 * A server of the Pusher Channels protocol in this process: for development and tests, without an account or a network.
 *
 * ```ts
 * import { Broadcast } from "fanfare";
 * import { Hub } from "fanfare/hub";
 *
 * const hub = await Hub.listen();
 * const broadcast = new Broadcast(hub.options);
 * const pusher = new Pusher(hub.options.key, hub.client);
 * // …
 * await hub.close();
 * ```
 */
export class Hub {
  /** The port that it listens on. */
  readonly port: number;
  /** Where it is reached: `http://127.0.0.1:6001`. */
  readonly url: string;
  /** The options for a pusher-js that connects to it: `new Pusher(hub.options.key, hub.client)`. */
  readonly client: HubClientOptions;
  readonly #host: Host;
  readonly #options: HubServerOptions;
  #closed: Promise<void> | undefined;

  private constructor(host: Host, address: AddressInfo, app: HubApp) {
    this.#host = host;
    this.port = address.port;
    const name = address.address === "0.0.0.0" ? "127.0.0.1" : address.address === "::" ? "::1" : address.address;
    const authority = name.includes(":") ? `[${name}]` : name;
    this.url = `http://${authority}:${address.port}`;
    this.#options = { ...app, host: authority, port: address.port, useTLS: false };
    this.client = {
      cluster: "hub",
      wsHost: authority,
      wsPort: address.port,
      forceTLS: false,
      // with "wss" it would try port 443 of this machine whenever the hub is down
      enabledTransports: ["ws"],
    };
  }

  /**
   * Starts a hub and resolves when it listens.
   *
   * Rejects with a `FanfareError`: `missing_credentials` for an app that cannot be used, `invalid_option` for a weak
   * secret on an address that others can reach, for two apps of one id or key, and for a port that is taken.
   */
  static async listen(options: HubOptions = {}): Promise<Hub> {
    const address = options.host ?? "127.0.0.1";
    const apps = options.apps ?? [
      {
        appId: options.appId ?? defaultApp.appId,
        key: options.key ?? defaultApp.key,
        secret: options.secret ?? defaultApp.secret,
      },
    ];
    const engineOptions = {
      apps,
      address,
      observe: options.onEvent !== undefined,
      dataBytes: options.limits?.dataBytes ?? 0,
      batchEvents: options.limits?.batchEvents ?? 0,
    };
    const host = new Host(engineOptions, options.onEvent);
    try {
      await listen(host, options.port ?? 0, address);
    } catch (error) {
      await host.close();
      throw error;
    }
    return new Hub(host, host.server.address() as AddressInfo, apps[0]!);
  }

  /** The options for a `Broadcast` that sends through this hub, as its first app: its secret among them. */
  get options(): HubServerOptions {
    return this.#options;
  }

  /** How many connections, channels, subscriptions and members it holds just now. */
  get occupancy(): Occupancy {
    return this.#host.occupancy;
  }

  /** Lets the process end although the hub still listens. */
  unref(): this {
    this.#host.unref();
    return this;
  }

  /** Closes every client with 4200, upon which pusher-js connects anew, and resolves when all is down. */
  close(): Promise<void> {
    this.#closed ??= this.#host.close();
    return this.#closed;
  }

  /** What a log may show of it. */
  toString(): string {
    return `Hub(${this.url})`;
  }

  /** @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

function listen(host: Host, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    host.server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, port, address)));
    host.server.listen(port, address, resolve);
  });
}

function explain(error: NodeJS.ErrnoException, port: number, address: string): FanfareError {
  const where = `${address}:${port}`;
  const reasons: Record<string, string> = {
    EADDRINUSE: `Another program listens on ${where} already, perhaps another hub: end it, or take another port.`,
    EACCES: `This user may not listen on ${where}: take a port above 1023.`,
    EADDRNOTAVAIL: `This machine has no address ${address}: listen on 127.0.0.1, or on an address of its own.`,
    ENOTFOUND: `The address ${address} is not known: listen on 127.0.0.1, or on an address of this machine.`,
  };
  const reason = reasons[error.code ?? ""] ?? `The hub cannot listen on ${where} (${error.code ?? error.message}).`;
  return new FanfareError("invalid_option", reason, { cause: error });
}
