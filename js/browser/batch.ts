import {
  ask,
  authorizationIn,
  authorize,
  type Answer,
  type Authorization,
  type Reply,
  type RouteOptions,
} from "./authorize.js";

/** The most channels that `broadcast.routes()` accept in one request. */
const channelsMax = 100;

type Settle = (answer: Promise<Authorization>) => void;

/** A route's answer to a list: for each channel the status and body that it would get alone. */
type ListAnswer = Record<string, { status?: number; data?: Answer } | undefined>;

/** Whether the route cannot answer now. Asking for every channel by itself would not help it. */
const isBusy = (status: number): boolean => !status || status === 429 || status > 501;

/**
 * Makes a function like `authorize` that asks for all channels of one tick in one request. pusher-js asks for all of a
 * page's channels at once when its connection comes up. One channel alone is asked for in the form that every server
 * knows.
 */
export function batching(
  options: RouteOptions,
): (socketId: string, channel: string) => Promise<Authorization> {
  // true once the route has answered a list, false once no list is sent any more
  let { batch } = options;
  let waiting: [channel: string, settle: Settle][] = [];
  let waitingSocket: string | undefined;

  async function send(socketId: string, asked: typeof waiting): Promise<void> {
    let reply: Reply | undefined;
    if (batch !== false && asked.length > 1)
      // with brackets, because parsers that know lists accept any length of this form
      reply = await ask(options, [
        ["socket_id", socketId],
        ...asked.map(([channel]) => ["channel_name[]", channel]),
      ]);
    const outcome = async (channel: string): Promise<Authorization> => {
      if (reply && isBusy(reply.status)) {
        // the list itself may have been too much for it
        batch ??= false;
        return authorizationIn(reply, options);
      }
      const entry = (reply?.answer as ListAnswer | null | undefined)?.[channel];
      if (typeof entry === "object" && entry) {
        batch ??= true;
        return authorizationIn({ status: entry.status ?? 200, answer: entry.data }, options);
      }
      const alone = await authorize(options, socketId, channel);
      // allowed alone, but missing in the answer to the list: the route does not know lists
      if (reply) batch = false;
      return alone;
    };
    for (const [channel, settle] of asked) settle(outcome(channel));
  }

  return (socketId, channel) =>
    channel
      ? new Promise((settle) => {
          if (waitingSocket !== socketId) {
            const asked: typeof waiting = (waiting = []);
            waitingSocket = socketId;
            queueMicrotask(() => {
              if (asked === waiting) waitingSocket = undefined;
              while (asked.length) void send(socketId, asked.splice(0, channelsMax));
            });
          }
          waiting.push([channel, settle]);
        })
      : authorize(options, socketId);
}
