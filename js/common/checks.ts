// What the options of every call have in common.

import { FanfareError } from "./errors.js";

/** Who is signed in: what `find() && user` leaves of nobody (false, 0, an empty text) is nobody, too. */
export const isSomebody = <User>(user: User): user is Exclude<User, Nobody> => Boolean(user);

/** What stands for nobody. */
export type Nobody = null | undefined | false;

/** Throws `invalid_option` unless `options` is an object without other names: a misspelt one would be passed over in silence. */
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
    throw invalidOption(`${whose} knows no option "${unknown}". There are: ${names.join(", ")}.`);
}

export const invalidOption = (message: string) => new FanfareError("invalid_option", message);

/** For a message: what kind of value it is, never the value. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "a list";
  const made = typeof value === "object" && !isPlainObject(value) && value.constructor?.name;
  const kind = made || typeof value;
  return `${/^[aeiou]/i.test(kind) ? "an" : "a"} ${kind}`;
}

/** The options that are given: one that is undefined is not, and must not hide what would be there without it. */
export function given<Options extends object>(options: Options): Options {
  return Object.fromEntries(
    Object.entries(options ?? {}).filter(([, value]) => value !== undefined),
  ) as Options;
}

/** An object of literal names: no Map, no list, no instance of a class, whose entries nobody would see. */
export function isPlainObject(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // not compared with ours, for there is one in every realm
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * The path that a handler answers; null: every path. Throws `invalid_option` for one that no request has, since a URL would spell
 * it otherwise.
 */
export function routeOf(name: string, path: unknown): string | null {
  if (path === null) return null;
  if (typeof path !== "string")
    throw invalidOption(`${name} is a path that begins with "/", or null, not ${kindOf(path)}.`);
  const shown = JSON.stringify(path);
  if (!path.startsWith("/")) throw invalidOption(`${name} is ${shown}: it must begin with "/".`);
  const { pathname } = new URL(`http://localhost${path}`);
  if (pathname === path) return path;
  throw invalidOption(`${name} is ${shown}, which is no request's path: write ${JSON.stringify(pathname)}.`);
}
