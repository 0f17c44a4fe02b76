// What the drop-in does on purpose otherwise than the package it stands in for, and what it must not change.

import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import { createRequire } from "node:module";
import test, { type TestContext } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import Pusher, { Pusher as Named, RequestError, Token, WebHook, WebHookError } from "fanfare/pusher";
import { checkChannel, checkSocketId } from "../../../js/src/wasm/core.js";
import { channel, runs, socketId } from "./generated.js";
import {
  accept,
  app,
  assertSigned,
  closedPort,
  record,
  type Answer,
} from "../../support/recording-server.js";

const require = createRequire(import.meta.url);
const master = "zyrm8pvV2C9fJcBfhyXzvxbJVN/H7QLmbe0xJi1GhPU=";
const pusher = new Pusher({ ...app, cluster: "eu", useTLS: true, encryptionMasterKeyBase64: master });
const local = (port: number, options: object = {}) =>
  new Pusher({ ...app, host: "127.0.0.1", port, ...options });
const refuses = (call: () => unknown, message: RegExp) =>
  assert.throws(call, (error: Error) => message.test(error.message));

/** What a call is rejected with. */
async function failureOf(
  call: Promise<unknown>,
): Promise<RequestError & { error: { code?: string; type?: string } }> {
  const error = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(error instanceof RequestError, inspect(error));
  return error;
}

test("the class is the default export, a named one, and what require gives", () => {
  assert.equal(Pusher, Named);
  assert.deepEqual(
    [Pusher.Token, Pusher.RequestError, Pusher.WebHookError, Pusher.WebHook],
    [Token, RequestError, WebHookError, WebHook],
  );
  const required = require("fanfare/pusher");
  assert.equal(typeof required, "function");
  assert.deepEqual([required.default, required.Pusher], [required, required]);
  assert.deepEqual(Object.keys(required).sort(), Object.keys(Pusher).sort());
  // pusher/docs: docs/channels/library_auth_reference/auth-signatures.md
  const { auth } = new required({ ...app, cluster: "eu", useTLS: true }).authorizeChannel(
    "1234.1234",
    "private-foobar",
  );
  assert.equal(auth, "278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4");
});

test("what sends events is a module by itself, in which a test can put a function of its own", async () => {
  const { events } = require("../../../dist/pusher/events.cjs");
  const required = new (require("fanfare/pusher"))({ ...app, cluster: "eu", useTLS: true });
  const { trigger, triggerBatch } = events;
  const calls: unknown[][] = [];
  const call = (...args: unknown[]) => void calls.push(args);
  try {
    Object.assign(events, { trigger: call, triggerBatch: call });
    required.sendToUser("7", "E", { a: 1 });
    required.trigger("a", "E", "x", { info: "user_count" });
    required.triggerBatch([{ channel: "a", name: "E", data: 1 }]);
  } finally {
    Object.assign(events, { trigger, triggerBatch });
  }
  assert.deepEqual(calls, [
    [required, ["#server-to-user-7"], "E", { a: 1 }],
    [required, ["a"], "E", "x", { info: "user_count" }],
    [required, [{ channel: "a", name: "E", data: 1 }]],
  ]);
});

test("secret and master key can be read and are not printed", () => {
  assert.equal(pusher.config.token.secret, app.secret);
  assert.equal(Buffer.from(pusher.config.encryptionMasterKey!).toString("base64"), master);
  const webhook = pusher.webhook({
    headers: { "x-pusher-signature": "ab".repeat(32), "content-type": "text/plain" },
    rawBody: "",
  });
  const objects = [
    pusher,
    pusher.config,
    pusher.config.token,
    webhook,
    assertThrown(() => webhook.getData()),
  ];
  for (const object of objects) {
    const printed = inspect(object, { depth: Infinity }) + JSON.stringify(object) + String(object);
    assert.doesNotMatch(printed, new RegExp(`${app.secret}|${master}|cf 2a|[0-9a-f]{64}`), printed);
  }
});

function assertThrown(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

test("a failed request tells everything but its signature", async (t) => {
  const quoting: Answer = ({ url, query }, response) => {
    response.statusCode = 401;
    response.end(`Invalid signature: ${url} has ${query.get("auth_signature")}, not ${"ab".repeat(32)}`);
  };
  const server = await record(t, quoting);
  const refused = await failureOf(local(server.port).trigger("a", "E", {}));
  assert.equal(refused.name, "PusherRequestError");
  assert.equal(refused.message, "Unexpected status code 401");
  assert.equal(refused.status, 401);
  assert.equal(refused.error, undefined);
  assert.match(refused.body!, /^Invalid signature: \/apps\/3\/events\?auth_key=/);
  assert.match(
    refused.url,
    /^http:\/\/127\.0\.0\.1:\d+\/apps\/3\/events\?auth_key=278d425bdf160c739803&auth_timestamp=\d+&auth_version=1\.0&body_md5=[0-9a-f]{32}&auth_signature=0$/,
  );
  const port = await closedPort();
  const unreachable = await failureOf(local(port).get({ path: "/channels" }));
  assert.equal(unreachable.message, "Request failed with an error");
  assert.equal(unreachable.status, undefined);
  assert.deepEqual(
    [unreachable.error?.name, unreachable.error?.code, unreachable.error?.type],
    ["FetchError", "ECONNREFUSED", "system"],
  );
  for (const error of [refused, unreachable]) {
    const printed =
      inspect(error, { showHidden: true, depth: Infinity }) + JSON.stringify(error) + error.stack;
    assert.doesNotMatch(printed, new RegExp(`[0-9a-f]{64}|${app.secret}`));
  }
});

test("a request that gets no answer in time is given up, also while the body is read", async (t) => {
  const silent = await accept(t, () => {});
  const halting = await accept(t, (socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"));
  for (const { port } of [silent, halting]) {
    const { error, message } = await failureOf(local(port, { timeout: 50 }).trigger("a", "E", {}));
    assert.equal(message, "Request failed with an error");
    assert.deepEqual([error?.name, error?.type], ["AbortError", "aborted"]);
  }
});

test("a redirect is not followed, and is no success", async (t) => {
  const elsewhere = await record(t);
  const server = await record(t, (_, response) =>
    response.writeHead(302, { location: `http://127.0.0.1:${elsewhere.port}/` }).end(),
  );
  assert.equal((await failureOf(local(server.port).trigger("a", "E", {}))).status, 302);
  assert.equal(elsewhere.received.length, 0);
});

test("the answer has the shape of a Response", async (t) => {
  const server = await record(t, (_, response) =>
    response.writeHead(201, { "content-type": "application/json", "x-a": "1" }).end('{"é":1}'),
  );
  const response = await local(server.port).post({ path: "/test", body: { a: 1 } });
  assert.deepEqual(
    [response.status, response.ok, response.redirected, response.bodyUsed],
    [201, true, false, false],
  );
  assert.deepEqual(await response.clone().json(), { é: 1 });
  assert.equal(await response.text(), '{"é":1}');
  assert.equal(response.bodyUsed, true);
  assert.equal(Buffer.from(await response.arrayBuffer()).toString(), '{"é":1}');
  assert.equal((await response.blob()).type, "application/json");
  assert.equal(await new Response(response.body).text(), '{"é":1}');
  assert.deepEqual(
    [response.headers.get("X-A"), [...response.headers.keys()].includes("content-type")],
    ["1", true],
  );
  assert.doesNotMatch(response.url, /[0-9a-f]{64}/);
});

test("on Node a request goes by the caller's agent, given as one or as a function of the URL", async (t) => {
  const server = await record(t);
  class Counting extends http.Agent {
    connections = 0;
    override createConnection(options: http.ClientRequestArgs) {
      this.connections++;
      return (http.Agent.prototype as any).createConnection.call(this, options);
    }
  }
  const agent = new Counting();
  t.after(() => agent.destroy());
  const answer = await local(server.port, { agent }).trigger("a", "E", {});
  assert.deepEqual([answer.status, agent.connections], [200, 1]);
  let asked: URL | undefined;
  await local(server.port, { agent: (url: URL) => ((asked = url), agent) }).get({ path: "/channels" });
  assert.deepEqual([agent.connections, asked?.pathname, asked?.search], [2, "/apps/3/channels", ""]);
  for (const request of server.received) assert.equal(request.headers.host, `127.0.0.1:${server.port}`);
  assertSigned(server.received[0]!);
});

test("a connection that the agent has made already leaves no timer behind that would end the request", async (t) => {
  const server = await record(t);
  const socket = (await import("node:net")).connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  const agent = Object.assign(new http.Agent(), { createConnection: () => socket });
  t.after(() => agent.destroy());
  assert.equal((await local(server.port, { agent }).trigger("a", "E", {})).status, 200);
});

test("HTTP mocks that come after the first request are heeded", async (t) => {
  const server = await record(t);
  const pusher = local(server.port);
  await pusher.get({ path: "/channels" });
  const mocked = t.mock.method(http, "request");
  await pusher.get({ path: "/channels" });
  assert.equal(mocked.mock.callCount(), 1);
});

test("without a word about TLS a warning comes once, and none for this machine or who says so", (t) => {
  const warn = t.mock.method(console, "warn", () => {});
  new Pusher({ ...app, host: "localhost" });
  new Pusher({ ...app, cluster: "eu", useTLS: false });
  Pusher.forURL("http://key:secret@example.org/apps/3");
  assert.equal(warn.mock.callCount(), 0);
  assert.equal(new Pusher({ ...app, cluster: "eu" }).config.scheme, "http");
  new Pusher({ ...app, cluster: "eu" });
  assert.equal(warn.mock.callCount(), 1);
  assert.match(String(warn.mock.calls[0]!.arguments[0]), /useTLS: true/);
});

const urls = [
  {
    url: "https://123abc:def456@example.org:999/apps/4321",
    config: ["https", "example.org", 999, 4321, "123abc", "def456"],
  },
  { url: "http://k:s@127.0.0.1/apps/4321/", config: ["http", "127.0.0.1", undefined, 4321, "k", "s"] },
  {
    url: "https://k:s:t%3Au@EXAMPLE.org/apps/my-app",
    config: ["https", "example.org", undefined, "my-app", "k", "s:t:u"],
  },
  {
    url: "http://k:s@[::1]:6001/apps/12345678901234567890",
    config: ["http", "[::1]", 6001, "12345678901234567890", "k", "s"],
  },
];
for (const { url, config } of urls) {
  test(`forURL reads ${url}`, () => {
    for (const made of [Pusher.forURL(url), new (Pusher.forURL as any)(url)]) {
      const { scheme, host, port, appId, token } = made.config;
      assert.deepEqual([scheme, host, port, appId, token.key, token.secret], config);
    }
  });
}

test("forURL refuses what has no key and secret", () => {
  for (const url of ["", "example.org", "https://example.org/apps/3", "https://key@example.org/apps/3"]) {
    refuses(() => Pusher.forURL(url), /^The URL must be of the form/);
  }
});

test("no request leaves for a hostile host, path or user id", async (t) => {
  const server = await record(t);
  const here = `127.0.0.1:${server.port}`;
  for (const host of [
    `x@${here}`,
    `${here}/?`,
    `${here}/#`,
    `${here}/a?b=`,
    `${here}\r\nX: y`,
    `${here}/../`,
    `${here}/%2e%2e`,
    "",
    " ",
    `${here}\\`,
    `[${here}`,
  ]) {
    const pusher = new Pusher({ ...app, host: "h" });
    pusher.config.host = host;
    refuses(() => pusher.trigger("a", "E", {}), /^Invalid host/);
  }
  const pusher = local(server.port);
  for (const path of [
    "",
    "channels",
    "/a?b=c",
    "/a#b",
    "/..",
    "/a/../b",
    "/a/./b",
    "/%2E%2e/b",
    "/a/.%2e",
    "/a\nb",
    "/a\\b",
    "/a\tb",
    "/a\u0085",
  ]) {
    refuses(() => pusher.get({ path }), /^Invalid path/);
    refuses(() => pusher.createSignedQueryString({ method: "GET", path }), /^Invalid path/);
  }
  for (const id of [
    "",
    ".",
    "..",
    "a/b",
    "../../3/events",
    "a?b",
    "a#b",
    "%2e%2e",
    "a%2fb",
    "a\nb",
    "a\\b",
    "a\u0000",
  ]) {
    refuses(() => pusher.terminateUserConnections(id), /^Invalid user id/);
  }
  for (const cluster of ["x.evil.example/", "x@y", "eu#", "eu?", "e u", "eu\n", "eu:80"]) {
    refuses(() => new Pusher({ ...app, cluster }), /^Invalid cluster/);
    refuses(() => Pusher.forCluster(cluster), /^Invalid cluster/);
  }
  for (const port of ["80/x", "80@x", "x", "123456"])
    refuses(() => local(port as never).get({ path: "/channels" }), /^Invalid port/);
  assert.equal(server.received.length, 0);
});

test("nothing that a signature adds can be given, in any case, and no control character gets into what is signed", () => {
  for (const name of [
    "auth_key",
    "AUTH_KEY",
    "Auth_Signature",
    "body_md5",
    "auth_timestamp",
    "auth_version",
  ]) {
    refuses(
      () => pusher.get({ path: "/channels", params: { [name]: "x" } }),
      /is a required parameter and cannot be overidden$/,
    );
  }
  for (const name of ["", "a&b", "a=b", "a b", "a\nb", "a#b"]) {
    refuses(() => pusher.get({ path: "/channels", params: { [name]: "x" } }), /^Invalid parameter name/);
  }
  refuses(() => pusher.get({ path: "/channels", params: { a: "b\nc" } }), /control character$/);
  for (const method of ["", "GET\n/apps/3/events", "1.1:presence-x:{", "G T"]) {
    refuses(() => pusher.createSignedQueryString({ method, path: "/x" }), /^Invalid method/);
  }
});

test("names that objects inherit are parameters as any other, and undefined is none", () => {
  const params = JSON.parse('{"constructor":"a","toString":"b","__proto__":"c"}');
  const query = pusher.createSignedQueryString({
    method: "GET",
    path: "/x",
    params: { ...params, gone: undefined },
  });
  assert.match(
    query,
    /^__proto__=c&auth_key=278d425bdf160c739803&auth_timestamp=\d+&auth_version=1\.0&constructor=a&toString=b&auth_signature=[0-9a-f]{64}$/,
  );
});

test("the time is right after 2038", (t) => {
  t.mock.method(Date, "now", () => Date.UTC(2040, 0, 1));
  assert.match(pusher.createSignedQueryString({ method: "GET", path: "/x" }), /&auth_timestamp=2208988800&/);
});

test("params of a trigger cannot change where it goes or what it is", () => {
  for (const name of ["name", "data", "channel", "channels"]) {
    refuses(
      () => pusher.trigger("a", "E", {}, { [name]: "x" }),
      new RegExp(`^${name} is what the event is called with`),
    );
  }
});

test("a batch is checked, and not written to", async (t) => {
  const server = await record(t);
  const pusher = local(server.port, { encryptionMasterKeyBase64: master });
  const batch = Object.freeze([
    Object.freeze({ channel: "private-encrypted-a", name: "E", data: { a: 1 } }),
    Object.freeze({ channel: "#server-to-user-1", name: "E", data: "x", socket_id: "1.1" }),
  ]);
  await pusher.triggerBatch(batch as any);
  assert.deepEqual(batch[0]!.data, { a: 1 });
  assert.match(server.received[0]!.json.batch[0].data, /^\{"nonce":"[^"]{32}","ciphertext":"[^"]{32}"\}$/);
  assert.deepEqual(server.received[0]!.json.batch[1], {
    channel: "#server-to-user-1",
    name: "E",
    data: "x",
    socket_id: "1.1",
  });
  const one = { channel: "a", name: "E", data: {} };
  refuses(() => pusher.triggerBatch([{ ...one, channel: "a:b" }]), /^Invalid channel name: 'a:b'$/);
  refuses(() => pusher.triggerBatch([{ ...one, socket_id: "1.1\n" }]), /^Invalid socket id/);
  refuses(() => pusher.triggerBatch([{ ...one, name: "x".repeat(201) }]), /^Too long event name/);
  refuses(() => pusher.triggerBatch([{ ...one, channel: "#server-to-user-" }]), /^Invalid user id/);
});

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

test("nothing that one kind of token is made from makes another", () => {
  const crafted = ["1.1:presence-x:{}", "1.1::user::{}", "1.1\n", "POST\n/apps/3/events\n", "1.1:", ":1.1"];
  for (const socketId of crafted) {
    refuses(() => pusher.authorizeChannel(socketId, "private-a"), /^Invalid socket id/);
    refuses(() => pusher.authenticateUser(socketId, { id: "1" }), /^Invalid socket id/);
  }
  for (const channel of [
    ':user::{"id":"admin"}',
    'presence-x:{"user_id":"1"}',
    "private-a\n",
    "a:b",
    "#server-to-user-1",
  ]) {
    refuses(() => pusher.authorizeChannel("1.1", channel), /^Invalid channel name/);
    refuses(() => pusher.trigger(channel, "E", {}), /^Invalid channel name/);
  }
});

test("a secret that cannot be one is refused when it shall sign, in a sentence", (t: TestContext) => {
  t.mock.method(console, "warn", () => {});
  for (const secret of [undefined, "", "with space", "line\n", 1]) {
    const pusher = new Pusher({ ...app, secret: secret as never, cluster: "eu" });
    refuses(() => pusher.authorizeChannel("1.1", "private-a"), /secret/);
  }
});

test("prototypes stay as they are, whatever is passed", () => {
  const hostile = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
  pusher.authorizeChannel("1.1", "presence-a", { ...hostile, user_id: "1" });
  pusher.authenticateUser("1.1", Object.assign(hostile, { id: "1" }));
  new Pusher({ ...hostile, ...app, cluster: "eu", useTLS: true });
  pusher.webhook({ headers: hostile, rawBody: '{"__proto__":{"polluted":1}}' }).isValid();
  assert.equal(({} as { polluted?: number }).polluted, undefined);
});

test("the core refuses the socket ids and channels that the drop-in refuses, and no others", () => {
  const passes = (call: () => unknown) => {
    try {
      call();
      return true;
    } catch {
      return false;
    }
  };
  const property = fc.property(
    socketId as fc.Arbitrary<any>,
    channel as fc.Arbitrary<any>,
    (socketId, channel) => {
      const known = typeof socketId === "string" && passes(() => checkSocketId(socketId));
      assert.equal(
        passes(() => pusher.authorizeChannel(socketId, "private-a")),
        known,
        inspect(socketId),
      );
      const named = typeof channel === "string" && passes(() => checkChannel(channel, 200));
      assert.equal(
        passes(() => pusher.authorizeChannel("1.1", channel)),
        named,
        inspect(channel),
      );
    },
  );
  fc.assert(property, runs);
});
