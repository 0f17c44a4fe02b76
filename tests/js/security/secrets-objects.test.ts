// Every object that the package hands out, printed and copied in every usual way.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { promisify, inspect } from "node:util";
import { Broadcast, CanBroadcast, EncryptedChannel, FanfareError, TransportError, event } from "fanfare";
import { connect } from "fanfare/browser";
import { Hub } from "fanfare/hub";
import { fastifyHandler, koaHandler, nodeHandler } from "fanfare/node";
import Pusher from "fanfare/pusher";
import { Broadcast as Testing } from "fanfare/testing";
import { undici } from "fanfare/undici";
import { accept, record } from "../../support/recording-server.js";
import { assertSilent, encrypted, printed } from "./silence.js";
import { app, encryptionMasterKeyBase64 } from "../../support/credentials.js";
import { closedPort } from "../../support/listen.js";

const lines: string[] = [];
const logger = {
  info: (line: string) => void lines.push(line),
  warn: (line: string) => void lines.push(line),
};
const options = { ...app, encryptionMasterKeyBase64, logger };
const hmac = (text: string) => createHmac("sha256", app.secret).update(text).digest("hex");

class Saved extends event<{ id: number }>("Saved", new EncryptedChannel("x")) {}
class Released extends CanBroadcast {
  static broadcastAs = "Released";
  override broadcastOn() {
    return ["a", encrypted];
  }
}

const shown = (what: string, value: unknown, showHidden = true) =>
  assertSilent(printed(value, showHidden), what);

test("no object of the package prints a secret", async (t) => {
  const requests: unknown[] = [];
  const transport = async (request: { body: string }) => {
    requests.push(request);
    return { status: 200, headers: new Headers(), body: "{}" };
  };
  const broadcast = new Broadcast({ ...options, cluster: "eu", transport });
  const several = {
    default: "one",
    one: { driver: "pusher", app_id: app.appId, client: app.key, secret: app.secret },
  } as const;
  const fake = Testing.fake(options);
  await fake.channel(new Saved({ id: 7 }));
  const routes = broadcast.routes({ user: () => ({ id: 1 }), channels: {} });
  const webhooks = broadcast.webhooks(() => {});
  const body = `{"time_ms":1,"events":[{"name":"channel_occupied","channel":"${encrypted}"}]}`;
  const headers = {
    "x-pusher-key": app.key,
    "x-pusher-signature": hmac(body),
    "content-type": "application/json",
  };
  const hub = await Hub.listen(app);
  t.after(() => hub.close());
  const objects: Record<string, unknown> = {
    broadcast,
    several: new Broadcast(several),
    "of the environment": Broadcast.fromEnv({
      PUSHER_URL: `https://${app.key}:${app.secret}@api-eu.pusher.com/apps/3`,
    }),
    log: new Broadcast({ ...options, driver: "log" }),
    null: new Broadcast({ ...options, driver: "null" }),
    "another driver": new Broadcast(several).driver("one"),
    bound: broadcast.as({ id: 1 }, { socketId: "1.1" }),
    "to others": broadcast.as({ id: 1 }, { socketId: "1.1" }).toOthers(),
    fake,
    sent: fake.sent(Saved),
    "sent result": await broadcast.channel(new Released()),
    "batch result": await broadcast.triggerBatch([{ channel: "a", name: "E", data: 1 }]),
    "api response": await broadcast.get("/channels"),
    later: await broadcast.later(new Saved({ id: 1 })),
    routes,
    webhooks,
    handler: nodeHandler(routes),
    "handler for Koa": koaHandler(routes),
    "handler for Fastify": fastifyHandler(routes),
    "routes with a controller": broadcast.routes({ authorize: () => false }),
    // undici 7 needs the `File` of Node 20 (github.com/nodejs/undici/issues/4371).
    ...(typeof File !== "undefined" && {
      "undici's transport": undici(),
      "broadcast by undici": new Broadcast({ ...options, transport: undici() }),
    }),
    "the page's side": connect({ Pusher: class {} as any, key: app.key }),
    webhook: broadcast.webhook(headers, body),
    hub,
    "hub's client": hub.client,
    event: new Saved({ id: 1 }),
    channel: new EncryptedChannel("x"),
    "transport error": new TransportError("not_sent", "because."),
  };
  for (const [what, value] of Object.entries(objects)) shown(what, value);
  // its copies have the secret, for it is there to be handed on
  const { options: handedOn } = hub;
  for (const showHidden of [false, true])
    assertSilent(
      inspect(handedOn, { showHidden, depth: Infinity, getters: true }) +
        inspect({ hub: [handedOn] }, { depth: 9, showHidden }) +
        `${handedOn}`,
    );
  assert.ok(requests.length >= 4);
  // A transport must have the URL as it is; a log of the request has it without the signature.
  for (const request of requests as { url: string }[]) {
    assert.match(request.url, /auth_signature=[0-9a-f]{64}$/);
    assertSilent(
      inspect(request, { depth: 9, showHidden: true }) + JSON.stringify(request) + inspect({ request }),
    );
  }
  assertSilent(lines.join("\n"));
});

test("no object of the drop-in for `pusher` prints a secret", async (t) => {
  t.mock.method(console, "warn", () => {});
  const server = await record(t, (_, response) => response.end("{}"));
  const pusher = new Pusher({
    ...app,
    encryptionMasterKeyBase64,
    host: "127.0.0.1",
    port: String(server.port),
    useTLS: false,
  });
  const webhook = pusher.webhook({
    headers: { "x-pusher-key": app.key, "x-pusher-signature": hmac("{"), "content-type": "application/json" },
    rawBody: "{",
  });
  const objects: Record<string, unknown> = {
    pusher,
    config: (pusher as any).config,
    token: new Pusher.Token(app.key, app.secret),
    webhook,
    response: await pusher.trigger("a", "E", {}),
    "of a URL": Pusher.forURL(`http://${app.key}:${app.secret}@127.0.0.1/apps/3`),
    "of a cluster": Pusher.forCluster("eu", { ...app, encryptionMasterKeyBase64 }),
  };
  (objects.token as any).sign("a");
  webhook.isValid();
  pusher.channelSharedSecret(encrypted);
  // `secret`, `encryptionMasterKey` and `signature` can be read, as in `pusher`, so they are there for who asks for
  // what is hidden
  for (const [what, value] of Object.entries(objects)) shown(what, value, false);
});

test("no failure of the drop-in prints a secret, a signature or a signed URL, whatever the server does", async (t) => {
  t.mock.method(console, "warn", () => {});
  const quoting = await record(t, ({ url, query }, response, count) => {
    response.statusCode = [400, 401, 403, 404, 413, 429, 500, 301, 307][count % 9]!;
    response.setHeader("location", `http://127.0.0.1${url}`);
    response.end(`${url}: got ${query.get("auth_signature")}, expected ${hmac(url)}`);
  });
  const breaking = await accept(t, (socket) => socket.once("data", () => socket.destroy()));
  const babbling = await accept(t, (socket) => socket.once("data", (bytes) => socket.end(bytes)));
  const silent = await accept(t, () => {});
  const of = (port: number, more = {}) =>
    new Pusher({
      ...app,
      encryptionMasterKeyBase64,
      host: "127.0.0.1",
      port: String(port),
      useTLS: false,
      timeout: 300,
      ...more,
    });
  const pushers = [
    ...Array.from({ length: 9 }, () => of(quoting.port)),
    of(breaking.port),
    of(babbling.port),
    of(silent.port, { timeout: 50 }),
    of(await closedPort()),
    of(quoting.port, { useTLS: true }),
    of(quoting.port, { host: "name.invalid", port: undefined }),
  ];
  for (const pusher of pushers) {
    for (const call of [
      () => pusher.trigger(encrypted, "E", { a: 1 }),
      () => pusher.get({ path: "/channels" }),
    ]) {
      const error: any = await call().then(
        () => assert.fail("it was sent"),
        (reason) => reason,
      );
      assert.equal(error.name, "PusherRequestError");
      assertSilent(`${printed(error)}\n${printed(error.error)}\n${error.url}\n${error.body}`);
    }
  }
  const mistakes: (() => unknown)[] = [
    () =>
      new Pusher({ ...app, host: `https://${app.key}:${app.secret}@api.example`, useTLS: false }).get({
        path: "/x",
      }),
    () => new Pusher({ ...app, cluster: `${app.secret}/` }),
    () => Pusher.forURL(`http://${app.key}${app.secret}@host/apps/3`),
    () => Pusher.forCluster(`${app.secret}@x`, app),
    () =>
      new Pusher({ ...app, cluster: "eu", encryptionMasterKeyBase64: encryptionMasterKeyBase64.slice(4) }),
    () => new Pusher({ ...app, cluster: "eu", encryptionMasterKey: app.secret }),
    () => new Pusher.Token(app.key, `${app.secret} `).sign("a"),
    () => pushers[0]!.authorizeChannel("1.1:", "private-a"),
    () => pushers[0]!.authenticateUser("1.1", {} as never),
    () => pushers[0]!.webhook({ headers: { "x-pusher-signature": hmac("x") }, rawBody: "x" }).getData(),
  ];
  for (const mistake of mistakes) {
    assert.throws(mistake, (error) => {
      assertSilent(printed(error, false), `${mistake}`);
      return true;
    });
  }
});

test("a transport's failure and its causes print no URL", async (t) => {
  const url = `http://127.0.0.1/apps/3/events?auth_signature=${hmac("x")}`;
  const failures: (() => Promise<never>)[] = [
    () => Promise.reject(new Error(url, { cause: new Error(url) })),
    () => Promise.reject(new AggregateError([new Error(url)], url)),
    () =>
      Promise.reject(
        new TypeError("fetch failed", {
          cause: Object.assign(new Error("connect"), { code: "ECONNREFUSED", url }),
        }),
      ),
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- code of others rejects with anything
    () => Promise.reject(url),
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- code of others rejects with anything
    () => Promise.reject({ url, toString: () => url }),
    () => { throw new Error(url); }, // prettier-ignore
  ];
  for (const transport of failures) {
    const error = await new Broadcast({ ...options, transport, delivery: "once" }).channel("a", "E").then(
      () => assert.fail("it was sent"),
      (reason) => reason,
    );
    assert.ok(error instanceof FanfareError);
    assertSilent(printed(error));
  }
  const silent = await accept(t, () => {});
  const slow = new Broadcast({
    ...options,
    host: "127.0.0.1",
    port: silent.port,
    useTLS: false,
    timeout: 50,
    delivery: "once",
  });
  assertSilent(
    printed(
      await slow.channel("a", "E").then(
        () => assert.fail("it was sent"),
        (reason) => reason,
      ),
    ),
  );
  assertSilent(lines.join("\n"));
});

test("the hub tells of no secret, on its events, its answers and its command line", async (t) => {
  const told: unknown[] = [];
  const hub = await Hub.listen({ ...app, onEvent: (event) => void told.push(event) });
  t.after(() => hub.close());
  const base = { ...hub.options, logger, delivery: "once" } as const;
  await new Broadcast(base).channel("a", "E", {});
  const errors = [
    await new Broadcast({ ...base, secret: "another secret".replace(" ", "-") })
      .channel("a", "E")
      .catch((error) => error),
    await new Broadcast({ ...base, key: "other" }).channel("a", "E").catch((error) => error),
    await new Broadcast({ ...base, appId: "4" }).channel("a", "E").catch((error) => error),
  ];
  for (const error of errors) {
    assert.equal(error.code, "rejected");
    assertSilent(printed(error));
  }
  // the answers themselves, of which one has another body than was signed
  const signed = `auth_key=${app.key}&auth_timestamp=${Math.floor(Date.now() / 1_000)}&auth_version=1.0&body_md5=${"0".repeat(32)}`;
  const query = `${signed}&auth_signature=${hmac(`POST\n/apps/3/events\n${signed}`)}`;
  const response = await fetch(`${hub.url}/apps/3/events?${query}`, { method: "POST", body: "{}" });
  assert.equal(response.status, 401);
  assertSilent(await response.text());
  assert.ok(told.length >= 4, `${told.length}`);
  assertSilent(told.map((event) => printed(event)).join("\n"));

  const cli = fileURLToPath(new URL("../../../dist/hub/cli.js", import.meta.url));
  const port = String(hub.options.port);
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [cli, ...args], {
      env: { ...process.env, PUSHER_APP_SECRET: app.secret },
    }).then(
      ({ stdout, stderr }) => stdout + stderr,
      ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
    );
  const printings = await Promise.all([
    run("hub", "--port", port, "--key", app.key, "--secret", app.secret),
    run("hub", "--port", port, "--secret", `${app.secret} `),
    run("hub", "--host", "0.0.0.0", "--port", port, "--secret", app.secret),
    run("hub", "--help"),
    run("hub", `--secrets=${app.secret}`),
    run(app.secret.slice(3)),
  ]);
  for (const printing of printings) {
    assert.notEqual(printing, "");
    assertSilent(printing);
  }
});
