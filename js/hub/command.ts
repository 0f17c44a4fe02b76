import { FanfareError } from "../common/errors.js";
import { hubUsage, parseHubArguments, type HubArguments } from "./arguments.js";
import { Hub } from "./index.js";
import { eventLine, greeting } from "./lines.js";

const failureExit = 1;
const usageExit = 2;

function start(args: HubArguments): Promise<Hub> {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  return Hub.listen({
    port: args.port,
    host: args.host,
    apps: [args.app],
    onEvent: args.quiet ? undefined : (event) => print(args.json ? JSON.stringify(event) : eventLine(event)),
  });
}

/** Resolves on the first signal, or when standard output is closed. A second signal ends the process at once. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    process.stdout.on("error", () => resolve());
  });
}

/** Runs `fanfare hub`. Resolves with the exit code when the hub has closed. */
export async function runHub(args: readonly string[]): Promise<number> {
  try {
    const parsed = parseHubArguments(args, process.env);
    if (parsed.help) {
      process.stdout.write(hubUsage);
      return 0;
    }
    const hub = await start(parsed);
    const stopped = untilStopped();
    if (!parsed.quiet) {
      const { port, url } = hub;
      process.stdout.write(
        parsed.json ? `${JSON.stringify({ what: "listening", url, port })}\n` : `${greeting(hub)}\n`,
      );
    }
    await stopped;
    await hub.close();
    return 0;
  } catch (error) {
    if (!(error instanceof FanfareError)) throw error;
    process.stderr.write(`fanfare hub: ${error.message}\n`);
    return error.code === "invalid_option" || error.code === "missing_credentials" ? usageExit : failureExit;
  }
}
