import { transport } from "#transport";
import { batchRequest, triggerRequest, type AppKey, type Limits, type SignedRequest } from "../core.js";
import { FanfareError } from "../errors.js";
import type { Settings } from "../options.js";
import { chunks, split, type Outgoing } from "../outgoing.js";
import { Delivery } from "../sending.js";
import type { ChannelInfo } from "../sent.js";
import type { Driver } from "./driver.js";

const nowSeconds = () => Math.floor(Date.now() / 1_000);

/** Sends to any server that speaks the HTTP API of Pusher Channels. */
export class PusherDriver implements Driver {
  readonly #limits: Limits;
  readonly #app: AppKey;
  readonly #delivery: Delivery;

  constructor(settings: Settings, app: AppKey) {
    this.#limits = settings.limits;
    this.#app = app;
    this.#delivery = new Delivery(settings, settings.transport ?? transport);
  }

  async send(event: Outgoing, signal?: AbortSignal): Promise<Record<string, ChannelInfo>> {
    const began = performance.now();
    // Every request is made before one is sent: what is wrong with any of them shows before a byte leaves.
    const requests = split(event).map((part) =>
      prepared(() => triggerRequest(this.#app, part, nowSeconds(), this.#limits)),
    );
    const bodies = await allOf(requests.map(({ first, sign }) => this.#delivery.deliver(first, sign, began, signal)));
    return event.info === undefined ? {} : Object.assign({}, ...bodies.map(channelInfos));
  }

  async sendBatch(events: readonly Outgoing[], signal?: AbortSignal): Promise<ChannelInfo[]> {
    const began = performance.now();
    const batches = chunks(events, this.#limits.batchEvents);
    const requests = batches.map((batch) => prepared(() => batchRequest(this.#app, batch, nowSeconds(), this.#limits)));
    const infos: ChannelInfo[] = [];
    // One after the other, for events of one channel shall arrive in their order.
    for (const [i, { first, sign }] of requests.entries()) {
      const body = await this.#delivery.deliver(first, sign, began, signal).catch((error: FanfareError) => {
        throw partly(error, infos.length, events.length, "events");
      });
      infos.push(...batchInfos(body, batches[i]!.length));
    }
    return infos;
  }
}

/** A request as it is now, and how to sign it anew. */
function prepared(sign: () => SignedRequest): { first: SignedRequest; sign: () => SignedRequest } {
  return { first: sign(), sign };
}

async function allOf(deliveries: readonly Promise<string>[]): Promise<string[]> {
  if (deliveries.length === 1) return [await deliveries[0]!];
  const settled = await Promise.allSettled(deliveries);
  const bodies = settled.filter((one) => one.status === "fulfilled").map(({ value }) => value);
  const failed = settled.find((one) => one.status === "rejected");
  if (failed) throw partly(failed.reason, bodies.length, settled.length, "requests");
  return bodies;
}

/** A failure after a part of it all was accepted. */
function partly(error: FanfareError, accepted: number, all: number, what: string): FanfareError {
  if (accepted === 0) return error;
  const { code, status, retryable, attempts } = error;
  const message = `${accepted} of ${all} ${what} were accepted, then one failed. ${error.message}`;
  return new FanfareError(code, message, { status, retryable, attempts, maybeDelivered: true });
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

function parsed(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : {};
  } catch {
    // It was accepted; what else the server had to say cannot be read.
    return {};
  }
}

function channelInfos(body: string): Record<string, ChannelInfo> {
  const { channels } = parsed(body);
  return isRecord(channels) ? (channels as Record<string, ChannelInfo>) : {};
}

/** Reverb answers a batch without info with an object in place of the list, soketi with no list at all. */
function batchInfos(body: string, count: number): ChannelInfo[] {
  const { batch } = parsed(body);
  const list: readonly unknown[] = Array.isArray(batch) ? batch : [];
  return Array.from({ length: count }, (_, i) => (isRecord(list[i]) ? (list[i] as ChannelInfo) : {}));
}
