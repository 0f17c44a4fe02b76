import assert from "node:assert/strict";
import test from "node:test";

// plain JavaScript: it starts before TypeScript is installed
const load = (name: string) => import(`../runner/${name}.mjs`);
const { chooseStages, nearest } = await load("choose");
const { runStages, targetsOf } = await load("schedule");
const { checkStages, testStages } = await load("stages");

const say = (text: string) => [[process.execPath, "-e", `console.log(${JSON.stringify(text)})`]];
const failing = () => [[process.execPath, "-e", "console.error('broken'); process.exit(3)"]];
const stages = {
  build: { about: "", commands: () => say("built") },
  js: { about: "", needs: ["build"], isWide: true, commands: () => say("js") },
  hub: { about: "", needs: ["build"], brings: ["half"], commands: () => say("hub") },
  half: { about: "", needs: ["build"], isPart: true, targets: ["one"], commands: () => say("half") },
};
const other = { stages: { peers: {} }, command: "npm run check" };
const namesOf = (...names: string[]) => [...chooseStages(stages, names, other).keys()];

test("no name means every stage but the parts of others, and a name brings what it needs", () => {
  assert.deepEqual(namesOf(), ["build", "js", "hub"]);
  assert.deepEqual(namesOf("js"), ["build", "js"]);
  assert.deepEqual(namesOf("hub"), ["build", "hub", "half"]);
});

test("an unknown stage is refused with the nearest one, or with the command that has it", () => {
  assert.throws(() => namesOf("hbu"), /no stage hbu\. Did you mean hub\?/);
  assert.throws(() => namesOf("peers"), /npm run check -- peers/);
  assert.throws(() => namesOf("zzzzzz"), /Choose from: build, js, hub, half\./);
  assert.equal(nearest("sanitisers", Object.keys(checkStages)), "sanitizers");
});

/** Runs stages and returns their results and the order in which they started and ended. */
async function run(chosen: Record<string, object>) {
  const order: string[] = [];
  const results = await runStages(new Map(Object.entries(chosen)), process.cwd(), {
    onStart: (name: string) => order.push(`+${name}`),
    onEnd: ({ name }: { name: string }) => order.push(`-${name}`),
  });
  return { results, order };
}

test("a stage starts when what it needs has passed, and its output is kept whole", async () => {
  const { results, order } = await run(stages);
  assert.deepEqual(
    results.map(({ name, outcome, output }: any) => [name, outcome, output]),
    [
      ["build", "passed", "built\n"],
      ["js", "passed", "js\n"],
      ["hub", "passed", "hub\n"],
      ["half", "passed", "half\n"],
    ],
  );
  assert.deepEqual(order.slice(0, 2), ["+build", "-build"]);
});

test("a stage that uses every processor runs beside background stages alone", async () => {
  const { order } = await run(stages);
  assert.equal(order.indexOf("-js"), order.indexOf("+js") + 1);
});

test("a stage fails with its output, what needs it is skipped, and the rest runs", async () => {
  const { results } = await run({
    build: { about: "", commands: failing },
    js: { about: "", needs: ["build"], commands: () => say("js") },
    types: { about: "", commands: () => say("types") },
    missing: { about: "", commands: () => [["no-such-program"]] },
  });
  assert.deepEqual(
    results.map(({ name, outcome }: any) => [name, outcome]),
    [
      ["build", "FAILED"],
      ["js", "skipped"],
      ["types", "passed"],
      ["missing", "FAILED"],
    ],
  );
  assert.match(results[0].output, /broken/);
  assert.match(results[1].output, /needs the stage build/);
  assert.match(results[3].output, /no-such-program/);
});

test("a stage that goes on runs its other commands after one failed, and fails", async () => {
  const commands = () => [...failing(), ...say("the next")];
  const { results } = await run({
    style: { about: "", goesOn: true, commands },
    js: { about: "", commands },
  });
  assert.match(results[0].output, /broken\nthe next/);
  assert.doesNotMatch(results[1].output, /the next/);
  assert.deepEqual([results[0].outcome, results[1].outcome], ["FAILED", "FAILED"]);
});

test("C++ is compiled for the stages that run, and all of it if one needs all", () => {
  assert.deepEqual(targetsOf([{ needs: ["compile"], targets: ["a"] }, { needs: ["build"] }]), ["a"]);
  assert.deepEqual(targetsOf([{ needs: ["compile"], targets: ["a"] }, { needs: ["compile"] }]), []);
});

test("what a stage needs is a stage", () => {
  for (const table of [testStages, checkStages]) {
    for (const { needs = [], brings = [] } of Object.values<any>(table))
      for (const name of [...needs, ...brings]) assert.ok(name in table, name);
  }
});
