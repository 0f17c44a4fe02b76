import { FanfareError } from "../common/errors.js";

function prefixed(prefix: string, name: string): string {
  if (typeof name !== "string")
    throw new FanfareError("invalid_channel", `A channel's name is a string, not ${typeof name}.`);
  return name.startsWith(prefix) ? name : prefix + name;
}

/**
 * A channel by its full name, for anyone to subscribe to. Any string can be held; it is checked when something is sent.
 *
 * ```ts
 * new Channel("releases").name; // "releases"
 * ```
 *
 * Throws `invalid_channel` for what is not a string.
 */
export class Channel {
  /** The full name, prefix included. */
  readonly name: string;

  constructor(name: string) {
    this.name = prefixed("", name);
  }

  /** The full name. */
  toString(): string {
    return this.name;
  }
}

/**
 * A channel that needs an authorization: `private-` and the name. The prefix is added only if it is not there yet.
 *
 * ```ts
 * new PrivateChannel("admins").name; // "private-admins"
 * new PrivateChannel("private-admins").name; // the same
 * ```
 */
export class PrivateChannel extends Channel {
  constructor(name: string) {
    super(prefixed("private-", name));
  }
}

/**
 * A channel whose members see each other: `presence-` and the name. The prefix is added only if it is not there yet.
 *
 * ```ts
 * new PresenceChannel("chat.1").name; // "presence-chat.1"
 * ```
 */
export class PresenceChannel extends Channel {
  constructor(name: string) {
    super(prefixed("presence-", name));
  }
}

/** What the names of encrypted channels begin with. */
const encryptedPrefix = "private-encrypted-";

/** Whether a channel of this full name is an encrypted one. */
export const isEncrypted = (name: string) => name.startsWith(encryptedPrefix);

/**
 * A private channel whose payloads only its subscribers can read: `private-encrypted-` and the name. The prefix is
 * added only if it is not there yet.
 *
 * ```ts
 * new EncryptedChannel("letters").name; // "private-encrypted-letters"
 * ```
 */
export class EncryptedChannel extends Channel {
  constructor(name: string) {
    super(prefixed(encryptedPrefix, name));
  }
}

/**
 * A public channel of which the server keeps the last event for whoever subscribes next: `cache-` and the name. The prefix
 * is added only if it is not there yet, as with the other three kinds.
 *
 * ```ts
 * new CacheChannel("scores").name; // "cache-scores"
 * ```
 */
export class CacheChannel extends Channel {
  constructor(name: string) {
    super(prefixed("cache-", name));
  }
}

/** The same as a private channel: `private-cache-` and the name. */
export class PrivateCacheChannel extends Channel {
  constructor(name: string) {
    super(prefixed("private-cache-", name));
  }
}

/** The same as a presence channel: `presence-cache-` and the name. */
export class PresenceCacheChannel extends Channel {
  constructor(name: string) {
    super(prefixed("presence-cache-", name));
  }
}

/** The same as an encrypted channel: `private-encrypted-cache-` and the name. */
export class EncryptedCacheChannel extends Channel {
  constructor(name: string) {
    super(prefixed("private-encrypted-cache-", name));
  }
}

/** What a channel's name says of it. */
export interface ChannelKind {
  readonly kind: "public" | "private" | "presence" | "encrypted";
  readonly cache: boolean;
}

// The longest first, for it begins as a shorter one does.
const prefixes = [
  ["encrypted", encryptedPrefix],
  ["private", "private-"],
  ["presence", "presence-"],
] as const;

/** The kind of a channel of this full name, and whether it is a cache channel. */
export function channelKind(name: string): ChannelKind {
  const [kind, prefix] = prefixes.find(([, start]) => name.startsWith(start)) ?? ["public", ""];
  return { kind, cache: name.startsWith("cache-", prefix.length) };
}

/** A channel as it may be given: by its full name, taken as it is, or as a channel object. */
export type ChannelLike = string | { readonly name: string };

/** One channel, or several. */
export type Channels = ChannelLike | readonly ChannelLike[];
