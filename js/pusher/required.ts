/** For `require("fanfare/pusher")`, which returns the class itself, as `require("pusher")` does. */
export { Pusher as default } from "./pusher.js";
