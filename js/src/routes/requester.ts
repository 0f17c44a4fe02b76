import { isSomebody, type Nobody } from "../../common/checks.js";
import { FanfareError } from "../../common/errors.js";
import type { UserData } from "./member.js";
import type { RoutesSettings } from "./options.js";
import { whereThrown } from "./rules.js";

/** Receives the reasons for refusals that the operator can mend. `console` is one. */
export interface RoutesLogger {
  info(message: string): void;
  warn(message: string): void;
}

/**
 * The answer when a rule, or its absence, does not allow a subscription.
 * @internal
 */
export const denied = () => new FanfareError("denied", "This subscription is not allowed.");

/**
 * Who asks, by one request. The user and the user data are found when they first matter, and once.
 * @internal
 */
export class Requester<User, Context> {
  readonly #settings: RoutesSettings<User, never, Context>;
  readonly #logger: RoutesLogger;
  #user: Promise<User> | undefined;
  #userData: Promise<UserData> | undefined;

  constructor(
    settings: RoutesSettings<User, never, Context>,
    logger: RoutesLogger,
    readonly request: Request,
    readonly context: Context,
    readonly socketId: string,
  ) {
    this.#settings = settings;
    this.#logger = logger;
  }

  /** Throws `unauthenticated` if nobody is signed in. */
  user(): Promise<User> {
    return (this.#user ??= this.#findUser());
  }

  /** What a sign-in signs; its id is the member's, too, where there are no rules. */
  userData(): Promise<UserData> {
    return (this.#userData ??= this.#findUserData());
  }

  async #findUser(): Promise<User> {
    let user: User | Nobody;
    try {
      user = await this.#settings.user?.(this.request, this.context);
    } catch (error) {
      this.#logger.warn(`user threw (${whereThrown(error)}). Denied.`);
      throw denied();
    }
    if (isSomebody(user)) return user;
    throw new FanfareError("unauthenticated", "Nobody is signed in, and this needs someone: sign in first.");
  }

  async #findUserData(): Promise<UserData> {
    const user = await this.user();
    const { userData } = this.#settings;
    if (!userData) return { id: this.#idOf(user) };
    try {
      return await userData(user, this.context);
    } catch (error) {
      this.#logger.warn(`userData threw (${whereThrown(error)}). Denied.`);
      throw denied();
    }
  }

  #idOf(user: User): string {
    const id = (user as { id?: unknown }).id;
    // a number that was rounded is the id of several users
    if (typeof id === "string" || Number.isSafeInteger(id) || typeof id === "bigint") return String(id);
    this.#logger.warn(
      "The user has no id that is a string or a safe integer: give userData, which says who signs in. Denied.",
    );
    throw denied();
  }
}
