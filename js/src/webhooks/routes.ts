import { checkOptions, invalidOption, kindOf, checkRoute } from "../../common/checks.js";
import { FanfareError } from "../../common/errors.js";
import type { Logger } from "../configuration/options.js";
import { readBytes } from "../routes/body.js";
import { httpStatus } from "../wasm/core.js";
import { whereThrown, type MaybePromise } from "../routes/rules.js";
import {
  readWebhook,
  webhookOptionNames,
  type Webhook,
  type WebhookBody,
  type WebhookOptions,
  type WebhookReader,
} from "./webhook.js";

/** The most bytes of a webhook. One has as many events as happened in a second or two. */
export const webhookBytesMax = 1_048_576;

/** The options of `broadcast.webhooks()`. */
export interface WebhookRoutesOptions extends WebhookOptions {
  /** The path that answers; `null`, the default: whatever path it is mounted on. */
  readonly route?: string | null;
}

/** What is done with a webhook. When it throws, the server is told to send it again. */
export type WebhookHandler<Context = any> = (webhook: Webhook, context: Context) => MaybePromise<unknown>;

/** A handler of webhooks: `(request, context?) => Promise<Response>`. It never rejects. */
export interface WebhookRoutes<Context = any> {
  /** `context` goes on to the handler; its `body` is the raw one, where a framework has read it already. */
  (request: Request, context?: Context & { body?: unknown }): Promise<Response>;
  /** The path that answers; `null`: every path. */
  readonly route: string | null;
}

async function rawBody(request: Request, given: unknown): Promise<WebhookBody> {
  if (typeof given === "string" || given instanceof Uint8Array) return given;
  if (given === undefined || given === null) return readBytes(request, webhookBytesMax);
  throw new FanfareError(
    "malformed_request",
    "A body parser has read the webhook before, and what was signed are the raw bytes: " +
      "mount webhooks() in front of it.",
  );
}

/** The path of `broadcast.webhooks(handler, options)`. Throws `invalid_option` for what it cannot be made of. */
export function checkWebhookRoutes(handler: unknown, options: WebhookRoutesOptions): string | null {
  if (typeof handler !== "function")
    throw invalidOption(
      `webhooks() takes the function that gets each webhook, webhooks(({ events }) => …), not ${kindOf(handler)}.`,
    );
  checkOptions(options, "webhooks()", ["route", ...webhookOptionNames]);
  return checkRoute("route", options.route ?? null);
}

/** The handler that `broadcast.webhooks(handler)` gives. */
export function createWebhookRoutes<Context>(
  reader: WebhookReader,
  handler: WebhookHandler<Context>,
  route: string | null,
  logger: Logger,
): WebhookRoutes<Context> {
  async function answer(request: Request, context: Context): Promise<void> {
    if (route !== null && new URL(request.url).pathname !== route)
      throw new FanfareError("not_found", `Webhooks are taken at ${route}.`);
    if (request.method !== "POST") throw new FanfareError("method_not_allowed", "Webhooks are sent by POST.");
    const body = await rawBody(request, (context as { body?: unknown } | null | undefined)?.body);
    const webhook = readWebhook(reader, request.headers, body);
    try {
      await handler(webhook, context);
    } catch (error) {
      logger.warn(`The handler of webhooks threw (${whereThrown(error)}). The server will send it again.`);
      throw new FanfareError("internal", "The webhook could not be handled.");
    }
  }

  const routes = async (request: Request, context?: Context & { body?: unknown }): Promise<Response> => {
    const headers = new Headers({ "Cache-Control": "no-store", "Content-Type": "application/json" });
    try {
      await answer(request, context as Context);
      return new Response("{}", { status: 200, headers });
    } catch (error) {
      const known =
        error instanceof FanfareError
          ? error
          : new FanfareError("internal", "The webhook could not be read.");
      if (known !== error) logger.warn(`A webhook could not be read (${whereThrown(error)}).`);
      else if (known.code !== "not_found" && known.code !== "method_not_allowed" && known.code !== "internal")
        logger.warn(`A webhook was refused, ${known.code}: ${known.message}`);
      const status = known.status ?? httpStatus(known.code, "webhook");
      if (status === 405) headers.set("Allow", "POST");
      const body = JSON.stringify({ error: { code: known.code, message: known.message } });
      return new Response(body, { status, headers });
    }
  };
  return Object.assign(routes, { route });
}
