import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import type { Browser } from "playwright-core";
import { launch } from "./support/chromium.js";
import { Tab } from "./support/tabs.js";
import { pages, World } from "./support/world.js";

let browser: Browser;
let world: World;
before(async () => {
  [browser, world] = [await launch(), await World.open()];
});
after(() => Promise.all([browser?.close(), world?.close()]));

const rooms = Array.from({ length: 19 }, (_, i) => `presence-chat.${i + 1}`);
const denied = {
  code: "denied",
  message: "This subscription is not allowed.",
  status: 403,
  retryable: false,
};

/** What 20 channels come to, of which one is denied to Bob. */
const outcome = [["private-admins", denied], ...rooms.map((name) => [name, "subscribed"])].sort();

for (const [version, path] of Object.entries(pages)) {
  test(`20 channels are asked for in one request, also anew after a reconnection, and one is denied with its reason, with ${version}`, async () => {
    world.asked.length = 0;
    const tab = await Tab.open(browser, world, path, "bob");
    await tab.page.evaluate(
      (names) => {
        const { note } = window.kit;
        for (const name of names)
          window.live
            .channel(name)
            .subscribed(() => note(name)("subscribed"))
            .error(({ code, message, status, retryable }) =>
              note(name)({ code, message, status, retryable }),
            );
      },
      ["private-admins", ...rooms],
    );
    assert.deepEqual((await tab.got(20)).sort(), outcome);
    assert.equal(world.asked.length, 1);

    await tab.page.evaluate(() => {
      window.live.disconnect();
      (window.live.pusher as { connect?(): void }).connect!();
    });
    assert.deepEqual((await tab.got(40)).slice(20).sort(), outcome);
    assert.equal(world.asked.length, 2);

    const more = ["presence-chat.20", "presence-chat.21"];
    await tab.page.evaluate((names) => {
      for (const name of names) window.live.channel(name).subscribed(window.kit.note(name));
    }, more);
    assert.deepEqual(
      (await tab.got(42))
        .slice(40)
        .map(([name]) => name)
        .sort(),
      more,
    );
    assert.equal(world.asked.length, 3);
    await tab.close();
  });

  test(`batch: false asks for each channel by itself, with ${version}`, async () => {
    world.asked.length = 0;
    const tab = await Tab.open(browser, world, path, "bob", { batch: false });
    await tab.page.evaluate(() => {
      for (const name of ["presence-chat.1", "presence-chat.2"])
        window.live.channel(name).subscribed(window.kit.note(name));
    });
    await tab.got(2);
    assert.equal(world.asked.length, 2);
    await tab.close();
  });

  test(`an encrypted channel is refused with what to take instead, with ${version}`, async () => {
    const tab = await Tab.open(browser, world, path);
    const { code, message } = await tab.page.evaluate(() => {
      try {
        window.live.encrypted("letters");
        return { code: "none", message: "" };
      } catch (error) {
        const { code, message } = error as { code: string; message: string };
        return { code, message };
      }
    });
    assert.equal(code, "encrypted_channel");
    assert.match(message, /pusher-js\/with-encryption/);
    await tab.close();
  });
}
