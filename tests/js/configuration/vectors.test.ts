import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Broadcast } from "../../../js/src/broadcast.js";
import { Configuration } from "../../../js/src/configuration/configuration.js";
import { parseEnv } from "../../../js/src/configuration/env.js";
import type { BroadcastOptions } from "../../../js/src/configuration/options.js";
import { parseOptions } from "../../../js/src/configuration/settings.js";

interface Case<Expected> {
  name: string;
  why: string;
  valid: boolean;
  expected: Expected;
  code?: string;
}

type Server = { origin: string; path: string };

const file = new URL("../../vectors/config.json", import.meta.url);
const { environment, driver }: {
  environment: (Case<Server & { app_id: string; key: string; secret: string }> & { env: Record<string, string> })[];
  driver: (Case<Server & { channel_name: number }> & { options: object })[];
} = JSON.parse(readFileSync(file, "utf8")); // prettier-ignore

test("every environment of tests/vectors/config.json is read as it says", async (t) => {
  assert.ok(environment.length >= 30);
  for (const { name, why, env, valid, expected, code } of environment) {
    await t.test(`${name}: ${why}`, () => {
      if (!valid) return assert.throws(() => Broadcast.fromEnv(env), { code: code! });
      const { origin, path, credentials } = parseOptions(parseEnv(env));
      const { appId: app_id, key, secret } = credentials;
      assert.deepEqual({ origin, path, app_id, key, secret }, expected);
    });
  }
});

test("every driver of tests/vectors/config.json is configured as it says", async (t) => {
  assert.ok(driver.length >= 40);
  for (const { name, why, options, valid, expected, code } of driver) {
    await t.test(`${name}: ${why}`, () => {
      const config = {
        default: "pusher",
        pusher: { app_id: "3", client: "key", secret: "secret", ...options },
      };
      if (!valid) return assert.throws(() => new Broadcast(config), { code: code! });
      const { origin, path, limits } = parseOptions(
        new Configuration(config).requireDriver("pusher") as BroadcastOptions<never>,
      );
      assert.deepEqual({ origin, path, channel_name: limits.channelName }, expected);
    });
  }
});
