import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import test, { after, before } from "node:test";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { Hub } from "fanfare/hub";
import { launch } from "./support/chromium.js";
import { buildPrograms, environmentOf, root, runProgram } from "./support/cpp.js";

const resolve = createRequire(import.meta.url).resolve;
const example = (path: string) => join(root, "examples", path);

let browser: Browser;
let hub: Hub;
before(async () => {
  buildPrograms();
  [browser, hub] = await Promise.all([launch(), Hub.listen()]);
});
after(async () => {
  await browser?.close();
  await hub?.close();
});

/** The page of an example as it would be deployed, in a folder of its own. */
const folders = {
  npm: async (folder: string) => {
    copyFileSync(example("browser/npm/index.html"), join(folder, "index.html"));
    await build({
      entryPoints: [example("browser/npm/page.js")],
      bundle: true,
      minify: true,
      format: "esm",
      outfile: join(folder, "page.min.js"),
      logLevel: "silent",
    });
  },
  "script-tag": async (folder: string) => {
    copyFileSync(example("browser/script-tag/index.html"), join(folder, "index.html"));
    copyFileSync(resolve("pusher-js-7/dist/web/pusher.min.js"), join(folder, "pusher.min.js"));
    copyFileSync(join(root, "dist/browser/fanfare.global.js"), join(folder, "fanfare.global.js"));
  },
};

async function startServer(folder: string): Promise<{ child: ChildProcess; origin: string }> {
  const env = { ...environmentOf(hub), PORT: "0" };
  const child = spawn(process.execPath, [example("node/server.mjs"), folder], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [origin] = await once(createInterface({ input: child.stdout }), "line");
  return { child, origin: String(origin) };
}

for (const [name, fill] of Object.entries(folders)) {
  test(`examples/browser/${name} shows what examples/node and examples/cpp send`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "fanfare-example-"));
    await fill(folder);
    writeFileSync(join(folder, "pusher.json"), JSON.stringify({ key: hub.options.key, ...hub.client }));
    const { child, origin } = await startServer(folder);
    try {
      const context = await browser.newContext();
      const page = await context.newPage();
      const shown = async (count: number) => {
        await page.waitForFunction((wanted) => document.querySelectorAll("li").length >= wanted, count);
        return page.locator("li").allTextContents();
      };

      await page.goto(origin);
      assert.deepEqual((await shown(2)).sort(), [
        "Listening to releases",
        "Nobody is signed in, and this needs someone: sign in first.",
      ]);

      await page.evaluate(() => sessionStorage.setItem("token", "token-of-ada"));
      await page.reload();
      assert.deepEqual((await shown(2)).sort(), ["Listening to admins", "Listening to releases"]);

      await fetch(`${origin}/releases/4.0.0`, { method: "POST" });
      await fetch(`${origin}/alerts/${encodeURIComponent("Some dependencies are outdated !")}`, {
        method: "POST",
      });
      await runProgram("examples/cpp/publisher", ["release", "4.0.1"], hub);
      await runProgram("examples/cpp/publisher", ["alert", "warning", "The disk is full !"], hub);
      assert.deepEqual((await shown(6)).slice(2), [
        "Version 4.0.0 has been released !",
        "[WARNING] Some dependencies are outdated !",
        "Version 4.0.1 has been released !",
        "[WARNING] The disk is full !",
      ]);
      await context.close();
    } finally {
      child.kill();
      rmSync(folder, { recursive: true });
    }
  });
}
