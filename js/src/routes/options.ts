import {
  checkFunction,
  checkOptions,
  invalidOption,
  isPlainObject,
  kindOf,
  checkRoute,
  type Nobody,
} from "../../common/checks.js";
import type { Member, UserData } from "./member.js";
import { packList } from "../wasm/core.js";
import { checkAllowedOrigins } from "./origin.js";
import { checkRules, type CheckedRules, type MaybePromise, type Rules } from "./rules.js";

/** The options of `broadcast.routes()`. `User` is what `user` returns, `Context` the handler's second argument. */
export interface RoutesOptions<User = unknown, Patterns extends string = never, Context = any> {
  /** The path that answers, by default `/broadcasting/authorize`; `null`: any path that it is mounted on. */
  authRoute?: string | null;
  /**
   * Who asks: the session's user, or null, undefined or false if nobody is signed in. If it throws, the request is
   * denied.
   */
  user?: (request: Request, context: Context) => MaybePromise<User | Nobody>;
  /** Who may subscribe to which channels. A subscription that no rule allows is denied. */
  channels?: Rules<NoInfer<User>, Patterns, NoInfer<Context>>;
  /** Decides alone, in place of rules. On a presence channel it answers the member. */
  authorize?: (
    request: Request,
    channel: string,
    socketId: string,
    context: NoInfer<Context>,
  ) => MaybePromise<boolean | Member | null | undefined>;
  /** What sign-in (`pusher.signin()`) signs; by default the user's `id` alone, made a string. */
  userData?: (user: NoInfer<User>, context: NoInfer<Context>) => MaybePromise<UserData>;
  /**
   * Origins of pages on other hosts that may ask, with cookies: `["https://app.example"]`. The route's own origin needs
   * no entry.
   */
  allowedOrigins?: readonly string[];
}

const optionNames = ["authRoute", "user", "channels", "authorize", "userData", "allowedOrigins"];

/**
 * The options of one handler, checked and with their defaults.
 * @internal
 */
export type RoutesSettings<User, Patterns extends string, Context> = Pick<
  RoutesOptions<User, Patterns, Context>,
  "user" | "authorize" | "userData"
> & {
  authRoute: string | null;
  /** A packed list. */
  allowedOrigins: Uint8Array;
  rules: CheckedRules | undefined;
};

/**
 * The options, checked and with their defaults. Throws `invalid_option`.
 * @internal
 */
export function checkRoutesOptions<User, Patterns extends string, Context>(
  options: RoutesOptions<User, Patterns, Context>,
): RoutesSettings<User, Patterns, Context> {
  if (typeof options === "function")
    throw invalidOption(
      "routes() takes its options, not a function: routes({ channels: { … } }), or routes({ authorize: … }).",
    );
  checkOptions(options, "routes()", optionNames);
  const { authRoute = "/broadcasting/authorize", allowedOrigins = [], channels, authorize } = options;
  // Checks the name, not the value: an import that is still undefined must not open what it should close.
  if ("channels" in options && !isPlainObject(channels))
    throw invalidOption(
      `channels is an object of rules, { "private-orders.{id}": (user, { id }) => … }, not ${kindOf(channels)}` +
        `${channels === undefined ? ", as an import in a circle is" : ""}. Left out, the default holds, which is open.`,
    );
  if ("authorize" in options && typeof authorize !== "function")
    throw invalidOption(
      `authorize is a function, (request, channel, socketId) => …, not ${kindOf(authorize)}. ` +
        "Without it the rules decide.",
    );
  if (channels && authorize)
    throw invalidOption("authorize decides in place of channels: give one of the two.");
  checkAllowedOrigins(allowedOrigins);
  return {
    authRoute: checkRoute("authRoute", authRoute),
    allowedOrigins: packList(allowedOrigins),
    rules: channels && checkRules(channels),
    user: checkFunction("user", options.user),
    authorize,
    userData: checkFunction("userData", options.userData),
  };
}
