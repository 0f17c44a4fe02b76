// What `connect` makes of a pusher-js class and its options, without a network.
import type { TestContext } from "node:test";
import { connect, type ConnectOptions } from "../../../js/browser/index.js";
import { FakePusher } from "./fake-pusher.js";

type Done = (error: Error | null, answer: unknown) => void;

/** A pusher-js class that keeps what it was made with. */
export class MadePusher extends FakePusher {
  static last: MadePusher;
  constructor(
    readonly key: string,
    readonly options: any,
  ) {
    super();
    MadePusher.last = this;
  }

  /** Asks as pusher-js does, and passes on what came of it. */
  async authorize(channelName: string): Promise<void> {
    const channel = this.channel(channelName);
    const { promise, done } = settled();
    this.options.channelAuthorization.customHandler({ socketId: "1.2", channelName }, done);
    const [error] = await promise;
    if (!error) return;
    channel.subscriptionPending = false;
    channel.emit("pusher:subscription_error", { type: "AuthError", error: error.message });
  }
}

export function settled() {
  let done!: Done;
  const promise = new Promise<[Error | null, unknown]>((resolve) => {
    done = (...results) => resolve(results);
  });
  return { promise, done };
}

export type Answer = Response | Error;

/** A page, as far as `connect` looks at one, whose server answers so. */
export function page(t: TestContext, answers: Answer[], document: object = {}) {
  const asked: { url: string; init: RequestInit }[] = [];
  t.mock.method(globalThis as any, "fetch", async (url: string, init: RequestInit) => {
    asked.push({ url, init });
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer ?? Response.json({ auth: "key:signature" });
  });
  const stubs = { window: globalThis, document: { querySelector: () => null, cookie: "", ...document } };
  for (const [name, value] of Object.entries(stubs))
    Object.defineProperty(globalThis, name, { value, configurable: true });
  t.after(() => Object.keys(stubs).forEach((name) => Reflect.deleteProperty(globalThis, name)));
  return asked;
}

export const make = (options: Partial<ConnectOptions<typeof MadePusher>> = {}) =>
  connect<typeof MadePusher>({ Pusher: MadePusher, key: "app-key", ...options });
