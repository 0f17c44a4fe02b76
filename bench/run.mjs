// `npm run bench`: Fanfare beside its peers on this machine, in one run, as a table. `--quick` takes a tenth of the
// time. Read the ratios: in brackets, how many times as good as the first column (`pusher`; for C++ OpenSSL or Go). `!`
// marks a ratio below its aim.

import { cpus } from "node:os";
import { native } from "./native.mjs";
import { onOneCore } from "./one-core.mjs";
import { sending } from "./sending.mjs";
import { sizes } from "./sizes.mjs";

const rounded = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** @param {string[]} columns @param {import("./harness.mjs").Row} row */
function cells(columns, { what, unit, figures, isMoreBetter = false, needed = {} }) {
  const [[first, peer]] = Object.entries(figures);
  const told = columns.map((name) => {
    if (!(name in figures)) return "";
    const value = `${rounded(figures[name])} ${unit}`.trim().replace(" /s", "/s");
    if (name === first) return value;
    const ratio = isMoreBetter ? figures[name] / peer : peer / figures[name];
    return `${value} (${ratio.toFixed(2)}${ratio < (needed[name] ?? 0) ? "!" : ""})`;
  });
  return `| ${[what, ...told].join(" | ")} |`;
}

/** @param {string[]} columns @param {(() => Promise<import("./harness.mjs").Row[]>)[]} measures */
async function table(columns, measures) {
  console.log(`| | ${columns.join(" | ")} |\n|---|${columns.map(() => "---|").join("")}`);
  for (const measure of measures) {
    for (const row of await measure()) console.log(cells(columns, row));
  }
  console.log();
}

console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${new Date().toISOString().slice(0, 10)}\n`,
);
await table(
  ["pusher", "fanfare", "fanfare/undici", "fanfare/pusher"],
  [() => onOneCore("signing"), sending, () => onOneCore("starting"), sizes],
);
await table(["OpenSSL", "Go", "C++"], [native]);
