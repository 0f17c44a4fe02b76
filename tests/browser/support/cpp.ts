import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Hub } from "fanfare/hub";

export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const run = promisify(execFile);

let built: Promise<void> | undefined;

/** Builds the C++ programs that the tests send with; what is up to date costs a moment. */
export function buildPrograms(): Promise<void> {
  built ??= (async () => {
    if (!existsSync(join(root, "build/dev/build.ninja"))) await run("cmake", ["--preset", "dev"], { cwd: root });
    const targets = ["--target", "publisher", "--target", "browser_sender", "--parallel", "2"];
    await run("cmake", ["--build", "--preset", "dev", ...targets], { cwd: root, maxBuffer: 1 << 26 });
  })().catch((error: Error & { stdout?: string }) => {
    throw new Error(`The C++ programs did not build, and the browser tests send with them too.\n${error.stdout ?? error.message}`);
  });
  return built;
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
  await buildPrograms();
  await run(join(root, "build/dev", path), args, { env: environmentOf(hub) });
}
