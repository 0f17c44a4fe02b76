import { createRequire } from "node:module";
import { runProgram } from "./program.js";
import type { Outcome, Server } from "./suite.js";

// npm's package is a script that asks for the program; the program itself is in the package of this machine's kind
const require = createRequire(import.meta.url);
const libc = process.platform === "linux" ? "-glibc" : "";
const program = () => require.resolve(`@deno/${process.platform}-${process.arch}${libc}/deno`);

const args = ["run", "--quiet", "--no-prompt", "--allow-net=127.0.0.1", "--allow-read"];

/** What `entry` prints on Deno. */
export const onDeno = (entry: string, argument: unknown): Promise<any> =>
  runProgram(program(), args, entry, argument);

export const run = (server: Server): Promise<Outcome[]> => onDeno("inside-process.ts", server);
