import assert from "node:assert/strict";
import test from "node:test";
import { inspect } from "node:util";
import { app } from "../../support/credentials.js";
import { pusher } from "./support.js";

// `printf '{"time_ms":1,"events":[]}' | openssl dgst -sha256 -hmac 7ad3773142a6692b25b8`
const body = '{"time_ms":1,"events":[]}';
const right = "e84ad185684cff3a96d27bc8ba07b8be14b7479c43784ab14d8a256d25638f76";

test("headers of a webhook may be in any case, with a charset, or Headers, and the body bytes", () => {
  const named = {
    "X-Pusher-Key": app.key,
    "X-PUSHER-SIGNATURE": right,
    "Content-Type": "application/json; charset=utf-8",
  };
  for (const headers of [
    named,
    new Headers(named),
    new Map(Object.entries(named).map(([name, value]) => [name.toLowerCase(), value])),
  ]) {
    for (const rawBody of [body, Buffer.from(body), new TextEncoder().encode(body)]) {
      const webhook = pusher.webhook({ headers, rawBody });
      assert.equal(webhook.isValid(), true);
      assert.deepEqual(webhook.getEvents(), []);
    }
  }
});

test("missing and odd headers of a webhook answer false", () => {
  const good = { "x-pusher-key": app.key, "x-pusher-signature": right, "content-type": "application/json" };
  assert.equal(pusher.webhook({ headers: good, rawBody: body }).isValid(), true);
  const odd = [
    undefined,
    null,
    "",
    "x",
    right.slice(1),
    `${right}0`,
    right.toUpperCase(),
    [right],
    1,
    {},
    "\ud800",
    "é".repeat(64),
  ];
  for (const value of odd) {
    for (const name of ["x-pusher-key", "x-pusher-signature", "content-type"]) {
      const webhook = pusher.webhook({ headers: { ...good, [name]: value }, rawBody: body });
      assert.equal(webhook.isValid(), false, `${name}: ${inspect(value)}`);
      assert.equal(webhook.isValid([{ key: "other", secret: "s" }]), false);
    }
  }
  for (const request of [{ headers: {} }, {}, { headers: null, rawBody: null }])
    assert.equal(pusher.webhook(request as never).isValid(), false);
  assert.equal(pusher.webhook({ headers: good, rawBody: `${body} ` }).isValid(), false);
});
