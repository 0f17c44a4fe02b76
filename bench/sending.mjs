// Triggers per second to a local server.

import { clients, payloads } from "./app.mjs";
import { inTurns, perSecond, serve } from "./harness.mjs";

/** @returns {Promise<import("./harness.mjs").Row[]>} */
export async function sending() {
  const server = await serve();
  const { pusher, replacement, fanfare, byUndici, close } = clients(server.port);
  const data = payloads["100 B"];
  const rows = [];
  for (const inFlight of [1, 16, 64]) {
    const each = (client) => perSecond(3_000, inFlight, () => client("channel", "event", data));
    const figures = await inTurns({
      pusher: each(pusher.trigger.bind(pusher)),
      fanfare: each(fanfare.channel.bind(fanfare)),
      "fanfare/undici": each(byUndici.channel.bind(byUndici)),
      "fanfare/pusher": each(replacement.trigger.bind(replacement)),
    });
    const needed = inFlight === 16 ? { fanfare: 1.6, "fanfare/undici": 3.5 } : undefined;
    rows.push({ what: `triggers, ${inFlight} in flight`, unit: "/s", figures, isMoreBetter: true, needed });
  }
  close();
  server.close();
  return rows;
}
