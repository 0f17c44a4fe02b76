import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import PusherServer from "pusher";
import { startHub } from "./support.js";

const limit = { timeout: 30_000 };
const cli = fileURLToPath(new URL("../../dist/hub/cli.js", import.meta.url));

function start(context: TestContext, args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [cli, ...args], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  context.after(() => child.kill("SIGKILL"));
  let stderr = "";
  child.stderr.on("data", (data) => (stderr += data));
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, stderr })),
  );
  return { child, ended, lines: new Lines(child.stdout) };
}

/** What a program prints, line by line. */
class Lines {
  readonly all: string[] = [];
  #heard: () => void = () => undefined;
  #ended = false;

  constructor(stream: Readable) {
    const lines = createInterface({ input: stream });
    lines.on("line", (text) => {
      this.all.push(text);
      this.#heard();
    });
    lines.on("close", () => {
      this.#ended = true;
      this.#heard();
    });
  }

  /** The first line that matches, printed already or yet to come: what it matched. */
  async find(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = this.all.map((text) => pattern.exec(text)).find((found) => found !== null);
      if (match) return match;
      if (this.#ended) throw new Error(`the program ended without a line like ${pattern}`);
      await new Promise<void>((resolve) => (this.#heard = resolve));
    }
  }
}

const trigger = (port: string, app = { appId: "app-id", key: "app-key", secret: "app-secret" }) =>
  new PusherServer({ ...app, host: "127.0.0.1", port, useTLS: false }).trigger("releases", "NewRelease", {
    message: "4.0.0",
  });

test("fanfare hub says how to connect, tells what passes, and ends on a signal", limit, async (context) => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    const { child, ended, lines } = start(context, ["hub", "--port", "0"]);
    const [, port] = await lines.find(/^The hub listens on http:\/\/127\.0\.0\.1:(\d+)$/);
    const [page] = await lines.find(/new Pusher\(.*\)$/);
    assert.ok(page.includes(`wsPort: ${port}, forceTLS: false`));
    await lines.find(/PUSHER_APP_SECRET=app-secret$/);
    const passed = lines.find(/> releases NewRelease \{"message":"4\.0\.0"\}$/);
    assert.equal((await trigger(port!)).status, 200);
    await passed;
    child.kill(signal);
    assert.deepEqual(await ended, { code: 0, stderr: "" });
  }
});

test(
  "its app comes from the environment, and a secret of one's own is not printed",
  limit,
  async (context) => {
    const app = { appId: "12", key: "my-key", secret: "my-own-secret" };
    const env = {
      PUSHER_PORT: "0",
      PUSHER_APP_ID: app.appId,
      PUSHER_APP_KEY: app.key,
      PUSHER_APP_SECRET: app.secret,
    };
    const { child, ended, lines } = start(context, ["hub"], env);
    const [, port] = await lines.find(/http:\/\/127\.0\.0\.1:(\d+)$/);
    assert.equal((await trigger(port!, app)).status, 200);
    child.kill("SIGTERM");
    assert.equal((await ended).code, 0);
    const printed = lines.all.join("\n");
    assert.match(printed, /PUSHER_APP_KEY=my-key/);
    assert.ok(!printed.includes(app.secret));
  },
);

test("--json prints an object a line", limit, async (context) => {
  const { child, ended, lines } = start(context, ["hub", "--port", "0", "--json"]);
  const [text] = await lines.find(/^\{"what":"listening".*$/);
  const passed = lines.find(/^\{"what":"event".*$/);
  await trigger(String(JSON.parse(text).port));
  const { channel, event, detail } = JSON.parse((await passed)[0]);
  assert.deepEqual([channel, event, detail], ["releases", "NewRelease", '{"message":"4.0.0"}']);
  child.kill("SIGTERM");
  assert.equal((await ended).code, 0);
});

test("it ends when nobody reads its output any more", limit, async (context) => {
  const { child, ended, lines } = start(context, ["hub", "--port", "0"]);
  const [, port] = await lines.find(/http:\/\/127\.0\.0\.1:(\d+)$/);
  child.stdout.destroy();
  while (!("code" in (await Promise.race([ended, trigger(port!).catch(() => ended)]))));
  assert.deepEqual(await ended, { code: 0, stderr: "" });
});

test("a misuse is refused with a sentence and the exit code 2", limit, async (context) => {
  const hub = await startHub(context);
  const refusals: [string[], RegExp][] = [
    [["hub", "--host", "0.0.0.0", "--port", "0"], /32 random characters/],
    [["hub", "--port", String(hub.port)], /Another program listens on 127\.0\.0\.1/],
    [["hub", "--port", "65536"], /"65536" is not a port: use 0–65535/],
    [["hub", "--port", "x"], /"x" is not a port/],
    [["hub", "--colour"], /--colour/],
    [["hub", "--key", ""], /key/],
    [["nonsense"], /no command nonsense/],
  ];
  for (const [args, sentence] of refusals) {
    const { code, stderr } = await start(context, args).ended;
    assert.equal(code, 2, `${args.join(" ")}: ${stderr}`);
    assert.match(stderr, sentence);
    assert.ok(!stderr.includes("    at "), stderr);
  }
});

test("--help explains itself", limit, async (context) => {
  const { ended, lines } = start(context, ["hub", "--help"]);
  await lines.find(/--app-id <id>/);
  assert.deepEqual(await ended, { code: 0, stderr: "" });
});
