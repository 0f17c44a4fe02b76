import type { HubEvent } from "./actions.js";
import type { Hub } from "./index.js";
import { defaultApp } from "./options.js";

/** Text from a client, made safe for a terminal: one line, no control characters, at most `max` long. */
function printable(text: string, max = 200): string {
  const shown = text.replace(/[\p{C}\u2028\u2029]/gu, "\uFFFD");
  return shown.length > max ? `${shown.slice(0, max)}…` : shown;
}

/** One event of the hub as a line for the terminal. */
export function eventLine(event: HubEvent): string {
  const channel = printable(event.channel);
  const detail = printable(event.detail);
  const name = printable(event.event);
  const socket = event.socketId;
  switch (event.what) {
    case "connected":
      return `+ ${socket} connected`;
    case "disconnected":
      return `- ${socket} disconnected`;
    case "subscribed":
      return `  ${socket} subscribed to ${channel}${detail && ` as ${detail}`}`;
    case "unsubscribed":
      return `  ${socket} left ${channel}`;
    case "refused":
      return `! ${socket} was refused${name && ` ${name}`}${channel && ` on ${channel}`}: ${detail}`;
    case "member_added":
      return `  ${detail} joined ${channel}`;
    case "member_removed":
      return `  ${detail} is gone from ${channel}`;
    case "event":
      return `> ${channel} ${name} ${detail}`;
    case "client_event":
      return `> ${channel} ${name} from ${socket} ${detail}`;
    case "request_refused":
      return `! a request to the HTTP API was refused: ${detail}`;
  }
}

/** How to connect to a hub, for the terminal. The secret is shown only if it is the public default. */
export function greeting(hub: Hub): string {
  const { appId, key, secret } = hub.options;
  const client = `cluster: "hub", wsHost: ${JSON.stringify(hub.client.wsHost)}, wsPort: ${hub.port}`;
  return `The hub listens on ${hub.url}

  In the page:
    new Pusher(${JSON.stringify(key)}, { ${client}, forceTLS: false, enabledTransports: ["ws"] })

  On the server:
    PUSHER_APP_ID=${appId}
    PUSHER_APP_KEY=${key}
    PUSHER_APP_SECRET=${secret === defaultApp.secret ? secret : "(the one you gave)"}
    PUSHER_HOST=${hub.options.host}
    PUSHER_PORT=${hub.port}
    PUSHER_SCHEME=http

  Ctrl-C ends it.
`;
}
