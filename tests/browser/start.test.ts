import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
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

/** Runs `npm start` on free ports; gives what it prints as it comes, and its end. */
function start(t: TestContext, ...args: string[]) {
  const child = spawn(process.execPath, [join(root, "examples/live/start.mjs"), "--port", "0", ...args], { cwd: root });
  t.after(() => child.kill("SIGKILL"));
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
      const gone = await Promise.race([ended.then(() => true), new Promise<false>((resolve) => (changed = () => resolve(false)))]);
      if (gone && !pattern.test(lines.join("\n"))) throw new Error(`npm start ended without ${pattern}:\n${lines.join("\n")}`);
    }
  };
  return { child, ended, printed, text: () => lines.join("\n") };
}

const release = (version: string) => `{"message":"Version ${version} has been released !"}`;

test("npm start -- --once shows both events arrive in the terminal, and ends well", { timeout: 600_000 }, async (t) => {
  const run = start(t, "--once");
  assert.equal(await run.ended, 0, run.text());
  const text = run.text();
  assert.match(text, /Node +→ releases +NewRelease +\{"message":"Version 4\.0\.0 has been released !"\}/);
  assert.match(text, /pusher-js ← releases +NewRelease +\{"message":"Version 4\.0\.0 has been released !"\}/);
  assert.match(text, /C\+\+ +→ publisher alert warning "Some dependencies are outdated !"/);
  assert.match(text, /pusher-js ← private-admins +AdminUserAlert +\{.*"Some dependencies are outdated !".*\}/);
});

test("the demonstration fails when the C++ program does, and when a delivery does not arrive", async () => {
  const cases = [
    [{ code: 1, output: "rejected: no", command: "" }, "the C++ program failed: rejected: no"],
    [{ code: 0, output: "", command: "" }, "AdminUserAlert did not arrive within 1 s."],
  ] as const;
  for (const [result, expected] of cases) {
    const live = await startLive({ port: 0, runPublisher: async () => result, patienceMs: 1_000 });
    assert.equal(await live.demonstrate(), expected);
    await live.close();
  }
});

async function feed(page: Page, name: string): Promise<string[]> {
  return page.locator(`#${name} li:not(.empty, .notice) b`).allTextContents();
}

const badge = (page: Page, name: string, text: string) => page.locator(`#${name}-state[data-is="${text}"]`).waitFor();

test("the page of npm start shows the seed's two examples, and it ends with nothing left", { timeout: 600_000 }, async (t) => {
  const run = start(t);
  const [, origin] = await run.printed(/page (http:\/\/localhost:\d+)/);
  await run.printed(/Ctrl-C ends it/);
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
  assert.deepEqual(await feed(page, "releases"), ["Version 4.0.1 has been released !", "Version 4.0.0 has been released !"]);
  assert.equal(await page.locator("#send-release .said").textContent(), "$ publisher release 4.0.1\nsent to releases");

  await page.click("#send-alert button[value=node]");
  await run.printed(/Node +→ private-admins/);
  await page.check("#role input[value=admin]", { force: true });
  await badge(page, "alerts", "subscribed");
  assert.deepEqual(await feed(page, "alerts"), [], "what was sent to admins before is not for who was none");
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
  assert.match(run.text(), new RegExp(`pusher-js ← releases +NewRelease +${release("4.0.1").replace(/[{}.]/g, "\\$&")}`));

  run.child.kill("SIGTERM");
  assert.equal(await run.ended, 0);
  await assert.rejects(fetch(origin!));
  await context.close();
});
