import { prepareApp, type AppKey } from "../../wasm/core.js";
import type { Outgoing } from "../outgoing.js";
import type { Settings } from "../../configuration/settings.js";
import type { ChannelInfo } from "../result.js";
import type { ApiCall, Driver } from "./driver.js";
import { planBatches, planEvent, signCall, type Signer } from "../plan.js";

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

  /** As a server would answer on which nobody is. */
  async call(call: ApiCall): Promise<{ status: number; body: string }> {
    signCall(call, this.#signer());
    return { status: 200, body: '{"channels":{},"occupied":false,"users":[]}' };
  }

  #signer(): Signer {
    const { master, limits } = this.#settings;
    return { app: (anyone ??= prepareApp("app", "key", "secret")), master, limits };
  }
}
