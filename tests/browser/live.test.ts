import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import type { Browser } from "playwright-core";
import { launch } from "./support/chromium.js";
import { buildPrograms } from "./support/cpp.js";
import { Tab } from "./support/tabs.js";
import { pages, senders, World } from "./support/world.js";

let browser: Browser;
let world: World;

before(async () => {
  buildPrograms();
  [browser, world] = await Promise.all([launch(), World.open()]);
});

after(async () => {
  await browser?.close();
  await world?.close();
});

const release = { message: "Version 4.0.0 has been released !" };
const alert = { message: "Some dependencies are outdated !", level: "warning" };

for (const [version, path] of Object.entries(pages)) {
  const open = (user?: string, options?: object) => Tab.open(browser, world, path, user, options);

  for (const sender of senders) {
    const name = (what: string) => `${what}, sent from ${sender} to ${version}`;

    test(name("anybody receives an event of a public channel by its class"), async () => {
      const tab = await open();
      await tab.page.evaluate(() => {
        const { NewRelease, note } = window.kit;
        window.live.channel("releases").listen(NewRelease, note("NewRelease")).subscribed(note("subscribed"));
      });
      await tab.got(1);
      await world.send(sender, ["releases"], "NewRelease", release);
      assert.deepEqual(await tab.got(2), [
        ["subscribed", undefined],
        ["NewRelease", release],
      ]);
      await tab.close();
    });

    test(name("an admin receives an event of a private channel by its name"), async () => {
      const tab = await open("ada");
      await tab.page.evaluate(() => {
        const { note } = window.kit;
        window.live
          .private("admins")
          .listen("AdminUserAlert", note("AdminUserAlert"))
          .subscribed(note("subscribed"));
      });
      await tab.got(1);
      await world.send(sender, ["private-admins"], "AdminUserAlert", alert);
      assert.deepEqual((await tab.got(2))[1], ["AdminUserAlert", alert]);
      await tab.close();
    });

    test(name("a page is told why its private channel was denied, and receives nothing of it"), async () => {
      const tab = await open("bob");
      await tab.page.evaluate(() => {
        const { note, NewRelease, AdminUserAlert } = window.kit;
        const { live } = window;
        live
          .private("admins")
          .listen(AdminUserAlert, note("AdminUserAlert"))
          .subscribed(note("subscribed"))
          .error(({ code, message, status, retryable }) =>
            note("denied")({ code, message, status, retryable }),
          );
        live.channel("releases").listen(NewRelease, note("NewRelease")).subscribed(note("releases"));
      });
      await tab.got(2);
      await world.send(sender, ["private-admins", "releases"], "AdminUserAlert", alert);
      await world.send(sender, ["releases"], "NewRelease", release);
      const got = await tab.got(3);
      assert.deepEqual(
        got.find(([from]) => from === "denied"),
        [
          "denied",
          { code: "denied", message: "This subscription is not allowed.", status: 403, retryable: false },
        ],
      );
      assert.deepEqual(got.at(-1), ["NewRelease", release]);
      assert.deepEqual(got.length, 3);
      await tab.close();
    });

    test(
      name("members see who is here, who comes and who leaves, and receive the channel's events"),
      async () => {
        const ada = await open("ada");
        const chat = ({ page }: Tab) =>
          page.evaluate(() => {
            const { note } = window.kit;
            window.live
              .presence("chat.1")
              .here(note("here"))
              .joining(note("joining"))
              .leaving(note("leaving"))
              .listen("Said", note("Said"));
          });
        await chat(ada);
        const [Ada, Bob] = [
          { user_id: "1", user_info: { name: "Ada" } },
          { user_id: "2", user_info: { name: "Bob" } },
        ];
        assert.deepEqual(await ada.got(1), [["here", [Ada]]]);
        const bob = await open("bob");
        await chat(bob);
        assert.deepEqual(await bob.got(1), [["here", [Ada, Bob]]]);
        assert.deepEqual((await ada.got(2))[1], ["joining", Bob]);
        await world.send(sender, ["presence-chat.1"], "Said", { words: "Hello" });
        assert.deepEqual((await bob.got(2))[1], ["Said", { words: "Hello" }]);
        await bob.close();
        assert.deepEqual((await ada.got(4)).slice(2), [
          ["Said", { words: "Hello" }],
          ["leaving", Bob],
        ]);
        await ada.close();
      },
    );

    test(name("toOthers leaves out the tab whose request it was, by live.fetch"), async () => {
      const [mine, other] = [await open("ada"), await open("ada")];
      for (const { page } of [mine, other]) {
        await page.evaluate(() => {
          const { note } = window.kit;
          window.live
            .channel("documents")
            .listen("Saved", note("Saved"))
            .listen("Fence", note("Fence"))
            .subscribed(note("subscribed"));
        });
      }
      await Promise.all([mine.got(1), other.got(1)]);
      await mine.page.evaluate(
        (from) =>
          window.live.fetch("/to-others", {
            method: "POST",
            body: JSON.stringify({ sender: from, channel: "documents", event: "Saved", data: { id: 7 } }),
          }),
        sender,
      );
      await world.send(sender, ["documents"], "Fence", {});
      assert.deepEqual((await mine.got(2)).slice(1), [["Fence", {}]]);
      assert.deepEqual((await other.got(3)).slice(1), [
        ["Saved", { id: 7 }],
        ["Fence", {}],
      ]);
      await Promise.all([mine.close(), other.close()]);
    });

    test(name("one call reaches several channels"), async () => {
      const tab = await open("ada");
      await tab.page.evaluate(() => {
        const { note } = window.kit;
        const { live } = window;
        for (const name of ["channel1", "channel2", "private-admins", "presence-chat.2"]) {
          live.channel(name).listen("event_name", note(name)).subscribed(note("subscribed"));
        }
      });
      await tab.got(4);
      const channels = ["channel1", "channel2", "private-admins", "presence-chat.2"];
      await world.send(sender, channels, "event_name", { key: "value" });
      const got = (await tab.got(8)).slice(4);
      assert.deepEqual(got.sort(), channels.map((channel) => [channel, { key: "value" }]).sort());
      await tab.close();
    });
  }

  test(`a subscription whose authorization was cut off is retried by itself, with ${version}`, async () => {
    const tab = await open("ada");
    world.cutOff = true;
    await tab.page.evaluate(() => {
      const { note } = window.kit;
      window.live
        .private("admins")
        .subscribed(note("subscribed"))
        .error(({ code, status, retryable }) => note("error")({ code, status, retryable }));
    });
    await tab.got(1);
    world.cutOff = false;
    assert.deepEqual(await tab.got(2), [
      ["error", { code: "ambiguous", status: 0, retryable: true }],
      ["subscribed", undefined],
    ]);
    await tab.close();
  });

  test(`leave unsubscribes a name in every kind, with ${version}`, async () => {
    const tab = await open("ada");
    await tab.page.evaluate(() => {
      const { note } = window.kit;
      const { live } = window;
      for (const share of [live.channel("chat.3"), live.presence("chat.3"), live.channel("releases")]) {
        share.listen("Said", note(share.name)).subscribed(note("subscribed"));
      }
    });
    await tab.got(3);
    await tab.page.evaluate(() => window.live.leave("chat.3"));
    await world.send("Node", ["chat.3", "presence-chat.3", "releases"], "Said", {});
    assert.deepEqual((await tab.got(4)).slice(3), [["releases", {}]]);
    await tab.close();
  });

  test(`a whisper reaches the others and says of whom, with ${version}`, async () => {
    const [ada, bob] = [await open("ada"), await open("bob")];
    await bob.page.evaluate(() => {
      const { note } = window.kit;
      window.live
        .presence("chat.4")
        .listenForWhisper("typing", (data, { user_id }) => note("typing")([data, user_id]))
        .subscribed(note("subscribed"));
    });
    await bob.got(1);
    await ada.page.evaluate(() => void window.live.presence("chat.4").whisper("typing", { name: "Ada" }));
    assert.deepEqual((await bob.got(2))[1], ["typing", [{ name: "Ada" }, "1"]]);
    await Promise.all([ada.close(), bob.close()]);
  });

  test(`csrf: true sends the page's token with the authorization, with ${version}`, async () => {
    const tab = await open("ada", { csrf: true });
    await tab.page.evaluate(
      () => void window.live.private("admins").subscribed(window.kit.note("subscribed")),
    );
    await tab.got(1);
    assert.equal(world.asked.at(-1)?.headers["x-csrf-token"], "token of the page");
    assert.equal(world.asked.at(-1)?.headers["x-xsrf-token"], undefined);
    await tab.close();
  });
}

test("signin() asks the one route with the page's cookies, and learns whom the server takes it for", async () => {
  const tab = await Tab.open(browser, world, "/bundled", "ada");
  const [request] = await Promise.all([
    tab.page.waitForRequest(`${world.origin}/broadcasting/authorize`),
    tab.page.evaluate(() => window.live.pusher.signin!()),
  ]);
  assert.match(request.postData() ?? "", /^socket_id=\d+\.\d+$/);
  const answer = await (await request.response())!.json();
  assert.deepEqual(Object.keys(answer), ["auth", "user_data"]);
  assert.deepEqual(JSON.parse(answer.user_data), { id: "1" });
  await tab.close();
});

test("in a minified bundle event classes keep their names, and one that has none in the code is refused", async () => {
  const tab = await Tab.open(browser, world, "/bundled");
  const seen = await tab.page.evaluate(() => {
    const { NewRelease, Unnamed } = window.kit;
    try {
      window.live.channel("releases").listen(Unnamed, () => {});
      return {};
    } catch (error) {
      return {
        code: (error as { code: string }).code,
        names: [NewRelease.name, Unnamed.name],
        broadcastAs: NewRelease.broadcastAs,
      };
    }
  });
  assert.equal(seen.code, "event_name_minified");
  assert.equal(seen.broadcastAs, "NewRelease");
  for (const name of seen.names) assert.ok(name.length < 3, `the bundle calls it ${name}`);
  await tab.close();
});
