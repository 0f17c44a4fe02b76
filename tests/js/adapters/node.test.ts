import assert from "node:assert/strict";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { connect, type AddressInfo } from "node:net";
import test from "node:test";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { Broadcast } from "../../../js/src/broadcast.js";
import { fastifyHandler, koaHandler, nodeHandler, type NodeContext } from "../../../js/src/adapters/node.js";
import type { RoutesOptions } from "../../../js/src/routes/options.js";

// @ts-expect-error Koa brings no types
import Koa from "koa";
import { silent } from "../../support/logger.js";
import { serve } from "../../support/listen.js";
import { app } from "../../support/credentials.js";

const path = "/broadcasting/authorize";
const form = "application/x-www-form-urlencoded";
const asked = "socket_id=1234.1234&channel_name=private-foobar";
const answer = {
  auth: "278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4",
};

function routes(options: RoutesOptions<any, any, any> = {}) {
  const logger = silent;
  const broadcast = new Broadcast({
    ...app,
    cluster: "eu",
    logger,
  });
  return broadcast.routes(options);
}

function post(url: string, body: BodyInit = asked, type = form): Promise<Response> {
  return fetch(url, { method: "POST", headers: { "Content-Type": type }, body });
}

async function assertGranted(response: Response): Promise<void> {
  const text = await response.text();
  assert.equal(response.status, 200, text);
  assert.deepEqual(JSON.parse(text), answer);
  assert.match(response.headers.get("content-type")!, /^application\/json/);
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.equal(response.headers.get("vary"), "Origin");
}

/** A request that fetch would not make. */
function raw(
  base: string,
  method: string,
  target: string,
  headers: Record<string, string> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const request = httpRequest({ host: hostname, port, method, path: target, headers }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode!));
    });
    request.on("error", reject);
    request.end();
  });
}

test("node:http: grants, denies, and answers 404 elsewhere", async (t) => {
  const base = await serve(t, nodeHandler(routes({ channels: { "private-foobar": () => true } })));
  await assertGranted(await post(base + path));
  await assertGranted(
    await post(
      base + path,
      JSON.stringify({ socket_id: "1234.1234", channel_name: "private-foobar" }),
      "application/json",
    ),
  );
  assert.equal((await post(base + path, "socket_id=1.1&channel_name=private-other")).status, 403);
  assert.equal((await post(base + path, "socket_id=1.1:&channel_name=private-foobar")).status, 400);
  assert.equal((await post(base + "/other")).status, 404);
  const get = await fetch(base + path);
  assert.equal(get.status, 405);
  assert.equal(get.headers.get("allow"), "POST, OPTIONS");
});

test("node:http: preflights and foreign origins", async (t) => {
  const base = await serve(t, nodeHandler(routes({ allowedOrigins: ["https://page.example"] })));
  const ask = (method: string, origin: string) =>
    raw(base, method, path, { Origin: origin, "Sec-Fetch-Site": "cross-site" });
  assert.equal(await ask("OPTIONS", "https://page.example"), 204);
  assert.equal(await ask("OPTIONS", "https://evil.example"), 403);
  assert.equal(await ask("POST", "https://evil.example"), 403);
});

test("node:http: odd methods, targets and hosts are answered and nothing is thrown", async (t) => {
  const base = await serve(t, nodeHandler(routes({ channels: {} })));
  const { host } = new URL(base);
  const table: [method: string, target: string, headers: Record<string, string>, status: number][] = [
    ["TRACE", path, {}, 405],
    ["HEAD", path, {}, 405],
    ["PROPFIND", path, {}, 405],
    ["GET", path + "?a=%ff&b=%", {}, 405],
    ["GET", "//evil.example" + path, {}, 404],
    ["GET", "/\\evil.example" + path, {}, 404],
    ["GET", `http://${host}${path}`, {}, 405],
    ["OPTIONS", "*", {}, 404],
    ["GET", "/%", {}, 404],
    ["GET", path, { Host: `evil.example${path}?` }, 405],
    ["GET", "/x", { Host: `evil.example${path}?` }, 404],
    ["GET", path, { Host: "[::1]:80" }, 405],
    ["GET", path, { Host: "[" }, 405],
    ["GET", path, { Host: "" }, 405],
    ["GET", path, { "X-Latin": "\u00e9" }, 405],
  ];
  for (const [method, target, headers, status] of table)
    assert.equal(
      await raw(base, method, target, headers),
      status,
      `${method} ${target} ${JSON.stringify(headers)}`,
    );
});

test("node:http: a body over the limit is refused and the connection closed", async (t) => {
  const base = await serve(t, nodeHandler(routes()));
  const socket = connect(Number(new URL(base).port), "127.0.0.1");
  t.after(() => socket.destroy());
  const announced = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${form}\r\nContent-Length: 1000000\r\n\r\n`;
  socket.write(announced);
  const text = (await socket.toArray()).join("");
  assert.match(text, /^HTTP\/1\.1 413 /);
  assert.match(text, /connection: close/i);

  const chunked = connect(Number(new URL(base).port), "127.0.0.1");
  t.after(() => chunked.destroy());
  chunked.write(
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${form}\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n${"x".repeat(0x10001)}\r\n`,
  );
  assert.match((await chunked.toArray()).join(""), /^HTTP\/1\.1 413 /);
});

test("node:http: a client that hangs up in its body leaves the server running", async (t) => {
  let handled: Promise<void> | undefined;
  const handler = nodeHandler(routes());
  const base = await serve(t, (req, res) => void (handled = handler(req, res)));
  const socket = connect(Number(new URL(base).port), "127.0.0.1");
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${form}\r\nContent-Length: 100\r\n\r\nsocket_id=`,
  );
  while (handled === undefined) await new Promise((resolve) => setImmediate(resolve));
  socket.destroy();
  await handled;
  await assertGranted(await post(base + path));
});

test("the context has req and res, and a handler that has answered is left alone", async (t) => {
  const user = (_request: Request, { req, res }: NodeContext) => {
    res.setHeader("X-Seen", req.headers["x-user"] ?? "");
    return { id: 1 };
  };
  const base = await serve(t, nodeHandler(routes({ user })));
  const response = await fetch(base + path, {
    method: "POST",
    headers: { "Content-Type": form, "X-User": "ann" },
    body: asked,
  });
  assert.equal(response.headers.get("x-seen"), "ann");
  await assertGranted(response);

  const redirect = nodeHandler(
    routes({ user: (_request: Request, { res }: NodeContext) => (res.writeHead(302).end(), null) }),
  );
  const failures: unknown[] = [];
  const hasty = await serve(t, (req, res) => void redirect(req, res, (error) => failures.push(error)));
  const answered = await fetch(hasty + path, {
    method: "POST",
    redirect: "manual",
    headers: { "Content-Type": form },
    body: asked,
  });
  assert.equal(answered.status, 302);
  assert.deepEqual(failures, []);
});

test("node:http2: its compatibility request and response will do", async (t) => {
  const handler = nodeHandler(routes({ channels: { "private-foobar": () => true } }));
  const server = createHttp2Server((req, res) => void handler(req as never, res as never)).listen(
    0,
    "127.0.0.1",
  );
  await once(server, "listening");
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const session = connectHttp2(base);
  t.after(() => (session.close(), server.close()));
  const stream = session.request({ ":method": "POST", ":path": path, "content-type": form, origin: base });
  stream.end(asked);
  const [headers] = await once(stream, "response");
  assert.equal(headers[":status"], 200);
  assert.deepEqual(JSON.parse((await stream.toArray()).join("")), answer);
});

const parsers: [name: string, use: express.RequestHandler[]][] = [
  ["no parser", []],
  ["urlencoded", [express.urlencoded({ extended: true })]],
  ["json alone, which leaves the form unread", [express.json()]],
  ["text", [express.text({ type: "*/*" })]],
  ["raw", [express.raw({ type: "*/*" })]],
  ["body-parser 1's empty object", [(req, _res, next) => ((req.body = {}), next())]],
];

for (const [name, use] of parsers) {
  test(`express: authorizes behind ${name}`, async (t) => {
    const app = express();
    for (const parser of use) app.use(parser);
    app.use(nodeHandler(routes({ channels: { "private-foobar": () => true } })));
    app.get("/", (_req, res) => void res.send("the page"));
    const base = await serve(t, app);
    await assertGranted(await post(base + path));
    assert.equal((await post(base + path, asked + "&socket_id=5.5")).status, 400);
    assert.equal(await (await fetch(base + "/")).text(), "the page");
  });
}

test("express: on another path the body is left for whoever comes next", async (t) => {
  const app = express();
  app.use(nodeHandler(routes()));
  app.post("/orders", express.text({ type: "*/*" }), (req, res) => void res.send(`got ${req.body}`));
  const base = await serve(t, app);
  assert.equal(await (await post(base + "/orders", "an order", "text/plain")).text(), "got an order");
});

test("express: mounted below a path, and as a route's own handler", async (t) => {
  const handler = nodeHandler(routes({ authRoute: "/live/auth" }));
  const app = express();
  app.use("/live", handler);
  app.post("/any", nodeHandler(routes({ authRoute: null })));
  const base = await serve(t, app);
  await assertGranted(await post(base + "/live/auth"));
  await assertGranted(await post(base + "/any"));
  assert.equal((await post(base + "/live/other")).status, 404);
});

test("koa: grants, denies, and awaits next() elsewhere", async (t) => {
  for (const parse of [false, true]) {
    const app = new Koa();
    if (parse)
      app.use(async (ctx: any, next: () => Promise<void>) => {
        const chunks = await ctx.req.toArray();
        ctx.request.body = Object.fromEntries(new URLSearchParams(chunks.join("")));
        await next();
      });
    app.use(
      koaHandler(
        routes({ channels: { "private-foobar": () => true }, allowedOrigins: ["https://page.example"] }),
      ),
    );
    app.use((ctx: any) => {
      ctx.body = "the page";
    });
    const base = await serve(t, app.callback());
    await assertGranted(await post(base + path));
    const denied = await post(base + path, "socket_id=1.1&channel_name=private-other");
    assert.equal(denied.status, 403);
    assert.deepEqual(await denied.json(), {
      error: { code: "denied", message: "This subscription is not allowed." },
    });
    assert.equal(await (await fetch(base + "/")).text(), "the page");
    assert.equal(await raw(base, "OPTIONS", path, { Origin: "https://page.example" }), 204);
  }
});

test("fastify: the plugin reads the form and leaves other routes their parsers", async (t) => {
  // Node 18 does not close idle connections with the server (nodejs.org/api/http.html#serverclosecallback), and
  // Fastify waits.
  const app = fastify({ forceCloseConnections: true });
  t.after(() => app.close());
  app.register(
    fastifyHandler(
      routes({ channels: { "private-foobar": () => true }, allowedOrigins: ["https://page.example"] }),
    ),
  );
  app.register(fastifyHandler(routes({ authRoute: null })), { prefix: "/live" });
  app.post("/orders", async (request) => ({ got: request.body }));
  const base = await app.listen({ port: 0, host: "127.0.0.1" });
  await assertGranted(await post(base + path));
  await assertGranted(
    await post(
      base + path,
      JSON.stringify({ socket_id: "1234.1234", channel_name: "private-foobar" }),
      "application/json",
    ),
  );
  await assertGranted(await post(base + "/live"));
  const denied = await post(base + path, "socket_id=1.1&channel_name=private-other");
  assert.equal(denied.status, 403);
  assert.equal((await denied.json()).error.code, "denied");
  assert.equal((await fetch(base + path)).status, 405);
  assert.equal((await post(base + path, "x".repeat(70_000))).status, 413);
  assert.equal(await raw(base, "OPTIONS", path, { Origin: "https://page.example" }), 204);
  assert.deepEqual(await (await post(base + "/orders", '{"a":1}', "application/json")).json(), {
    got: { a: 1 },
  });
  assert.equal((await post(base + "/orders", asked)).status, 415);
});

test("hono: the routes take its raw request", async () => {
  const app = new Hono();
  const handler = routes({ channels: { "private-foobar": () => true } });
  app.post(path, (c) => handler(c.req.raw));
  app.all("/mounted", (c) => routes({ authRoute: null })(c.req.raw));
  const ask = (target: string) =>
    app.request(target, { method: "POST", headers: { "Content-Type": form }, body: asked });
  await assertGranted(await ask(path));
  await assertGranted(await ask("/mounted"));
});
