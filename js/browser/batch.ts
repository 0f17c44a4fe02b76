import { ask, authorize, read, type Authorization, type Reply, type RouteOptions } from "./authorize.js";

/** The most channels that the route takes in one request. */
const channelsMax = 100;

type Settle = (answer: Promise<Authorization>) => void;

/** Whether the route could not answer now: asking at once for every channel would be no help to it. */
const isBusy = (status: number): boolean => !status || status === 429 || status > 501;

/**
 * Authorizes as `authorize` does, and asks for what comes in one tick in one request: pusher-js asks for all of a page's
 * channels in one go when its connection comes up. One channel alone keeps the form that every server knows.
 */
export function batching(
  options: RouteOptions,
): (socketId: string, channel: string) => Promise<Authorization> {
  // true when it is known that the route serves lists, false when it is not asked for one any more
  let { batch } = options;
  let burst: [channel: string, settle: Settle][] = [];
  let burstOf: string | undefined;

  async function send(socketId: string, asked: typeof burst): Promise<void> {
    let reply: Reply | undefined;
    if (batch !== false && asked.length > 1)
      // with brackets: parsers that know lists make one of it, of any length
      reply = await ask(options, [
        ["socket_id", socketId],
        ...asked.map(([channel]) => ["channel_name[]", channel]),
      ]);
    const outcome = async (channel: string): Promise<Authorization> => {
      if (reply && isBusy(reply.status)) {
        // it may have been the list that it could not bear
        batch ??= false;
        return read(reply, options);
      }
      const one = reply?.answer?.[channel];
      if (typeof one === "object" && one) {
        batch ??= true;
        return read({ status: one.status ?? 200, answer: one.data }, options);
      }
      const alone = await authorize(options, socketId, channel);
      // granted alone and not in a list: the route does not know lists
      if (reply) batch = false;
      return alone;
    };
    for (const [channel, settle] of asked) settle(outcome(channel));
  }

  return (socketId, channel) =>
    channel
      ? new Promise((settle) => {
          if (burstOf !== socketId) {
            const asked: typeof burst = (burst = []);
            burstOf = socketId;
            queueMicrotask(() => {
              if (asked === burst) burstOf = undefined;
              while (asked.length) void send(socketId, asked.splice(0, channelsMax));
            });
          }
          burst.push([channel, settle]);
        })
      : authorize(options, socketId);
}
