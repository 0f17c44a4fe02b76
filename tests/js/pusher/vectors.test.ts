// The vectors that hold every language, as far as `pusher` knows their rules.

import assert from "node:assert/strict";
import test from "node:test";
import Pusher from "fanfare/pusher";
import auth from "../../vectors/auth.json" with { type: "json" };
import channels from "../../vectors/channel.json" with { type: "json" };
import encryption from "../../vectors/encryption.json" with { type: "json" };
import webhooks from "../../vectors/webhook.json" with { type: "json" };
import { app } from "../../support/credentials.js";

interface App {
  id: string;
  key: string;
  secret: string;
}

const pusherOf = ({ id, key, secret }: App, encryptionMasterKeyBase64?: string) =>
  new Pusher({ appId: id, key, secret, cluster: "eu", useTLS: true, encryptionMasterKeyBase64 });

const pusher = pusherOf({ ...app, id: app.appId });
const base64Of = (hex: string) => Buffer.from(hex, "hex").toString("base64");

/** Values that are no text, `{"hex":…}`, cannot be passed to `pusher`. */
const isText = (...values: unknown[]) => values.every((value) => typeof value === "string");

test("socket ids and channels are refused where the vectors refuse them", () => {
  let refused = 0;
  const refuses = (call: () => unknown, message: RegExp) => {
    assert.throws(call, message);
    refused++;
  };
  for (const { socket_id, valid } of auth.check_socket_id as any[]) {
    if (!isText(socket_id)) continue;
    if (valid) pusher.authorizeChannel(socket_id, "private-a");
    else refuses(() => pusher.authorizeChannel(socket_id, "private-a"), /Invalid socket id/);
  }
  for (const { channel, valid } of channels.check_channel_name as any[]) {
    if (!isText(channel)) continue;
    if (valid) pusher.authorizeChannel("1.1", channel);
    else refuses(() => pusher.authorizeChannel("1.1", channel), /Invalid channel name/);
  }
  assert.ok(refused > 50, `${refused} were refused`);
});

test("channels are authorized as the vectors say", () => {
  let compared = 0;
  for (const { app, socket_id, channel, member, valid, expected, code } of auth.authorize as any[]) {
    if (!isText(socket_id, channel)) continue;
    if (/^invalid_(socket_id|channel)$/.test(code)) {
      assert.throws(
        () => pusherOf(app).authorizeChannel(socket_id, channel),
        /^Error: Invalid|^Error: Channel name too long/,
      );
    } else if (valid) {
      const data = expected.channel_data === undefined ? undefined : JSON.parse(expected.channel_data);
      // Texts that JSON.stringify writes otherwise are not for `pusher` to sign.
      if (data && JSON.stringify(data) !== expected.channel_data) continue;
      compared++;
      const { auth, channel_data } = expected;
      assert.deepEqual(
        pusherOf(app).authorizeChannel(socket_id, channel, data),
        data ? { auth, channel_data } : { auth },
        member,
      );
    }
  }
  assert.ok(compared > 20, `${compared} were compared`);
});

test("encrypted channels are authorized as the vectors say, with the same shared secret", () => {
  for (const {
    app,
    master,
    socket_id,
    channel,
    valid,
    expected,
  } of encryption.authorize_encrypted as any[]) {
    if (!valid || !isText(socket_id, channel)) continue;
    const { auth, shared_secret } = pusherOf(app, base64Of(master)).authorizeChannel(socket_id, channel);
    assert.deepEqual({ auth, shared_secret }, { auth: expected.auth, shared_secret: expected.shared_secret });
  }
});

test("users are authenticated as the vectors say", () => {
  let compared = 0;
  for (const { app, socket_id, user_data, valid, expected, code } of auth.authenticate as any[]) {
    if (!isText(socket_id, user_data)) continue;
    if (code === "invalid_socket_id") {
      assert.throws(
        () => pusherOf(app).authenticateUser(socket_id, JSON.parse(user_data)),
        /Invalid socket id/,
      );
    } else if (valid && JSON.stringify(JSON.parse(user_data)) === user_data) {
      compared++;
      const { auth } = expected;
      assert.deepEqual(pusherOf(app).authenticateUser(socket_id, JSON.parse(user_data)), { auth, user_data });
    }
  }
  assert.ok(compared > 5, `${compared} were compared`);
});

test("webhooks are valid where the vectors say so", () => {
  let valid = 0;
  for (const one of webhooks.verify_webhook as any[]) {
    const [first, ...others] = one.apps as App[];
    if (!first || one.window_ms || !isText(one.key, one.signature, one.body)) continue;
    const headers = {
      "x-pusher-key": one.key,
      "x-pusher-signature": one.signature,
      "content-type": "application/json",
    };
    const webhook = pusherOf(first).webhook({ headers, rawBody: one.body });
    assert.equal(webhook.isValid(others), one.valid && webhook.isBodyValid(), one.name);
    if (webhook.isValid(others)) valid++;
  }
  assert.ok(valid > 5, `${valid} were valid`);
});
