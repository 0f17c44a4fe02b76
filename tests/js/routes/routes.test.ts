import assert from "node:assert/strict";
import test from "node:test";
import { inspect } from "node:util";
import { Broadcast } from "../../../js/src/broadcast.js";
import { batchCases, bytesOf, cases, requestOf, routesOf } from "./cases.js";
import { app } from "../../support/credentials.js";

const { secret } = app;

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
      for (const [name, value] of Object.entries(one.expect.headers ?? {}))
        assert.equal(response.headers.get(name), value, name);

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
  const logger = {
    info: (line: string) => void log.push(line),
    warn: (line: string) => void log.push(line),
  } as never;
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
    ["a rule that is no function", { channels: { "private-x": true } }, /is not a function/],
    ["rules and authorize", { channels: {}, authorize: rule }, /one of the two/],
    ["a misspelt option", { channel: {} }, /no option "channel".*channels/],
    ["a path without a slash", { authRoute: "broadcasting" }, /begin with/],
    ["every origin", { allowedOrigins: ["*"] }, /list the origins/],
    ["a host for an origin", { allowedOrigins: ["app.example"] }, /https:\/\/app\.example/],
    ["a wildcard", { allowedOrigins: ["https://*.example"] }, /not an origin/],
    ["one origin", { allowedOrigins: "https://a.example" }, /allowedOrigins is a list.*not a string/],
    ["an origin that is a number", { allowedOrigins: [7] }, /has a number, which is not an origin/],
    ["no list of origins", { allowedOrigins: null }, /is a list.*not null/],
    [
      "a controller in place of the options",
      async () => false,
      /takes its options, not a function.*authorize/,
    ],
    ["null in place of the options", null as never, /options of routes\(\) are an object.*not null/],
    ["a list in place of the options", [], /not a list/],
    ["rules that are null", { channels: null }, /not null.*open/],
    ["rules that are undefined", { channels: undefined }, /not undefined, as an import in a circle is.*open/],
    ["rules in a Map", { channels: new Map([["private-x", rule]]) }, /not a Map/],
    ["rules in a list", { channels: [["private-x", rule]] }, /not a list/],
    ["a function in place of rules", { channels: rule }, /not a function/],
    ["a promise of rules", { channels: Promise.resolve({}) }, /not a Promise/],
    ["rules of a class", { channels: new (class Policies {})() }, /not a Policies/],
    ["rules that are undefined further up", Object.create({ channels: undefined }), /not undefined/],
    ["a controller that is null", { authorize: null }, /authorize is a function.*not null/],
    ["a controller that is undefined", { authorize: undefined }, /authorize is a function.*not undefined/],
    ["a controller that is true", { authorize: true }, /authorize is a function.*not a boolean/],
    ["a user", { user: {} }, /user is a function/],
    ["a user that is null", { user: null }, /user is a function/],
    ["user data", { userData: {} }, /userData is a function/],
    ["a path that is a number", { authRoute: 7 }, /authRoute is a path.*not a number/],
    ["a path with a letter that URLs escape", { authRoute: "/é" }, /"\/%C3%A9": write that/],
    ["a path with a space", { authRoute: "/a b" }, /"\/a%20b": write that/],
    ["a path with a query", { authRoute: "/auth?x=1" }, /"\/auth": write that/],
    ["a path with dots", { authRoute: "/a/../auth" }, /"\/auth": write that/],
  ];
  for (const [name, options, message] of refused)
    assert.throws(
      () => broadcast.routes(options as never),
      { name: "FanfareError", code: "invalid_option", message },
      name,
    );
});

test("options that are left out, or rules without a prototype, are taken", async () => {
  const { broadcast } = quietBroadcast();
  const channels = Object.assign(Object.create(null), { "private-x": () => true });
  const routes = broadcast.routes({
    channels,
    user: undefined,
    userData: undefined,
    authRoute: undefined,
    allowedOrigins: undefined,
  });
  assert.equal((await routes(post("socket_id=1.1&channel_name=private-x"))).status, 200);
  assert.equal((await routes(post("socket_id=1.1&channel_name=private-y"))).status, 403);
});

test("no rules at all deny everything", async () => {
  const routes = quietBroadcast().broadcast.routes({ channels: {}, user: () => ({ id: 1 }) });
  for (const channel of ["private-x", "presence-x", "private-encrypted-x"])
    assert.equal((await routes(post(`socket_id=1.1&channel_name=${channel}`))).status, 403);
});

test("whoever `find() && user` leaves of nobody is nobody", async () => {
  for (const nobody of [null, undefined, false, 0, "", NaN]) {
    const { broadcast } = quietBroadcast();
    const user = async () => nobody as never;
    const asked: unknown[] = [];
    for (const options of [
      { user },
      {
        user,
        channels: {
          "private-x": () => true,
          "presence-x": (one: unknown) => (asked.push(one), { user_id: "1" }),
        },
      },
    ]) {
      const routes = broadcast.routes(options);
      for (const channel of ["&channel_name=private-x", "&channel_name=presence-x", ""]) {
        const response = await routes(post(`socket_id=1.1${channel}`));
        assert.deepEqual(
          [response.status, (await response.json()).error.code],
          [403, "unauthenticated"],
          String(nobody),
        );
      }
    }
    assert.deepEqual(asked, []);
  }
});

test("the open default is announced once, and rules are not", () => {
  const first = quietBroadcast();
  first.broadcast.routes();
  assert.equal(first.log.length, 1);
  assert.match(
    first.log[0]!,
    /authorized for everyone, presence channels for signed-in users, encrypted channels for nobody/,
  );
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
  const alone = broadcast.routes({
    authorize: (_request, _channel, _socketId, context) => note(context, true),
  });
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
  const init = {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body,
    duplex: "half",
  };
  const response = await routes(new Request("http://localhost/broadcasting/authorize", init));
  assert.equal(response.status, 413);
  assert.ok(cancelled);
  assert.ok(pulled <= 65_536 + 2 * 16_384);
});

test("a body that breaks off is malformed", async () => {
  const { broadcast } = quietBroadcast();
  const routes = broadcast.routes({ channels: {} });
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
  const init = {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body,
    duplex: "half",
  };
  const response = await routes(new Request("http://localhost/broadcasting/authorize", init));
  assert.deepEqual([response.status, (await response.json()).error.code], [400, "malformed_request"]);
});

test("the host of the URL counts where a runtime gives no Host header", async () => {
  const { broadcast } = quietBroadcast();
  const routes = broadcast.routes({ channels: { "private-x": () => true } });
  const ask = (origin: string) => {
    const request = post(
      "socket_id=1.1&channel_name=private-x",
      "https://app.example/broadcasting/authorize",
    );
    request.headers.set("Origin", origin);
    return routes(request);
  };
  assert.equal((await ask("https://app.example")).status, 200);
  assert.equal((await ask("https://evil.example")).status, 403);
});

test("without userData, an id is a string, a bigint, or a number that is no other's", async () => {
  const outcome = async (user: object, body: string) => {
    const { broadcast, log } = quietBroadcast();
    const routes = broadcast.routes({ user: () => user });
    log.length = 0;
    const response = await routes(post(body));
    return [response.status, response.status === 200 ? "" : log.join()];
  };
  for (const body of ["socket_id=1.1", "socket_id=1.1&channel_name=presence-x"]) {
    for (const id of ["a", 5, 0, -1, 2 ** 53 - 1, 5n, 2n ** 64n])
      assert.deepEqual(await outcome({ id }, body), [200, ""], String(id));
    for (const user of [{}, ...[null, {}, true, 2 ** 53, NaN, Infinity, 1.5, 1e21].map((id) => ({ id }))]) {
      const [status, log] = await outcome(user, body);
      assert.equal(status, 403, inspect(user));
      assert.match(String(log), /no id that is a string or a safe integer: give userData/);
    }
    assert.equal((await outcome({ id: "" }, body))[0], 403);
  }
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
      // code of others rejects with anything
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      "private-c": () => Promise.reject("a@example.com"),
    },
  });
  const statusOf = async (channel: string) =>
    (await routes(post(`socket_id=1.1&channel_name=${channel}`))).status;
  assert.deepEqual(
    [await statusOf("private-a"), await statusOf("private-b"), await statusOf("private-c")],
    [200, 403, 403],
  );
  assert.match(log[0]!, /The rule "private-b" threw \(TypeError at .*routes\.test\.ts/);
  assert.match(log[1]!, /The rule "private-c" threw \(something that is not an Error\)/);
  assert.ok(!log.some((line) => line.includes("example.com")));
});

test("parameters have no prototype to be confused with", async () => {
  const { broadcast } = quietBroadcast();
  const seen: unknown[] = [];
  const routes = broadcast.routes({
    channels: {
      "private-{constructor}.{x}": (_user, params) => (seen.push({ ...params }, "toString" in params), true),
    },
  });
  assert.equal((await routes(post("socket_id=1.1&channel_name=private-a.__proto__"))).status, 200);
  assert.deepEqual(seen, [{ constructor: "a", x: "__proto__" }, false]);
});
