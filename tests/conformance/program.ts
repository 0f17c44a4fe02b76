import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { bundle, inProject } from "./bundle.js";
import type { Outcome, Server } from "./suite.js";

/** Runs the suite in a runtime that is a program: `command ...args inside-process.js <server>`. */
export async function runProgram(command: string, args: string[], server: Server): Promise<Outcome[]> {
  const code = await bundle("inside-process.ts", { platform: "neutral", external: ["fanfare", "node:*"], target: "es2022" });
  return inProject({ "inside-process.js": code }, async (folder) => {
    const { stdout } = await promisify(execFile)(command, [...args, "inside-process.js", JSON.stringify(server)], {
      cwd: folder,
      timeout: 60_000,
      env: { ...process.env, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
    });
    return JSON.parse(stdout);
  });
}
