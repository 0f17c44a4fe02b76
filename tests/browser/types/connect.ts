// Compiled, never run: each line that must not compile says so.

import Pusher from "pusher-js";
import Pusher7 from "pusher-js-7";
import {
  connect,
  type LiveChannel,
  type LivePresenceChannel,
  type Member,
} from "../../../js/browser/index.js";
import { Channel } from "../../../js/events/index.js";
import { NewRelease, OrderShipped, Saved } from "../../support/events.js";
import { typeOf } from "../../support/types.js";

// both majors, with the options of each
const live = connect({ Pusher, key: "app-key", cluster: "eu", csrf: true, forceTLS: true });
connect({ Pusher: Pusher7, key: "app-key", cluster: "eu", credentials: "include" });
connect({
  Pusher,
  key: "app-key",
  wsHost: "127.0.0.1",
  wsPort: 6001,
  headers: async () => ({ Authorization: "…" }),
});
connect({ Pusher, key: "app-key", batch: false }).pusher.signin?.();
// @ts-expect-error yes or no
connect({ Pusher, key: "app-key", batch: 100 });
// @ts-expect-error the key is needed
connect({ Pusher, cluster: "eu" });
// @ts-expect-error an option of pusher-js has pusher-js's type
connect({ Pusher, key: "app-key", wsPort: "6001" });
// @ts-expect-error misspelt
connect({ Pusher, key: "app-key", cluser: "eu" });
// @ts-expect-error authRoute stands for it
connect({ Pusher, key: "app-key", authEndpoint: "/broadcasting/authorize" });

// an existing one
declare const client: InstanceType<typeof Pusher.default>;
declare const client7: InstanceType<typeof Pusher7.default>;
connect(client, { origins: ["https://api.example.com"] }).pusher.connection.state;
connect(client7);

// payloads: JSON's image of what was sent
const share = live
  .channel("releases")
  .listen(NewRelease, (data) => typeOf(data).is<{ message: string }>())
  .listen(Saved, (data) => typeOf(data).is<{ id: number; at?: string }>())
  .listen(OrderShipped, (data) => typeOf(data).is<{ id: number; at?: string }>())
  .listen("AdminUserAlert", ({ level, message }) => [level, message])
  .listen<{ id: number }>("Saved", (data) => typeOf(data).is<{ id: number }>())
  .stopListening(Saved)
  .subscribed(() => {})
  .error(({ code, status, retryable }) => {
    typeOf(code).is<string>();
    typeOf(status).is<number | undefined>();
    typeOf(retryable).is<boolean>();
  });
typeOf(share).is<LiveChannel>();
// @ts-expect-error not in the payload
live.channel("releases").listen(NewRelease, ({ version }) => version);
// @ts-expect-error public channels take no client events
live.channel("releases").whisper("typing", {});
const letters = live.encrypted("letters").listen("Written", ({ text }) => text);
// @ts-expect-error nor do encrypted ones
letters.whisper("typing", {});
// @ts-expect-error only presence channels have members
live.private("chat").here(() => {});

// presence
const chat = live
  .presence<{ name: string }>("chat.1")
  .here((members) => typeOf(members).is<Member<{ name: string }>[]>())
  .joining(({ user_info }) => user_info.name)
  .whisper("typing", { name: "Ada" })
  .listenForWhisper<{ name: string }>("typing", ({ name }, { user_id }) => [name, user_id]);
typeOf(chat).is<LivePresenceChannel<{ name: string }>>();

// names and channel objects
live.private(new Channel("x"));
live.leave("x");
// @ts-expect-error a name is a string
live.channel(7);

// fetch can be handed on
const { fetch } = live;
void fetch("/orders", { method: "POST" });
