// Checks that the options of every call share.

import { FanfareError } from "./errors.js";

/** Stands for nobody. */
export type Nobody = null | undefined | false;

/** Whether somebody is signed in. Whatever `find() && user` yields for nobody (false, 0, an empty string) is nobody. */
export const isSomebody = <User>(user: User): user is Exclude<User, Nobody> => Boolean(user);

export const invalidOption = (message: string) => new FanfareError("invalid_option", message);

/** Names the kind of a value for a message, and never shows the value. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "a list";
  const className = typeof value === "object" && !isPlainObject(value) && value.constructor?.name;
  const kind = className || typeof value;
  return `${/^[aeiou]/i.test(kind) ? "an" : "a"} ${kind}`;
}

/** The options that are set. One that is undefined counts as absent: it must not hide a default. */
export function given<Options extends object>(options: Options): Options {
  return Object.fromEntries(
    Object.entries(options ?? {}).filter(([, value]) => value !== undefined),
  ) as Options;
}

/** Whether a value is an object literal: not a Map, a list or a class instance, whose entries would be missed. */
export function isPlainObject(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // not compared with our own Object.prototype: every realm has another
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Throws `invalid_option` unless `options` is an object with these names only: a misspelt one would be ignored. */
export function checkOptions(
  options: unknown,
  whose: string,
  names: readonly string[],
): asserts options is object {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw invalidOption(
      `The options of ${whose} are an object, { ${names.join(", ")} }, not ${kindOf(options)}.`,
    );
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw invalidOption(`${whose} has no option "${unknown}". It has: ${names.join(", ")}.`);
}

/** The string itself. Throws `invalid_option`, or another `code`, for anything else. */
export function requireString(value: unknown, name: string, code = "invalid_option"): string {
  if (typeof value === "string") return value;
  throw new FanfareError(code, `${name} is a string, not ${kindOf(value)}.`);
}

/** The function itself, or undefined. Throws `invalid_option` for anything else. */
export function checkFunction<F>(name: string, value: F | undefined): F | undefined {
  if (value !== undefined && typeof value !== "function") throw invalidOption(`${name} is a function.`);
  return value;
}

/** The signal itself, or undefined. Throws `invalid_option` for anything else. */
export function checkSignal(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (signal !== undefined && typeof signal?.addEventListener !== "function")
    throw invalidOption("signal is an AbortSignal.");
  return signal;
}

/**
 * The path that a handler answers at; null for every path. Throws `invalid_option` for a path that no request can have,
 * because a URL spells it differently.
 */
export function checkRoute(name: string, path: unknown): string | null {
  if (path === null) return null;
  if (typeof path !== "string")
    throw invalidOption(`${name} is a path that begins with "/", or null, not ${kindOf(path)}.`);
  const shown = JSON.stringify(path);
  if (!path.startsWith("/")) throw invalidOption(`${name} is ${shown}: it must begin with "/".`);
  const { pathname } = new URL(`http://localhost${path}`);
  if (pathname === path) return path;
  throw invalidOption(
    `${name} is ${shown}, but a request for it has the path ${JSON.stringify(pathname)}: write that.`,
  );
}
