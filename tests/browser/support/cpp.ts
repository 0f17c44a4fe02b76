import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Hub } from "fanfare/hub";

// @ts-expect-error the build is plain JavaScript
import { withLock } from "../../../js/package/files.mjs";

export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const run = promisify(execFile);

let built = false;

/** Builds the C++ programs of the tests, one build at a time; what is up to date costs a moment. */
export function buildPrograms(): void {
  if (built) return;
  const cmake = (...args: string[]) =>
    execFileSync("cmake", args, { cwd: root, stdio: "pipe", maxBuffer: 1 << 28 });
  try {
    withLock(() => {
      if (!existsSync(join(root, "build/dev/build.ninja"))) cmake("--preset", "dev");
      cmake(
        "--build",
        "--preset",
        "dev",
        "--target",
        "publisher",
        "browser_sender",
        "auth_server",
        "--parallel",
        "2",
      );
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: Buffer; stderr?: Buffer };
    throw new Error(
      `The C++ programs of the browser tests did not build.\n${stdout ?? error}${stderr ?? ""}`,
    );
  }
  built = true;
}

/** The environment that points a program at a hub. */
export const environmentOf = ({ options }: Hub): NodeJS.ProcessEnv => ({
  ...process.env,
  BROADCAST_DRIVER: "pusher",
  PUSHER_APP_ID: options.appId,
  PUSHER_APP_KEY: options.key,
  PUSHER_APP_SECRET: options.secret,
  PUSHER_HOST: options.host,
  PUSHER_PORT: String(options.port),
  PUSHER_SCHEME: "http",
});

/** Runs a program that `buildPrograms` built; fails with what it said. */
export async function runProgram(path: string, args: string[], hub: Hub): Promise<void> {
  buildPrograms();
  await run(join(root, "build/dev", path), args, { env: environmentOf(hub) });
}

/** Starts examples/cpp/auth_server at a path of this machine, for a hub's app. */
export async function startAuthServer(
  path: string,
  hub: Hub,
): Promise<{ address: string; stop: () => void }> {
  buildPrograms();
  const program = spawn(join(root, "build/dev/examples/cpp/auth_server"), ["0", path], {
    env: environmentOf(hub),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await Promise.race([once(program.stdout, "data"), once(program, "exit").then(() => [""])]);
  return { address: String(line).trim(), stop: () => void program.kill() };
}
