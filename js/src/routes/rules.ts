import { channelKind } from "../../events/channel.js";
import { checkRule, nextRule, packList } from "../wasm/core.js";
import { FanfareError } from "../../common/errors.js";
import type { Member } from "./member.js";

/** A value, or a promise of it. */
export type MaybePromise<T> = T | Promise<T>;

/** The values of a pattern's `{names}`: `Params<"private-orders.{id}">` is `{ id: string }`. */
export type Params<Pattern extends string> = Pattern extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [K in Name]: string } & Params<Rest>
  : {};

/**
 * What a rule may return. `true`, or the member on a presence channel, allows. `false` denies. `null` and `undefined`
 * let the next matching rule decide.
 */
export type RuleAnswer<Pattern extends string> = string extends Pattern
  ? Member | boolean | null | undefined
  : Pattern extends `presence-${string}`
    ? Member | false | null | undefined
    : boolean | null | undefined;

/** Decides whether a user may subscribe to the channels that match a pattern. A rule that throws denies. */
export type Rule<User, Pattern extends string, Context = any> = (
  user: User,
  params: Params<Pattern>,
  context: Context,
) => MaybePromise<RuleAnswer<Pattern>>;

/**
 * Rules by their patterns, in the order in which they are asked. A pattern has the channel's full prefix. `{name}` is
 * one segment without dots.
 *
 * ```ts
 * {
 *   "private-orders.{id}": (user, { id }) => user.id === Number(id),
 *   "presence-chat.{room}": (user) => ({ user_id: user.id, user_info: { name: user.name } }),
 * }
 * ```
 */
export type Rules<User, Patterns extends string, Context = any> = {
  readonly [Pattern in Patterns]: Rule<User, Pattern, Context>;
};

/** Allowed, on a presence channel with the member; or denied, perhaps with a line for the log. */
export type Decision = { allowed: true; member?: Member } | { allowed: false; log?: string };

type AnyRule = (user: unknown, params: Record<string, string>, context: unknown) => unknown;

/**
 * Rules whose patterns are checked.
 * @internal
 */
export interface CheckedRules {
  readonly names: readonly string[];
  readonly rules: readonly AnyRule[];
  /** The patterns as the module reads them. */
  readonly packed: Uint8Array;
}

/**
 * Checks each pattern and rule. Throws `invalid_option` with what to write instead.
 * @internal
 */
export function checkRules(rules: object): CheckedRules {
  const names = Object.keys(rules);
  for (const [pattern, rule] of Object.entries(rules)) {
    checkRule(pattern);
    if (typeof rule !== "function")
      throw new FanfareError(
        "invalid_option",
        `The rule "${pattern}" is not a function: write "${pattern}": (user, params) => true or false.`,
      );
  }
  return { names, rules: Object.values(rules) as AnyRule[], packed: packList(names) };
}

/**
 * The class and place of an error that an application's function threw, for the log. The message stays out: it may
 * quote the user's data.
 * @internal
 */
export function whereThrown(error: unknown): string {
  if (!(error instanceof Error)) return "something that is not an Error";
  const { name, message, stack = "" } = error;
  const at = stack.indexOf(message);
  // what follows the message in V8's stacks, Bun's included; elsewhere the class has to do
  const frame = at < 0 ? undefined : stack.slice(at + message.length).match(/^\s+(at .+)$/m)?.[1];
  return frame ? `${name} ${frame}` : name;
}

/**
 * What an answer means on `channel`; nothing if the next rule decides.
 * @internal
 */
export function readAnswer(answer: unknown, channel: string, who: string): Decision | undefined {
  if (answer === null || answer === undefined) return undefined;
  if (answer === false) return { allowed: false };
  const presence = channelKind(channel).kind === "presence";
  if (presence && answer === true)
    return {
      allowed: false,
      log:
        `${who} answered true for a presence channel, which must know who comes: ` +
        "return the member, { user_id, user_info }. Denied.",
    };
  if (presence && typeof answer === "object") return { allowed: true, member: answer as Member };
  if (presence)
    return { allowed: false, log: `${who} answered neither a member nor false nor null. Denied.` };
  if (answer === true) return { allowed: true };
  return {
    allowed: false,
    log:
      `${who} answered something else than true, false or null, ` +
      "and only presence channels have members. Denied.",
  };
}

/**
 * Asks the rules that match, in the core's order, until one decides. A subscription that no rule allows is denied.
 * @internal
 */
export async function decide(
  { names, rules, packed }: CheckedRules,
  channel: string,
  user: unknown,
  context: unknown,
): Promise<Decision> {
  let match = nextRule(packed, channel);
  if (!match) return { allowed: false, log: `No rule matches ${channel}. Denied.` };
  for (; match; match = nextRule(packed, channel, match.place + 1)) {
    const who = `The rule "${names[match.place]}"`;
    try {
      const decision = readAnswer(await rules[match.place]!(user, match.params, context), channel, who);
      if (decision) return decision;
    } catch (error) {
      return { allowed: false, log: `${who} threw (${whereThrown(error)}). Denied.` };
    }
  }
  return { allowed: false };
}
