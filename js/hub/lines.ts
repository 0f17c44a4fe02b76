import type { HubEvent } from "./actions.js";
import type { Hub } from "./index.js";
import { defaultApp } from "./options.js";

/** Whatever a client may have sent, on one line that a terminal takes as text alone. */
function plain(text: string, max = 200): string {
  const shown = text.replace(/[\p{C}\u2028\u2029]/gu, "\uFFFD");
  return shown.length > max ? `${shown.slice(0, max)}…` : shown;
}

/** A line for the terminal about what happened. */
export function eventLine(event: HubEvent): string {
  const channel = plain(event.channel);
  const detail = plain(event.detail);
  const name = plain(event.event);
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

/** How to connect to a hub, for the terminal. The secret is shown only if it is the default that everybody knows. */
export function greeting(hub: Hub): string {
  const { appId, key, secret } = hub.options;
  const { wsHost } = hub.client;
  return `The hub listens on ${hub.url}

  In the page:
    new Pusher(${JSON.stringify(key)}, { cluster: "hub", wsHost: ${JSON.stringify(wsHost)}, wsPort: ${hub.port}, forceTLS: false, enabledTransports: ["ws"] })

  On the server:
    PUSHER_APP_ID=${appId}
    PUSHER_APP_KEY=${key}
    PUSHER_APP_SECRET=${secret === defaultApp.secret ? secret : "(the one that you gave)"}
    PUSHER_HOST=${hub.options.host}
    PUSHER_PORT=${hub.port}
    PUSHER_SCHEME=http

  It ends on Ctrl-C.
`;
}
