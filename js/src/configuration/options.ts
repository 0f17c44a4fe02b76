// The options of one driver, as the caller passes them.

import type { Broadcastable } from "../../events/event.js";
import { invalidOption, type Nobody } from "../../common/checks.js";
import { FanfareError } from "../../common/errors.js";
import type { EventLimits } from "../wasm/core.js";
import type { Transport } from "../../platform/transport.js";

/** Where a broadcast goes. `pusher` is any server that speaks the protocol. */
export type DriverName = "pusher" | "log" | "null" | "fake";

/** Receives Fanfare's notices and warnings. `console` is one. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
}

/** Finds the user of a request: the session's user, or null, undefined or false when nobody is signed in. */
export type UserOf<User> = (request: Request, context: any) => User | Nobody | Promise<User | Nobody>;

/** Receives the reason why an event was not sent, and the event: the object, or its name. */
export type Rescue = (error: FanfareError, event: Broadcastable | string) => void | Promise<void>;

/** How much `later()` holds, counting what is being sent. */
export interface QueueLimits {
  /** Events; 1,000 by default. */
  queueEvents: number;
  /** Bytes of all their payloads; 8 MiB by default. */
  queueBytes: number;
}

/** The options of one driver, named as in the official libraries. Times are milliseconds. */
export interface BroadcastOptions<User = unknown> {
  /** `"pusher"` by default. */
  driver?: DriverName;
  appId?: string | number;
  key?: string;
  secret?: string;
  /** The key of encrypted channels, which Pusher never sees: base64 of 32 random bytes, `openssl rand -base64 32`. */
  encryptionMasterKeyBase64?: string;
  /** Pusher's cluster, `"mt1"` by default. The host is then `api-{cluster}.pusher.com`. */
  cluster?: string;
  /** A server other than Pusher's, without scheme and port: `"127.0.0.1"`. */
  host?: string;
  /** 443 by default, or 80 without TLS. */
  port?: number | string;
  /** True by default. */
  useTLS?: boolean;
  /** The prefix that a proxy puts before the API's path: `"/push"`. */
  path?: string;
  /** Whether to sign `path` too, for a proxy that passes it on to the server. False by default. */
  signPath?: boolean;
  /** For one attempt, the answer's body included; 5,000 by default. */
  timeout?: number;
  /** To connect, TLS included; 2,000 by default. */
  connectTimeout?: number;
  /** For a whole broadcast, with every attempt and wait; 10,000 by default, or `timeout` if that is longer. */
  totalTimeout?: number;
  /**
   * What is retried: `"safe"` (default) what cannot arrive twice, `"at-least-once"` also what may have arrived,
   * `"once"` nothing.
   */
  delivery?: "safe" | "at-least-once" | "once";
  /** The server remembers idempotency keys (the hub, Sockudo). `safe` then also retries what may have arrived. */
  idempotent?: boolean;
  /** What the server accepts, where it differs from Pusher, and how much is queued for it. */
  limits?: Partial<EventLimits & QueueLimits>;
  /** Sends the requests instead of the runtime's own transport. */
  transport?: Transport;
  /** Cancels everything in progress and everything later. */
  signal?: AbortSignal;
  /** `console` by default. */
  logger?: Logger;
  /**
   * Receives a failure to send, a `FanfareError`, which is then not thrown; the result has it as `rescued`. An error
   * that an event's own code throws, or `user`, is a bug and is thrown all the same.
   */
  rescue?: Rescue;
  /** Keeps an edge worker alive until `later()` has sent its events: `(promise) => context.waitUntil(promise)`. */
  waitUntil?: (promise: Promise<unknown>) => void;
  /** Finds the user of a request, for `forRequest()` and `routes()`. */
  user?: UserOf<User>;
}

const optionNames = [
  "driver", "appId", "key", "secret", "encryptionMasterKeyBase64", "cluster", "host", "port", "useTLS", "path",
  "signPath", "timeout", "connectTimeout", "totalTimeout", "delivery", "idempotent", "limits", "transport", "signal",
  "logger", "rescue", "waitUntil", "user",
] as const satisfies readonly (keyof BroadcastOptions)[]; // prettier-ignore

/** Throws `invalid_option` for an option of no such name: a misspelt `useTLS` would send in the clear. */
export function checkNames(options: object): void {
  const unknown = Object.keys(options).find((name) => !(optionNames as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw invalidOption(`There is no option "${unknown}". There are: ${optionNames.join(", ")}.`);
}

export function unknownDriver(name: unknown, known: readonly string[]): FanfareError {
  return new FanfareError(
    "unknown_driver",
    `There is no driver ${JSON.stringify(name)}. There are: ${known.join(", ")}.`,
  );
}
