import { batchRequest, prepareApp, triggerRequest, type AppKey } from "../core.js";
import { chunks, split, type Outgoing } from "../outgoing.js";
import type { Settings } from "../options.js";
import type { ChannelInfo } from "../sent.js";
import type { Driver } from "./driver.js";

let anyone: AppKey | undefined;

/**
 * A driver that sends nothing, and checks what it is given exactly as `pusher` does: by building the requests.
 * `take` gets what passed.
 */
export class OfflineDriver implements Driver {
  readonly #settings: Settings;
  readonly #take: (event: Outgoing) => void;

  constructor(settings: Settings, take: (event: Outgoing) => void) {
    this.#settings = settings;
    this.#take = take;
  }

  async send(event: Outgoing): Promise<Record<string, ChannelInfo>> {
    for (const fields of split(event)) triggerRequest(this.#app(), fields, 0, this.#settings.limits);
    this.#take(event);
    return {};
  }

  async sendBatch(events: readonly Outgoing[]): Promise<ChannelInfo[]> {
    const { limits } = this.#settings;
    for (const batch of chunks(events, limits.batchEvents)) batchRequest(this.#app(), batch, 0, limits);
    events.forEach(this.#take);
    return events.map(() => ({}));
  }

  #app(): AppKey {
    return (anyone ??= prepareApp("app", "key", "secret"));
  }
}
