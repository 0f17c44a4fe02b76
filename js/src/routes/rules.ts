import { channelKind } from "../../events/channel.js";
import { checkRule, matchRule } from "../wasm/core.js";
import { FanfareError } from "../../common/errors.js";
import type { Member } from "./member.js";

/** A value, or a promise of it. */
export type MaybePromise<T> = T | Promise<T>;

/** What a pattern's `{names}` stand for: `Params<"private-orders.{id}">` is `{ id: string }`. */
export type Params<Pattern extends string> = Pattern extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [K in Name]: string } & Params<Rest>
  : {};

/**
 * What a rule may answer. `true`, or the member on a presence channel, allows; `false` denies; `null` and `undefined` let the
 * next matching rule decide.
 */
export type RuleAnswer<Pattern extends string> = string extends Pattern
  ? Member | boolean | null | undefined
  : Pattern extends `presence-${string}`
    ? Member | false | null | undefined
    : boolean | null | undefined;

/** Decides whether a user may subscribe to the channels that match a pattern. One that throws denies. */
export type Rule<User, Pattern extends string, Context = any> = (
  user: User,
  params: Params<Pattern>,
  context: Context,
) => MaybePromise<RuleAnswer<Pattern>>;

/**
 * Rules by their patterns, asked in this order. A pattern has the channel's full prefix; `{name}` is one segment without dots.
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

/** What was decided: the member on a presence channel, nothing on a private one; or why not, for the page and for the log. */
export type Decision = { allowed: true; member?: Member } | { allowed: false; log?: string };

type AnyRule = (user: unknown, params: Record<string, string>, context: unknown) => unknown;

/** @internal */
export interface CheckedRule {
  pattern: string;
  rule: AnyRule;
}

/**
 * The rules as a list, each pattern checked. Throws `invalid_option` with what to write instead.
 * @internal
 */
export function checkRules(rules: object): CheckedRule[] {
  return Object.entries(rules).map(([pattern, rule]) => {
    checkRule(pattern);
    if (typeof rule !== "function")
      throw new FanfareError(
        "invalid_option",
        `The rule "${pattern}" is no function: write "${pattern}": (user, params) => true or false.`,
      );
    return { pattern, rule: rule as AnyRule };
  });
}

/**
 * Where an application's function threw, for the log: the error's class and place. Its message stays out: it may quote
 * the user's data.
 * @internal
 */
export function whereThrown(error: unknown): string {
  if (!(error instanceof Error)) return "something that is no Error";
  const { name, message, stack = "" } = error;
  const at = stack.indexOf(message);
  // what follows the message in V8's stacks, Bun's included; elsewhere the class has to do
  const frame = at < 0 ? undefined : stack.slice(at + message.length).match(/^\s+(at .+)$/m)?.[1];
  return frame ? `${name} ${frame}` : name;
}

/**
 * What an answer means on `channel`; nothing when the next rule shall decide.
 * @internal
 */
export function readAnswer(answer: unknown, channel: string, who: string): Decision | undefined {
  if (answer === null || answer === undefined) return undefined;
  if (answer === false) return { allowed: false };
  const presence = channelKind(channel).kind === "presence";
  if (presence && answer === true)
    return {
      allowed: false,
      log: `${who} answered true for a presence channel, which must know who comes: return the member, { user_id, user_info }. Denied.`,
    };
  if (presence && typeof answer === "object") return { allowed: true, member: answer as Member };
  if (presence)
    return { allowed: false, log: `${who} answered neither a member nor false nor null. Denied.` };
  if (answer === true) return { allowed: true };
  return {
    allowed: false,
    log: `${who} answered something else than true, false or null, and only presence channels have members. Denied.`,
  };
}

/**
 * Asks the rules that match, in order, until one decides. What none decides is denied.
 * @internal
 */
export async function decide(
  rules: readonly CheckedRule[],
  channel: string,
  user: unknown,
  context: unknown,
): Promise<Decision> {
  let matched = false;
  for (const { pattern, rule } of rules) {
    const params = matchRule(pattern, channel);
    if (params === null) continue;
    matched = true;
    const who = `The rule "${pattern}"`;
    try {
      const decision = readAnswer(await rule(user, params, context), channel, who);
      if (decision) return decision;
    } catch (error) {
      return { allowed: false, log: `${who} threw (${whereThrown(error)}). Denied.` };
    }
  }
  return matched ? { allowed: false } : { allowed: false, log: `No rule matches ${channel}. Denied.` };
}
