import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import { limits } from "../../../js/src/wasm/limits.js";

/** `inline constexpr std::size_t user_id_max = 128;` */
const constant = /inline constexpr \S+ (\w+_max(?:_pusher)?) = ([\d']+);/g;

test("the limits are the documented ones, in C++ and in TypeScript", () => {
  const folder = new URL("../../../core/include/fanfare/", import.meta.url);
  const headers = readdirSync(folder).filter((name) => name.endsWith(".h"));
  const found = headers.flatMap((name) => [
    ...readFileSync(new URL(name, folder), "utf8").matchAll(constant),
  ]);
  const inCpp = Object.fromEntries(
    found.map(([, name, value]) => [name, Number(value!.replaceAll("'", ""))]),
  );
  const documented = {
    channel_name_max: 200,
    channel_name_max_pusher: 164,
    event_name_max: 200,
    trigger_channels_max: 100,
    authorization_channels_max: 100,
    authorization_body_max: 65_536,
    header_bytes_max: 8_192,
    batch_events_max: 10,
    data_bytes_max: 10_240,
    user_id_max: 128,
    member_bytes_max: 1_024,
    watchlist_max: 100,
  };
  assert.deepEqual(inCpp, documented);
  assert.deepEqual({ ...limits }, documented);
});
