// The options of one driver after validation, with their defaults.

import { checkFunction, checkSignal, invalidOption as invalid } from "../../common/checks.js";
import { FanfareError } from "../../common/errors.js";
import type { Transport } from "../../platform/transport.js";
import { prepareMasterKey, type EventLimits, type MasterKey } from "../wasm/core.js";
import { limits as core } from "../wasm/limits.js";
import {
  checkNames,
  unknownDriver,
  type BroadcastOptions,
  type DriverName,
  type Logger,
  type QueueLimits,
  type Rescue,
} from "./options.js";

/** When a failed attempt is retried: the option `delivery` and what belongs to it. Times are milliseconds. */
export interface DeliveryPolicy {
  readonly delivery: "safe" | "at-least-once" | "once";
  /** Whether the server remembers idempotency keys. */
  readonly idempotent: boolean;
  /** At most so many, the first one included. */
  readonly attempts: number;
  /** The backoff before the second attempt; it doubles with each further one. */
  readonly base: number;
  /** The longest backoff. */
  readonly cap: number;
  /** The deadline of everything together. */
  readonly total: number;
}

/** The options of one driver after validation, with their defaults. */
export interface Settings {
  readonly driver: DriverName;
  readonly credentials: { readonly appId: string; readonly key: string; readonly secret: string };
  /** The names of the missing credentials, as a list for a message; empty when there are all. */
  readonly missing: string;
  /** The key of encrypted channels, when there is one. */
  readonly master: MasterKey | undefined;
  /** `https://api-eu.pusher.com` */
  readonly origin: string;
  /** For messages: `api-eu.pusher.com`, with a port unless it is the scheme's default. */
  readonly host: string;
  readonly path: string;
  /** The part of `path` that is signed. */
  readonly signedPrefix: string;
  readonly limits: EventLimits;
  readonly queue: QueueLimits;
  readonly delivery: DeliveryPolicy;
  readonly timeout: number;
  readonly connectTimeout: number;
  readonly transport: Transport | undefined;
  readonly signal: AbortSignal | undefined;
  readonly logger: Logger;
  readonly rescue: Rescue | undefined;
  readonly waitUntil: ((promise: Promise<unknown>) => void) | undefined;
}

export const driverNames: readonly DriverName[] = ["pusher", "log", "null", "fake"];
const deliveries = ["safe", "at-least-once", "once"] as const;

/** The settings that the options of one driver amount to. Throws `invalid_option` and `unknown_driver`. */
export function parseOptions(options: BroadcastOptions<never>): Settings {
  checkNames(options);
  const { driver = "pusher" } = options;
  if (!driverNames.includes(driver)) throw unknownDriver(driver, driverNames);
  const { delivery = "safe", useTLS = true, signPath = false, idempotent = false } = options;
  if (!deliveries.includes(delivery)) throw invalid(`delivery is one of ${deliveries.join(", ")}.`);
  if (typeof useTLS !== "boolean") throw invalid("useTLS is true or false.");
  if (typeof signPath !== "boolean") throw invalid("signPath is true or false.");
  if (typeof idempotent !== "boolean") throw invalid("idempotent is true or false.");

  checkFunction("user", options.user);

  const hostname = parseHost(options);
  const path = parsePath(options.path);
  const port = parsePort(options.port, useTLS);
  const host = hostname + (port === undefined ? "" : `:${port}`);
  const timeout = checkMilliseconds("timeout", options.timeout) ?? 5_000;
  const total = checkMilliseconds("totalTimeout", options.totalTimeout) ?? Math.max(10_000, timeout);
  return {
    driver,
    ...readCredentials(options),
    master: parseMasterKey(options.encryptionMasterKeyBase64),
    origin: `${useTLS ? "https" : "http"}://${host}`,
    host,
    path,
    signedPrefix: signPath ? path : "",
    ...parseLimits(options.limits, hostname),
    delivery: { delivery, idempotent, attempts: 3, base: 100, cap: 2_000, total },
    timeout,
    connectTimeout: checkMilliseconds("connectTimeout", options.connectTimeout) ?? 2_000,
    transport: checkFunction("transport", options.transport),
    signal: checkSignal(options.signal),
    logger: checkLogger(options.logger),
    rescue: checkFunction("rescue", options.rescue),
    waitUntil: checkFunction("waitUntil", options.waitUntil),
  };
}

function readCredentials(options: BroadcastOptions<never>): Pick<Settings, "credentials" | "missing"> {
  const appId = typeof options.appId === "number" ? String(options.appId) : options.appId;
  const { key, secret } = options;
  const credentials = {
    "appId (PUSHER_APP_ID)": appId,
    "key (PUSHER_APP_KEY)": key,
    "secret (PUSHER_APP_SECRET)": secret,
  };
  const missing = Object.entries(credentials).filter(
    ([, value]) => typeof value !== "string" || value === "",
  );
  return {
    credentials: { appId: appId ?? "", key: key ?? "", secret: secret ?? "" },
    missing: missing.map(([name]) => name).join(", "),
  };
}

function parseMasterKey(base64: string | undefined): MasterKey | undefined {
  if (base64 === undefined) return undefined;
  // the message does not show the value: it may be the key in another form
  if (typeof base64 !== "string") {
    throw new FanfareError(
      "invalid_master_key",
      "encryptionMasterKeyBase64 is a string: the base64 of 32 bytes.",
    );
  }
  return prepareMasterKey(base64);
}

function parseHost({ host, cluster }: BroadcastOptions<never>): string {
  if (host !== undefined) {
    // Nothing that could end the host within a URL: no userinfo, port, path, query, percent sign or line break.
    const plain = /^(?![-.])(?!.*\.\.)[A-Za-z0-9_.-]{1,253}$|^\[[0-9A-Fa-f:.]{2,45}\]$/;
    if (typeof host !== "string" || !plain.test(host)) {
      throw invalid(
        'host is only a name or an address, "push.example.com" or "[::1]": ' +
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

function parsePort(port: number | string | undefined, useTLS: boolean): number | undefined {
  if (port === undefined) return undefined;
  const number = typeof port === "string" && /^\d{1,5}$/.test(port) ? Number(port) : port;
  if (!Number.isInteger(number) || (number as number) < 1 || (number as number) > 65_535) {
    throw invalid("port is a whole number from 1 to 65535.");
  }
  return number === (useTLS ? 443 : 80) ? undefined : (number as number);
}

function parsePath(path: string | undefined): string {
  if (path === undefined || path === "" || path === "/") return "";
  if (typeof path !== "string" || !/^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~-]+)+\/?$/.test(path)) {
    throw invalid('path begins with "/" and has letters, digits and . _ ~ - between slashes: "/push".');
  }
  return path.replace(/\/$/, "");
}

/** In milliseconds. A longer timer fires at once: setTimeout's delay is a 32-bit integer (html.spec.whatwg.org). */
export const longestTimer = 2 ** 31 - 1;

function checkMilliseconds(name: string, value: number | undefined): number | undefined {
  if (value !== undefined && (typeof value !== "number" || !(value > 0 && value <= longestTimer)))
    throw invalid(`${name} is a number of milliseconds above 0.`);
  return value;
}

function parseLimits(
  options: Partial<EventLimits & QueueLimits> = {},
  hostname: string,
): { limits: EventLimits; queue: QueueLimits } {
  // Pusher documents 164 characters; other servers accept what the official libraries let through.
  const isPusher = /(^|\.)(pusher|pusherapp)\.com\.?$/.test(hostname);
  const inUse: EventLimits & QueueLimits = {
    channelName: isPusher ? core.channel_name_max_pusher : core.channel_name_max,
    dataBytes: core.data_bytes_max,
    batchEvents: core.batch_events_max,
    queueEvents: 1_000,
    queueBytes: 8 * 1_024 * 1_024,
  };
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(inUse, name))
      throw invalid(`There is no limit "${name}". There are: ${Object.keys(inUse).join(", ")}.`);
    if (value === undefined) continue;
    if (!Number.isInteger(value) || value < 1 || value >= 2 ** 31)
      throw invalid(`limits.${name} is a whole number above 0.`);
    inUse[name as keyof typeof inUse] = value;
  }
  const { queueEvents, queueBytes, ...limits } = inUse;
  return { limits, queue: { queueEvents, queueBytes } };
}

function checkLogger(logger: Logger | undefined): Logger {
  if (logger === undefined || logger === null) return console;
  if (typeof logger.info === "function" && typeof logger.warn === "function") return logger;
  throw invalid("logger has info() and warn(), as console has.");
}
