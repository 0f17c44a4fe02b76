// The tests that the package `pusher` comes with, run on the drop-in and, those that want a server, on the hub:
//
//   node tests/peers/official-suite.mjs [checkout]   by default node_modules/pusher; a clone of pusher-http-node will
// do
//
// What they are written with, and on which they run, tools/setup/peers.mjs has left in build/peers/suite.

import { createRequire, Module } from "node:module";
import { readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Hub } from "fanfare/hub";

const root = fileURLToPath(new URL("../..", import.meta.url));
const pusher = join(root, "node_modules/pusher");
const checkout = realpathSync(process.argv[2] ?? pusher);
const require = createRequire(import.meta.url);
const requireTool = createRequire(join(root, "build/peers/suite/package.json"));
const requireTheirs = createRequire(join(pusher, "package.json"));

const Pusher = require("fanfare/pusher");
/** What its modules give, by their names. @type {Record<string, unknown>} */
const modules = {
  pusher: Pusher,
  token: Pusher.Token,
  webhook: Pusher.WebHook,
  errors: { RequestError: Pusher.RequestError, WebHookError: Pusher.WebHookError },
  events: require("../../dist/pusher/events.cjs").events,
};

/** What one of their files asks for. @param {string} request @param {() => unknown} load */
function given(request, load) {
  const [, name] = /^[./]+\/lib\/(\w+)$/.exec(request) ?? [];
  if (name !== undefined) {
    if (name in modules) return modules[name];
    throw new Error(`The tests ask for lib/${name}: give official-suite.mjs what stands for it here.`);
  }
  if (request.startsWith(".")) return load();
  for (const require of [requireTool, requireTheirs]) {
    try {
      return require(request);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  throw new Error(
    `The tests ask for ${request}, which is not there. Run: node tools/setup/setup.mjs --also peers`,
  );
}

// What require() comes down to in every module; there is no public hook for it in Node 18.
const common = /** @type {any} */ (Module);
const load = common._load;
common._load = (
  /** @type {string} */ request,
  /** @type {{ filename?: string } | undefined} */ parent,
  /** @type {boolean} */ isMain,
) => {
  const loadIt = () => load(request, parent, isMain);
  return parent?.filename?.startsWith(join(checkout, "tests")) ? given(request, loadIt) : loadIt();
};

/** @param {string} folder @returns {string[]} */
const testsIn = (folder) =>
  readdirSync(join(checkout, "tests", folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".js"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();

const { appId, key, secret } = { appId: "3", key: "278d425bdf160c739803", secret: "7ad3773142a6692b25b8" };
const hub = await Hub.listen({ appId, key, secret, port: 0 });
process.env.PUSHER_URL = `http://${key}:${secret}@127.0.0.1:${hub.port}/apps/${appId}`;

const Mocha = /** @type {any} */ (given("mocha", () => undefined));
const mocha = new Mocha({ reporter: "dot" });
for (const file of [...testsIn("integration"), ...testsIn("remote")]) mocha.addFile(file);
const runner = mocha.run(async (/** @type {number} */ failures) => {
  const { passes, pending } = runner.stats;
  console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
  await hub.close();
  process.exit(failures === 0 ? 0 : 1);
});
