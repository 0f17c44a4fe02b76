import { execFile, execFileSync } from "node:child_process";
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

/** Builds the C++ programs that the tests send with, one build at a time; what is up to date costs a moment. */
export function buildPrograms(): void {
  if (built) return;
  const cmake = (...args: string[]) => execFileSync("cmake", args, { cwd: root, stdio: "pipe", maxBuffer: 1 << 28 });
  try {
    withLock(() => {
      if (!existsSync(join(root, "build/dev/build.ninja"))) cmake("--preset", "dev");
      cmake("--build", "--preset", "dev", "--target", "publisher", "--target", "browser_sender", "--parallel", "2");
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: Buffer; stderr?: Buffer };
    throw new Error(`The C++ programs that the browser tests send with did not build.\n${stdout ?? error}${stderr ?? ""}`);
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
