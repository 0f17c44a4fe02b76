import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import Pusher from "fanfare/pusher";
import { app } from "../../support/credentials.js";
import { assertRefused } from "./support.js";

test("without a word about TLS a warning comes once, and none for this machine or who says so", (t) => {
  const warn = t.mock.method(console, "warn", () => {});
  new Pusher({ ...app, host: "localhost" });
  new Pusher({ ...app, cluster: "eu", useTLS: false });
  Pusher.forURL("http://key:secret@example.org/apps/3");
  assert.equal(warn.mock.callCount(), 0);
  assert.equal(new Pusher({ ...app, cluster: "eu" }).config.scheme, "http");
  new Pusher({ ...app, cluster: "eu" });
  assert.equal(warn.mock.callCount(), 1);
  assert.match(String(warn.mock.calls[0]!.arguments[0]), /useTLS: true/);
});

const urls = [
  {
    url: "https://123abc:def456@example.org:999/apps/4321",
    config: ["https", "example.org", 999, 4321, "123abc", "def456"],
  },
  { url: "http://k:s@127.0.0.1/apps/4321/", config: ["http", "127.0.0.1", undefined, 4321, "k", "s"] },
  {
    url: "https://k:s:t%3Au@EXAMPLE.org/apps/my-app",
    config: ["https", "example.org", undefined, "my-app", "k", "s:t:u"],
  },
  {
    url: "http://k:s@[::1]:6001/apps/12345678901234567890",
    config: ["http", "[::1]", 6001, "12345678901234567890", "k", "s"],
  },
];
for (const { url, config } of urls) {
  test(`forURL reads ${url}`, () => {
    for (const made of [Pusher.forURL(url), new (Pusher.forURL as any)(url)]) {
      const { scheme, host, port, appId, token } = made.config;
      assert.deepEqual([scheme, host, port, appId, token.key, token.secret], config);
    }
  });
}

test("forURL refuses what has no key and secret", () => {
  for (const url of ["", "example.org", "https://example.org/apps/3", "https://key@example.org/apps/3"]) {
    assertRefused(() => Pusher.forURL(url), /^The URL must be of the form/);
  }
});

test("a secret that cannot be one is refused when it shall sign, in a sentence", (t: TestContext) => {
  t.mock.method(console, "warn", () => {});
  for (const secret of [undefined, "", "with space", "line\n", 1]) {
    const pusher = new Pusher({ ...app, secret: secret as never, cluster: "eu" });
    assertRefused(() => pusher.authorizeChannel("1.1", "private-a"), /secret/);
  }
});
