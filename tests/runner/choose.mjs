// Which stages to run: those that were named, or all, each with the stages that it needs.

/** @typedef {import("./stages.mjs").Stage} Stage */

/** @param {string} a @param {string} b the number of letters to change, add, drop or swap */
function distance(a, b) {
  /** @type {number[][]} */
  const rows = [...Array(a.length + 1)].map((_, i) =>
    [...Array(b.length + 1)].map((_, j) => (i === 0 ? j : i)),
  );
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      rows[i][j] = Math.min(
        rows[i - 1][j] + 1,
        rows[i][j - 1] + 1,
        rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1),
        isSwapped ? rows[i - 2][j - 2] + 1 : Infinity,
      );
    }
  }
  return rows[a.length][b.length];
}

/** @param {string} name @param {string[]} names @returns {string | undefined} what was probably meant */
export function nearest(name, names) {
  const [best] = names
    .map((one) => ({ one, far: distance(name.toLowerCase(), one) }))
    .filter(({ one, far }) => far <= Math.max(1, Math.floor(one.length / 3)))
    .sort((a, b) => a.far - b.far);
  return best?.one;
}

/**
 * @param {Record<string, Stage>} stages @param {string[]} names none means all
 * @param {{ stages: Record<string, Stage>, command: string }} other where an unknown name may belong
 * @returns {Map<string, Stage>} in the order of `stages`. Throws a sentence for an unknown name.
 */
export function chooseStages(stages, names, other) {
  for (const name of names) {
    if (name in stages) continue;
    if (name in other.stages)
      throw new Error(`${name} is a stage of another command: ${other.command} -- ${name}`);
    const meant = nearest(name, Object.keys(stages));
    const advice = meant ? `Did you mean ${meant}?` : `Choose from: ${Object.keys(stages).join(", ")}.`;
    throw new Error(`there is no stage ${name}. ${advice}`);
  }
  const whole = Object.keys(stages).filter((name) => !stages[name].isPart);
  const wanted = new Set(names.length > 0 ? names : whole);
  for (const name of names) for (const part of stages[name].brings ?? []) wanted.add(part);
  // what a need needs is added in turn: a Set also visits what is added on the way
  for (const name of wanted) for (const need of stages[name].needs ?? []) wanted.add(need);
  return new Map(Object.entries(stages).filter(([name]) => wanted.has(name)));
}
