// esbuild page.js --bundle --minify --outfile=page.min.js
import Pusher from "pusher-js";
import { connect } from "fanfare/browser";
import { AdminUserAlert, NewRelease } from "./events.js";

const { key, ...options } = await (await fetch("pusher.json")).json();
const live = connect({
  Pusher,
  key,
  ...options,
  headers: () => ({ Authorization: `Bearer ${sessionStorage.token}` }),
});

const show = (text) => document.querySelector("ul").appendChild(document.createElement("li")).append(text);

live
  .channel("releases")
  .listen(NewRelease, ({ message }) => show(message))
  .subscribed(() => show("Listening to releases"));
live
  .private("admins")
  .listen(AdminUserAlert, ({ level, message }) => show(`[${level.toUpperCase()}] ${message}`))
  .subscribed(() => show("Listening to admins"))
  .error(({ message }) => show(message));
