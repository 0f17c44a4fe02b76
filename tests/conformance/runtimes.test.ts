import assert from "node:assert/strict";
import test from "node:test";
import { run as runBun } from "./run-bun.js";
import { run as runDeno } from "./run-deno.js";
import { run as runEdgeLight } from "./run-edge-light.js";
import { run as runNode } from "./run-node.js";
import { run as runWorkerd } from "./run-workerd.js";
import { withServer } from "./server.js";

const runtimes = { "Node": runNode, "Workers": runWorkerd, "Vercel Edge": runEdgeLight, "Deno": runDeno, "Bun": runBun };

for (const [name, run] of Object.entries(runtimes)) {
  test(`every case holds on ${name}`, { timeout: 120_000 }, async () => {
    const outcomes = await withServer(run);
    const failed = outcomes.filter(({ failure }) => failure !== null);
    assert.deepEqual(failed, []);
    assert.ok(outcomes.length >= 80, `${outcomes.length} cases`);
  });
}
