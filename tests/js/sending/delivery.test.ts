import assert from "node:assert/strict";
import test from "node:test";
import { Broadcast } from "../../../js/src/broadcast.js";
import { FanfareError } from "../../../js/common/errors.js";
import type { BroadcastOptions } from "../../../js/src/configuration/options.js";
import { TransportError, type TransportRequest } from "../../../js/platform/transport.js";
import { accept, assertSigned, optionsFor, record } from "../../support/recording-server.js";
import { app } from "../../support/credentials.js";
import { closedPort } from "../../support/listen.js";

/** How a broadcast failed. */
async function failure(options: BroadcastOptions<never>, signal?: AbortSignal): Promise<FanfareError> {
  const error = await new Broadcast(options).channel("a", "E", {}, { signal }).then(
    () => assert.fail("it was sent"),
    (error: unknown) => error,
  );
  assert.ok(error instanceof FanfareError, String(error));
  return error;
}

const outcome = ({ code, status, retryable, maybeDelivered, attempts }: FanfareError) => ({
  code,
  status,
  retryable,
  maybeDelivered,
  attempts,
});

test("a refusal is not repeated", async (t) => {
  for (const status of [400, 401, 403, 404, 413, 422]) {
    const { options, received } = await record(t, (_, response) => response.writeHead(status).end("no"));
    const error = await failure({ ...options, delivery: "at-least-once" });
    assert.deepEqual(outcome(error), {
      code: "rejected",
      status,
      retryable: false,
      maybeDelivered: false,
      attempts: 1,
    });
    assert.equal(received.length, 1);
  }
});

test("a redirect is not followed", async (t) => {
  for (const status of [301, 302, 303, 307, 308]) {
    const { options, received } = await record(t, (_, response) =>
      response.writeHead(status, { location: "/elsewhere" }).end(),
    );
    const error = await failure(options);
    assert.deepEqual(outcome(error), {
      code: "rejected",
      status,
      retryable: false,
      maybeDelivered: false,
      attempts: 1,
    });
    assert.match(error.message, /Redirects are not followed/);
    assert.equal(received.length, 1);
  }
});

test("a throttled request is sent again when the server says so, signed anew", async (t) => {
  let offset = 0;
  const now = Date.now;
  t.mock.method(Date, "now", () => now() + offset);
  const { options, received } = await record(t, (_, response, count) => {
    offset = 3_600_000;
    if (count === 1) response.writeHead(429, { "retry-after": "0.01" }).end();
    else response.end("{}");
  });
  await new Broadcast(options).channel("a", "E", { id: 7 });
  assert.equal(received.length, 2);
  const [first, second] = received;
  const time = (request: typeof first) => Number(request!.query.get("auth_timestamp"));
  assert.ok(Math.abs(time(second) - time(first) - 3_600) < 60);
  assert.equal(second!.body, first!.body);
  assertSigned(second!);
});

test("throttled three times is given up", async (t) => {
  const { options, received } = await record(t, (_, response) => response.writeHead(503).end());
  assert.deepEqual(outcome(await failure(options)), {
    code: "throttled", status: 503, retryable: true, maybeDelivered: false, attempts: 3,
  }); // prettier-ignore
  assert.equal(received.length, 3);
});

test("a wait that does not fit the deadline is not begun", async (t) => {
  const { options, received } = await record(t, (_, response) =>
    response.writeHead(429, { "retry-after": "60" }).end(),
  );
  assert.deepEqual(outcome(await failure(options)), {
    code: "throttled", status: 429, retryable: true, maybeDelivered: false, attempts: 1,
  }); // prettier-ignore
  assert.equal(received.length, 1);
});

test("what may have arrived is repeated only where it may arrive twice, or the server remembers keys", async (t) => {
  const cases: [Partial<BroadcastOptions>, number, number][] = [
    [{}, 500, 1],
    [{}, 502, 1],
    [{ delivery: "at-least-once" }, 500, 3],
    [{ delivery: "once" }, 503, 1],
    [{ delivery: "once", idempotent: true }, 500, 1],
    [{ idempotent: true }, 500, 3],
  ];
  for (const [more, status, requests] of cases) {
    const { options, received } = await record(t, (_, response) => response.writeHead(status).end());
    const error = await failure({ ...options, ...more } as BroadcastOptions<never>);
    assert.deepEqual([error.attempts, received.length], [requests, requests], JSON.stringify(more));
    assert.equal(error.code, status === 503 ? "throttled" : "ambiguous");
    assert.equal(error.maybeDelivered, status !== 503);
  }
});

test("an idempotency key stays the same for a broadcast's attempts, and is sent only where it is wanted", async (t) => {
  const { options, received } = await record(t, (_, response, count) =>
    response.writeHead(count === 1 ? 500 : 200).end("{}"),
  );
  const broadcast = new Broadcast({ ...options, idempotent: true });
  await broadcast.channel("a", "E");
  await broadcast.channel("a", "E");
  await new Broadcast(options).channel("a", "E");
  const keys = received.map(({ headers }) => headers["x-idempotency-key"]);
  assert.match(String(keys[0]), /^[0-9a-f]+(-[0-9a-f]+){2,4}$/);
  assert.equal(keys[1], keys[0]);
  assert.notEqual(keys[2], keys[0]);
  assert.equal(keys[3], undefined);
});

test("a connection that breaks after the request left is ambiguous, and safe delivery sends nothing twice", async (t) => {
  const { options, received, sockets } = await record(t, (_, response) => response.socket?.resetAndDestroy());
  const broadcast = new Broadcast(options);
  for (let i = 1; i <= 100; i++) {
    await assert.rejects(broadcast.channel("a", "E"), {
      code: "ambiguous",
      maybeDelivered: true,
      attempts: 1,
      status: undefined,
    });
    assert.equal(received.length, i);
  }
  assert.equal(sockets.size, 0);
});

test("an answer that never comes, or never ends, is given up at the attempt's deadline", async (t) => {
  const heads = ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"];
  for (const head of heads) {
    let requests = 0;
    const { options } = await accept(t, (socket) =>
      socket.on("data", () => (requests++, socket.write(head))),
    );
    const error = await failure({ ...options, timeout: 100 });
    assert.deepEqual(outcome(error), {
      code: "ambiguous",
      status: undefined,
      retryable: true,
      maybeDelivered: true,
      attempts: 1,
    });
    assert.match(error.message, /may or may not have taken it: there was no answer in time\.$/);
    assert.equal(requests, 1);
  }
});

test("where nothing listens nothing was sent, and that is repeated", async () => {
  const error = await failure(optionsFor(await closedPort()));
  assert.deepEqual(outcome(error), {
    code: "not_sent",
    status: undefined,
    retryable: true,
    maybeDelivered: false,
    attempts: 3,
  });
  assert.match(
    error.message,
    /^Nothing was sent to 127\.0\.0\.1:\d+: the connection failed \(ECONNREFUSED\)\. Is the server running there\?/,
  );
});

test("a TLS handshake that fails or never ends sent nothing", async (t) => {
  const silent = await accept(t, () => {});
  const hanging = await failure({ ...silent.options, useTLS: true, connectTimeout: 50, delivery: "once" });
  assert.deepEqual([hanging.code, hanging.maybeDelivered], ["not_sent", false]);
  assert.match(hanging.message, /there was no connection in time/);
  const plain = await record(t);
  const refused = await failure({ ...plain.options, useTLS: true, delivery: "once" });
  assert.deepEqual([refused.code, refused.maybeDelivered], ["not_sent", false]);
  assert.equal(plain.received.length, 0);
});

test("one attempt that may have arrived counts, whatever became of the next", async (t) => {
  const { options } = await record(t, (_, response, count) =>
    response.writeHead(count === 1 ? 500 : 400).end(),
  );
  const error = await failure({ ...options, delivery: "at-least-once" });
  assert.deepEqual(outcome(error), {
    code: "rejected",
    status: 400,
    retryable: false,
    maybeDelivered: true,
    attempts: 2,
  });
});

test("the total deadline holds for all attempts together", async (t) => {
  const { options } = await record(t, () => {});
  const error = await failure({ ...options, timeout: 60, totalTimeout: 100, delivery: "at-least-once" });
  assert.equal(error.code, "ambiguous");
  assert.ok(error.attempts <= 2);
});

test("a signal that has aborted already sends nothing", async (t) => {
  const { options, received } = await record(t);
  const expected = {
    code: "aborted",
    status: undefined,
    retryable: false,
    maybeDelivered: false,
    attempts: 0,
  };
  assert.deepEqual(outcome(await failure(options, AbortSignal.abort())), expected);
  assert.deepEqual(outcome(await failure({ ...options, signal: AbortSignal.abort() })), expected);
  assert.equal(received.length, 0);
});

test("a signal cancels what is under way, and says that it may have arrived", async (t) => {
  for (const own of [true, false]) {
    const controller = new AbortController();
    const { options, received } = await record(t, () => controller.abort());
    const error = await failure(
      own ? { ...options, signal: controller.signal } : options,
      own ? undefined : controller.signal,
    );
    assert.deepEqual(outcome(error), {
      code: "aborted",
      status: undefined,
      retryable: false,
      maybeDelivered: true,
      attempts: 1,
    });
    assert.equal(received.length, 1);
  }
});

test("a signal cancels the wait for the next attempt", async () => {
  const controller = new AbortController();
  let requests = 0;
  const transport = async () => {
    requests++;
    setImmediate(() => controller.abort());
    return { status: 429, headers: new Headers({ "retry-after": "5" }), body: "" };
  };
  const error = await failure({ ...app, transport }, controller.signal);
  assert.deepEqual(outcome(error), {
    code: "aborted",
    status: undefined,
    retryable: false,
    maybeDelivered: false,
    attempts: 1,
  });
  assert.equal(requests, 1);
});

test("many broadcasts may share a signal without a warning of a leak", async (t) => {
  const warnings: string[] = [];
  const warn = ({ message }: Error) => void warnings.push(message);
  process.on("warning", warn);
  t.after(() => process.off("warning", warn));
  const { options, received } = await record(t);
  const broadcast = new Broadcast({ ...options, signal: new AbortController().signal });
  await Promise.all(Array.from({ length: 40 }, () => broadcast.channel("a", "E")));
  assert.equal(received.length, 40);
  assert.deepEqual(warnings, []);
});

test("soketi's refusals under a status of 200 are refusals", async (t) => {
  const { options } = await record(t, (_, response) =>
    response.end('{"error":"The app does not exist","code":404}'),
  );
  assert.deepEqual(outcome(await failure(options)), {
    code: "rejected",
    status: 404,
    retryable: false,
    maybeDelivered: false,
    attempts: 1,
  });
  const fine = await record(t, (_, response) => response.end('{"error":"none"}'));
  await new Broadcast(fine.options).channel("a", "E");
});

test("a transport of one's own is told everything, and its errors are classed", async () => {
  const seen: TransportRequest[] = [];
  const transport = async (request: TransportRequest) => {
    seen.push(request);
    return { status: 200, headers: new Headers(), body: "{}" };
  };
  await new Broadcast({ ...app, cluster: "eu", transport, timeout: 1_000 }).channel("a", "E");
  const { url, method, body, connectTimeout, signal } = seen[0]!;
  assert.match(url, /^https:\/\/api-eu\.pusher\.com\/apps\/3\/events\?auth_key=/);
  assert.deepEqual(
    [method, body, connectTimeout, signal.aborted],
    ["POST", '{"name":"E","data":"{}","channels":["a"]}', 1_000, false],
  );

  const failing = (error: unknown) =>
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- code of others rejects with anything
    failure({ ...app, delivery: "once", transport: () => Promise.reject(error) });
  assert.equal((await failing(new TransportError("not_sent", "no route"))).code, "not_sent");
  assert.equal((await failing(new TransportError("ambiguous", "cut off"))).code, "ambiguous");
  assert.equal((await failing(undefined)).code, "ambiguous");
  const thrown = await failure({ ...app, transport: () => { throw new Error("at once"); } }); // prettier-ignore
  assert.equal(thrown.code, "ambiguous");
});

test("a transport that heeds neither its signal nor its deadline is left alone", async () => {
  let aborted = false;
  const transport = ({ signal }: TransportRequest) => {
    signal.addEventListener("abort", () => (aborted = true));
    return new Promise<never>(() => {});
  };
  const error = await failure({ ...app, timeout: 20, transport });
  assert.equal(error.code, "ambiguous");
  assert.ok(aborted);
});
