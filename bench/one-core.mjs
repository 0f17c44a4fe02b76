// Measurements on one processor, as on a machine that has no more: the garbage collector's helpers take their time from
// the work, and the scheduler moves nothing.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const self = fileURLToPath(import.meta.url);

/** The last processor that this process may use. Undefined when it is unknown, or when taskset is missing. */
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
 * The rows of a measurement, from the module of the same name.
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
