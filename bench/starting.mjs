// The processor time that an import adds to the start of a process. Other processes disturb it least.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { inTurns, isQuick } from "./harness.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Milliseconds. @param {string} program */
function cpuOf(program) {
  const end =
    `process.on("exit", () => { const { user, system } = process.cpuUsage(); ` +
    `console.log((user + system) / 1_000); });`;
  const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "-e", `${program};${end}`], {
    cwd: here,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${program} failed`);
  return Number(stdout);
}

/** More rounds than elsewhere, because a start varies by as much as an import takes. */
const rounds = isQuick ? 7 : 31;

/** @returns {Promise<import("./harness.mjs").Row[]>} */
export async function starting() {
  const names = ["pusher", "fanfare", "fanfare/pusher", "fanfare/undici"];
  // undici itself is loaded only with the first transport
  const source = (name) =>
    name === "fanfare/undici" ? `import { undici } from "${name}"; undici()` : `import "${name}"`;
  const programs = Object.fromEntries(names.map((name) => [name, () => cpuOf(source(name))]));
  const { bare, ...loaded } = await inTurns({ bare: () => cpuOf(""), ...programs }, rounds);
  const figures = Object.fromEntries(names.map((name) => [name, Math.max(loaded[name] - bare, 0.1)]));
  return [
    { what: "import, over bare Node", unit: "ms", figures, needed: { fanfare: 4, "fanfare/pusher": 4 } },
  ];
}
