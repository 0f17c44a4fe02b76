import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { bundle, inProject } from "./bundle.js";

/** What `command ...args <entry> <argument>` prints, both as JSON: for a runtime that is a program. */
export async function runProgram(
  command: string,
  args: string[],
  entry: string,
  argument: unknown,
): Promise<any> {
  const external = ["fanfare", "fanfare/*", "node:*"];
  const code = await bundle(entry, { platform: "neutral", external, target: "es2022" });
  return inProject({ "inside-process.js": code }, async (folder) => {
    const { stdout } = await promisify(execFile)(
      command,
      [...args, "inside-process.js", JSON.stringify(argument)],
      {
        cwd: folder,
        timeout: 60_000,
        env: { ...process.env, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
      },
    );
    return JSON.parse(stdout);
  });
}
