import type { Settings } from "../../configuration/settings.js";
import { prepareApp, type AppKey } from "../../wasm/core.js";
import type { ApiCall, Driver } from "../driver.js";
import type { Outgoing } from "../outgoing.js";
import { planBatch, planCall, planEvent, type Plan, type Signer } from "../plan.js";
import type { ChannelInfo } from "../result.js";

let placeholderApp: AppKey | undefined;

/**
 * A driver that sends nothing, and checks what it is given exactly as `pusher` does: by building the requests. `take`
 * receives each event that passed, unsealed.
 */
export class OfflineDriver implements Driver {
  readonly #settings: Settings;
  readonly #take: (event: Outgoing) => void;

  constructor(settings: Settings, take: (event: Outgoing) => void) {
    this.#settings = settings;
    this.#take = take;
  }

  async send(event: Outgoing): Promise<Record<string, ChannelInfo>> {
    check(planEvent(event, this.#signer()));
    this.#take(event);
    return {};
  }

  async sendBatch(events: readonly Outgoing[]): Promise<ChannelInfo[]> {
    check(planBatch(events, this.#signer()));
    events.forEach(this.#take);
    return events.map(() => ({}));
  }

  /** Answers as a server without any connection would. */
  async call(call: ApiCall): Promise<{ status: number; body: string }> {
    check(planCall(call, this.#signer()));
    return { status: 200, body: '{"channels":{},"occupied":false,"users":[]}' };
  }

  #signer(): Signer {
    const { master, limits } = this.#settings;
    return { app: (placeholderApp ??= prepareApp("app", "key", "secret")), master, limits };
  }
}

/** The core checks a request when it signs it. */
function check({ requests }: Plan): void {
  for (const { sign } of requests) sign();
}
