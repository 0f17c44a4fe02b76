import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./bundle.js";
import { runProgram } from "./program.js";
import type { Outcome, Server } from "./suite.js";

// bun's install script, where npm runs it, moves the program out of the package of this machine's kind
const arch = process.arch === "arm64" ? "aarch64" : process.arch;
const places = [`@oven/bun-${process.platform}-${arch}/bin/bun`, "bun/bin/bun.exe"];

/** What `entry` prints on Bun. */
export function onBun(entry: string, argument: unknown): Promise<any> {
  const program = places.map((place) => join(root, "node_modules", place)).find((path) => existsSync(path));
  if (!program) throw new Error(`Bun is in none of ${places.join(", ")}: run npm ci.`);
  return runProgram(program, ["run"], entry, argument);
}

export const run = (server: Server): Promise<Outcome[]> => onBun("inside-process.ts", server);
