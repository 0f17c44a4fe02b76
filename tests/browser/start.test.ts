import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";
import { join } from "node:path";
import test, { after, before, type TestContext } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launch } from "./support/chromium.js";
import { buildPrograms, root } from "./support/cpp.js";

// @ts-expect-error the examples are plain JavaScript
import { startLive } from "../../examples/live/live.mjs";

let browser: Browser;
before(async () => {
  buildPrograms();
  browser = await launch();
});
after(() => browser?.close());

const script = join(root, "examples/live/start.mjs");

/** What runs in a process group, by name; not what has ended and that nobody has asked for yet. */
function runningIn(group: number): string[] {
  return readdirSync("/proc").flatMap((name) => {
    try {
      // proc(5): pid (name) state parent group
      const [, command, state, of] =
        /^\d+ \((.*)\) (\S) \d+ (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, "utf8")) ?? [];
      return Number(of) === group && state !== "Z" ? [command!] : [];
    } catch {
      // no process, or one that has gone since
      return [];
    }
  });
}

/** Runs `npm start` on free ports, in a process group of its own; gives what it prints as it comes, and its end. */
function start(t: TestContext, ...args: string[]) {
  const child = spawn(process.execPath, [script, "--port", "0", ...args], { cwd: root, detached: true });
  const group = child.pid!;
  t.after(() => runningIn(group).length > 0 && process.kill(-group, "SIGKILL"));
  child.stderr.pipe(process.stderr);
  const lines: string[] = [];
  let changed = () => {};
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    changed();
  });
  const ended = once(child, "close").then(([code]) => code as number | null);
  const printed = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(lines.join("\n"));
      if (found) return found;
      const gone = await Promise.race([
        ended.then(() => true),
        new Promise<false>((resolve) => (changed = () => resolve(false))),
      ]);
      if (gone && !pattern.test(lines.join("\n")))
        throw new Error(`npm start ended without ${pattern}:\n${lines.join("\n")}`);
    }
  };
  return { child, group, ended, printed, text: () => lines.join("\n") };
}

/** How a connection to a port of this machine ends: `open`, or the error's code. */
async function stateOf(port: number): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const state = once(socket, "connect").then(
    () => "open",
    (error) => error.code as string,
  );
  return state.finally(() => socket.destroy());
}

/** Sends a signal, to `npm start` alone or as a terminal does to all that it runs; then nothing of it may be left. */
async function endBy(
  run: ReturnType<typeof start>,
  signal: NodeJS.Signals,
  isTerminal = false,
): Promise<void> {
  const [, hub] = await run.printed(/hub +http:\/\/[^\s:]+:(\d+)/);
  const [, page] = await run.printed(/page http:\/\/localhost:(\d+)/);
  await run.printed(/Press Ctrl-C to end/);
  const ports = [Number(hub), Number(page)];
  assert.deepEqual(await Promise.all(ports.map(stateOf)), ["open", "open"]);
  assert.ok(runningIn(run.group).length > 0);
  process.kill(isTerminal ? -run.group : run.group, signal);
  assert.equal(await run.ended, 0, run.text());
  assert.deepEqual(await Promise.all(ports.map(stateOf)), ["ECONNREFUSED", "ECONNREFUSED"], signal);
  assert.deepEqual(runningIn(run.group), [], signal);
}

const release = (version: string) => `{"message":"Version ${version} has been released !"}`;

test(
  "npm start -- --once shows both events arrive in the terminal, and ends well",
  { timeout: 600_000 },
  async (t) => {
    const run = start(t, "--once");
    assert.equal(await run.ended, 0, run.text());
    const text = run.text();
    assert.match(text, /Node +→ releases +NewRelease +\{"message":"Version 4\.0\.0 has been released !"\}/);
    assert.match(
      text,
      /pusher-js ← releases +NewRelease +\{"message":"Version 4\.0\.0 has been released !"\}/,
    );
    assert.match(text, /C\+\+ +→ publisher alert warning "Some dependencies are outdated !"/);
    assert.match(
      text,
      /pusher-js ← private-admins +AdminUserAlert +\{.*"Some dependencies are outdated !".*\}/,
    );
  },
);

test("the demonstration fails when the C++ program does, and when a delivery does not arrive", async () => {
  const cases = [
    [{ code: 1, output: "rejected: no", command: "" }, "the C++ program failed: rejected: no"],
    [{ code: 0, output: "", command: "" }, "AdminUserAlert did not arrive within 1 s."],
  ] as const;
  for (const [result, expected] of cases) {
    const live = await startLive({ port: 0, runPublisher: async () => result, timeoutMs: 1_000 });
    assert.equal(await live.demonstrate(), expected);
    await live.close();
  }
});

async function feed(page: Page, name: string): Promise<string[]> {
  return page.locator(`#${name} li:not(.empty, .notice) b`).allTextContents();
}

const badge = (page: Page, name: string, text: string) =>
  page.locator(`#${name}-state[data-is="${text}"]`).waitFor();

test(
  "the page of npm start shows the seed's two examples, and it ends with nothing left",
  { timeout: 600_000 },
  async (t) => {
    const run = start(t);
    const [, origin] = await run.printed(/page (http:\/\/localhost:\d+)/);
    await run.printed(/Press Ctrl-C to end/);
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const [page, other] = [await context.newPage(), await context.newPage()];
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));

    await page.goto(origin!);
    await badge(page, "releases", "subscribed");
    await badge(page, "alerts", "denied");
    assert.deepEqual(await page.locator("#alerts .notice > *").allTextContents(), [
      "Not for you.",
      "This subscription is not allowed.",
      "403 denied from /broadcasting/authorize",
      "Sign in as an admin to hear these alerts.",
    ]);

    await page.click("#send-release button[value=node]");
    await page.locator("#releases li b", { hasText: "4.0.0" }).waitFor();
    await page.click("#send-release button[value=cpp]");
    await page.locator("#releases li b", { hasText: "4.0.1" }).waitFor();
    assert.deepEqual(await feed(page, "releases"), [
      "Version 4.0.1 has been released !",
      "Version 4.0.0 has been released !",
    ]);
    assert.equal(
      await page.locator("#send-release .said").textContent(),
      "$ publisher release 4.0.1\nsent to releases",
    );

    await page.click("#send-alert button[value=node]");
    await run.printed(/Node +→ private-admins/);
    await page.check("#role input[value=admin]", { force: true });
    await badge(page, "alerts", "subscribed");
    assert.deepEqual(
      await feed(page, "alerts"),
      [],
      "what was sent to admins before is not for who was none",
    );
    await page.click("#send-alert button[value=node]");
    await page.locator("#alerts li b").nth(0).waitFor();
    await page.click("#send-alert button[value=cpp]");
    await page.locator("#alerts li b").nth(1).waitFor();
    assert.deepEqual(await feed(page, "alerts"), [
      "[WARNING] Some dependencies are outdated !",
      "[WARNING] Some dependencies are outdated !",
    ]);

    await other.goto(origin!);
    await page.locator("#count", { hasText: "2" }).waitFor();
    assert.deepEqual(await page.locator("#members li").allTextContents(), ["Cornetyou", "Trombone"]);
    await other.close();
    await page.locator("#count", { hasText: "1" }).waitFor();

    await page.check("#role input[value=basic]", { force: true });
    await badge(page, "alerts", "denied");
    assert.deepEqual(problems, []);
    assert.match(
      run.text(),
      new RegExp(`pusher-js ← releases +NewRelease +${release("4.0.1").replace(/[{}.]/g, "\\$&")}`),
    );

    await endBy(run, "SIGINT", true);
    await context.close();
  },
);

test(
  "each signal that ends npm start closes the ports of hub and app server, and leaves no child",
  { timeout: 600_000 },
  async (t) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) await endBy(start(t), signal);
  },
);

test("npm start says in a sentence which of its arguments cannot be used, before it does anything", () => {
  const run = (args: string[], PORT = "") => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
      encoding: "utf8",
      env: { ...process.env, PORT },
    });
    assert.deepEqual([status, stdout], [1, ""]);
    assert.doesNotMatch(stderr, /^\s+at /m);
    return stderr;
  };
  const noPort = (text: string) => `npm start: "${text}" is not a port: use 0–65535.\n`;
  for (const text of ["x", "", "65536", "80x", "1.5", "0x50", "100000"])
    assert.equal(run([`--port=${text}`]), noPort(text));
  assert.equal(run([], "six"), noPort("six"));
  assert.match(run(["--prot", "80"]), /^npm start: .*'--prot'/);
});

test("npm start says which port it cannot have, and ends", { timeout: 600_000 }, async (t) => {
  const last = createServer().listen(65_535, "127.0.0.1");
  t.after(() => last.close());
  // by somebody else it is taken as well
  await Promise.race([once(last, "listening"), once(last, "error")]);
  const run = start(t, "--port", "65535");
  let said = "";
  run.child.stderr.on("data", (text) => (said += text));
  assert.equal(await run.ended, 1, run.text());
  assert.match(
    said,
    /^npm start: port 65535 cannot be used \(EADDRINUSE\): npm start -- --port 0 takes a free port\.$/m,
  );
  assert.doesNotMatch(said, /^\s+at /m);
});
