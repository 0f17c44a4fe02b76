import { transport } from "#transport";
import type { Settings } from "../../configuration/settings.js";
import type { AppKey } from "../../wasm/core.js";
import { deliver, prepareDestination, type Destination } from "../delivery.js";
import type { ApiCall, Driver } from "../driver.js";
import type { Outgoing } from "../outgoing.js";
import { planBatch, planCall, planEvent, type PlannedRequest, type Signer } from "../plan.js";
import type { ChannelInfo } from "../result.js";

/** Sends to any server that speaks the HTTP API of Pusher Channels. */
export class PusherDriver implements Driver {
  readonly #signer: Signer;
  readonly #destination: Destination;

  constructor(settings: Settings, app: AppKey) {
    this.#signer = { app, master: settings.master, limits: settings.limits };
    this.#destination = prepareDestination(settings, transport);
  }

  async send(event: Outgoing): Promise<Record<string, ChannelInfo>> {
    const plan = planEvent(event, this.#signer);
    const answers = await deliver(plan, this.#destination, event.signal);
    if (event.info === undefined) return {};
    // not by assignment: a channel may be called __proto__
    return Object.fromEntries(answers.flatMap(({ body }, i) => channelInfos(body, plan.requests[i]!)));
  }

  async sendBatch(events: readonly Outgoing[], signal?: AbortSignal): Promise<ChannelInfo[]> {
    const plan = planBatch(events, this.#signer);
    const answers = await deliver(plan, this.#destination, signal);
    return answers.flatMap(({ body }, i) => batchInfos(body, plan.requests[i]!.events.length));
  }

  async call(call: ApiCall, signal?: AbortSignal): Promise<{ status: number; body: string }> {
    const [answer] = await deliver(planCall(call, this.#signer), this.#destination, signal);
    return answer!;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

function parseAnswer(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : {};
  } catch {
    // The server accepted the event, so an unreadable answer is not a failure.
    return {};
  }
}

function channelInfos(body: string, { events, isBatch }: PlannedRequest): [string, ChannelInfo][] {
  if (isBatch) return batchInfos(body, events.length).map((info, i) => [events[i]!.channels[0]!, info]);
  const { channels } = parseAnswer(body);
  return isRecord(channels) ? (Object.entries(channels) as [string, ChannelInfo][]) : [];
}

/** Reverb answers a batch without info with an object in place of the list, soketi with no list at all. */
function batchInfos(body: string, count: number): ChannelInfo[] {
  const { batch } = parseAnswer(body);
  const list: readonly unknown[] = Array.isArray(batch) ? batch : [];
  return Array.from({ length: count }, (_, i) => (isRecord(list[i]) ? (list[i] as ChannelInfo) : {}));
}
