// A program on the drop-in, in web standards alone: what it gives in every runtime.

import type Pusher from "fanfare/pusher";
import { app, encryptionMasterKeyBase64 } from "../../support/credentials.js";

export interface Place {
  readonly host: string;
  readonly port: number;
  readonly closedPort: number;
}

export const credentials = { ...app, encryptionMasterKeyBase64 };

export async function drive(Library: typeof Pusher, { host, port, closedPort }: Place) {
  const pusher = new Library({ ...credentials, host, port, useTLS: false });
  const trigger = await pusher.trigger("a", "é", { text: "é" }, { socket_id: "1.1" });
  const sealed = await pusher.trigger("private-encrypted-a", "E", "text");
  const batch = await pusher.triggerBatch([{ channel: "a", name: "E", data: {} }]);
  const get = await pusher.get({
    path: "/channels",
    params: { filter_by_prefix: "presence-", info: "user_count" },
  });
  const nowhere = new Library({ ...credentials, host, port: closedPort, useTLS: false });
  const failure = await nowhere.trigger("a", "E", {}).catch((error: unknown) => error);
  const refused = await pusher.post({ path: "/refuse", body: {} }).catch((error: unknown) => error);
  const webhook = pusher.webhook({
    headers: new Headers({
      "X-Pusher-Key": credentials.key,
      "X-Pusher-Signature": "e84ad185684cff3a96d27bc8ba07b8be14b7479c43784ab14d8a256d25638f76",
      "Content-Type": "application/json; charset=utf-8",
    }),
    rawBody: '{"time_ms":1,"events":[]}',
  });
  return {
    private: pusher.authorizeChannel("1234.1234", "private-foobar"),
    presence: pusher.authorizeChannel("1234.1234", "presence-foobar", {
      user_id: "1",
      user_info: { name: "é" },
    }),
    encrypted: pusher.authorizeChannel("1234.1234", "private-encrypted-a"),
    user: pusher.authenticateUser("1234.1234", { id: "1" }),
    webhook: [webhook.isContentTypeValid(), webhook.isBodyValid(), webhook.isValid()],
    answers: [trigger, sealed, batch, get].map(({ status, ok }) => [status, ok]),
    type: get.headers.get("content-type"),
    json: await get.json(),
    failure: failure instanceof Library.RequestError && failure.error instanceof Error,
    refused: refused instanceof Library.RequestError && refused.status,
  };
}
