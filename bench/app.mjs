// The app, channels and payloads that every measurement uses.

import http from "node:http";
import Pusher from "pusher";
import { Broadcast } from "fanfare";
import Replacement from "fanfare/pusher";
import { undici } from "fanfare/undici";

export const app = {
  appId: "3",
  key: "278d425bdf160c739803",
  secret: "7ad3773142a6692b25b8",
  encryptionMasterKeyBase64: "zyrm8pvV2C9fJcBfhyXzvxbJVN/H7QLmbe0xJi1GhPU=",
  host: "127.0.0.1",
  useTLS: false,
};

/** Payloads of about 100 and about 9,000 bytes on the wire. */
export const payloads = {
  "100 B": { message: "x".repeat(86) },
  "9 kB": { message: "x".repeat(9_000) },
};

export const socketId = "1234.1234";

export const member = { user_id: "10", user_info: { name: "Mr. Channels" } };

/** @param {number} port */
export function clients(port) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  return {
    pusher: new Pusher({ ...app, port: String(port), agent }),
    // It keeps connections alive by itself.
    replacement: new Replacement({ ...app, port: String(port) }),
    fanfare: new Broadcast({ ...app, port }),
    byUndici: new Broadcast({ ...app, port, transport: undici() }),
    close: () => agent.destroy(),
  };
}
