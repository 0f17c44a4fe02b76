// A broadcast of which the test holds the answers.

import { after } from "node:test";
import { Broadcast } from "../../../js/src/broadcast.js";
import type { BroadcastOptions } from "../../../js/src/configuration/options.js";
import type { Transport } from "../../../js/platform/transport.js";
import { app } from "../../support/credentials.js";

/** A transport whose answers the test gives, one by one. */
export function held() {
  const asked: { names: string[]; answer: (status?: number) => void }[] = [];
  const waiting: (() => void)[] = [];
  const transport: Transport = ({ body }) =>
    new Promise((resolve) => {
      const answer = (status = 200) => resolve({ status, headers: new Headers(), body: "{}" });
      asked.push({ names: [JSON.parse(body).name], answer });
      waiting.splice(0).forEach((call) => call());
    });
  const until = async (count: number) => {
    while (asked.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  return { transport, asked, until };
}

export const over = new AbortController();
after(() => over.abort());

export function quiet(options: BroadcastOptions) {
  const log: string[] = [];
  const logger = { info: (line: string) => log.push(line), warn: (line: string) => log.push(line) };
  return {
    log,
    broadcast: new Broadcast({ ...app, logger, delivery: "once", signal: over.signal, ...options }),
  };
}
