// `npm start`: sets up, builds, and runs the example: a hub, an application's server with its page, and a subscriber in
// the terminal. `npm start -- --once` shows both events arrive and ends; it fails if one does not.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildPublisher, run, stopChildren } from "./publisher.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The command line's options. Throws a sentence that says which values are valid. */
function readArguments() {
  const { values } = parseArgs({
    options: { once: { type: "boolean" }, port: { type: "string" }, yes: { type: "boolean" } },
  });
  const port = values.port ?? (process.env.PORT || "3000");
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Error(`${JSON.stringify(port)} is not a port: use 0–65535.`);
  return { once: values.once ?? false, port: Number(port), yes: values.yes ?? false };
}

let options;
try {
  options = readArguments();
} catch ({ message }) {
  console.error(`npm start: ${message}`);
  process.exit(1);
}

let stopping = false;
const closers = [stopChildren];

async function stop(code) {
  if (stopping) return;
  stopping = true;
  for (const close of closers.reverse()) await close();
  process.exitCode = code;
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop(0));

/** Runs a step. On a terminal, one line shows the last line of its output. */
async function step(name, work) {
  const start = performance.now();
  const { isTTY, columns = 80 } = process.stdout;
  const show = (text) => process.stdout.write(`\r\x1b[K  ${name}  ${text}`.slice(0, columns));
  if (isTTY) show("…");
  const { code, output } = await work((text) => {
    const last = text.trim().split("\n").at(-1);
    if (isTTY && last) show(last);
  });
  if (stopping) return false;
  if (isTTY) process.stdout.write("\r\x1b[K");
  console.log(`  ${name.padEnd(26)} ${((performance.now() - start) / 1000).toFixed(1)} s`);
  if (code !== 0) console.error(`\n${output.trim()}\n\nnpm start: this failed: ${name}.`);
  return code === 0;
}

const node = (script) => (onText) => run(process.execPath, [join(root, script)], { onText });

async function main({ once, port, yes }) {
  console.log("\n  Fanfare\n");
  // set-up may ask a question, so it gets the terminal
  const { status } = spawnSync(
    process.execPath,
    [join(root, "tools/setup/setup.mjs"), ...(yes ? ["--yes"] : [])],
    {
      stdio: "inherit",
    },
  );
  const built =
    status === 0 &&
    (await step("build the package", node("js/build.mjs"))) &&
    (await step("build the C++ publisher", buildPublisher));
  if (stopping) return;
  if (!built) return stop(1);
  // imported here because it imports the package, which was just built
  const { startLive } = await import("./live.mjs");
  console.log();
  const live = await startLive({ port });
  closers.push(live.close);
  if (stopping) return live.close();
  const failure = await live.demonstrate();
  if (failure && !stopping) console.error(`\nnpm start: ${failure}`);
  if (once) return stop(failure ? 1 : 0);
  if (!stopping) live.invite();
}

main(options).catch((error) => {
  if (error.syscall !== "listen") console.error(error);
  else
    console.error(
      `npm start: port ${error.port} cannot be used (${error.code}): npm start -- --port 0 takes a free port.`,
    );
  return stop(1);
});
