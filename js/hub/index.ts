import type { AddressInfo } from "node:net";
import { FanfareError } from "../common/errors.js";
import type { Occupancy } from "./engine.js";
import { Host } from "./host.js";
import { checkHubOptions, type HubApp, type HubOptions } from "./options.js";

export { FanfareError } from "../common/errors.js";
export type { HubEvent } from "./actions.js";
export type { Occupancy } from "./engine.js";
export { defaultApp } from "./options.js";
export type { HubApp, HubOptions } from "./options.js";

/** The options for a `Broadcast`, or for the `pusher` package, to send through a hub. */
export interface HubServerOptions extends HubApp {
  host: string;
  port: number;
  useTLS: false;
}

/** The options for a pusher-js to connect to a hub. */
export interface HubClientOptions {
  cluster: string;
  wsHost: string;
  wsPort: number;
  forceTLS: false;
  enabledTransports: ["ws"];
}

/**
 * A server of the Pusher Channels protocol in this process, for development and tests. It needs no account and no
 * network.
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
  /** The port that the hub listens on. */
  readonly port: number;
  /** The hub's address: `http://127.0.0.1:6001`. */
  readonly url: string;
  /** The options for a pusher-js: `new Pusher(hub.options.key, hub.client)`. */
  readonly client: HubClientOptions;
  readonly #host: Host;
  readonly #options: HubServerOptions;
  #closed: Promise<void> | undefined;

  private constructor(host: Host, address: AddressInfo, app: HubApp) {
    this.#host = host;
    this.port = address.port;
    const reachable =
      address.address === "0.0.0.0" ? "127.0.0.1" : address.address === "::" ? "::1" : address.address;
    const authority = reachable.includes(":") ? `[${reachable}]` : reachable;
    this.url = `http://${authority}:${address.port}`;
    this.#options = withUnprintedSecret({ ...app, host: authority, port: address.port, useTLS: false });
    this.client = {
      cluster: "hub",
      wsHost: authority,
      wsPort: address.port,
      forceTLS: false,
      // with "wss", pusher-js would try port 443 of this machine whenever the hub is down
      enabledTransports: ["ws"],
    };
  }

  /**
   * Starts a hub, and resolves when it listens.
   *
   * ```ts
   * const hub = await Hub.listen({ port: 6001, onEvent: ({ what, channel }) => console.log(what, channel) });
   * ```
   *
   * Rejects with `missing_credentials` for an app without a usable id, key or secret, and with `invalid_option` for an
   * invalid option, a port that is taken, two apps with the same id or key, and a weak secret on an address that other
   * machines can reach.
   */
  static async listen(options: HubOptions = {}): Promise<Hub> {
    const { port, address, apps, limits, onEvent } = checkHubOptions(options);
    const host = new Host({ apps, address, observe: onEvent !== undefined, ...limits }, onEvent);
    try {
      await listen(host, port, address);
    } catch (error) {
      await host.close();
      throw error;
    }
    return new Hub(host, host.server.address() as AddressInfo, apps[0]!);
  }

  /**
   * The options for a `Broadcast` that sends as this hub's first app. They contain the secret, which `console.log` does
   * not print.
   */
  get options(): HubServerOptions {
    return this.#options;
  }

  /** How many connections, channels, subscriptions and members the hub holds now. */
  get occupancy(): Occupancy {
    return this.#host.occupancy;
  }

  /** Lets the process end while the hub listens. */
  unref(): this {
    this.#host.unref();
    return this;
  }

  /** Closes every client with 4200, so that pusher-js connects anew. Resolves when everything is closed. */
  close(): Promise<void> {
    this.#closed ??= this.#host.close();
    return this.#closed;
  }

  /** The hub as a log shows it, without its secret. */
  toString(): string {
    return `Hub(${this.url})`;
  }

  /** @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** Keeps the secret out of `console.log`. Copies and JSON contain it, because the options are passed on that way. */
function withUnprintedSecret(options: HubServerOptions): HubServerOptions {
  const print = { value: () => ({ ...options, secret: "(not printed)" }) };
  return Object.defineProperty(options, Symbol.for("nodejs.util.inspect.custom"), print);
}

function listen(host: Host, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    host.server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, port, address)));
    host.server.listen(port, address, resolve);
  });
}

function listenError(error: NodeJS.ErrnoException, port: number, address: string): FanfareError {
  const where = `${address}:${port}`;
  const reasons: Record<string, string> = {
    EADDRINUSE: `Another program listens on ${where}, perhaps another hub: end it, or use another port.`,
    EACCES: `This user may not listen on ${where}: use a port above 1023.`,
    EADDRNOTAVAIL: `This machine has no address ${address}: listen on 127.0.0.1, or on one that it has.`,
    ENOTFOUND: `The address ${address} is unknown: listen on 127.0.0.1, or on an address of this machine.`,
  };
  const reason =
    reasons[error.code ?? ""] ?? `The hub cannot listen on ${where} (${error.code ?? error.message}).`;
  return new FanfareError("invalid_option", reason, { cause: error });
}
