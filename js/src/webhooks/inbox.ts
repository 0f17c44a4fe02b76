import { checkOptions } from "../../common/checks.js";
import { FanfareError } from "../../common/errors.js";
import { requireApp, type Outlet } from "../sending/outlet.js";
import {
  checkWebhookRoutes,
  createWebhookRoutes,
  type WebhookHandler,
  type WebhookRoutes,
  type WebhookRoutesOptions,
} from "./routes.js";
import {
  readWebhook,
  webhookOptionNames,
  webhookReader,
  type Webhook,
  type WebhookBody,
  type WebhookHeaders,
  type WebhookOptions,
  type WebhookReader,
} from "./webhook.js";

const noOptions: WebhookOptions = {};

/** Refusals that our own code or setup causes; a forgery has other codes. They are logged. */
const ownMistakes = ["malformed_request", "internal"];

/** Reads the webhooks of one app. */
export class WebhookInbox {
  readonly #outlet: Outlet;
  #defaultReader: WebhookReader | undefined;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  read(headers: WebhookHeaders, body: WebhookBody, options = noOptions): Webhook | false {
    if (options !== noOptions) checkOptions(options, "webhook()", webhookOptionNames);
    const reader = this.#reader(options);
    try {
      return readWebhook(reader, headers, body);
    } catch (error) {
      if (error instanceof FanfareError && ownMistakes.includes(error.code))
        this.#outlet.settings.logger.warn(`A webhook could not be read: ${error.message}`);
      return false;
    }
  }

  routes<Context>(handler: WebhookHandler<Context>, options: WebhookRoutesOptions): WebhookRoutes<Context> {
    const route = checkWebhookRoutes(handler, options);
    return createWebhookRoutes(this.#reader(options), handler, route, this.#outlet.settings.logger);
  }

  #reader(options: WebhookOptions): WebhookReader {
    const { master } = this.#outlet.settings;
    if (options !== noOptions) return webhookReader(requireApp(this.#outlet), master, options);
    return (this.#defaultReader ??= webhookReader(requireApp(this.#outlet), master, options));
  }
}
