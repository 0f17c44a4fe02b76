// The attacks of tests/vectors/token.json through the calls that the package has for everybody.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import test from "node:test";
import fc from "fast-check";
import { Broadcast, FanfareError } from "fanfare";
import Pusher from "fanfare/pusher";
import { NotExpressible, casesOf, textOf, valueOf, type Case, type Text } from "../../support/vectors.js";
import { app, encryptionMasterKeyBase64 } from "../../support/credentials.js";
import { silent } from "../../support/logger.js";

const withoutMaster = new Broadcast({
  ...app,
  cluster: "eu",
  transport: () => assert.fail("a request was sent"),
});
const broadcast = new Broadcast({
  ...app,
  cluster: "eu",
  encryptionMasterKeyBase64,
  transport: () => assert.fail("a request was sent"),
});
const pusher = new Pusher({ ...app, cluster: "eu", useTLS: true, encryptionMasterKeyBase64 });

function memberOf({ member }: Case) {
  if (!member) return undefined;
  const info = textOf(member.user_info ?? "");
  return { user_id: textOf(member.user_id), ...(info === "" ? {} : { user_info: valueOf(info) }) };
}

/** Refused: how many; the others no call can express. */
async function refuseAll(
  operation: string,
  run: (one: Case) => unknown,
  codeOf = (one: Case) => one.code,
): Promise<number> {
  let refused = 0;
  for (const one of casesOf("token", operation)) {
    try {
      const answer = await run(one);
      assert.fail(`${one.name} was answered by ${JSON.stringify(answer)}`);
    } catch (error) {
      if (error instanceof NotExpressible) continue;
      if (!(error instanceof FanfareError)) throw error;
      assert.equal(error.code, codeOf(one), one.name);
      refused++;
    }
  }
  return refused;
}

test("authorize() and authenticate() refuse every crafted part", async () => {
  const authorized = await refuseAll("authorize", (one) =>
    withoutMaster.authorize(textOf(one.channel), textOf(one.socket_id), memberOf(one)),
  );
  // with the master key an encrypted channel without a member is authorized, by the call for encrypted channels
  const others = await refuseAll("authorize", (one) => {
    if (one.code === "encrypted_channel" && !one.member) throw new NotExpressible("authorized");
    return broadcast.authorize(textOf(one.channel), textOf(one.socket_id), memberOf(one));
  });
  const sealed = await refuseAll("authorize_encrypted", (one) => {
    const channel = textOf(one.channel);
    if (!channel.startsWith("private-encrypted-")) throw new NotExpressible("another call's");
    return broadcast.authorize(channel, textOf(one.socket_id));
  });
  const signedIn = await refuseAll("authenticate", (one) =>
    broadcast.authenticate(textOf(one.socket_id), valueOf(textOf(one.user_data))),
  );
  assert.ok(
    authorized > 600 && others > 600 && sealed > 80 && signedIn > 100,
    `${[authorized, others, sealed, signedIn]}`,
  );
});

test("get() and post() refuse every crafted part, and send nothing", async () => {
  const refused = await refuseAll("sign_request", async ({ method, resource, parameters, body }) => {
    const names = (parameters as Text[][]).map(([name]) => textOf(name!));
    if (method !== "GET" && method !== "POST") throw new NotExpressible("another method");
    if (new Set(names).size < names.length) throw new NotExpressible("a record with a name twice");
    const params = Object.fromEntries((parameters as Text[][]).map((pair) => pair.map(textOf)));
    if (method === "GET") return broadcast.get(textOf(resource), params);
    return broadcast.post(textOf(resource), textOf(body) || "{}");
  });
  assert.ok(refused > 150, `${refused}`);
});

test("webhook() gives false for every token that is presented as a webhook", () => {
  for (const { name, key, signature, body } of casesOf("token", "read_webhook")) {
    const headers = {
      "x-pusher-key": textOf(key),
      "x-pusher-signature": textOf(signature),
      "content-type": "application/json",
    };
    const quiet = new Broadcast({ ...app, cluster: "eu", logger: silent });
    assert.equal(quiet.webhook(headers, textOf(body)), false, name);
  }
});

const bytesOf = (text: Text): Buffer =>
  typeof text === "object" && "hex" in text ? Buffer.from(text.hex, "hex") : Buffer.from(textOf(text));
const percent = (text: Text) =>
  [...bytesOf(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");

test("the routes refuse every socket id and channel, however the form is written", async () => {
  const anybody = { user_id: "1" };
  const quiet = new Broadcast({
    ...app,
    cluster: "eu",
    encryptionMasterKeyBase64,
    logger: silent,
  });
  const routes = quiet.routes({
    authRoute: null,
    user: () => ({ id: 1 }),
    channels: {
      "private-{x}": () => true,
      "private-cache-{x}": () => true,
      "presence-{x}": () => anybody,
      "presence-cache-{x}": () => anybody,
    },
  });
  const ask = async (type: string, body: string) => {
    const headers = { "content-type": type };
    const response = await routes(new Request("http://localhost/", { method: "POST", headers, body }));
    return {
      status: response.status,
      ...((await response.json()) as { auth?: string; error?: { code: string } }),
    };
  };
  // By a rule's kind an encrypted channel is denied; what a rule's answer must be is not a page's to get wrong.
  const expected: Record<string, [number, string]> = {
    invalid_socket_id: [400, "invalid_socket_id"],
    invalid_channel: [400, "invalid_channel"],
    public_channel: [403, "public_channel"],
    encrypted_channel: [403, "denied"],
  };
  let refused = 0;
  for (const operation of ["authorize", "authorize_encrypted", "authenticate"]) {
    for (const { name, code, socket_id, channel } of casesOf("token", operation)) {
      if (!(code! in expected) || (operation === "authorize_encrypted" && name.startsWith("another kind")))
        continue;
      // a body of more than 64 kB is not read
      if (bytesOf(socket_id).length + bytesOf(channel ?? "").length > 20_000) continue;
      const form = `socket_id=${percent(socket_id)}${channel === undefined ? "" : `&channel_name=${percent(channel)}`}`;
      const bodies: [string, string][] = [["application/x-www-form-urlencoded", form]];
      try {
        const fields = {
          socket_id: textOf(socket_id),
          ...(channel === undefined ? {} : { channel_name: textOf(channel) }),
        };
        bodies.push(["application/json", JSON.stringify(fields)]);
      } catch (error) {
        if (!(error instanceof NotExpressible)) throw error;
      }
      for (const [type, body] of bodies) {
        const { status, auth, error } = await ask(type, body);
        assert.equal(auth, undefined, name);
        assert.deepEqual([status, error?.code], expected[code!], `${name}, as ${type}`);
        refused++;
      }
    }
  }
  assert.ok(refused > 1_500, `${refused}`);
});

test("the routes refuse every crafted channel among many, and grant the others", async () => {
  const quiet = new Broadcast({ ...app, cluster: "eu", logger: silent });
  const routes = quiet.routes({
    authRoute: null,
    user: () => ({ id: 1 }),
    channels: { "private-{x}": () => true },
  });
  const crafted = casesOf("token", "authorize").filter(
    ({ code, channel }) => /^(invalid_channel|public_channel)$/.test(code!) && bytesOf(channel).length < 500,
  );
  assert.ok(crafted.length > 300);
  for (let at = 0; at < crafted.length; at += 99) {
    const names = [...crafted.slice(at, at + 99).map(({ channel }) => channel), "private-foobar"];
    const body = `socket_id=1234.1234&${names.map((name) => `channel_name[]=${percent(name)}`).join("&")}`;
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const response = await routes(new Request("http://localhost/", { method: "POST", headers, body }));
    const text = await response.text();
    assert.equal(response.status, 200, text);
    const { "private-foobar": granted, ...others } = JSON.parse(text) as Record<
      string,
      { status: number; data: { auth?: string } }
    >;
    // the documentation's token
    assert.equal(
      granted!.data.auth,
      `${app.key}:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4`,
    );
    assert.ok(Object.keys(others).length > 20);
    for (const [name, { status, data }] of Object.entries(others)) {
      assert.ok(status === 400 || status === 403, name);
      assert.equal(data.auth, undefined, name);
    }
  }
});

test("the drop-in for `pusher` refuses every socket id and channel that is none", () => {
  let refused = 0;
  for (const operation of ["authorize", "authorize_encrypted", "authenticate"]) {
    for (const one of casesOf("token", operation)) {
      if (!/^invalid_(socket_id|channel)$/.test(one.code!)) continue;
      try {
        const [socketId, channel] = [textOf(one.socket_id), textOf(one.channel ?? "private-x")];
        // its kind is not looked at: any name may be asked for
        if (operation === "authorize_encrypted" && one.name.startsWith("another kind")) continue;
        const message = /^(Invalid socket id|Invalid channel name|Channel name too long): '/;
        assert.throws(() => pusher.authorizeChannel(socketId, channel), { message }, one.name);
        assert.throws(
          () => pusher.authorizeChannel(socketId, channel, { user_id: "1" }),
          { message },
          one.name,
        );
        if (one.code === "invalid_socket_id")
          assert.throws(() => pusher.authenticateUser(socketId, { id: "1" }), { message }, one.name);
        refused++;
      } catch (error) {
        if (!(error instanceof NotExpressible)) throw error;
      }
    }
  }
  assert.ok(refused > 700, `${refused}`);
});

test("what is no string is no socket id and no channel, whatever it turns into", () => {
  let reads = 0;
  const turncoat = (first: string, then: string) => ({
    toString: () => (reads++ === 0 ? first : then),
    length: 3,
  });
  const socketIds: unknown[] = [
    undefined,
    null,
    1.1,
    11n,
    true,
    ["1.1"],
    [["1.1"]],
    new String("1.1"),
    { toString: () => "1.1" },
    { [Symbol.toPrimitive]: () => "1.1" },
    Symbol("1.1"),
    () => "1.1",
    turncoat("1.1", "1.1:private-admins"),
    Object("1.1"),
    { length: 3, 0: "1", 1: ".", 2: "1" },
    new Uint8Array([49, 46, 49]),
  ];
  const channels: unknown[] = [
    undefined,
    null,
    1,
    ["private-x"],
    new String("private-x"),
    { toString: () => "private-x" },
    Symbol("private-x"),
    turncoat("private-x", "private-admins"),
    { name: ["private-x"] },
    { name: { toString: () => "private-x" } },
    { name: 1 },
    new Uint8Array([112]),
  ];
  for (const socketId of socketIds as any[]) {
    reads = 0;
    assert.throws(() => broadcast.authorize("private-x", socketId), { code: "invalid_socket_id" });
    assert.throws(() => broadcast.authenticate(socketId, { id: "1" }), { code: "invalid_socket_id" });
    assert.throws(() => pusher.authorizeChannel(socketId, "private-x"));
    assert.throws(() => pusher.authenticateUser(socketId, { id: "1" }));
  }
  for (const channel of channels as any[]) {
    reads = 0;
    assert.throws(() => broadcast.authorize(channel, "1.1"), { code: "invalid_channel" });
    assert.throws(() => pusher.authorizeChannel("1.1", channel));
  }
});

/** What a signed text says it is, by the protocol's forms alone. */
function readSigned(text: string): string[] | null {
  if (/^(GET|POST)\n/.test(text)) return ["request", ...text.split("\n")];
  if (text.startsWith("{")) return ["webhook", text];
  const found = /^([0-9]+\.[0-9]+):(?::user::([^]*)|([^:]+)(?::([^]*))?)$/.exec(text);
  if (!found) return null;
  const [, socketId = "", user, channel = "", data] = found;
  if (user !== undefined) return ["user", socketId, user];
  return data === undefined ? ["private", socketId, channel] : ["presence", socketId, channel, data];
}

test("what is signed can be read in one way only, whoever chose its parts", () => {
  const digits = fc.stringMatching(/^[0-9]{1,12}$/);
  const name = fc.stringMatching(/^[A-Za-z0-9_\-=@,.;]{1,40}$/);
  const hostile = fc
    .array(
      fc.constantFrom(
        ":",
        "::user::",
        "1.1",
        "private-x",
        "\n",
        '{"id":"1"}',
        '"',
        "\\",
        "POST\n",
        "é",
        "\u0001",
        "a",
      ),
      { minLength: 1, maxLength: 8 },
    )
    .map((pieces) => pieces.join(""));
  const info = fc.oneof(
    hostile,
    fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text)),
  );
  const sign = (text: string) => `${app.key}:${createHmac("sha256", app.secret).update(text).digest("hex")}`;
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(digits, digits, name, hostile, info, (a, b, rest, who, user_info) => {
      const socketId = `${a}.${b}`;
      const [plain, presence] = [`private-${rest}`, `presence-${rest}`];
      fc.pre(!plain.startsWith("private-encrypted-"));
      const given = withoutMaster.authorize(plain, socketId);
      const { auth, channel_data = "" } = withoutMaster.authorize(presence, socketId, {
        user_id: who,
        user_info,
      });
      const user = withoutMaster.authenticate(socketId, { id: who, user_info });
      const signed: [string, string, string[]][] = [
        [`${socketId}:${plain}`, given.auth, ["private", socketId, plain]],
        [`${socketId}:${presence}:${channel_data}`, auth, ["presence", socketId, presence, channel_data]],
        [`${socketId}::user::${user.user_data}`, user.auth, ["user", socketId, user.user_data]],
      ];
      assert.equal(new Set(signed.map(([text]) => text)).size, 3);
      for (const [text, token, parts] of signed) {
        assert.equal(token, sign(text));
        assert.deepEqual(readSigned(text), parts);
        assert.equal(seen.get(token) ?? text, text);
        seen.set(token, text);
      }
      assert.equal(JSON.parse(channel_data).user_id, who);
      assert.equal(JSON.parse(user.user_data).id, who);
    }),
    { numRuns: 400, seed: 2015 },
  );
});
