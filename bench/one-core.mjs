// Measures that are taken on one processor, as a program that has no more would see them: the garbage collector's helpers
// take their time from the work then, and the scheduler moves nothing.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const self = fileURLToPath(import.meta.url);

/** The last processor that this process may use; undefined where that cannot be said, or nothing pins a process to it. */
function lastProcessor() {
  try {
    const allowed = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync("/proc/self/status", "utf8"));
    const last = /\d+$/.exec(allowed?.[1] ?? "")?.[0];
    return last !== undefined && spawnSync("taskset", ["-c", last, "true"]).status === 0 ? last : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The rows of the measure of this name, which the module of the same name exports.
 * @param {"signing" | "starting"} name
 * @returns {Promise<import("./harness.mjs").Row[]>}
 */
export async function onOneCore(name) {
  const processor = lastProcessor();
  const pin = processor === undefined ? [] : ["taskset", "-c", processor];
  const [command, ...args] = [...pin, process.execPath, self, name, ...process.argv.slice(2)];
  const { status, stdout } = spawnSync(command, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`measuring ${name} failed`);
  return JSON.parse(stdout);
}

if (process.argv[1] === self) {
  const [, , name] = process.argv;
  const { [name]: measure } = await import(`./${name}.mjs`);
  console.log(JSON.stringify(await measure()));
}
