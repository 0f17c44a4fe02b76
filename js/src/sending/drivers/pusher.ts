import { transport } from "#transport";
import type { AppKey } from "../../wasm/core.js";
import { FanfareError } from "../../../common/errors.js";
import type { Settings } from "../../configuration/settings.js";
import type { Outgoing } from "../outgoing.js";
import { Delivery } from "../delivery.js";
import type { ChannelInfo } from "../result.js";
import type { ApiCall, Driver } from "./driver.js";
import { planBatches, planEvent, signCall, type Planned, type Signer } from "../plan.js";

/** Sends to any server that speaks the HTTP API of Pusher Channels. */
export class PusherDriver implements Driver {
  readonly #signer: Signer;
  readonly #delivery: Delivery;

  constructor(settings: Settings, app: AppKey) {
    this.#signer = { app, master: settings.master, limits: settings.limits };
    this.#delivery = new Delivery(settings, settings.transport ?? transport);
  }

  async send(event: Outgoing, signal?: AbortSignal): Promise<Record<string, ChannelInfo>> {
    const began = performance.now();
    const planned = planEvent(event, this.#signer);
    // Every request is made before one is sent: what is wrong with any of them shows before a byte leaves.
    const firsts = planned.map(signed);
    const deliveries = planned.map(({ sign }, i) => this.#delivery.deliver(firsts[i]!, sign, began, signal));
    const answers = deliveries.length === 1 ? [await deliveries[0]!] : await allOf(deliveries);
    if (event.info === undefined) return {};
    // not by assignment: a channel may be called __proto__
    return Object.fromEntries(answers.flatMap(({ body }, i) => channelInfos(body, planned[i]!)));
  }

  async sendBatch(events: readonly Outgoing[], signal?: AbortSignal): Promise<ChannelInfo[]> {
    const began = performance.now();
    const planned = planBatches(events, this.#signer);
    const firsts = planned.map(signed);
    const infos: ChannelInfo[] = [];
    // One after the other, for events of one channel shall arrive in their order.
    for (const [i, { sign, events: batch }] of planned.entries()) {
      const { body } = await this.#delivery
        .deliver(firsts[i]!, sign, began, signal)
        .catch((error: FanfareError) => {
          throw partly(error, infos.length, events.length, "events");
        });
      infos.push(...batchInfos(body, batch.length));
    }
    return infos;
  }

  async call(call: ApiCall, signal?: AbortSignal): Promise<{ status: number; body: string }> {
    const began = performance.now();
    const sign = () => signCall(call, this.#signer);
    return this.#delivery.deliver(sign(), sign, began, signal);
  }
}

/** A request as it is now. */
const signed = ({ sign }: Planned) => sign();

async function allOf<T>(deliveries: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(deliveries);
  const answers = settled.filter((one) => one.status === "fulfilled").map(({ value }) => value);
  const failed = settled.find((one) => one.status === "rejected");
  if (failed) throw partly(failed.reason, answers.length, settled.length, "requests");
  return answers;
}

/** A failure after a part of it all was accepted. */
function partly(error: FanfareError, accepted: number, all: number, what: string): FanfareError {
  if (accepted === 0) return error;
  const { code, status, retryable, attempts } = error;
  const message = `${accepted} of ${all} ${what} were accepted, then one failed. ${error.message}`;
  return new FanfareError(code, message, { status, retryable, attempts, maybeDelivered: true });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

function parsed(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : {};
  } catch {
    // It was accepted; what else the server had to say cannot be read.
    return {};
  }
}

function channelInfos(body: string, { events, isBatch }: Planned): [string, ChannelInfo][] {
  if (isBatch) return batchInfos(body, events.length).map((info, i) => [events[i]!.channels[0]!, info]);
  const { channels } = parsed(body);
  return isRecord(channels) ? (Object.entries(channels) as [string, ChannelInfo][]) : [];
}

/** Reverb answers a batch without info with an object in place of the list, soketi with no list at all. */
function batchInfos(body: string, count: number): ChannelInfo[] {
  const { batch } = parsed(body);
  const list: readonly unknown[] = Array.isArray(batch) ? batch : [];
  return Array.from({ length: count }, (_, i) => (isRecord(list[i]) ? (list[i] as ChannelInfo) : {}));
}
