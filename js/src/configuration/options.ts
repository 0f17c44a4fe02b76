import type { Broadcastable } from "../../events/event.js";
import { invalidOption as invalid, type Nobody } from "../../common/checks.js";
import { prepareMasterKey, type Limits, type MasterKey } from "../wasm/core.js";
import { FanfareError } from "../../common/errors.js";
import { limits as core } from "../wasm/limits.js";
import type { RetryPolicy } from "../sending/retry.js";
import type { Transport } from "../../platform/transport.js";

/** Where a broadcast goes: `pusher` is any server that speaks the protocol. */
export type DriverName = "pusher" | "log" | "null" | "fake";

/** Where Fanfare tells what it has to tell. `console` is one. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
}

/** Who sends or asks: the session's user, or null, undefined or false when nobody is signed in. */
export type UserOf<User> = (request: Request, context: any) => User | Nobody | Promise<User | Nobody>;

/** Gets why an event was not sent, and the event: the object, or its name. */
export type Rescue = (error: FanfareError, event: Broadcastable | string) => void | Promise<void>;

/** What `later()` holds, what is under way included. */
export interface QueueLimits {
  /** 1,000 by default. */
  queueEvents: number;
  /** Of their payloads together; 8 MiB by default. */
  queueBytes: number;
}

/** What a `Broadcast` needs to know, by the names of the official libraries. Times are milliseconds. */
export interface BroadcastOptions<User = unknown> {
  /** `"pusher"` by default. */
  driver?: DriverName;
  appId?: string | number;
  key?: string;
  secret?: string;
  /** The key of encrypted channels, which Pusher never gets: the base64 of 32 random bytes, `openssl rand -base64 32`. */
  encryptionMasterKeyBase64?: string;
  /** Pusher's cluster, `"mt1"` by default: it gives the host `api-{cluster}.pusher.com`. */
  cluster?: string;
  /** Another server than Pusher's, without scheme and port: `"127.0.0.1"`. */
  host?: string;
  /** By default 443, or 80 without TLS. */
  port?: number | string;
  /** On unless it is turned off. */
  useTLS?: boolean;
  /** A proxy's prefix of the API's path: `"/push"`. */
  path?: string;
  /** Whether `path` is signed, too: the server sees it, for the proxy does not take it off. Off unless it is turned on. */
  signPath?: boolean;
  /** For one attempt, the answer's body included; 5,000 by default. */
  timeout?: number;
  /** For a connection to stand, TLS included; 2,000 by default. */
  connectTimeout?: number;
  /** For a whole broadcast, every attempt and wait included; 10,000 by default, or `timeout` if that is longer. */
  totalTimeout?: number;
  /**
   * What is tried again: `"safe"` (default) what cannot arrive twice, `"at-least-once"` also what may have arrived,
   * `"once"` nothing.
   */
  delivery?: "safe" | "at-least-once" | "once";
  /** The server remembers idempotency keys (the hub, Sockudo): `safe` then tries again what may have arrived, too. */
  idempotent?: boolean;
  /** What the server takes, where it is not Pusher's own, and what is queued for it. */
  limits?: Partial<Limits & QueueLimits>;
  /** Sends the requests in place of the runtime's own. */
  transport?: Transport;
  /** Cancels everything that is under way, and what comes later. */
  signal?: AbortSignal;
  /** `console` by default. */
  logger?: Logger;
  /**
   * Takes a failure to send, a `FanfareError`, so that it is not thrown: the result has it as `rescued`. What an event's own
   * code throws, or `user`, is a mistake in it and is thrown all the same.
   */
  rescue?: Rescue;
  /** Keeps an edge worker alive until what `later()` took is sent: `(promise) => context.waitUntil(promise)`. */
  waitUntil?: (promise: Promise<unknown>) => void;
  /** Finds the user of a request, for `forRequest()` and for `routes()`. */
  user?: UserOf<User>;
}

/** What the options come to. */
export interface Settings {
  readonly driver: DriverName;
  readonly credentials: { readonly appId: string; readonly key: string; readonly secret: string };
  /** What is missing of the credentials, as a sentence; empty when nothing is. */
  readonly missing: string;
  /** What encrypted channels are sealed with; undefined where none was given. */
  readonly master: MasterKey | undefined;
  /** `https://api-eu.pusher.com` */
  readonly origin: string;
  /** For messages: `api-eu.pusher.com`, with a port if it is not the scheme's own. */
  readonly host: string;
  readonly path: string;
  /** As much of `path` as is signed. */
  readonly signedPrefix: string;
  readonly limits: Limits;
  readonly queue: QueueLimits;
  readonly policy: RetryPolicy;
  readonly timeout: number;
  readonly connectTimeout: number;
  readonly transport: Transport | undefined;
  readonly signal: AbortSignal | undefined;
  readonly logger: Logger;
  readonly rescue: Rescue | undefined;
  readonly waitUntil: ((promise: Promise<unknown>) => void) | undefined;
}

const optionNames = [
  "driver", "appId", "key", "secret", "encryptionMasterKeyBase64", "cluster", "host", "port", "useTLS", "path", "signPath", "timeout", "connectTimeout",
  "totalTimeout", "delivery", "idempotent", "limits", "transport", "signal", "logger", "rescue", "waitUntil", "user",
] as const satisfies readonly (keyof BroadcastOptions)[]; // prettier-ignore

export const driverNames: readonly DriverName[] = ["pusher", "log", "null", "fake"];
const deliveries = ["safe", "at-least-once", "once"] as const;

/** Throws `invalid_option` for an option of no such name: a misspelt `useTLS` would send in the clear. */
export function checkNames(options: object): void {
  const unknown = Object.keys(options).find((name) => !(optionNames as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw invalid(`There is no option "${unknown}". There are: ${optionNames.join(", ")}.`);
}

export function unknownDriver(name: unknown, known: readonly string[]): FanfareError {
  return new FanfareError(
    "unknown_driver",
    `There is no driver ${JSON.stringify(name)}. There are: ${known.join(", ")}.`,
  );
}

/** The options, checked and with their defaults. Throws `invalid_option` and `unknown_driver`. */
export function settingsOf(options: BroadcastOptions<never>): Settings {
  checkNames(options);
  const { driver = "pusher" } = options;
  if (!driverNames.includes(driver)) throw unknownDriver(driver, driverNames);
  const { delivery = "safe", useTLS = true, signPath = false, idempotent = false } = options;
  if (!deliveries.includes(delivery)) throw invalid(`delivery is one of ${deliveries.join(", ")}.`);
  if (typeof useTLS !== "boolean") throw invalid("useTLS is true or false.");
  if (typeof signPath !== "boolean") throw invalid("signPath is true or false.");
  if (typeof idempotent !== "boolean") throw invalid("idempotent is true or false.");

  functionOf("user", options.user);

  const hostname = hostOf(options);
  const path = pathOf(options.path);
  const port = portOf(options.port, useTLS);
  const host = hostname + (port === undefined ? "" : `:${port}`);
  const timeout = millisecondsOf("timeout", options.timeout, 5_000);
  const total = millisecondsOf("totalTimeout", options.totalTimeout, Math.max(10_000, timeout));
  return {
    driver,
    ...credentialsOf(options),
    master: masterKeyOf(options.encryptionMasterKeyBase64),
    origin: `${useTLS ? "https" : "http"}://${host}`,
    host,
    path,
    signedPrefix: signPath ? path : "",
    ...limitsOf(options.limits, hostname),
    policy: { delivery, idempotent, attempts: 3, base: 100, cap: 2_000, total },
    timeout,
    connectTimeout: millisecondsOf("connectTimeout", options.connectTimeout, 2_000),
    transport: functionOf("transport", options.transport),
    signal: signalOf(options.signal),
    logger: loggerOf(options.logger),
    rescue: functionOf("rescue", options.rescue),
    waitUntil: functionOf("waitUntil", options.waitUntil),
  };
}

function credentialsOf(options: BroadcastOptions<never>): Pick<Settings, "credentials" | "missing"> {
  const appId = typeof options.appId === "number" ? String(options.appId) : options.appId;
  const { key, secret } = options;
  const given = {
    "appId (PUSHER_APP_ID)": appId,
    "key (PUSHER_APP_KEY)": key,
    "secret (PUSHER_APP_SECRET)": secret,
  };
  const missing = Object.entries(given).filter(([, value]) => typeof value !== "string" || value === "");
  return {
    credentials: { appId: appId ?? "", key: key ?? "", secret: secret ?? "" },
    missing: missing.map(([name]) => name).join(", "),
  };
}

function masterKeyOf(base64: string | undefined): MasterKey | undefined {
  if (base64 === undefined) return undefined;
  // not the value: it may be the key in another form
  if (typeof base64 !== "string") {
    throw new FanfareError(
      "invalid_master_key",
      "encryptionMasterKeyBase64 is a string: the base64 of 32 bytes.",
    );
  }
  return prepareMasterKey(base64);
}

function hostOf({ host, cluster }: BroadcastOptions<never>): string {
  if (host !== undefined) {
    // Nothing that could end the host within a URL: no userinfo, port, path, query, percent sign or line break.
    const plain = /^(?![-.])(?!.*\.\.)[A-Za-z0-9_.-]{1,253}$|^\[[0-9A-Fa-f:.]{2,45}\]$/;
    if (typeof host !== "string" || !plain.test(host)) {
      throw invalid(
        'host is a name or an address alone, "push.example.com" or "[::1]": ' +
          "give the port as port, TLS as useTLS and a prefix as path.",
      );
    }
    return host.toLowerCase();
  }
  const short = /^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/;
  if (cluster !== undefined && (typeof cluster !== "string" || !short.test(cluster))) {
    throw invalid(
      'cluster is the short name on the app\'s page, such as "eu" or "mt1": letters, digits and dashes.',
    );
  }
  return `api-${(cluster ?? "mt1").toLowerCase()}.pusher.com`;
}

function portOf(port: number | string | undefined, useTLS: boolean): number | undefined {
  if (port === undefined) return undefined;
  const number = typeof port === "string" && /^\d{1,5}$/.test(port) ? Number(port) : port;
  if (!Number.isInteger(number) || (number as number) < 1 || (number as number) > 65_535) {
    throw invalid("port is a whole number from 1 to 65535.");
  }
  return number === (useTLS ? 443 : 80) ? undefined : (number as number);
}

function pathOf(path: string | undefined): string {
  if (path === undefined || path === "" || path === "/") return "";
  if (typeof path !== "string" || !/^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~-]+)+\/?$/.test(path)) {
    throw invalid('path begins with "/" and has letters, digits and . _ ~ - between slashes: "/push".');
  }
  return path.replace(/\/$/, "");
}

/** In milliseconds. Above it timers fire at once (html.spec.whatwg.org: setTimeout's delay is a 32-bit integer). */
export const longestTimer = 2 ** 31 - 1;

function millisecondsOf(name: string, value: number | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (typeof value !== "number" || !(value > 0 && value <= longestTimer))
    throw invalid(`${name} is a number of milliseconds above 0.`);
  return value;
}

function limitsOf(
  given: Partial<Limits & QueueLimits> = {},
  hostname: string,
): { limits: Limits; queue: QueueLimits } {
  // Pusher documents 164 characters; what other servers take is what the official libraries let through.
  const pusher = /(^|\.)(pusher|pusherapp)\.com\.?$/.test(hostname);
  const known: Limits & QueueLimits = {
    channelName: pusher ? core.channel_name_max_pusher : core.channel_name_max,
    dataBytes: core.data_bytes_max,
    batchEvents: core.batch_events_max,
    queueEvents: 1_000,
    queueBytes: 8 * 1_024 * 1_024,
  };
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(known, name))
      throw invalid(`There is no limit "${name}". There are: ${Object.keys(known).join(", ")}.`);
    if (value === undefined) continue;
    if (!Number.isInteger(value) || value < 1 || value >= 2 ** 31)
      throw invalid(`limits.${name} is a whole number above 0.`);
    known[name as keyof typeof known] = value;
  }
  const { queueEvents, queueBytes, ...limits } = known;
  return { limits, queue: { queueEvents, queueBytes } };
}

/** Throws `invalid_option` for what is no function. */
export function functionOf<F>(name: string, value: F | undefined): F | undefined {
  if (value !== undefined && typeof value !== "function") throw invalid(`${name} is a function.`);
  return value;
}

function loggerOf(logger: Logger | undefined): Logger {
  if (logger === undefined || logger === null) return console;
  if (typeof logger.info === "function" && typeof logger.warn === "function") return logger;
  throw invalid("logger has info() and warn(), as console has.");
}

/** Throws `invalid_option` for what is no AbortSignal. */
export function signalOf(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (signal !== undefined && typeof signal?.addEventListener !== "function")
    throw invalid("signal is an AbortSignal.");
  return signal;
}
