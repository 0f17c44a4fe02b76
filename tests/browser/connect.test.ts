import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import test from "node:test";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";
import { connect, type FanfareError } from "../../js/browser/index.js";
import { root } from "./support/cpp.js";
import { FakePusher } from "./support/fake-pusher.js";
import { MadePusher, make, page, settled, type Answer } from "./support/made-pusher.js";

test("without a window nothing breaks: no connection is made, and every call does nothing", () => {
  class NotHere {
    constructor() {
      throw new Error("pusher-js was made on a server");
    }
  }
  const live = connect({ Pusher: NotHere as unknown as typeof MadePusher, key: "app-key" });
  const fail = () => assert.fail("nothing is called back");
  const share = live
    .presence("chat.1")
    .here(fail)
    .joining(fail)
    .leaving(fail)
    .whisper("typing", {})
    .subscribed(fail)
    .error(fail);
  share.listen("Saved", fail).listenForWhisper("typing", fail).stopListening("Saved").stop();
  assert.equal(share.name, "presence-chat.1");
  assert.deepEqual(share.members, []);
  live.leave("chat.1");
  assert.equal(live.socketId, undefined);
  assert.equal(live.pusher.connection.state, "initialized");
  live.connection(() => {})();
  live.disconnect();
});

test("importing it needs no window", async () => {
  const module = await import("fanfare/browser");
  assert.equal(typeof module.connect, "function");
});

/** The helper as a page carries it, gzipped. */
async function sizeOf(plugins: Plugin[] = []): Promise<number> {
  const contents = `export { connect } from "./dist/browser/index.js"`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    plugins,
  });
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length;
}

test("the helper, bundled and minified, is at most 3,100 bytes gzipped, of which at most 300 are for batches", async (t) => {
  const contents = `import { authorize } from "./authorize.js"; export const batching = (o) => (s, c) => authorize(o, s, c);`;
  const withoutBatch: Plugin = {
    name: "without batch.js",
    setup: ({ onLoad }) =>
      onLoad({ filter: /browser\/batch\.js$/ }, ({ path }) => ({ contents, resolveDir: dirname(path) })),
  };
  const [whole, rest] = [await sizeOf(), await sizeOf([withoutBatch])];
  t.diagnostic(`${whole} bytes gzipped, ${whole - rest} of them for batches`);
  assert.ok(whole <= 3_100, `${whole} bytes`);
  assert.ok(whole - rest > 100 && whole - rest <= 300, `${whole - rest} bytes`);
});

test("nothing of the server and no pusher-js is in the bundle", async () => {
  const { metafile } = await build({
    entryPoints: [join(root, "dist/browser/index.js")],
    bundle: true,
    metafile: true,
    write: false,
    absWorkingDir: root,
  });
  assert.deepEqual(
    Object.keys(metafile.inputs).filter((path) => !/^dist\/(browser|events)\//.test(path)),
    ["dist/common/errors.js"],
  );
});

test("pusher-js is made with its own options and with our authorization, in the words of 7.0 and of 8", (t) => {
  page(t, []);
  make({ cluster: "eu", forceTLS: true, authRoute: "/live/authorize" });
  const { key, options } = MadePusher.last;
  assert.equal(key, "app-key");
  assert.equal(options.cluster, "eu");
  assert.equal(options.forceTLS, true);
  assert.equal(options.authEndpoint, "/live/authorize");
  assert.equal(options.channelAuthorization.endpoint, "/live/authorize");
  assert.equal(typeof options.channelAuthorization.customHandler, "function");
  assert.equal(typeof options.authorizer({ name: "private-x" }).authorize, "function");
  assert.equal(options.enabledTransports, undefined);
});

test("options of pusher-js that would be overridden are refused by name, and so is what is no pusher-js", (t) => {
  page(t, []);
  const replaced = [
    "auth",
    "authEndpoint",
    "authTransport",
    "authorizer",
    "channelAuthorization",
    "userAuthentication",
  ];
  for (const name of replaced) {
    const message = `connect() takes authRoute and headers, not ${name}.`;
    assert.throws(() => make({ [name]: { endpoint: "/pusher/auth" } } as never), {
      name: "FanfareError",
      code: "invalid_option",
      message,
    });
  }
  const bad = [
    [],
    [null],
    [undefined],
    [{}],
    ["app-key"],
    [{ key: "app-key" }],
    [{ Pusher: MadePusher }],
    [MadePusher],
    [MadePusher, { cluster: "eu" }],
    [{ Pusher: undefined, key: "app-key" }],
  ];
  for (const args of bad)
    assert.throws(
      () => (connect as (...args: unknown[]) => unknown)(...args),
      { name: "FanfareError", code: "invalid_option", message: /^connect\(\) takes/ },
      inspect(args),
    );
});

test("with a host of one's own pusher-js is kept from falling back to Pusher's, unless one says otherwise", (t) => {
  page(t, []);
  make({ wsHost: "127.0.0.1", wsPort: 6001 });
  assert.equal(MadePusher.last.options.cluster, "mt1");
  assert.deepEqual(MadePusher.last.options.enabledTransports, ["ws", "wss"]);
  make({ wsHost: "127.0.0.1", cluster: "eu", enabledTransports: ["xhr_streaming"] });
  assert.equal(MadePusher.last.options.cluster, "eu");
  assert.deepEqual(MadePusher.last.options.enabledTransports, ["xhr_streaming"]);
});

test("the class may come inside a CommonJS namespace", (t) => {
  page(t, []);
  connect({ Pusher: { default: MadePusher }, key: "another-key" });
  assert.equal(MadePusher.last.key, "another-key");
});

test("an authorization asks for one socket and one channel, as a form, with the headers and cookies it was told", async (t) => {
  const asked = page(t, []);
  const token = ["first", "second"];
  const headers = async () => ({ Authorization: `Bearer ${token.shift()}` });
  const share = make({ headers, credentials: "include" }).private("x");
  await MadePusher.last.authorize("private-x");
  await MadePusher.last.authorize("private-x");
  share.stop();
  const [{ url, init }, { init: again }] = asked as [(typeof asked)[0], (typeof asked)[0]];
  assert.equal(url, "/broadcasting/authorize");
  assert.equal(init.method, "POST");
  assert.equal(init.credentials, "include");
  assert.equal(String(init.body), "socket_id=1.2&channel_name=private-x");
  assert.deepEqual(init.headers, { Accept: "application/json", Authorization: "Bearer first" });
  assert.deepEqual(again.headers, { Accept: "application/json", Authorization: "Bearer second" });
});

test("csrf: true sends the meta element's token, or else the cookie's", async (t) => {
  const cookie = "a=1; XSRF-TOKEN=abc%3D; NOT-XSRF-TOKEN=x";
  const cases = [
    [{ querySelector: () => ({ content: "meta token" }), cookie }, { "X-CSRF-TOKEN": "meta token" }],
    [{ cookie }, { "X-XSRF-TOKEN": "abc=" }],
    [{ cookie: "NOT-XSRF-TOKEN=x" }, {}],
  ] as const;
  for (const [document, expected] of cases) {
    const asked = page(t, [], document);
    const share = make({ csrf: true }).private("x");
    await MadePusher.last.authorize("private-x");
    share.stop();
    assert.deepEqual(asked[0]!.init.headers, { Accept: "application/json", ...expected });
    t.mock.restoreAll();
  }
});

test("what the route answers is told in its own words where it has any", async (t) => {
  const route = "No authorization from /broadcasting/authorize: ";
  const refusal = { error: { code: "origin_refused", message: "Pages of this origin may not ask here." } };
  const cases: [Answer, object][] = [
    [Response.json(refusal, { status: 403 }), { status: 403, ...refusal.error, retryable: false }],
    [
      new Response("<h1>Forbidden</h1>", { status: 403 }),
      { status: 403, code: "denied", message: `${route}403`, retryable: false },
    ],
    [
      new Response("", { status: 404 }),
      { status: 404, code: "rejected", message: `${route}404`, retryable: false },
    ],
    [
      new Response("<h1>Sign in</h1>"),
      { status: 200, code: "rejected", message: `${route}200`, retryable: false },
    ],
    [new Response("False"), { status: 200, code: "rejected", message: `${route}200`, retryable: false }],
    [Response.json(null), { status: 200, code: "rejected", message: `${route}200`, retryable: false }],
    [
      new Response("", { status: 502 }),
      { status: 502, code: "rejected", message: `${route}502`, retryable: true },
    ],
    [
      new TypeError("fetch failed"),
      { status: 0, code: "ambiguous", message: `${route}TypeError: fetch failed`, retryable: true },
    ],
  ];
  t.mock.timers.enable({ apis: ["setTimeout"] });
  page(
    t,
    cases.map(([answer]) => answer),
  );
  for (const [, expected] of cases) {
    const errors: FanfareError[] = [];
    const share = make()
      .private("x")
      .error((error) => errors.push(error));
    await MadePusher.last.authorize("private-x");
    const { status, code, message, retryable } = errors[0]!;
    assert.deepEqual({ status, code, message, retryable }, expected);
    share.stop();
  }
});

test("an answer for a connection that is gone is not passed on", async (t) => {
  page(t, []);
  make().private("x");
  const { promise, done } = settled();
  MadePusher.last.options.channelAuthorization.customHandler(
    { socketId: "1.1", channelName: "private-x" },
    done,
  );
  const first = await Promise.race([promise, new Promise((resolve) => setImmediate(resolve, "nothing"))]);
  assert.equal(first, "nothing");
});

test("a server that never confirms counts as one that refused, after 10 s", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  page(t, []);
  const errors: FanfareError[] = [];
  make()
    .private("x")
    .error((error) => errors.push(error));
  await MadePusher.last.authorize("private-x");
  t.mock.timers.tick(9_999);
  assert.deepEqual(errors, []);
  t.mock.timers.tick(1);
  assert.deepEqual(
    errors.map(({ code, message }) => [code, message]),
    [["rejected", "not confirmed"]],
  );
  t.mock.timers.tick(1_000);
  assert.deepEqual(MadePusher.last.sent, ["subscribe private-x", "subscribe private-x"]);
});

test("a pusher-js that cannot decrypt is named as the reason why there is no encrypted channel, and nothing else is", () => {
  const pusher = new FakePusher();
  const cause = new Error("in pusher-js's words");
  pusher.subscribe = () => {
    throw cause;
  };
  const live = connect(pusher);
  const refused = {
    name: "FanfareError",
    code: "encrypted_channel",
    message: /pusher-js\/with-encryption/,
    cause,
  };
  assert.throws(() => live.encrypted("letters"), refused);
  assert.throws(() => live.channel("private-encrypted-letters"), refused);
  assert.throws(() => live.channel("#reserved"), cause);
});

test("encrypted opens a share of an encrypted channel, and leave ends it", () => {
  const pusher = new FakePusher();
  const live = connect(pusher);
  assert.equal(live.encrypted("letters").name, "private-encrypted-letters");
  assert.equal(live.encrypted("private-encrypted-letters").name, "private-encrypted-letters");
  pusher.channel("private-encrypted-letters").succeed();
  live.leave("letters");
  assert.deepEqual(pusher.sent, [
    "subscribe private-encrypted-letters",
    "unsubscribe private-encrypted-letters",
  ]);
});

test("sign-in is asked for at the same route, without a channel", async (t) => {
  const asked = page(t, [Response.json({ auth: "key:signature", user_data: '{"id":"1"}' })]);
  make();
  const { promise, done } = settled();
  MadePusher.last.options.userAuthentication.customHandler({ socketId: "1.2" }, done);
  assert.deepEqual(await promise, [null, { auth: "key:signature", user_data: '{"id":"1"}' }]);
  assert.equal(String(asked[0]!.init.body), "socket_id=1.2");
});

test("live.fetch tells the socket id to this page's origin and to listed ones, and to nobody else", async (t) => {
  const location = new URL("https://app.example/orders");
  const asked: Request[] = [];
  t.mock.method(globalThis, "fetch", async (request: Request) => {
    asked.push(request);
    return new Response();
  });
  Object.defineProperty(globalThis, "location", { value: location, configurable: true });
  t.after(() => Reflect.deleteProperty(globalThis, "location"));
  const pusher = new FakePusher();
  const { fetch } = connect(pusher, { origins: ["https://api.example"] });
  const cases: [string, string | null][] = [
    ["https://app.example/save", "1.2"],
    ["https://api.example/save", "1.2"],
    ["https://other.example/save", null],
    ["http://app.example/save", null],
    ["https://api.example.evil.example/save", null],
  ];
  for (const [url, expected] of cases) {
    await fetch(url, { method: "POST", headers: { "X-Own": "kept" }, body: "text" });
    assert.equal(asked.at(-1)!.headers.get("X-Socket-ID"), expected, url);
    assert.equal(asked.at(-1)!.headers.get("X-Own"), "kept");
    assert.equal(await asked.at(-1)!.text(), "text");
  }
  pusher.disconnect();
  await fetch("https://app.example/save");
  assert.equal(asked.at(-1)!.headers.get("X-Socket-ID"), null);
});
