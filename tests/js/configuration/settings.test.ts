import assert from "node:assert/strict";
import test from "node:test";
import { Broadcast } from "../../../js/src/broadcast.js";
import type { BroadcastOptions } from "../../../js/src/configuration/options.js";
import { parseOptions } from "../../../js/src/configuration/settings.js";
import { app } from "../../support/credentials.js";

const targetOf = (options: BroadcastOptions<never>) => {
  const { origin, path } = parseOptions(options);
  return origin + path;
};

test("the host comes from the cluster unless one is given, and TLS is on unless turned off", () => {
  const cases: [BroadcastOptions<never>, string][] = [
    [{}, "https://api-mt1.pusher.com"],
    [{ cluster: "eu" }, "https://api-eu.pusher.com"],
    [{ cluster: "AP1" }, "https://api-ap1.pusher.com"],
    [{ cluster: "eu", useTLS: false }, "http://api-eu.pusher.com"],
    [{ cluster: "eu", host: "push.example.com" }, "https://push.example.com"],
    [{ host: "127.0.0.1", port: 6001, useTLS: false }, "http://127.0.0.1:6001"],
    [{ host: "push.example.com", port: "6001" }, "https://push.example.com:6001"],
    [{ host: "push.example.com", port: 443 }, "https://push.example.com"],
    [{ host: "push.example.com", port: 80 }, "https://push.example.com:80"],
    [{ host: "push.example.com", port: 80, useTLS: false }, "http://push.example.com"],
    [{ host: "[::1]", port: 6001 }, "https://[::1]:6001"],
    [{ host: "my_service" }, "https://my_service"],
    [{ host: "push.example.com", path: "/push" }, "https://push.example.com/push"],
    [{ host: "push.example.com", path: "/a/b.c/" }, "https://push.example.com/a/b.c"],
    [{ host: "push.example.com", path: "/" }, "https://push.example.com"],
    [{ host: "push.example.com", path: "" }, "https://push.example.com"],
  ];
  for (const [options, target] of cases) assert.equal(targetOf(options), target);
});

test("what could change where a request goes is refused", () => {
  const hosts = [
    "", " ", "a b", "a/b", "a?b", "a#b", "a%2fb", "user@host", "user:pass@host", "host:6001", "http://host", "//host", "a\r\nb", "a\nHost: b",
    "a\tb", "a\\b", "..", "a..b", "-a", ".a", "::1", "[::1", "[::1]x", "[x]", "ä.example", "a\u0000", "a".repeat(254), 7, null, {},
  ]; // prettier-ignore
  const clusters = [
    "",
    "eu.evil.example/",
    "eu/",
    "eu?",
    "eu%",
    "eu\r\n",
    "eu@x",
    "eu:1",
    "a.b",
    "-eu",
    "e u",
    7,
    null,
  ];
  const ports = [0, -1, 65_536, 1.5, NaN, "", "80 ", "0x50", "80/x", "+80", "٨٠", null, {}];
  const paths = [
    "push",
    "//",
    "/a//b",
    "/..",
    "/a/../b",
    "/.",
    "/a?b",
    "/a#b",
    "/a%2fb",
    "/a b",
    "/a\r\n",
    7,
    null,
  ];
  const bad: object[] = [
    ...hosts.map((host) => ({ host })),
    ...clusters.map((cluster) => ({ cluster })),
    ...ports.map((port) => ({ port })),
    ...paths.map((path) => ({ path })),
  ];
  for (const options of bad) {
    assert.throws(
      () => parseOptions(options),
      { name: "FanfareError", code: "invalid_option" },
      JSON.stringify(options),
    );
  }
});

test("options of another type or range are refused, by name", () => {
  const bad: [object, RegExp][] = [
    [{ useTLS: "false" }, /^useTLS is true or false/],
    [{ signPath: "/push" }, /^signPath is true or false/],
    [{ idempotent: 1 }, /^idempotent is true or false/],
    [{ delivery: "always" }, /^delivery is one of safe, at-least-once, once/],
    [{ timeout: 0 }, /^timeout is a number of milliseconds/],
    [{ timeout: Infinity }, /^timeout/],
    [{ timeout: "5s" }, /^timeout/],
    [{ connectTimeout: -1 }, /^connectTimeout/],
    [{ totalTimeout: 2 ** 31 }, /^totalTimeout/],
    [{ transport: {} }, /^transport is a function/],
    [{ signal: {} }, /^signal is an AbortSignal/],
    [{ user: {} }, /^user is a function/],
    [{ user: null }, /^user is a function/],
    [{ logger: {} }, /^logger has info\(\) and warn\(\)/],
    [{ logger: () => {} }, /^logger has info/],
    [{ limits: { dataBytes: 0 } }, /^limits\.dataBytes/],
    [{ limits: { batchEvents: 1.5 } }, /^limits\.batchEvents/],
    [{ limits: { constructor: 1 } }, /^There is no limit "constructor"/],
    [{ limits: JSON.parse('{"__proto__":1}') }, /^There is no limit "__proto__"/],
    [{ useTls: false }, /^There is no option "useTls"\. There are: driver, appId, key, secret,/],
    [JSON.parse('{"__proto__":{"useTLS":false}}'), /^There is no option "__proto__"/],
  ];
  for (const [options, message] of bad)
    assert.throws(() => parseOptions(options), { code: "invalid_option", message });
});

test("a channel name may have 164 characters towards Pusher and 200 towards others, unless limits say otherwise", () => {
  const lengthOf = (options: BroadcastOptions<never>) => parseOptions(options).limits.channelName;
  assert.equal(lengthOf({}), 164);
  assert.equal(lengthOf({ cluster: "eu" }), 164);
  assert.equal(lengthOf({ host: "api-eu.pusher.com" }), 164);
  assert.equal(lengthOf({ host: "API.PusherApp.com" }), 164);
  assert.equal(lengthOf({ host: "api-eu.pusher.com.example" }), 200);
  assert.equal(lengthOf({ host: "notpusher.com" }), 200);
  assert.equal(lengthOf({ host: "127.0.0.1" }), 200);
  assert.equal(lengthOf({ host: "127.0.0.1", limits: { channelName: 164 } }), 164);
});

test("limits and times are Pusher's own unless given", () => {
  const { limits, delivery, timeout, connectTimeout } = parseOptions({});
  assert.deepEqual(limits, { channelName: 164, dataBytes: 10_240, batchEvents: 10 });
  assert.deepEqual(delivery, {
    delivery: "safe",
    idempotent: false,
    attempts: 3,
    base: 100,
    cap: 2_000,
    total: 10_000,
  });
  assert.deepEqual([timeout, connectTimeout], [5_000, 2_000]);
  assert.equal(parseOptions({ timeout: 20_000 }).delivery.total, 20_000);
  assert.equal(parseOptions({ timeout: 20_000, totalTimeout: 30_000 }).delivery.total, 30_000);
});

test("missing credentials are named, with the variables that would give them", () => {
  const { secret: _, ...withoutSecret } = app;
  assert.throws(() => new Broadcast(withoutSecret), {
    code: "missing_credentials",
    message: /^Missing: secret \(PUSHER_APP_SECRET\)\. Give/,
  });
  assert.throws(() => new Broadcast({ ...app, key: "" }), {
    code: "missing_credentials",
    message: /key \(PUSHER_APP_KEY\)/,
  });
  assert.throws(() => new Broadcast({}), {
    code: "missing_credentials",
    message: /appId \(PUSHER_APP_ID\), key \(PUSHER_APP_KEY\), secret \(PUSHER_APP_SECRET\)/,
  });
  assert.throws(() => new Broadcast({ ...app, secret: 7 as never }), { code: "missing_credentials" });
  assert.throws(() => new Broadcast(undefined as never), { code: "invalid_option" });
});

test("a secret with a line break that was copied along is refused, without being shown", () => {
  assert.throws(
    () => new Broadcast({ ...app, secret: `${app.secret}\n` }),
    (error: Error & { code?: string }) =>
      error.code === "missing_credentials" && !error.message.includes(app.secret),
  );
});

test("a driver that does not exist is answered with those that do", () => {
  assert.throws(() => new Broadcast({ ...app, driver: "reverb" as never }), {
    code: "unknown_driver",
    message: 'There is no driver "reverb". There are: pusher, log, null, fake.',
  });
});
