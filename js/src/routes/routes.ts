import { channelKind } from "../../events/channel.js";
import { checkChannel, checkSocketId } from "../wasm/core.js";
import { isSomebody, type Nobody } from "../../common/checks.js";
import { checkOrigin } from "./origin.js";
import { FanfareError } from "../../common/errors.js";
import type { Member, UserData } from "./member.js";
import { readRoutesOptions, type RoutesOptions } from "./options.js";
import { readRequest, type AuthorizationRequest } from "./request.js";
import {
  baseHeaders,
  batchText,
  granted,
  originHeaders,
  preflight,
  refusal,
  refused,
  type ChannelAnswer,
} from "./response.js";
import { decide, readAnswer, whereThrown, type Decision } from "./rules.js";
import { limits } from "../wasm/limits.js";

/** What the routes need of a `Broadcast`. */
export interface Authorizer {
  /** Signs one socket's subscription; throws a FanfareError. */
  authorize(channel: string, socketId: string, member?: Member): object;
  /** Signs a user in on one socket; throws a FanfareError. */
  authenticate(socketId: string, user: UserData): object;
  readonly logger: RoutesLogger;
}

/** Where the routes tell the operator why they denied. `console` is one. */
export interface RoutesLogger {
  info(message: string): void;
  warn(message: string): void;
}

/** A handler of authorization requests: `(request, context?) => Promise<Response>`. It never rejects. */
export interface Routes<Context = any> {
  /** `context` goes on to `user` and the rules; its `body` is the request's, where a framework has read it already. */
  (request: Request, context?: Context & { body?: unknown }): Promise<Response>;
  /** The path that answers; `null`: every path. */
  readonly authRoute: string | null;
}

const denied = () => new FanfareError("denied", "This subscription is not allowed.");
const unauthenticated = () =>
  new FanfareError("unauthenticated", "Nobody is signed in, and this needs someone: sign in first.");

/** One request on its way. Who asks is found out when it first matters, and once, however many channels it asks for. */
interface Asking<User, Context> {
  request: Request;
  context: Context;
  socketId: string;
  user(): Promise<User>;
  data(): Promise<UserData>;
}

function once<T>(find: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | undefined;
  return () => (found ??= find());
}

/**
 * The handler that `broadcast.routes(options)` gives: it authorizes channels (a POST with `channel_name`, or with up to 100 as
 * `channel_name[]`) and signs users in (with `socket_id` alone), for every version of pusher-js from 7.0.3 on.
 *
 * Answers 200 with what pusher-js expects, and to a list with what each channel would get alone,
 * `{"private-a":{"status":200,"data":{…}},"private-b":{"status":403,"data":{…}}}`; 403 when denied, 400 or 413 when malformed, 404
 * on another path, 405 for another method, each with `{"error":{"code","message"}}`; 204 to a preflight. Throws `invalid_option` for
 * options that cannot be used, bad patterns among them.
 */
export function createRoutes<User, Patterns extends string = never, Context = any>(
  broadcast: Authorizer,
  options: RoutesOptions<User, Patterns, Context>,
  ownUser?: RoutesOptions<User, Patterns, Context>["user"],
): Routes<Context> {
  const {
    authRoute,
    allowedOrigins,
    rules,
    user: userOf = ownUser,
    authorize,
    userData,
  } = readRoutesOptions(options);
  const { logger } = broadcast;
  if (!rules && !authorize)
    logger.info(
      `routes() has no channels and no authorize: private channels are authorized for ${userOf ? "everyone who is signed in" : "everyone"}, ` +
        "presence channels for signed-in users, encrypted channels for nobody. Give channels to decide yourself.",
    );

  async function findUser(request: Request, context: Context): Promise<User> {
    let user: User | Nobody;
    try {
      user = await userOf?.(request, context);
    } catch (error) {
      logger.warn(`user threw (${whereThrown(error)}). Denied.`);
      throw denied();
    }
    if (!isSomebody(user)) throw unauthenticated();
    return user;
  }

  async function dataOf(user: User, context: Context): Promise<UserData> {
    if (!userData) return { id: defaultId(user) };
    try {
      return await userData(user, context);
    } catch (error) {
      logger.warn(`userData threw (${whereThrown(error)}). Denied.`);
      throw denied();
    }
  }

  function defaultId(user: User): string {
    const id = (user as { id?: unknown }).id;
    // a number that was rounded is the id of several users
    if (typeof id === "string" || Number.isSafeInteger(id) || typeof id === "bigint") return String(id);
    logger.warn(
      "The user has no id that is a string or a safe integer: give userData, which says who signs in. Denied.",
    );
    throw denied();
  }

  async function decideByDefault({ user, data }: Asking<User, Context>, channel: string): Promise<Decision> {
    const { kind } = channelKind(channel);
    if (kind === "encrypted")
      throw new FanfareError("encrypted_channel", "Encrypted channels are authorized only by rules.");
    if (kind === "private" && !userOf) return { allowed: true };
    await user();
    if (kind === "private") return { allowed: true };
    return { allowed: true, member: { user_id: (await data()).id } };
  }

  async function decideAlone(
    { request, socketId, context }: Asking<User, Context>,
    channel: string,
  ): Promise<Decision> {
    try {
      const answer = await authorize!(request, channel, socketId, context);
      return readAnswer(answer, channel, "authorize") ?? { allowed: false };
    } catch (error) {
      return { allowed: false, log: `authorize threw (${whereThrown(error)}). Denied.` };
    }
  }

  async function authorizeChannel(asking: Asking<User, Context>, channel: string): Promise<string> {
    checkChannel(channel, limits.channel_name_max);
    if (channelKind(channel).kind === "public")
      throw new FanfareError(
        "public_channel",
        "Public channels need no authorization: subscribe without asking.",
      );
    const decision = authorize
      ? await decideAlone(asking, channel)
      : rules
        ? await decide(rules, channel, userOf && (await asking.user()), asking.context)
        : await decideByDefault(asking, channel);
    if (!decision.allowed) {
      if (decision.log) logger.warn(decision.log);
      throw denied();
    }
    return JSON.stringify(broadcast.authorize(channel, asking.socketId, decision.member));
  }

  async function authorizeOne(asking: Asking<User, Context>, channel: string): Promise<ChannelAnswer> {
    try {
      return [channel, 200, await authorizeChannel(asking, channel)];
    } catch (error) {
      const { status, body } = refusal(told(error));
      return [channel, status, body];
    }
  }

  async function authenticate({ socketId, data }: Asking<User, Context>): Promise<string> {
    if (!userOf)
      logger.warn("A page asked to sign in (pusher.signin()), and the options have no user. Denied.");
    return JSON.stringify(broadcast.authenticate(socketId, await data()));
  }

  async function answer(request: Request, context: Context): Promise<string> {
    const body = (context as { body?: unknown } | null | undefined)?.body;
    const { socketId, channel, channels }: AuthorizationRequest = await readRequest(request, body);
    checkSocketId(socketId);
    const user = once(() => findUser(request, context));
    const data = once(async () => dataOf(await user(), context));
    const asking: Asking<User, Context> = { request, context, socketId, user, data };
    if (channels) return batchText(await Promise.all(channels.map((one) => authorizeOne(asking, one))));
    return channel === undefined ? authenticate(asking) : authorizeChannel(asking, channel);
  }

  /** The error to answer with, after the operator has been told of what the page cannot have caused. */
  function told(error: unknown): FanfareError {
    if (!(error instanceof FanfareError)) {
      logger.warn(`An authorization request could not be answered (${whereThrown(error)}).`);
      return new FanfareError("internal", "The request could not be answered.");
    }
    if (error.code === "origin_refused") {
      logger.warn(error.message);
      return new FanfareError(
        error.code,
        "Pages of this origin may not ask here; the server's log says what allows them.",
      );
    }
    // a rule's member, the user data, the configuration
    if (!expected.includes(error.code)) logger.warn(`Denied, ${error.code}: ${error.message}`);
    return error;
  }

  const routes = async (request: Request, context?: Context & { body?: unknown }): Promise<Response> => {
    const from = originHeaders(request);
    let headers = new Headers({ "Cache-Control": "no-store", Vary: "Origin" });
    try {
      if (authRoute !== null && new URL(request.url).pathname !== authRoute)
        throw new FanfareError("not_found", `Subscriptions are authorized at ${authRoute}.`);
      headers = baseHeaders(from, allowedOrigins);
      if (request.method !== "POST" && request.method !== "OPTIONS")
        throw new FanfareError(
          "method_not_allowed",
          "Authorization is asked for by POST; JSONP is not served.",
        );
      checkOrigin(from, allowedOrigins);
      if (request.method === "OPTIONS")
        return preflight(headers, request.headers.get("access-control-request-headers"));
      return granted(headers, await answer(request, context as Context));
    } catch (error) {
      return refused(headers, told(error));
    }
  };
  return Object.assign(routes, { authRoute });
}

const expected = [
  "not_found",
  "method_not_allowed",
  "malformed_request",
  "invalid_socket_id",
  "invalid_channel",
  "too_many_channels",
  "public_channel",
  "denied",
  "unauthenticated",
];
