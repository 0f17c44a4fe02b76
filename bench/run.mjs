// `npm run bench`: Fanfare beside its peers on this machine, in one run, as a table. `--quick` measures a tenth as long. What
// counts are the ratios: in brackets, how many times as good as `pusher`; `!` marks one that is less than it has to be.

import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { sending } from "./sending.mjs";
import { signing } from "./signing.mjs";
import { sizes } from "./sizes.mjs";
import { starting } from "./starting.mjs";

const columns = ["pusher", "fanfare", "fanfare/undici", "fanfare/pusher"];

const rounded = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** @param {import("./harness.mjs").Row} row */
function cells({ what, unit, figures, isMoreBetter = false, needed = {} }) {
  const [peer] = Object.values(figures);
  const told = columns.map((name) => {
    if (!(name in figures)) return "";
    const value = `${rounded(figures[name])} ${unit}`.trim().replace(" /s", "/s");
    if (name === columns[0]) return value;
    const ratio = isMoreBetter ? figures[name] / peer : peer / figures[name];
    return `${value} (${ratio.toFixed(2)}${ratio < (needed[name] ?? 0) ? "!" : ""})`;
  });
  return `| ${[what, ...told].join(" | ")} |`;
}

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${new Date().toISOString().slice(0, 10)}\n`);
console.log(`| | ${columns.join(" | ")} |\n|---|${columns.map(() => "---|").join("")}`);
for (const measure of [signing, sending, starting, sizes]) {
  for (const row of await measure()) console.log(cells(row));
}

const native = fileURLToPath(new URL("../build/release/bench/fanfare_bench", import.meta.url));
if (existsSync(native)) spawnSync(native, process.argv.slice(2), { stdio: "inherit" });
