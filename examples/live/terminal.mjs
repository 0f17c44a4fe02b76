// The output of `npm start`, and its subscriber in the terminal: pusher-js in Node.
import Pusher from "pusher-js";
import { connect } from "fanfare/browser";
import { AdminUserAlert, NewRelease } from "./events.js";

const colours = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code) => (text) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text);
export const faint = paint("2");
export const gold = paint("33");
export const green = paint("32");
export const red = paint("31");

export const say = (text = "") => console.log(text ? `  ${text}` : "");

const clock = () => new Date().toTimeString().slice(0, 8);

function sayLine(who, arrow, text, data) {
  const payload = data === undefined ? "" : `  ${faint(JSON.stringify(data))}`;
  say(`${faint(clock())}  ${who.padEnd(9)} ${arrow} ${text}${payload}`);
}

const columns = (channel, event) => `${channel.padEnd(14)}  ${event.padEnd(14)}`;

/** Prints an event that is being sent, or a command that sends one. */
export const saySent = (from, channel, event, data) =>
  sayLine(from, gold("→"), event ? columns(channel, event) : channel, data);

/** Subscribes to both channels with pusher-js and prints what arrives. `on` is called with each event's name. */
export function openTerminal({ broadcast, pusher: { key, ...options }, on }) {
  const pusher = new Pusher(key, {
    ...options,
    channelAuthorization: {
      // this is the server's own process, so it signs for itself
      customHandler: ({ channelName, socketId }, callback) =>
        callback(null, broadcast.authorize(channelName, socketId)),
    },
  });
  const live = connect(pusher);
  const received = (channel, event) => (data) => {
    sayLine("pusher-js", green("←"), columns(channel, event.broadcastAs), data);
    on(event.broadcastAs, data);
  };
  const ready = [
    live.channel("releases").listen(NewRelease, received("releases", NewRelease)),
    live.private("admins").listen(AdminUserAlert, received("private-admins", AdminUserAlert)),
  ].map((channel) => new Promise((resolve, reject) => channel.subscribed(resolve).error(reject)));
  return { ready: Promise.all(ready), close: () => live.disconnect() };
}
