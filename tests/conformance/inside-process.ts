// In Deno and Bun: `<runtime> inside-process.js '{"host":…,"port":…}'` prints the outcomes.
import * as fanfare from "fanfare";
import process from "node:process";
import { suite } from "./suite.js";

console.log(JSON.stringify(await suite(fanfare, JSON.parse(process.argv[2]!))));
