// The words of Masonite's documentation, in pages with pusher-js and nothing of ours.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launch } from "./support/chromium.js";
import { buildPrograms, runProgram, startAuthServer } from "./support/cpp.js";
import { Tab } from "./support/tabs.js";
import { senders, World, type Sender } from "./support/world.js";

let browser: Browser;
let world: World;
const inCpp: Record<string, { address: string; stop: () => void }> = {};
before(async () => {
  buildPrograms();
  [browser, world] = await Promise.all([launch(), World.open()]);
  for (const path of ["/broadcasting/authorize", "/pusher/user-auth"])
    inCpp[path] = await startAuthServer(path, world.hub);
});
after(async () => {
  for (const { stop } of Object.values(inCpp)) stop();
  await browser?.close();
  await world?.close();
});

const alert = "[WARNING] Some dependencies are outdated !";

/** The seed's listener on private-admins; `authorization` are the options that say where to ask. */
async function subscribe(page: Page, authorization: object): Promise<void> {
  await page.evaluate(
    ({ key, options }) => {
      const shown: string[] = [];
      Object.assign(window, { shown });
      const pusher = new (window as any).Pusher(key, options);
      const channel = pusher.subscribe("private-admins");
      channel.bind("pusher:subscription_succeeded", () => shown.push("subscribed"));
      channel.bind("pusher:subscription_error", ({ status }: { status: number }) =>
        shown.push(`refused ${status}`),
      );
      channel.bind("AdminUserAlert", (data: { message: string; level: string }) => {
        shown.push(`[${data.level.toUpperCase()}] ${data.message}`);
      });
    },
    { key: world.hub.options.key, options: { ...world.hub.client, ...authorization } },
  );
}

async function shown(page: Page, count: number): Promise<string[]> {
  await page.waitForFunction((wanted) => (window as any).shown.length >= wanted, count);
  return page.evaluate(() => (window as any).shown);
}

async function sendAlert(sender: Sender): Promise<void> {
  const [level, message] = ["warning", "Some dependencies are outdated !"];
  if (sender === "Node")
    await world.broadcast.channel("private-admins", "AdminUserAlert", { message, level });
  else await runProgram("examples/cpp/publisher", ["alert", level, message], world.hub);
}

const clients: [name: string, path: string, authorization: object, route: string][] = [
  [
    "pusher-js 8 pointed at the default route by channelAuthorization",
    "/raw",
    { channelAuthorization: { endpoint: "/broadcasting/authorize" } },
    "/broadcasting/authorize",
  ],
  [
    "pusher-js 8 pointed at /pusher/user-auth by channelAuthorization",
    "/raw",
    { channelAuthorization: { endpoint: "/pusher/user-auth" } },
    "/pusher/user-auth",
  ],
  [
    "pusher-js 8 pointed there by the older authEndpoint",
    "/raw",
    { authEndpoint: "/pusher/user-auth" },
    "/pusher/user-auth",
  ],
  [
    "pusher-js 7.0.3, which knows only authEndpoint, pointed at the default route",
    "/script-tag",
    { authEndpoint: "/broadcasting/authorize" },
    "/broadcasting/authorize",
  ],
];

/** Who is an admin where; neither server knows the other's. */
const admins = { Node: "ada", "C++": "ann" };

for (const server of senders) {
  for (const [name, path, authorization, route] of clients) {
    test(`alerts reach an admin whom ${server} authorizes, with ${name}, and a basic user is refused`, async (t) => {
      if (server === "C++") world.elsewhere.set(route, inCpp[route]!.address);
      t.after(() => world.elsewhere.clear());
      const admin = await Tab.open(browser, world, path, admins[server]);
      await subscribe(admin.page, authorization);
      assert.deepEqual(await shown(admin.page, 1), ["subscribed"]);
      assert.equal(world.asked.at(-1)?.path, route);
      for (const sender of senders) await sendAlert(sender);
      assert.deepEqual(await shown(admin.page, 3), ["subscribed", alert, alert]);
      await admin.close();

      const bob = await Tab.open(browser, world, path, "bob");
      await subscribe(bob.page, authorization);
      assert.deepEqual(await shown(bob.page, 1), ["refused 403"]);
      await bob.close();
    });
  }
}

test("userAuthentication moves no channel's authorization, whatever the seed says: pusher-js asks at /pusher/auth", async () => {
  const tab = await Tab.open(browser, world, "/raw", "ada");
  await subscribe(tab.page, { userAuthentication: { endpoint: "/broadcasting/authorize" } });
  assert.deepEqual(await shown(tab.page, 1), ["refused 404"]);
  assert.equal(world.asked.at(-1)?.path, "/pusher/auth");
  await tab.close();
});

test("one route serves channels and sign-in: pusher.signin() is answered at the default route", async () => {
  const tab = await Tab.open(browser, world, "/raw", "ada");
  const answer = await tab.page.evaluate(async () => {
    const response = await fetch("/broadcasting/authorize", {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: "socket_id=1234.5678",
    });
    return { status: response.status, body: await response.json() };
  });
  assert.equal(answer.status, 200);
  assert.equal(answer.body.user_data, '{"id":"1"}');
  await tab.close();
});
