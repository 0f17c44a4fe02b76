import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import {
  CacheChannel,
  Channel,
  EncryptedCacheChannel,
  EncryptedChannel,
  PresenceCacheChannel,
  PresenceChannel,
  PrivateCacheChannel,
  PrivateChannel,
} from "../../../js/events/index.js";

test("a channel class adds its prefix once, and only if it is not there yet", () => {
  const cases: [Channel, string][] = [
    [new Channel("releases"), "releases"],
    [new Channel("private-x"), "private-x"],
    [new PrivateChannel("admins"), "private-admins"],
    [new PrivateChannel("private-admins"), "private-admins"],
    [new PrivateChannel("private-encrypted-x"), "private-encrypted-x"],
    [new PrivateChannel("presence-x"), "private-presence-x"],
    [new PrivateChannel("privateer"), "private-privateer"],
    [new PresenceChannel("chat.1"), "presence-chat.1"],
    [new PresenceChannel("presence-chat.1"), "presence-chat.1"],
    [new EncryptedChannel("letters"), "private-encrypted-letters"],
    [new EncryptedChannel("private-encrypted-letters"), "private-encrypted-letters"],
    [new EncryptedChannel("private-letters"), "private-encrypted-private-letters"],
    [new CacheChannel("scores"), "cache-scores"],
    [new CacheChannel("cache-scores"), "cache-scores"],
    [new PrivateCacheChannel("scores"), "private-cache-scores"],
    [new PrivateCacheChannel("private-cache-scores"), "private-cache-scores"],
    [new PresenceCacheChannel("scores"), "presence-cache-scores"],
    [new PresenceCacheChannel("presence-cache-scores"), "presence-cache-scores"],
    [new EncryptedCacheChannel("scores"), "private-encrypted-cache-scores"],
    [new EncryptedCacheChannel("private-encrypted-cache-scores"), "private-encrypted-cache-scores"],
  ];
  for (const [channel, name] of cases) {
    assert.equal(channel.name, name);
    assert.equal(`${channel}`, name);
    assert.ok(channel instanceof Channel);
  }
});

test("every prefix of tests/vectors/channel.json is added as it says", () => {
  const { add_prefix: cases } = JSON.parse(
    readFileSync(new URL("../../vectors/channel.json", import.meta.url), "utf8"),
  );
  const classes: Record<string, typeof Channel> = { private: PrivateChannel, presence: PresenceChannel };
  assert.ok(cases.length >= 9);
  for (const { kind, given, expected, why } of cases)
    assert.equal(new classes[kind]!(given).name, expected, why);
});

test("a channel's name is a string, not what a missing id makes of it", () => {
  for (const make of [Channel, PrivateChannel, PresenceChannel, EncryptedChannel]) {
    for (const name of [undefined, null, 7, {}]) {
      assert.throws(() => new make(name as never), { name: "FanfareError", code: "invalid_channel" });
    }
  }
});
