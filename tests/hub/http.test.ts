import assert from "node:assert/strict";
import { connect } from "node:net";
import { test, type TestContext } from "node:test";
import type { Hub } from "fanfare/hub";
import { md5, RawClient, rawRequest, signedTarget, startHub } from "./support.js";

const now = (): number => Math.floor(Date.now() / 1000);
const body = JSON.stringify({ name: "e", channels: ["a"], data: "{}" });
const path = "/apps/app-id/events";

function parameters(changes: Record<string, string | undefined> = {}): Record<string, string> {
  const all = {
    auth_key: "app-key",
    auth_timestamp: String(now()),
    auth_version: "1.0",
    body_md5: md5(body),
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

function publish(hub: Hub, changes: Record<string, string | undefined> = {}, secret = "app-secret") {
  return rawRequest(hub, "POST", signedTarget(secret, "POST", path, parameters(changes)), body);
}

test(
  "the official checks of a request hold with the hub's own clock",
  { timeout: 30_000 },
  async (context) => {
    const hub = await startHub(context);
    const client = new RawClient(context, hub);
    await client.next();
    client.send({ event: "pusher:subscribe", data: { channel: "a" } });
    await client.next();

    const cases: [string, number, Promise<{ status: number; type: string; body: string }>][] = [
      ["right", 200, publish(hub)],
      ["590 s old", 200, publish(hub, { auth_timestamp: String(now() - 590) })],
      ["590 s ahead", 200, publish(hub, { auth_timestamp: String(now() + 590) })],
      ["610 s old", 401, publish(hub, { auth_timestamp: String(now() - 610) })],
      ["610 s ahead", 401, publish(hub, { auth_timestamp: String(now() + 610) })],
      ["another secret", 401, publish(hub, {}, "other-secret")],
      ["an unknown key", 401, publish(hub, { auth_key: "nobody" })],
      ["another body's md5", 401, publish(hub, { body_md5: md5("{}") })],
      ["no md5", 401, publish(hub, { body_md5: undefined })],
      ["unsigned", 401, rawRequest(hub, "POST", path, body)],
      [
        "a repeated parameter",
        401,
        rawRequest(
          hub,
          "POST",
          `${signedTarget("app-secret", "POST", path, parameters())}&auth_key=app-key`,
          body,
        ),
      ],
      [
        "another app",
        404,
        rawRequest(hub, "POST", signedTarget("app-secret", "POST", "/apps/9/events", parameters()), body),
      ],
      [
        "another method",
        405,
        rawRequest(hub, "PUT", signedTarget("app-secret", "PUT", path, parameters()), body),
      ],
      ["the root", 404, rawRequest(hub, "GET", "/")],
    ];
    for (const [name, status, answer] of cases) {
      const { body: text, ...rest } = await answer;
      assert.equal(rest.status, status, `${name}: ${text}`);
      assert.equal(rest.type, status === 200 ? "application/json" : "text/plain; charset=utf-8", name);
      assert.match(text, status === 200 ? /^\{\}$/ : /^\S.{20,}\.$/, name);
      assert.ok(!text.includes("app-secret") && !/[0-9a-f]{32}/.test(text), name);
    }
    for (let i = 0; i < 3; i++) assert.equal((await client.next()).event, "e");
    await client.pong();
  },
);

test("one app's credentials are worth nothing on another's path", { timeout: 30_000 }, async (context) => {
  const apps = [
    { appId: "1", key: "key-1", secret: "secret-1" },
    { appId: "2", key: "key-2", secret: "secret-2" },
  ];
  const hub = await startHub(context, { apps });
  const send = (app: string, key: string, secret: string) => {
    const target = `/apps/${app}/events`;
    return rawRequest(hub, "POST", signedTarget(secret, "POST", target, parameters({ auth_key: key })), body);
  };
  const statuses = await Promise.all([
    send("1", "key-1", "secret-1"),
    send("2", "key-2", "secret-2"),
    send("2", "key-1", "secret-1"),
    send("1", "key-1", "secret-2"),
  ]);
  assert.deepEqual(
    statuses.map(({ status }) => status),
    [200, 200, 401, 401],
  );
});

test("a body that is too large is refused before it has arrived", { timeout: 30_000 }, async (context) => {
  const hub = await startHub(context);
  const announced = await talk(
    context,
    hub,
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n`,
  );
  assert.match(announced, /^HTTP\/1\.1 413 /);
  const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
  const streamed = await talk(
    context,
    hub,
    `POST ${path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(17)}`,
  );
  assert.match(streamed, /^HTTP\/1\.1 413 /);
  assert.equal((await publish(hub)).status, 200);
});

test("a request that two servers could read differently is refused", { timeout: 30_000 }, async (context) => {
  const hub = await startHub(context);
  for (const headers of [
    "Content-Length: 5\r\nTransfer-Encoding: chunked",
    "Content-Length: 5\r\nContent-Length: 6",
    "Content-Length: x",
  ]) {
    assert.match(
      await talk(context, hub, `POST ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n0\r\n\r\n`),
      /^HTTP\/1\.1 400 /,
    );
  }
  const large = `X: ${"x".repeat(20_000)}`;
  assert.match(await talk(context, hub, `GET / HTTP/1.1\r\nHost: x\r\n${large}\r\n\r\n`), /^HTTP\/1\.1 431 /);
});

/** What a server answers to these bytes, to the end of the connection or of the headers. */
function talk(context: TestContext, hub: Hub, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(hub.port, "127.0.0.1", () => socket.write(bytes));
    context.after(() => socket.destroy());
    let answer = "";
    socket.on("data", (data) => {
      answer += data.toString("latin1");
      if (!answer.includes("\r\n\r\n")) return;
      socket.destroy();
      resolve(answer);
    });
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}
