import * as fanfare from "fanfare";
import assert from "node:assert/strict";
import test from "node:test";
import { run as runBrowserGuard } from "./run-browser-guard.js";
import { run as runBun } from "./run-bun.js";
import { run as runDeno } from "./run-deno.js";
import { run as runEdgeLight } from "./run-edge-light.js";
import { run as runNode } from "./run-node.js";
import { noWorkers, run as runWorkerd, runLater, runMisbundled } from "./run-workerd.js";
import { withServer } from "./server.js";

const runtimes = {
  Node: runNode,
  Workers: runWorkerd,
  "Vercel Edge": runEdgeLight,
  Deno: runDeno,
  Bun: runBun,
};

for (const [name, run] of Object.entries(runtimes)) {
  const skip = name === "Workers" && noWorkers;
  test(`every case holds on ${name}`, { timeout: 120_000, skip }, async () => {
    const outcomes = await withServer(run);
    const failed = outcomes.filter(({ failure }) => failure !== null);
    assert.deepEqual(failed, []);
    assert.ok(outcomes.length >= 80, `${outcomes.length} cases`);
  });
}

test(
  "what a Worker sends later is sent after its answer, for waitUntil keeps it alive",
  { timeout: 60_000, skip: noWorkers },
  async () => {
    const requests = await withServer(runLater);
    assert.deepEqual(
      requests.map(({ body }) => JSON.parse(body).name),
      ["First", "Second"],
    );
  },
);

test(
  "a bundle without a Worker's condition says so on Workers",
  { timeout: 60_000, skip: noWorkers },
  async () => {
    const { code, message } = await runMisbundled();
    assert.equal(code, "invalid_option");
    assert.match(message, /"workerd"/);
  },
);

test("in a page the event and channel classes work, and Broadcast says why it does not", async () => {
  const page = await runBrowserGuard();
  assert.deepEqual(page.exports, Object.keys(fanfare).sort());
  assert.equal(page.name, "NewRelease");
  assert.notEqual(page.className, "Released", "the bundle is minified");
  assert.deepEqual(page.channels, ["private-x", "presence-x", "x"]);
  for (const { name, code, message } of page.refusals) {
    assert.deepEqual([name, code], ["FanfareError", "invalid_option"]);
    assert.match(message, /fanfare\/browser/);
  }
});
