import { prepareApp, type AppKey } from "../core.js";
import type { Outgoing } from "../outgoing.js";
import type { Settings } from "../options.js";
import type { ChannelInfo } from "../sent.js";
import type { Driver } from "./driver.js";
import { planBatches, planEvent, type Signer } from "./plan.js";

let anyone: AppKey | undefined;

/**
 * A driver that sends nothing, and checks what it is given exactly as `pusher` does: by building the requests.
 * `take` gets what passed, before it was sealed.
 */
export class OfflineDriver implements Driver {
  readonly #settings: Settings;
  readonly #take: (event: Outgoing) => void;

  constructor(settings: Settings, take: (event: Outgoing) => void) {
    this.#settings = settings;
    this.#take = take;
  }

  async send(event: Outgoing): Promise<Record<string, ChannelInfo>> {
    for (const { sign } of planEvent(event, this.#signer())) sign();
    this.#take(event);
    return {};
  }

  async sendBatch(events: readonly Outgoing[]): Promise<ChannelInfo[]> {
    for (const { sign } of planBatches(events, this.#signer())) sign();
    events.forEach(this.#take);
    return events.map(() => ({}));
  }

  #signer(): Signer {
    const { master, limits } = this.#settings;
    return { app: (anyone ??= prepareApp("app", "key", "secret")), master, limits };
  }
}
