import { FanfareError } from "../../common/errors.js";
import { defaultAudience } from "../wasm/core.js";
import type { Member, UserData } from "./member.js";
import { checkRoutesOptions, type RoutesOptions, type RoutesSettings } from "./options.js";
import { judgeOrigin } from "./origin.js";
import { readRequest } from "./request.js";
import { Requester, denied, type RoutesLogger } from "./requester.js";
import {
  allowOrigin,
  baseHeaders,
  batchText,
  granted,
  preflight,
  refusal,
  refused,
  type ChannelAnswer,
} from "./response.js";
import { decide, readAnswer, whereThrown, type Decision } from "./rules.js";

/** What the routes need of a `Broadcast`. */
export interface Authorizer {
  /** Signs one socket's subscription; throws a FanfareError. */
  authorize(channel: string, socketId: string, member?: Member): object;
  /** Signs a user in on one socket; throws a FanfareError. */
  authenticate(socketId: string, user: UserData): object;
  readonly logger: RoutesLogger;
}

/** A handler of authorization requests: `(request, context?) => Promise<Response>`. It never rejects. */
export interface Routes<Context = any> {
  /** `user` and the rules get `context` too. Its `body` is the request's body if a framework has read it. */
  (request: Request, context?: Context & { body?: unknown }): Promise<Response>;
  /** The path that answers; `null`: every path. */
  readonly authRoute: string | null;
}

/**
 * Makes the handler that `broadcast.routes(options)` returns, for every version of pusher-js from 7.0.3 on. A POST with
 * `channel_name`, or with up to 100 `channel_name[]`, authorizes channels. One with only `socket_id` signs a user in.
 *
 * Answers 200 with what pusher-js expects. To a list it answers what each channel would get alone:
 * `{"private-a":{"status":200,"data":{…}},"private-b":{"status":403,"data":{…}}}`. It answers 403 when denied, 400 or
 * 413 when malformed, 404 on another path and 405 for another method, each with `{"error":{"code","message"}}`, and 204
 * to a preflight. Throws `invalid_option` for options that cannot be used, a bad pattern included.
 */
export function createRoutes<User, Patterns extends string = never, Context = any>(
  broadcast: Authorizer,
  options: RoutesOptions<User, Patterns, Context>,
  ownUser?: RoutesOptions<User, Patterns, Context>["user"],
): Routes<Context> {
  const checked = checkRoutesOptions(options);
  const settings = { ...checked, user: checked.user ?? ownUser } as RoutesSettings<User, never, Context>;
  const { authRoute, rules, authorize, user } = settings;
  if (!rules && !authorize)
    broadcast.logger.info(
      "routes() has no channels and no authorize: private channels are authorized for " +
        `${user ? "everyone who is signed in" : "everyone"}, presence channels for signed-in users, ` +
        "encrypted channels for nobody. Give channels to decide yourself.",
    );
  const handler = new AuthorizationHandler(broadcast, settings);
  const routes = (request: Request, context?: Context & { body?: unknown }) =>
    handler.handle(request, context as Context);
  return Object.assign(routes, { authRoute });
}

/** A request's way: its head is checked, then its origin; it is read, decided and answered. */
class AuthorizationHandler<User, Context> {
  readonly #broadcast: Authorizer;
  readonly #settings: RoutesSettings<User, never, Context>;

  constructor(broadcast: Authorizer, settings: RoutesSettings<User, never, Context>) {
    this.#broadcast = broadcast;
    this.#settings = settings;
  }

  async handle(request: Request, context: Context): Promise<Response> {
    const headers = baseHeaders();
    try {
      this.#checkPath(request);
      const origin = judgeOrigin(request, this.#settings.allowedOrigins);
      if (origin === "listed") allowOrigin(headers, request.headers.get("origin")!);
      checkMethod(request);
      if (origin instanceof FanfareError) throw origin;
      if (request.method === "OPTIONS")
        return preflight(headers, request.headers.get("access-control-request-headers"));
      return granted(headers, await this.#answer(request, context));
    } catch (error) {
      return refused(headers, this.#errorFor(error));
    }
  }

  #checkPath({ url }: Request): void {
    const { authRoute } = this.#settings;
    if (authRoute !== null && new URL(url).pathname !== authRoute)
      throw new FanfareError("not_found", `Subscriptions are authorized at ${authRoute}.`);
  }

  async #answer(request: Request, context: Context): Promise<string> {
    const body = (context as { body?: unknown } | null | undefined)?.body;
    const { socketId, channels, isBatch } = await readRequest(request, body);
    const { logger } = this.#broadcast;
    const requester = new Requester(this.#settings, logger, request, context, socketId);
    if (isBatch)
      return batchText(await Promise.all(channels.map((channel) => this.#answerOfBatch(requester, channel))));
    return channels.length === 0 ? this.#signIn(requester) : this.#subscribe(requester, channels[0]!);
  }

  async #answerOfBatch(requester: Requester<User, Context>, channel: string): Promise<ChannelAnswer> {
    try {
      return [channel, 200, await this.#subscribe(requester, channel)];
    } catch (error) {
      const { status, body } = refusal(this.#errorFor(error));
      return [channel, status, body];
    }
  }

  async #signIn(requester: Requester<User, Context>): Promise<string> {
    if (!this.#settings.user)
      this.#broadcast.logger.warn(
        "A page asked to sign in (pusher.signin()), and the options have no user. Denied.",
      );
    return JSON.stringify(this.#broadcast.authenticate(requester.socketId, await requester.userData()));
  }

  async #subscribe(requester: Requester<User, Context>, channel: string): Promise<string> {
    const decision = await this.#decide(requester, channel);
    if (!decision.allowed) {
      if (decision.log) this.#broadcast.logger.warn(decision.log);
      throw denied();
    }
    return JSON.stringify(this.#broadcast.authorize(channel, requester.socketId, decision.member));
  }

  async #decide(requester: Requester<User, Context>, channel: string): Promise<Decision> {
    const { rules, authorize, user } = this.#settings;
    const audience = defaultAudience(channel, user !== undefined);
    if (authorize) return this.#decideAlone(requester, channel);
    if (rules) return decide(rules, channel, user && (await requester.user()), requester.context);
    if (audience === "nobody")
      throw new FanfareError("encrypted_channel", "Encrypted channels are authorized only by rules.");
    if (audience !== "everyone") await requester.user();
    if (audience !== "members") return { allowed: true };
    return { allowed: true, member: { user_id: (await requester.userData()).id } };
  }

  async #decideAlone(
    { request, socketId, context }: Requester<User, Context>,
    channel: string,
  ): Promise<Decision> {
    try {
      const answer = await this.#settings.authorize!(request, channel, socketId, context);
      return readAnswer(answer, channel, "authorize") ?? { allowed: false };
    } catch (error) {
      return { allowed: false, log: `authorize threw (${whereThrown(error)}). Denied.` };
    }
  }

  /** The error to answer with. The log gets what the page cannot have caused. */
  #errorFor(error: unknown): FanfareError {
    const { logger } = this.#broadcast;
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
    if (!causedByPage.includes(error.code)) logger.warn(`Denied, ${error.code}: ${error.message}`);
    return error;
  }
}

function checkMethod({ method }: Request): void {
  if (method !== "POST" && method !== "OPTIONS")
    throw new FanfareError("method_not_allowed", "Authorization is asked for by POST; JSONP is not served.");
}

const causedByPage = [
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
