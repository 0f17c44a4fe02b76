import type { AddressInfo } from "node:net";
import { FanfareError } from "../common/errors.js";
import type { Occupancy } from "./engine.js";
import { Host } from "./host.js";
import { hubSettings, type HubApp, type HubOptions } from "./options.js";

export { FanfareError } from "../common/errors.js";
export type { HubEvent } from "./actions.js";
export type { Occupancy } from "./engine.js";
export { defaultApp } from "./options.js";
export type { HubApp, HubOptions } from "./options.js";

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
    const name =
      address.address === "0.0.0.0" ? "127.0.0.1" : address.address === "::" ? "::1" : address.address;
    const authority = name.includes(":") ? `[${name}]` : name;
    this.url = `http://${authority}:${address.port}`;
    this.#options = quiet({ ...app, host: authority, port: address.port, useTLS: false });
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
   * Rejects with a `FanfareError`: `missing_credentials` for an app that cannot be used, `invalid_option` for options
   * that cannot be used, a weak secret on an address that others can reach, two apps of one id or key, and a port that is taken.
   */
  static async listen(options: HubOptions = {}): Promise<Hub> {
    const { port, address, apps, limits, onEvent } = hubSettings(options);
    const host = new Host({ apps, address, observe: onEvent !== undefined, ...limits }, onEvent);
    try {
      await listen(host, port, address);
    } catch (error) {
      await host.close();
      throw error;
    }
    return new Hub(host, host.server.address() as AddressInfo, apps[0]!);
  }

  /** The options for a `Broadcast` that sends through this hub, as its first app: its secret among them, which is not printed. */
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

/** Has `console.log` leave the secret out. Copies and JSON have it, for that is how the options are handed on. */
function quiet(options: HubServerOptions): HubServerOptions {
  const print = { value: () => ({ ...options, secret: "(not printed)" }) };
  return Object.defineProperty(options, Symbol.for("nodejs.util.inspect.custom"), print);
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
  const reason =
    reasons[error.code ?? ""] ?? `The hub cannot listen on ${where} (${error.code ?? error.message}).`;
  return new FanfareError("invalid_option", reason, { cause: error });
}
