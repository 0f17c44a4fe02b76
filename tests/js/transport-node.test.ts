import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import test from "node:test";
import { transport } from "../../js/platform/transport-node.js";
import { Broadcast } from "../../js/src/broadcast.js";
import type { TransportRequest } from "../../js/src/transport.js";
import { accept, record } from "./recording-server.js";

function requestTo(port: number, more: Partial<TransportRequest> = {}): TransportRequest {
  return {
    url: `http://127.0.0.1:${port}/apps/3/events?a=b`,
    method: "POST",
    headers: { "x-test": "1" },
    body: "{}",
    connectTimeout: 2_000,
    maxBytes: 1_000,
    signal: new AbortController().signal,
    onCancel() {},
    ...more,
  };
}

test("a request goes as it is told, and the answer comes back as it is", async (t) => {
  const { port, received } = await record(t, (_, response) =>
    response.writeHead(418, { "Retry-After": "7" }).end("é✓"),
  );
  const { status, headers, body } = await transport(requestTo(port, { body: '"é✓"' }));
  assert.deepEqual([status, headers.get("retry-after"), headers.get("x-none"), body], [418, "7", null, "é✓"]);
  const [{ method, url, body: sent, headers: head }] = received as [(typeof received)[number]];
  assert.deepEqual(
    [method, url, sent, head["x-test"], head["content-length"]],
    ["POST", "/apps/3/events?a=b", '"é✓"', "1", "7"],
  );
  assert.equal(head["transfer-encoding"], undefined);
});

test("one connection serves one request after the other, and at most 50 serve many", async (t) => {
  const { options, received, connections } = await record(t);
  const broadcast = new Broadcast(options);
  for (let i = 0; i < 20; i++) await broadcast.channel("a", "E");
  assert.equal(connections(), 1);
  await Promise.all(Array.from({ length: 200 }, () => broadcast.channel("a", "E")));
  assert.equal(received.length, 220);
  assert.ok(connections() <= 50);
});

test("a connection that idled through a freeze of the process is not used again", async (t) => {
  let offset = 0;
  const now = Date.now;
  t.mock.method(Date, "now", () => now() + offset);
  const { port, connections } = await record(t);
  await transport(requestTo(port));
  offset = 3_000;
  await transport(requestTo(port));
  assert.equal(connections(), 1);
  offset = 8_000;
  await transport(requestTo(port));
  assert.equal(connections(), 2);
});

test("a connection that the server closed is not used again", async (t) => {
  const { port, sockets, connections } = await record(t);
  await transport(requestTo(port));
  const [socket] = sockets;
  socket!.end();
  await once(socket!, "close");
  await transport(requestTo(port));
  assert.equal(connections(), 2);
});

test("of a body that has no end, no more is read than was asked for", async (t) => {
  const { port, sockets } = await accept(t, (socket) => {
    socket.once("data", () => {
      socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      const more = () => {
        while (!socket.destroyed && socket.write(`64\r\n${"x".repeat(100)}\r\n`));
      };
      socket.on("drain", more);
      more();
    });
  });
  const { status, body } = await transport(requestTo(port));
  assert.deepEqual([status, body], [200, "x".repeat(1_000)]);
  const [socket] = sockets;
  if (socket) await new Promise((resolve) => socket.once("close", resolve));
});

test("what breaks the connection is classed by whether the request had left", async (t) => {
  const cases: [string, string][] = [
    ["", "broke before the answer was there (ECONNRESET)"],
    ["HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{", "broke before the answer was there (ECONNRESET)"],
    ["SSH-2.0-OpenSSH\r\n", "broke before the answer was there (HPE_INVALID_CONSTANT)"],
  ];
  for (const [answer, message] of cases) {
    const { port } = await accept(t, (socket) => socket.once("data", () => socket.end(answer)));
    await assert.rejects(transport(requestTo(port)), {
      name: "TransportError",
      failure: "ambiguous",
      message: `the connection ${message}`,
    });
  }
});

test("headers without end are not read without end", async (t) => {
  const { port } = await accept(t, (socket) => {
    socket.once("data", () => {
      socket.write("HTTP/1.1 200 OK\r\n");
      const more = () => {
        while (!socket.destroyed && socket.write(`x: ${"y".repeat(1_000)}\r\n`));
      };
      socket.on("drain", more);
      more();
    });
  });
  await assert.rejects(transport(requestTo(port)), { failure: "ambiguous", message: /HPE_HEADER_OVERFLOW/ });
});

test("cancelled while it waits for a connection, nothing was sent", async (t) => {
  const { port } = await accept(t, () => {});
  const url = `https://127.0.0.1:${port}/apps/3/events?a=b`;
  const cancel: (() => void)[] = [];
  const onCancel = (listener: () => void) => cancel.push(listener);
  const waiting = Array.from({ length: 60 }, () => transport(requestTo(port, { url, onCancel })));
  const settled = Promise.allSettled(waiting);
  for (const listener of cancel) listener();
  for (const one of await settled) {
    assert.equal(one.status, "rejected");
    assert.deepEqual([one.reason.failure, one.reason.message], ["not_sent", "there was no connection in time"]);
  }
});

test("a request that waited for a connection in use has left when it gets it", async (t) => {
  const waiting: ServerResponse[] = [];
  let cancel = () => {};
  const { port } = await record(t, (_, response, count) => {
    waiting.push(response);
    if (count === 50) for (const one of waiting) one.end("{}");
    if (count === 51) cancel();
  });
  const first = Array.from({ length: 50 }, () => transport(requestTo(port)));
  const last = transport(requestTo(port, { onCancel: (listener) => (cancel = listener) }));
  await assert.rejects(last, { failure: "ambiguous", message: "there was no answer in time" });
  await Promise.all(first);
});

test("a name that does not resolve is not sent to", async () => {
  const url = "http://nowhere.invalid/apps/3/events?a=b";
  await assert.rejects(transport(requestTo(0, { url })), {
    failure: "not_sent",
    message: /^the connection failed \((ENOTFOUND|EAI_AGAIN)\)$/,
  });
});
