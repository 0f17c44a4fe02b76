// In Deno and Bun: `<runtime> inside-process.js '{"host":…}'` prints the outcome.
import Pusher from "fanfare/pusher";
import process from "node:process";
import { drive } from "./drive.js";

console.log(JSON.stringify(await drive(Pusher, JSON.parse(process.argv[2]!))));
