// `npm test` and `npm run check`: set up what is missing, then run their stages (tests/runner/stages.mjs).
//
//   npm test                   what every change must pass, in ten minutes
//   npm test -- hub js         these stages alone, and what they need
//   npm run check              what takes longer: sanitizers, browsers, comparisons with other libraries
//   npm test -- --list         the stages; npm run check -- --list too
//
// Stages run side by side. The output of each is printed when it ends.

import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chooseStages } from "./runner/choose.mjs";
import { endAll, runStages } from "./runner/schedule.mjs";
import { checkStages, testStages } from "./runner/stages.mjs";

/** @typedef {import("./runner/stages.mjs").Stage} Stage */
/** @typedef {import("./runner/schedule.mjs").Result} Result */

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function list(/** @type {Record<string, Stage>} */ stages) {
  for (const [name, { about }] of Object.entries(stages)) console.log(`${name.padEnd(13)} ${about}`);
}

/** It may ask a question, so it has the terminal to itself. @param {string[]} names of stages */
function setUp(names) {
  const groups = ["fuzz", "peers"].filter((name) => names.includes(name));
  const also = groups.length > 0 ? ["--also", groups.join(",")] : [];
  const { status } = spawnSync(process.execPath, ["tools/setup/setup.mjs", ...also], {
    cwd: root,
    stdio: "inherit",
  });
  return status === 0;
}

const headline = (/** @type {Result} */ { name, outcome, seconds }) =>
  `${outcome}  ${name.padEnd(13)} ${seconds.toFixed(1).padStart(6)} s`;

/** The lines with which Node's test runner and ctest end. @param {string} output */
function closingLines(output) {
  return [
    ...output.matchAll(/^(?:[#ℹ] (?:tests|pass|fail|cancelled|skipped) \d+|\d+% tests passed, .*)$/gm),
  ].map(([line]) => line.replace("ℹ", "#"));
}

function summarize(/** @type {Result[]} */ results, /** @type {number} */ seconds) {
  for (const { name, output } of results) {
    const lines = closingLines(output);
    if (lines.length > 0) console.log([`\n${name}:`, ...lines].join("\n"));
  }
  console.log(["\n=== stages", ...results.map(headline)].join("\n"));
  const count = (/** @type {string} */ outcome) => results.filter((one) => one.outcome === outcome).length;
  const skipped = count("skipped") > 0 ? `, ${count("skipped")} skipped` : "";
  console.log(
    `\nstages: ${count("passed")} passed, ${count("FAILED")} failed${skipped}, in ${Math.round(seconds)} s`,
  );
}

async function main() {
  const flag = { type: /** @type {const} */ ("boolean") };
  const { values, positionals } = parseArgs({ options: { check: flag, list: flag }, allowPositionals: true });
  const both = [
    { stages: testStages, command: "npm test" },
    { stages: checkStages, command: "npm run check" },
  ];
  const [{ stages }, other] = values.check ? both.reverse() : both;
  if (values.list) return list(stages);
  const chosen = chooseStages(stages, positionals, other);
  const started = performance.now();
  if (!setUp([...chosen.keys()])) {
    process.exitCode = 1;
    return;
  }
  const results = await runStages(chosen, root, {
    onStart: (name) => console.log(`started ${name}`),
    onEnd: (result) => console.log(`\n=== ${headline(result)}\n${result.output.trimEnd()}\n`),
  });
  summarize(results, (performance.now() - started) / 1_000);
  process.exitCode = results.every(({ outcome }) => outcome === "passed") ? 0 : 1;
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    endAll();
    process.exit(1);
  });
}
main().catch(({ message }) => {
  console.error(`npm test: ${message}`);
  process.exitCode = 2;
});
