// Work without a network: authorizing, authenticating, webhooks, and a trigger until it is sent.

import { createHmac } from "node:crypto";
import { Broadcast } from "fanfare";
import { app, clients, member, payloads, socketId } from "./app.mjs";
import { inTurns, isQuick, microseconds } from "./harness.mjs";

const webhookBody = JSON.stringify({
  time_ms: 1_697_000_000_000,
  events: [
    { name: "channel_occupied", channel: "releases" },
    { name: "member_added", channel: "presence-chat.1", user_id: "10" },
  ],
});
const webhookHeaders = {
  "content-type": "application/json",
  "x-pusher-key": app.key,
  "x-pusher-signature": createHmac("sha256", app.secret).update(webhookBody).digest("hex"),
};

function read(webhook) {
  if (!webhook.isValid() || webhook.getEvents().length !== 2) throw new Error("the webhook was not read");
}

/** @returns {Promise<import("./harness.mjs").Row[]>} */
export async function signing() {
  const { pusher, fanfare, close } = clients(1);
  const rows = [];
  const row = async (what, count, theirs, ours, needed) => {
    const figures = await inTurns({
      pusher: microseconds(count, theirs),
      fanfare: microseconds(count, ours),
    });
    rows.push({ what, unit: "µs", figures, needed: needed && { fanfare: needed } });
  };

  for (const [kind, needed] of [["private", 2.5], ["presence", 2.5], ["private-encrypted"]]) {
    const channel = `${kind}-foobar`;
    const who = kind === "presence" ? member : undefined;
    const what = `authorize, ${kind.replace("private-", "")}`;
    await row(
      what,
      50_000,
      () => pusher.authorizeChannel(socketId, channel, who),
      () => fanfare.authorize(channel, socketId, who),
      needed,
    );
  }
  const user = { id: "10", name: "Mr. Channels" };
  await row(
    "authenticate",
    50_000,
    () => pusher.authenticateUser(socketId, user),
    () => fanfare.authenticate(socketId, user),
  );
  await row(
    "verify a webhook of 2 events",
    20_000,
    () => read(pusher.webhook({ headers: webhookHeaders, rawBody: webhookBody })),
    () => {
      const webhook = fanfare.webhook(webhookHeaders, webhookBody);
      if (!webhook || webhook.events.length !== 2) throw new Error("the webhook was not read");
    },
    3,
  );
  for (const [size, payload] of Object.entries(payloads)) {
    rows.push(await preparing(pusher, size, payload));
  }
  close();
  return rows;
}

/** Prepares a trigger without sending it: the driver `null` only signs, and `pusher` gets a `post` that only signs. */
async function preparing(pusher, size, payload) {
  const count = Math.ceil((size === "100 B" ? 20_000 : 4_000) / (isQuick ? 10 : 1));
  const path = pusher.config.prefixPath("/events");
  const post = ({ body }) =>
    pusher.createSignedQueryString({ method: "POST", path, body: JSON.stringify(body) });
  const unsent = Object.create(pusher, { post: { value: post } });
  const nowhere = new Broadcast({ ...app, driver: "null" });
  const timed = async (send) => {
    const start = performance.now();
    for (let i = 0; i < count; i++) await send();
    return ((performance.now() - start) * 1_000) / count;
  };
  const figures = await inTurns({
    pusher: () => timed(() => unsent.trigger("channel", "event", payload)),
    fanfare: () => timed(() => nowhere.channel("channel", "event", payload)),
  });
  return {
    what: `prepare a trigger, ${size}`,
    unit: "µs",
    figures,
    needed: size === "100 B" ? { fanfare: 2.5 } : undefined,
  };
}
