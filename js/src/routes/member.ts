import { FanfareError } from "../../common/errors.js";
import { limits } from "../wasm/limits.js";

/** Who is on a presence channel. The pages of all members see both fields. */
export interface Member {
  /** 1 to 128 characters, or a safe integer, which becomes a string. */
  user_id: string | number;
  /** Anything that JSON can hold. The whole member may take 1,024 bytes. */
  user_info?: unknown;
}

/** Who signs in (`pusher.signin()`). The page sees it and, through the watchlist, other pages do. */
export interface UserData {
  /** Not empty. */
  id: string;
  user_info?: unknown;
  /** The ids of up to 100 users. The page learns when they come and go. */
  watchlist?: readonly string[];
  [key: string]: unknown;
}

/** A value as JSON text; undefined if it has none. Throws `code` for a cycle or a BigInt. */
function jsonText(value: unknown, code: string, what: string): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // the error's own message can quote the value
    throw new FanfareError(code, `${what} cannot be written as JSON: it has a cycle or a BigInt.`);
  }
}

/**
 * A member as the core takes it: the id a string, the info JSON text. Throws `invalid_member`.
 * @internal
 */
export function memberFields(member: Member): { user_id: string; user_info?: string } {
  if (typeof member !== "object" || member === null)
    throw new FanfareError("invalid_member", "A member is an object: { user_id, user_info }.");
  for (const key in member) {
    if (key === "user_id" || key === "user_info" || !Object.hasOwn(member, key)) continue;
    throw new FanfareError(
      "invalid_member",
      "A member has only user_id and user_info: put what other members may see into user_info.",
    );
  }
  const { user_id, user_info } = member;
  if (typeof user_id !== "string" && !Number.isSafeInteger(user_id))
    throw new FanfareError("invalid_member", "A member's user_id is a string or a safe integer.");
  const info = jsonText(user_info, "invalid_member", "The member's user_info");
  return info === undefined ? { user_id: String(user_id) } : { user_id: String(user_id), user_info: info };
}

/**
 * User data as the JSON text that is signed. Throws `invalid_user`. The core checks the id.
 * @internal
 */
export function userDataText(user: UserData): string {
  const text =
    typeof user === "object" && user !== null ? jsonText(user, "invalid_user", "The user data") : undefined;
  if (text === undefined)
    throw new FanfareError("invalid_user", "User data is an object with a string id: { id }.");
  checkWatchlist(user.watchlist);
  return text;
}

function checkWatchlist(watchlist: unknown): void {
  if (watchlist === undefined) return;
  const refuse = (message: string) => new FanfareError("invalid_user", message);
  if (!Array.isArray(watchlist) || !Array.from<unknown>(watchlist).every((id) => typeof id === "string"))
    throw refuse("The watchlist is a list of user ids, each a string.");
  const max = limits.watchlist_max;
  if (watchlist.length > max)
    throw refuse(`The watchlist has ${watchlist.length} users: at most ${max} are allowed.`);
}
