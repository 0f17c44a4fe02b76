import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import test from "node:test";
import { inspect } from "node:util";
import { app } from "../../support/credentials.js";
import { accept, assertSigned, record, type Answer } from "../../support/recording-server.js";
import { failureOf, pusherAt } from "./support.js";
import { closedPort } from "../../support/listen.js";

test("a failed request tells everything but its signature", async (t) => {
  const quoting: Answer = ({ url, query }, response) => {
    response.statusCode = 401;
    response.end(`Invalid signature: ${url} has ${query.get("auth_signature")}, not ${"ab".repeat(32)}`);
  };
  const server = await record(t, quoting);
  const refused = await failureOf(pusherAt(server.port).trigger("a", "E", {}));
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
  const unreachable = await failureOf(pusherAt(port).get({ path: "/channels" }));
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
    const { error, message } = await failureOf(pusherAt(port, { timeout: 50 }).trigger("a", "E", {}));
    assert.equal(message, "Request failed with an error");
    assert.deepEqual([error?.name, error?.type], ["AbortError", "aborted"]);
  }
});

test("a redirect is not followed, and is no success", async (t) => {
  const elsewhere = await record(t);
  const server = await record(t, (_, response) =>
    response.writeHead(302, { location: `http://127.0.0.1:${elsewhere.port}/` }).end(),
  );
  assert.equal((await failureOf(pusherAt(server.port).trigger("a", "E", {}))).status, 302);
  assert.equal(elsewhere.received.length, 0);
});

test("the answer has the shape of a Response", async (t) => {
  const server = await record(t, (_, response) =>
    response.writeHead(201, { "content-type": "application/json", "x-a": "1" }).end('{"é":1}'),
  );
  const response = await pusherAt(server.port).post({ path: "/test", body: { a: 1 } });
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
  const answer = await pusherAt(server.port, { agent }).trigger("a", "E", {});
  assert.deepEqual([answer.status, agent.connections], [200, 1]);
  let asked: URL | undefined;
  await pusherAt(server.port, { agent: (url: URL) => ((asked = url), agent) }).get({ path: "/channels" });
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
  assert.equal((await pusherAt(server.port, { agent }).trigger("a", "E", {})).status, 200);
});

test("HTTP mocks that come after the first request are heeded", async (t) => {
  const server = await record(t);
  const pusher = pusherAt(server.port);
  await pusher.get({ path: "/channels" });
  const mocked = t.mock.method(http, "request");
  await pusher.get({ path: "/channels" });
  assert.equal(mocked.mock.callCount(), 1);
});
