// Measuring: the candidates take turns, round by round, so that other load on the machine hits all of them. The median
// of the rounds counts.

import { fork } from "node:child_process";

export const isQuick = process.argv.includes("--quick");

/** @param {number[]} values */
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Runs each candidate once to warm it up, then in turns. Resolves with the median of each.
 * @param {Record<string, () => number | Promise<number>>} candidates by name; each gives one figure
 * @param {number} [rounds]
 * @returns {Promise<Record<string, number>>}
 */
export async function inTurns(candidates, rounds = isQuick ? 3 : 7) {
  const names = Object.keys(candidates);
  const figures = Object.fromEntries(names.map((name) => [name, /** @type {number[]} */ ([])]));
  for (const name of names) await candidates[name]();
  for (let round = 0; round < rounds; round++) {
    for (const name of names) figures[name].push(await candidates[name]());
  }
  return Object.fromEntries(names.map((name) => [name, median(figures[name])]));
}

/** µs of one call. @param {number} count @param {() => unknown} work */
export function microseconds(count, work) {
  const calls = isQuick ? Math.ceil(count / 10) : count;
  return () => {
    const start = performance.now();
    for (let i = 0; i < calls; i++) work();
    return ((performance.now() - start) * 1_000) / calls;
  };
}

/**
 * Calls per second with `inFlight` calls open at any time.
 * @param {number} count
 * @param {number} inFlight
 * @param {() => Promise<unknown>} work
 */
export function perSecond(count, inFlight, work) {
  const calls = isQuick ? Math.ceil(count / 10) : count;
  return async () => {
    let left = calls;
    const worker = async () => {
      while (left-- > 0) await work();
    };
    const start = performance.now();
    await Promise.all(Array.from({ length: inFlight }, worker));
    return (calls * 1_000) / (performance.now() - start);
  };
}

/** Starts a server in a process of its own, on a free port. It ends with this process. */
export async function serve() {
  const server = fork(new URL("server.mjs", import.meta.url));
  const port = await new Promise((resolve) => server.once("message", resolve));
  return { port, close: () => server.disconnect() };
}

/**
 * One row of the table: the figure of each candidate. The table adds how many times as good as the first it is.
 * @typedef {{
 *   what: string, unit: string, figures: Record<string, number>,
 *   isMoreBetter?: boolean, needed?: Record<string, number>
 * }} Row
 */
