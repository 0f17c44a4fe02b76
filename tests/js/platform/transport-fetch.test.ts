import assert from "node:assert/strict";
import test from "node:test";
import { transport } from "../../../js/platform/transport-fetch.js";
import { Broadcast } from "../../../js/src/broadcast.js";
import { accept, assertSigned, optionsFor, record } from "../../support/recording-server.js";
import { closedPort } from "../../support/listen.js";

const byFetch = (port: number) => ({ ...optionsFor(port), transport });

test("fetch sends what node:http sends", async (t) => {
  const { port, received } = await record(t);
  await new Broadcast(byFetch(port)).channel("a", "E", { text: "é✓" });
  const [request] = received;
  assert.deepEqual(request!.json, { name: "E", data: '{"text":"é✓"}', channels: ["a"] });
  assert.equal(request!.headers["content-type"], "application/json");
  assertSigned(request!);
});

test("fetch is left to say the length", async (t) => {
  const { port, received } = await record(t);
  const fetch = t.mock.method(globalThis, "fetch");
  const headers = { "content-type": "text/plain", "content-length": "4" };
  const { signal } = new AbortController();
  const request = {
    url: `http://127.0.0.1:${port}/`,
    method: "POST" as const,
    headers,
    body: '"é"',
    connectTimeout: 1_000,
    maxBytes: 100,
    signal,
    onCancel() {},
  };
  await transport(request);
  assert.deepEqual(fetch.mock.calls[0]!.arguments[1]!.headers, { "content-type": "text/plain" });
  assert.equal(received[0]!.headers["content-length"], "4");
});

test("fetch follows no redirect", async (t) => {
  const { port, received } = await record(t, (_, response) =>
    response.writeHead(307, { location: "/elsewhere" }).end(),
  );
  await assert.rejects(new Broadcast(byFetch(port)).channel("a", "E"), { code: "rejected", status: 307 });
  assert.equal(received.length, 1);
});

test("fetch tells a connection that never stood from one that broke", async (t) => {
  await assert.rejects(new Broadcast(byFetch(await closedPort())).channel("a", "E"), {
    code: "not_sent",
    attempts: 3,
    maybeDelivered: false,
  });
  const { port } = await accept(t, (socket) => socket.once("data", () => socket.resetAndDestroy()));
  await assert.rejects(new Broadcast(byFetch(port)).channel("a", "E"), {
    code: "ambiguous",
    attempts: 1,
    maybeDelivered: true,
  });
});

test("fetch gives an answer up at the deadline, within the body too", async (t) => {
  for (const head of ["", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"]) {
    const { port } = await accept(t, (socket) => socket.on("data", () => void socket.write(head)));
    await assert.rejects(new Broadcast({ ...byFetch(port), timeout: 100 }).channel("a", "E"), {
      code: "ambiguous",
      attempts: 1,
    });
  }
});

test("of an answer without end fetch reads no more than was asked for", async (t) => {
  const { port } = await record(t, (_, response) => {
    const more = () => {
      while (!response.destroyed && response.write("x".repeat(10_000)));
    };
    response.on("drain", more);
    more();
  });
  const request = {
    url: `http://127.0.0.1:${port}/`,
    method: "GET",
    headers: {},
    body: "",
    connectTimeout: 1_000,
    maxBytes: 25_000,
  } as const;
  const { body } = await transport({ ...request, signal: new AbortController().signal, onCancel() {} });
  assert.equal(body, "x".repeat(25_000));
});
