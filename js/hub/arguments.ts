import { parseArgs } from "node:util";
import { FanfareError } from "../common/errors.js";
import { defaultApp, type HubApp } from "./options.js";

export const hubUsage = `fanfare hub: a server of the Pusher Channels protocol, for development, tests and one machine

  --port <number>    6001, or PUSHER_PORT; 0 takes a free port
  --host <address>   127.0.0.1; other addresses than loopback need a secret of 32 random characters
  --app-id <id>      ${defaultApp.appId}, or PUSHER_APP_ID
  --key <key>        ${defaultApp.key}, or PUSHER_APP_KEY
  --secret <secret>  ${defaultApp.secret}, or PUSHER_APP_SECRET, which a list of processes does not show
  --quiet            print nothing about what happens
  --json             print what happens, one JSON object per line
  --help             print this text
`;

/** The arguments of `fanfare hub`, from the command line and the environment. */
export interface HubArguments {
  readonly port: number;
  readonly host: string;
  readonly app: HubApp;
  readonly quiet: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new FanfareError("invalid_option", `${JSON.stringify(text)} is not a port: use 0–65535.`);
}

/** Throws `invalid_option` with the argument that cannot be used. The command line wins over the environment. */
export function parseHubArguments(
  args: readonly string[],
  env: Record<string, string | undefined>,
): HubArguments {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        port: { type: "string" },
        host: { type: "string" },
        "app-id": { type: "string" },
        key: { type: "string" },
        secret: { type: "string" },
        quiet: { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }));
  } catch (error) {
    throw new FanfareError("invalid_option", (error as Error).message);
  }
  return {
    port: parsePort(values.port ?? (env["PUSHER_PORT"] || "6001")),
    host: values.host ?? "127.0.0.1",
    app: {
      appId: values["app-id"] ?? (env["PUSHER_APP_ID"] || defaultApp.appId),
      key: values.key ?? (env["PUSHER_APP_KEY"] || defaultApp.key),
      secret: values.secret ?? (env["PUSHER_APP_SECRET"] || defaultApp.secret),
    },
    quiet: values.quiet ?? false,
    json: values.json ?? false,
    help: values.help ?? false,
  };
}
