// Runs stages side by side where they do not disturb each other, and keeps the output of each together.

import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";

/** @typedef {import("./stages.mjs").Stage} Stage */
/** @typedef {{ name: string, outcome: "passed" | "FAILED" | "skipped", seconds: number, output: string }} Result */

/** A stage that takes longer hangs. In milliseconds. */
const longest = 45 * 60_000;

/** Process groups that run, so that Ctrl-C ends what a stage has started. @type {Set<number>} */
const groups = new Set();

export function endAll() {
  for (const group of groups) {
    try {
      process.kill(-group, "SIGTERM");
    } catch {
      // it ended by itself
    }
  }
}

/**
 * Runs one command and adds what it prints, both streams in their order, to `output`.
 * @param {string[]} command @param {Stage} stage @param {string} cwd @param {Buffer[]} output
 * @returns {Promise<boolean>} whether it succeeded
 */
function runCommand([program, ...args], { env, isBackground }, cwd, output) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      detached: process.platform !== "win32",
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { pid } = child;
    if (pid !== undefined) groups.add(pid);
    if (pid !== undefined && isBackground) {
      try {
        setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
      } catch {
        // it has ended, or this machine does not allow it
      }
    }
    const timer = setTimeout(() => {
      output.push(Buffer.from(`\n${program} was ended after ${longest / 60_000} minutes.\n`));
      if (pid !== undefined) process.kill(-pid, "SIGKILL");
    }, longest);
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => output.push(chunk));
    child.on("error", ({ message }) => output.push(Buffer.from(`${program}: ${message}\n`)));
    child.on("close", (code) => {
      clearTimeout(timer);
      if (pid !== undefined) groups.delete(pid);
      resolve(code === 0);
    });
  });
}

/**
 * @param {string} name
 * @param {Stage} stage
 * @param {string[]} targets
 * @param {string} cwd
 * @returns {Promise<Result>}
 */
async function runStage(name, stage, targets, cwd) {
  const started = performance.now();
  /** @type {Buffer[]} */
  const output = [];
  let hasFailed = false;
  for (const command of stage.commands(targets)) {
    if (hasFailed && !stage.goesOn) break;
    if (!(await runCommand(command, stage, cwd, output))) hasFailed = true;
  }
  return {
    name,
    outcome: hasFailed ? "FAILED" : "passed",
    seconds: (performance.now() - started) / 1_000,
    output: Buffer.concat(output).toString(),
  };
}

/** The stages that can start now: what they need has passed, and they disturb nothing that runs. */
function startable(
  /** @type {Map<string, Stage>} */ waiting,
  /** @type {Map<string, Stage>} */ running,
  /** @type {Map<string, Result>} */ results,
) {
  const foreground = [...running.values()].filter(({ isBackground }) => !isBackground);
  const room = foreground.some(({ isWide }) => isWide) ? 0 : 2 - foreground.length;
  return [...waiting].find(([, { needs = [], isBackground, isWide }]) => {
    const isReady = needs.every((name) => results.get(name)?.outcome === "passed");
    return isReady && (isBackground || room >= (isWide ? 2 : 1));
  });
}

/**
 * Runs all stages, each as soon as it can. A stage whose need failed is skipped.
 * @param {Map<string, Stage>} stages in the order of their wishes @param {string} cwd
 * @param {{ onStart: (name: string) => void, onEnd: (result: Result) => void }} report
 * @returns {Promise<Result[]>} in the order of the stages
 */
export async function runStages(stages, cwd, { onStart, onEnd }) {
  const waiting = new Map(stages);
  const running = new Map();
  /** @type {Map<string, Result>} */
  const results = new Map();
  const end = (/** @type {Result} */ result) => {
    results.set(result.name, result);
    onEnd(result);
  };
  const targets = targetsOf([...stages.values()]);
  while (waiting.size > 0 || running.size > 0) {
    for (const [name, { needs = [] }] of waiting) {
      const lost = needs.find((one) => results.has(one) && results.get(one)?.outcome !== "passed");
      if (lost === undefined) continue;
      waiting.delete(name);
      end({ name, outcome: "skipped", seconds: 0, output: `It needs the stage ${lost}.\n` });
    }
    for (let next; (next = startable(waiting, running, results));) {
      const [name, stage] = next;
      waiting.delete(name);
      onStart(name);
      const run = runStage(name, stage, targets, cwd).then((result) => {
        running.delete(name);
        end(result);
      });
      running.set(name, Object.assign(run, stage));
    }
    // nothing runs after the last stage was skipped
    if (running.size > 0) await Promise.race(running.values());
  }
  return [...stages.keys()].map((name) => /** @type {Result} */ (results.get(name)));
}

/** The C++ programs to compile: none named means all. @param {Stage[]} stages */
export function targetsOf(stages) {
  const users = stages.filter(({ needs }) => needs?.includes("compile"));
  return users.every(({ targets }) => targets) ? users.flatMap(({ targets = [] }) => targets) : [];
}
