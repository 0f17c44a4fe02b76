// Node's transports, one like the other.

import assert from "node:assert/strict";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import test from "node:test";
import { transport as byNode } from "../../../js/platform/transport-node.js";
import { undici } from "../../../js/platform/transport-undici.js";
import { Broadcast } from "../../../js/src/broadcast.js";
import { accept, record } from "../../support/recording-server.js";
import { requestTo } from "./transport-request.js";
import { closedPort } from "../../support/listen.js";

const transports = [
  {
    by: "node:http",
    makes: () => byNode,
    connectionsInTurn: 1,
    codes: { reset: "ECONNRESET", invalid: "HPE_INVALID_CONSTANT", endless: "HPE_HEADER_OVERFLOW" },
  },
];
// undici 7 needs the `File` of Node 20 (github.com/nodejs/undici/issues/4371).
if (typeof File !== "undefined") {
  transports.push({
    by: "undici",
    makes: undici,
    // Its pool has not got a connection back when the answer is there.
    connectionsInTurn: 2,
    codes: { reset: "UND_ERR_SOCKET", invalid: "HTTPParserError", endless: "UND_ERR_HEADERS_OVERFLOW" },
  });
}

for (const { by, makes, connectionsInTurn, codes } of transports) {
  const transport = makes();

  test(`${by}: a request goes as it is told, and the answer comes back as it is`, async (t) => {
    const { port, received } = await record(t, (_, response) =>
      response.writeHead(418, { "Retry-After": "7" }).end("é✓"),
    );
    const { status, headers, body } = await transport(requestTo(port, { body: '"é✓"' }));
    assert.deepEqual(
      [status, headers.get("retry-after"), headers.get("x-none"), body],
      [418, "7", null, "é✓"],
    );
    const [{ method, url, body: sent, headers: head }] = received as [(typeof received)[number]];
    assert.deepEqual(
      [method, url, sent, head["x-test"], head["content-length"]],
      ["POST", "/apps/3/events?a=b", '"é✓"', "1", "7"],
    );
    assert.equal(head["transfer-encoding"], undefined);
  });

  test(`${by}: one connection serves one request after the other, and at most 50 serve many`, async (t) => {
    const { options, received, connections } = await record(t);
    const broadcast = new Broadcast({ ...options, transport });
    for (let i = 0; i < 20; i++) await broadcast.channel("a", "E");
    assert.equal(connections(), connectionsInTurn);
    await Promise.all(Array.from({ length: 200 }, () => broadcast.channel("a", "E")));
    assert.equal(received.length, 220);
    assert.ok(connections() <= 50);
  });

  test(`${by}: a connection that the server closed is not used again`, async (t) => {
    const { port, sockets, connections } = await record(t);
    await transport(requestTo(port));
    const [socket] = sockets;
    socket!.end();
    await once(socket!, "close");
    await transport(requestTo(port));
    assert.equal(connections(), 2);
  });

  test(`${by}: of a body that has no end, no more is read than was asked for`, async (t) => {
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

  test(`${by}: what breaks the connection is classed by whether the request had left`, async (t) => {
    const cases: [string, string][] = [
      ["", `broke before the answer was there (${codes.reset})`],
      [
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{",
        `broke before the answer was there (${codes.reset})`,
      ],
      ["SSH-2.0-OpenSSH\r\n", `broke before the answer was there (${codes.invalid})`],
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

  test(`${by}: headers without end are not read without end`, async (t) => {
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
    await assert.rejects(transport(requestTo(port)), { failure: "ambiguous", code: codes.endless });
  });

  test(`${by}: cancelled while it waits for a connection, nothing was sent`, async (t) => {
    const { port } = await accept(t, () => {});
    const url = `https://127.0.0.1:${port}/apps/3/events?a=b`;
    const cancel: (() => void)[] = [];
    const onCancel = (listener: () => void) => cancel.push(listener);
    const waiting = Array.from({ length: 60 }, () => transport(requestTo(port, { url, onCancel })));
    const settled = Promise.allSettled(waiting);
    for (const listener of cancel) listener();
    for (const one of await settled) {
      assert.equal(one.status, "rejected");
      assert.deepEqual(
        [one.reason.failure, one.reason.message],
        ["not_sent", "there was no connection in time"],
      );
    }
  });

  test(`${by}: a request that waited for a connection in use has left when it gets it`, async (t) => {
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

  test(`${by}: a name that does not resolve is not sent to`, async () => {
    const url = "http://nowhere.invalid/apps/3/events?a=b";
    await assert.rejects(transport(requestTo(0, { url })), {
      failure: "not_sent",
      message: /^the connection failed \((ENOTFOUND|EAI_AGAIN)\)$/,
    });
  });

  test(`${by}: where nothing listens, nothing was sent`, async (t) => {
    const { options } = await record(t);
    const broadcast = new Broadcast({ ...options, port: await closedPort(), transport });
    await assert.rejects(broadcast.channel("a", "E"), {
      code: "not_sent",
      attempts: 3,
      maybeDelivered: false,
      message: /ECONNREFUSED/,
    });
  });

  test(`${by}: a handshake that never ends is given up at the connection's deadline, and nothing was sent`, async (t) => {
    const { options } = await accept(t, () => {});
    const broadcast = new Broadcast({
      ...options,
      useTLS: true,
      connectTimeout: 50,
      delivery: "once",
      transport,
    });
    await assert.rejects(broadcast.channel("a", "E"), {
      code: "not_sent",
      maybeDelivered: false,
      message: /there was no connection in time/,
    });
  });

  test(`${by}: an answer that never comes is given up at the attempt's deadline, and may have been delivered`, async (t) => {
    const { options } = await accept(t, (socket) => socket.on("data", () => {}));
    const broadcast = new Broadcast({ ...options, timeout: 100, transport });
    await assert.rejects(broadcast.channel("a", "E"), {
      code: "ambiguous",
      attempts: 1,
      maybeDelivered: true,
      message: /there was no answer in time/,
    });
  });

  test(`${by}: a redirect is not followed`, async (t) => {
    const { port, received } = await record(t, (_, response) =>
      response.writeHead(307, { location: "/elsewhere" }).end(),
    );
    assert.equal((await transport(requestTo(port))).status, 307);
    assert.equal(received.length, 1);
  });
}
