import assert from "node:assert/strict";
import test from "node:test";
import { Broadcast } from "../../../js/src/broadcast.js";
import { parseEnv } from "../../../js/src/configuration/env.js";

test("each variable is an option, and an empty one is none", () => {
  const options = parseEnv({
    BROADCAST_DRIVER: "pusher",
    PUSHER_APP_ID: "3",
    PUSHER_APP_KEY: "key",
    PUSHER_APP_SECRET: "secret",
    PUSHER_APP_CLUSTER: "eu",
    PUSHER_HOST: "",
    PUSHER_PORT: 6001,
    PUSHER_SCHEME: "http",
    PATH: "/bin",
  });
  assert.deepEqual(options, {
    driver: "pusher", appId: "3", key: "key", secret: "secret", cluster: "eu", port: "6001", useTLS: false,
  }); // prettier-ignore
});

test("PUSHER_URL gives everything at once, and a variable of its own goes before it", () => {
  const url = "https://key:s%2Fecret@push.example.com:8443/prefix/apps/42";
  assert.deepEqual(parseEnv({ PUSHER_URL: url }), {
    appId: "42", host: "push.example.com", useTLS: true, path: "/prefix", port: "8443", key: "key", secret: "s/ecret",
  }); // prettier-ignore
  assert.deepEqual(parseEnv({ PUSHER_URL: "http://key:secret@127.0.0.1/apps/1", PUSHER_APP_SECRET: "other", PUSHER_SCHEME: "https" }), {
    appId: "1", host: "127.0.0.1", useTLS: true, key: "key", secret: "other",
  }); // prettier-ignore
});

test("a malformed PUSHER_URL is refused, without being shown", () => {
  const urls = [
    "nonsense-topsecret",
    "https://key:topsecret@host",
    "ftp://key:topsecret@host/apps/1",
    "https://key:%topsecret@host/apps/1",
  ];
  for (const url of urls) {
    assert.throws(
      () => parseEnv({ PUSHER_URL: url }),
      (error: Error & { code?: string }) =>
        error.code === "invalid_option" && !error.message.includes("topsecret"),
    );
  }
});

test("a scheme that is neither http nor https is refused", () => {
  assert.throws(() => parseEnv({ PUSHER_SCHEME: "ws" }), { code: "invalid_option" });
});

test("fromEnv reads the process's own environment, or the one that is passed", () => {
  const names = [
    "BROADCAST_DRIVER",
    "PUSHER_APP_ID",
    "PUSHER_APP_KEY",
    "PUSHER_APP_SECRET",
    "PUSHER_HOST",
    "PUSHER_URL",
  ];
  const before = names.map((name) => [name, process.env[name]] as const);
  try {
    for (const name of names) delete process.env[name];
    assert.throws(() => Broadcast.fromEnv(), { code: "missing_credentials" });
    Object.assign(process.env, {
      PUSHER_APP_ID: "3",
      PUSHER_APP_KEY: "key",
      PUSHER_APP_SECRET: "secret",
      PUSHER_HOST: "push.example.com",
    });
    assert.equal(`${Broadcast.fromEnv()}`, "Broadcast(pusher, push.example.com, app 3)");
    assert.throws(() => Broadcast.fromEnv({}), { code: "missing_credentials" });
    assert.equal(`${Broadcast.fromEnv({ BROADCAST_DRIVER: "null" })}`, "Broadcast(null)");
    assert.equal(`${Broadcast.fromEnv(null, { driver: "log" })}`, "Broadcast(log)");
    const unset = { host: undefined, appId: undefined, secret: undefined, driver: undefined };
    assert.equal(`${Broadcast.fromEnv(null, unset)}`, "Broadcast(pusher, push.example.com, app 3)");
    assert.equal(
      `${Broadcast.fromEnv(undefined, null as never)}`,
      "Broadcast(pusher, push.example.com, app 3)",
    );
    assert.throws(() => Broadcast.fromEnv({ BROADCAST_DRIVER: "redis" }), { code: "unknown_driver" });
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
});
