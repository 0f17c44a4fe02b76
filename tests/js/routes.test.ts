import assert from "node:assert/strict";
import test from "node:test";
import { Broadcast } from "../../js/src/broadcast.js";
import { batchCases, bytesOf, cases, requestOf, routesOf } from "./routes-cases.js";

const secret = "7ad3773142a6692b25b8";

test("every case of tests/vectors/routes.json is answered as it says", async (t) => {
  assert.ok(cases.length >= 60);
  assert.ok(batchCases.length >= 50);
  for (const one of [...cases, ...batchCases]) {
    await t.test(`${one.name}: ${one.why}`, async () => {
      const { routes, log } = routesOf(one);
      const response = await routes(requestOf(one));
      const body = await response.text();

      assert.equal(response.status, one.expect.status, body);
      if (one.expect.body !== undefined) assert.equal(body, one.expect.body);
      if (one.expect.code !== undefined) assert.equal(JSON.parse(body).error.code, one.expect.code);
      for (const [name, value] of Object.entries(one.expect.headers ?? {})) assert.equal(response.headers.get(name), value, name);

      const expected = one.expect.log ?? [];
      assert.equal(log.length, expected.length, log.join("\n"));
      expected.forEach((part, i) => assert.ok(log[i]!.includes(part), log[i]));

      assert.equal(response.headers.get("cache-control"), "no-store");
      assert.equal(response.headers.get("vary"), "Origin");
      assert.notEqual(response.headers.get("access-control-allow-origin"), "*");
      if (response.status !== 200) assert.doesNotMatch(body, /278d425bdf160c739803:/);
      assert.ok(![body, ...log].some((text) => text.includes(secret)));
      assert.ok(!log.some((line) => /Ann|Bob/.test(line)), "the log names no user");
    });
  }
});

function quietBroadcast() {
  const log: string[] = [];
  const logger = { info: (line: string) => void log.push(line), warn: (line: string) => void log.push(line) } as never;
  return { broadcast: new Broadcast({ appId: "3", key: "key", secret, cluster: "eu", logger }), log };
}

const post = (body: string | object, url = "http://localhost/broadcasting/authorize") =>
  new Request(url, {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    ...(typeof body === "string" ? { body } : {}),
  });

test("options that cannot be used are refused when the routes are made", () => {
  const { broadcast } = quietBroadcast();
  const rule = () => true;
  const refused: [string, object, RegExp][] = [
    ["a pattern without a prefix", { channels: { "orders.{id}": rule } }, /private-orders\.\{id\}/],
    ["a pattern with a colon", { channels: { "private-orders:{id}": rule } }, /private-orders/],
    ["a pattern with an open brace", { channels: { "private-{id": rule } }, /brace/],
    ["a rule that is no function", { channels: { "private-x": true } }, /is no function/],
    ["rules and authorize", { channels: {}, authorize: rule }, /one of the two/],
    ["a misspelt option", { channel: {} }, /no option "channel".*channels/],
    ["a path without a slash", { authRoute: "broadcasting" }, /begin with/],
    ["every origin", { allowedOrigins: ["*"] }, /list the origins/],
    ["a host for an origin", { allowedOrigins: ["app.example"] }, /https:\/\/app\.example/],
    ["a wildcard", { allowedOrigins: ["https://*.example"] }, /no origin/],
  ];
  for (const [name, options, message] of refused)
    assert.throws(() => broadcast.routes(options as never), { code: "invalid_option", message }, name);
});

test("the open default is announced once, and rules are not", () => {
  const first = quietBroadcast();
  first.broadcast.routes();
  assert.equal(first.log.length, 1);
  assert.match(first.log[0]!, /authorized for everyone, presence channels for signed-in users, encrypted channels for nobody/);
  const second = quietBroadcast();
  second.broadcast.routes({ user: () => null });
  assert.match(second.log[0]!, /authorized for everyone who is signed in/);
  const third = quietBroadcast();
  third.broadcast.routes({ channels: {} });
  third.broadcast.routes({ authorize: () => false });
  assert.deepEqual(third.log, []);
});

test("the context goes on to user, the rules, authorize and userData", async () => {
  const { broadcast } = quietBroadcast();
  const env = { name: "env" };
  const seen: unknown[] = [];
  const note = <T>(context: unknown, answer: T) => (seen.push(context), answer);
  const user = (_request: Request, context: typeof env) => note(context, { id: 1 });
  const ruled = broadcast.routes({
    user,
    channels: { "private-x": (_user, _params, context) => note(context, true) },
    userData: (_user, context) => note(context, { id: "1" }),
  });
  const alone = broadcast.routes({ authorize: (_request, _channel, _socketId, context) => note(context, true) });
  assert.equal((await ruled(post("socket_id=1.1&channel_name=private-x"), env)).status, 200);
  assert.equal((await ruled(post("socket_id=1.1"), env)).status, 200);
  assert.equal((await alone(post("socket_id=1.1&channel_name=private-x"), env)).status, 200);
  assert.deepEqual(seen, [env, env, env, env, env]);
});

test("a body that a framework has read comes in with the context, as an object, a text or bytes", async () => {
  const { broadcast } = quietBroadcast();
  const routes = broadcast.routes({ channels: { "private-x": () => true } });
  const fields = { socket_id: "1.1", channel_name: "private-x" };
  const text = "socket_id=1.1&channel_name=private-x";
  for (const body of [fields, text, bytesOf(text), Object.assign(Object.create(null), fields)])
    assert.equal((await routes(post({}), { body })).status, 200);
  const refused = [
    { ...fields, socket_id: ["1.1", "2.2"] },
    { ...fields, channel_name: { a: "private-x" } },
    Object.create(fields),
    [],
    7,
    "x".repeat(65_537),
  ];
  for (const body of refused) {
    const response = await routes(post({}), { body });
    assert.equal(response.status, body === refused[5] ? 413 : 400);
    assert.equal((await response.json()).error.code, "malformed_request");
  }
});

test("a body that was read before is malformed, and the answer says what to pass", async () => {
  const { broadcast } = quietBroadcast();
  const routes = broadcast.routes({ channels: {} });
  const request = post("socket_id=1.1&channel_name=private-x");
  await request.text();
  const response = await routes(request);
  assert.equal(response.status, 400);
  assert.match((await response.json()).error.message, /\{ body \}/);
});

test("a body without end is read no further than the limit", async () => {
  const { broadcast } = quietBroadcast();
  const routes = broadcast.routes({ channels: {} });
  let pulled = 0;
  let cancelled = false;
  const body = new ReadableStream({
    pull(controller) {
      pulled += 16_384;
      controller.enqueue(new Uint8Array(16_384).fill(120));
    },
    cancel() {
      cancelled = true;
    },
  });
  const init = { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body, duplex: "half" };
  const response = await routes(new Request("http://localhost/broadcasting/authorize", init as RequestInit));
  assert.equal(response.status, 413);
  assert.ok(cancelled);
  assert.ok(pulled <= 65_536 + 2 * 16_384);
});

test("a body that breaks off is malformed", async () => {
  const { broadcast } = quietBroadcast();
  const routes = broadcast.routes({ channels: {} });
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
  const init = { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body, duplex: "half" };
  const response = await routes(new Request("http://localhost/broadcasting/authorize", init as RequestInit));
  assert.deepEqual([response.status, (await response.json()).error.code], [400, "malformed_request"]);
});

test("the host of the URL counts where a runtime gives no Host header", async () => {
  const { broadcast } = quietBroadcast();
  const routes = broadcast.routes({ channels: { "private-x": () => true } });
  const ask = (origin: string) => {
    const request = post("socket_id=1.1&channel_name=private-x", "https://app.example/broadcasting/authorize");
    request.headers.set("Origin", origin);
    return routes(request);
  };
  assert.equal((await ask("https://app.example")).status, 200);
  assert.equal((await ask("https://evil.example")).status, 403);
});

test("without userData, an id is a string or a number", async () => {
  const statuses = await Promise.all(
    [{ id: "a" }, { id: 5 }, { id: 5n }, { id: null }, { id: {} }, {}, { id: "" }].map(async (user) => {
      const routes = quietBroadcast().broadcast.routes({ user: () => user });
      return (await routes(post("socket_id=1.1"))).status;
    }),
  );
  assert.deepEqual(statuses, [200, 200, 200, 403, 403, 403, 403]);
});

test("what cannot be signed is denied and not thrown", async () => {
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const members = [
    { user_id: "1", user_info: cyclic },
    { user_id: "1", user_info: 5n },
    { user_id: "1", name: "Ann" },
    { user_id: 1.5 },
    { user_id: NaN },
    {},
    { user_id: "x".repeat(129) },
    [],
  ];
  for (const member of members) {
    const { broadcast, log } = quietBroadcast();
    const routes = broadcast.routes({ channels: { "presence-x": () => member as never } });
    const response = await routes(post("socket_id=1.1&channel_name=presence-x"));
    assert.equal(response.status, 403);
    assert.equal((await response.json()).error.code, "invalid_member");
    assert.equal(log.length, 1);
    assert.ok(!log[0]!.includes("Ann"));
  }
});

test("rules may be asynchronous, and a rejection denies", async () => {
  const { broadcast, log } = quietBroadcast();
  const routes = broadcast.routes({
    user: async () => ({ id: 1 }),
    channels: {
      "private-a": async () => true,
      "private-b": () => Promise.reject(new TypeError("quotes a@example.com")),
      "private-c": () => Promise.reject("a@example.com"),
    },
  });
  const statusOf = async (channel: string) => (await routes(post(`socket_id=1.1&channel_name=${channel}`))).status;
  assert.deepEqual([await statusOf("private-a"), await statusOf("private-b"), await statusOf("private-c")], [200, 403, 403]);
  assert.match(log[0]!, /The rule "private-b" threw \(TypeError at .*routes\.test\.ts/);
  assert.match(log[1]!, /The rule "private-c" threw \(something that is no Error\)/);
  assert.ok(!log.some((line) => line.includes("example.com")));
});

test("parameters have no prototype to be confused with", async () => {
  const { broadcast } = quietBroadcast();
  const seen: unknown[] = [];
  const routes = broadcast.routes({
    channels: { "private-{constructor}.{x}": (_user, params) => (seen.push({ ...params }, "toString" in params), true) },
  });
  assert.equal((await routes(post("socket_id=1.1&channel_name=private-a.__proto__"))).status, 200);
  assert.deepEqual(seen, [{ constructor: "a", x: "__proto__" }, false]);
});
