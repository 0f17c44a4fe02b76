import { FanfareError } from "../common/errors.js";

/** Adds the prefix if it is missing. Throws `invalid_channel` when the name is not a string. */
function addPrefix(prefix: string, name: string): string {
  if (typeof name !== "string")
    throw new FanfareError("invalid_channel", `A channel name must be a string, not ${typeof name}.`);
  return name.startsWith(prefix) ? name : prefix + name;
}

/**
 * A channel by its full name. Anyone may subscribe unless the name has a prefix such as `private-`. The characters of
 * the name are checked when something is sent.
 *
 * ```ts
 * new Channel("releases").name; // "releases"
 * ```
 *
 * Throws `invalid_channel` when the name is not a string.
 */
export class Channel {
  /** The full name, prefix included. */
  readonly name: string;

  constructor(name: string) {
    this.name = addPrefix("", name);
  }

  /** The full name, so that a channel can stand in a template string. */
  toString(): string {
    return this.name;
  }
}

/**
 * A channel for users that the server authorizes: `private-` and the name. A prefix that is there already is not added
 * again.
 *
 * ```ts
 * new PrivateChannel("admins").name; // "private-admins"
 * new PrivateChannel("private-admins").name; // "private-admins"
 * ```
 */
export class PrivateChannel extends Channel {
  constructor(name: string) {
    super(addPrefix("private-", name));
  }
}

/**
 * A private channel whose members see each other: `presence-` and the name. A prefix that is there already is not added
 * again.
 *
 * ```ts
 * new PresenceChannel("chat.1").name; // "presence-chat.1"
 * ```
 */
export class PresenceChannel extends Channel {
  constructor(name: string) {
    super(addPrefix("presence-", name));
  }
}

/** The prefix of encrypted channels. */
export const encryptedPrefix = "private-encrypted-";

/** Whether this is the full name of an encrypted channel. */
export const isEncrypted = (name: string) => name.startsWith(encryptedPrefix);

/**
 * A private channel whose payloads only its subscribers can read, not the server in between: `private-encrypted-` and
 * the name. A prefix that is there already is not added again.
 *
 * ```ts
 * new EncryptedChannel("letters").name; // "private-encrypted-letters"
 * ```
 */
export class EncryptedChannel extends Channel {
  constructor(name: string) {
    super(addPrefix(encryptedPrefix, name));
  }
}

/**
 * A public channel with a cache: the server keeps its last event and gives it to each new subscriber. The full name is
 * `cache-` and the name. A prefix that is there already is not added again.
 *
 * ```ts
 * new CacheChannel("scores").name; // "cache-scores"
 * ```
 */
export class CacheChannel extends Channel {
  constructor(name: string) {
    super(addPrefix("cache-", name));
  }
}

/**
 * A private channel with a cache: `private-cache-` and the name.
 *
 * ```ts
 * new PrivateCacheChannel("scores").name; // "private-cache-scores"
 * ```
 */
export class PrivateCacheChannel extends Channel {
  constructor(name: string) {
    super(addPrefix("private-cache-", name));
  }
}

/**
 * A presence channel with a cache: `presence-cache-` and the name.
 *
 * ```ts
 * new PresenceCacheChannel("chat.1").name; // "presence-cache-chat.1"
 * ```
 */
export class PresenceCacheChannel extends Channel {
  constructor(name: string) {
    super(addPrefix("presence-cache-", name));
  }
}

/**
 * An encrypted channel with a cache: `private-encrypted-cache-` and the name.
 *
 * ```ts
 * new EncryptedCacheChannel("letters").name; // "private-encrypted-cache-letters"
 * ```
 */
export class EncryptedCacheChannel extends Channel {
  constructor(name: string) {
    super(addPrefix("private-encrypted-cache-", name));
  }
}

/** What a channel's name says about it. */
export interface ChannelKind {
  readonly kind: "public" | "private" | "presence" | "encrypted";
  readonly cache: boolean;
}

// The longest first: "private-encrypted-" also begins with "private-".
const prefixes = [
  ["encrypted", encryptedPrefix],
  ["private", "private-"],
  ["presence", "presence-"],
] as const;

/** The kind of a channel, from its full name. */
export function channelKind(name: string): ChannelKind {
  const [kind, prefix] = prefixes.find(([, start]) => name.startsWith(start)) ?? ["public", ""];
  return { kind, cache: name.startsWith("cache-", prefix.length) };
}

/** A channel object, or a full name, which is taken as it is. */
export type ChannelLike = string | { readonly name: string };

/** One channel, or several. */
export type Channels = ChannelLike | readonly ChannelLike[];
