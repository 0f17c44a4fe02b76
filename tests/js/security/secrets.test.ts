import assert from "node:assert/strict";
import test from "node:test";
import { inspect } from "node:util";
import { Broadcast } from "../../../js/src/broadcast.js";
import { excerpt } from "../../../js/src/sending/hints.js";
import { optionsFor, record, type Answer } from "../../support/recording-server.js";
import { app } from "../../support/credentials.js";
import { closedPort } from "../../support/listen.js";

const everything = { showHidden: true, depth: Infinity, getters: true } as const;

/** Whatever of a value can be printed. */
const printed = (value: unknown) =>
  [inspect(value, everything), JSON.stringify(value), String(value)].join("\n");

function assertSilent(text: string) {
  assert.ok(!text.includes(app.secret), text);
  assert.doesNotMatch(text, /[0-9a-f]{64}/i, text);
  assert.doesNotMatch(text, /auth_signature=[^…]/, text);
  assert.doesNotMatch(text, /auth_timestamp/, text);
}

test("a broadcast and what is bound to it print no secret", () => {
  const several = { default: "one", one: { driver: "pusher", ...app } } as const;
  const broadcasts = [
    new Broadcast(app),
    new Broadcast(several),
    Broadcast.fake(app),
    new Broadcast({ ...app, driver: "log" }),
  ];
  for (const broadcast of broadcasts) {
    assertSilent(printed(broadcast));
    assertSilent(printed(broadcast.as({ id: 1 })));
  }
  assert.equal(inspect(new Broadcast(app)), "Broadcast(pusher, api-mt1.pusher.com, app 3)");
  assert.equal(JSON.stringify({ broadcast: new Broadcast(app) }), '{"broadcast":{}}');
});

test("no failure prints a secret, a signature or a signed URL, even if the server quotes it", async (t) => {
  const quoting: Answer = ({ url, query, headers }, response, count) => {
    response.statusCode = [400, 401, 403, 404, 413, 429, 500, 503, 302][count % 9]!;
    response.end(
      `${headers.host}${url} you sent "${query.get("auth_signature")}" but should have sent ${"ab".repeat(32)}`,
    );
  };
  const quoted = await record(t, quoting);
  const broken = await record(t, (_, response) => response.socket?.destroy());
  const options = { delivery: "once", timeout: 200 } as const;
  const targets = [
    ...Array.from({ length: 9 }, () => quoted.options),
    broken.options,
    optionsFor(await closedPort()),
    { ...quoted.options, useTLS: true },
    { ...app, transport: ({ url }: { url: string }) => Promise.reject(new Error(url)) },
    {
      ...app,
      transport: ({ url }: { url: string }) =>
        Promise.resolve({ status: 400, headers: new Headers(), body: url }),
    },
  ];
  for (const target of targets) {
    const error = await new Broadcast({ ...target, ...options })
      .channel("a", "E")
      .catch((error: unknown) => error);
    assert.ok(error instanceof Error);
    assertSilent(`${printed(error)}\n${error.stack}`);
  }
});

test("of an answer the message has one line of at most 200 characters, and what to do about it", async (t) => {
  const cases: [number, string, RegExp][] = [
    [
      401,
      "Timestamp expired: Given timestamp (x) not within 600s of server time (y)",
      /y\)\. Set this machine's clock/,
    ],
    [
      400,
      "App key 1 not in this cluster. Did you forget to specify the cluster?",
      /cluster\?\. Set cluster \(PUSHER_APP_CLUSTER\)/,
    ],
    [401, "Invalid signature", /Compare secret with/],
    [401, "", /it answered 401\. Compare appId, key and secret/],
    [
      404,
      "<html>\n<h1>Not\r\n found</h1>",
      /it answered 404, <html> <h1>Not found<\/h1>\. Compare host, cluster, path/,
    ],
    [413, "too large", /Send less/],
    [418, "no.", /refused it: it answered 418, no\.$/],
  ];
  for (const [status, body, message] of cases) {
    const { options } = await record(t, (_, response) => response.writeHead(status).end(body));
    await assert.rejects(new Broadcast(options).channel("a", "E"), { code: "rejected", message });
  }
  assert.equal(excerpt("x".repeat(10_000)), `${"x".repeat(200)}…`);
  assert.equal(excerpt(` a\u0000b\u001b[31m\n\nc `), "a b [31m c");
  assert.equal(excerpt("x".repeat(200)), "x".repeat(200));
});
