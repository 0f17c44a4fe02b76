import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import type { FanfareError } from "../../js/browser/index.js";
import { MadePusher, make, page, settled, type Answer } from "./support/made-pusher.js";

const route = "/broadcasting/authorize";
const granted = (channel: string) => ({ status: 200, data: { auth: `key:${channel}` } });
const keyed = (...channels: string[]) => Object.fromEntries(channels.map((name) => [name, granted(name)]));
const listOf = (channels: string[], socketId = "1.2") =>
  `socket_id=${socketId}${channels.map((name) => `&channel_name%5B%5D=${name}`).join("")}`;
const single = (channel: string) => `socket_id=1.2&channel_name=${channel}`;

/** What pusher-js asks in one go when its connection comes up, and what each channel came to. */
const burst = (...channels: string[]) =>
  Promise.all(
    channels.map((channelName) => {
      const { promise, done } = settled();
      MadePusher.last.options.channelAuthorization.customHandler({ socketId: "1.2", channelName }, done);
      return promise.then(
        ([error, answer]) => (error as FanfareError | null)?.code ?? (answer as { auth: string }).auth,
      );
    }),
  );

function open(t: TestContext, answers: (Answer | object)[], options: Parameters<typeof make>[0] = {}) {
  const responses = answers.map((answer) =>
    answer instanceof Response || answer instanceof Error ? answer : Response.json(answer),
  );
  const asked = page(t, responses);
  const live = make(options);
  return { live, bodies: () => asked.map(({ init }) => String(init.body)), asked };
}

test("what is asked for in one tick goes in one request, and each channel gets its own answer", async (t) => {
  const refusal = { error: { code: "unauthenticated", message: "Nobody is signed in." } };
  const { live, bodies } = open(t, [
    {
      ...keyed("private-a", "presence-b"),
      "private-c": { status: 403, data: refusal },
      "private-d": { status: 403 },
      "private-e": { data: { auth: "key:without status" } },
      "private-f": { status: 200, data: {} },
      "private-g": { status: 500, data: { error: { code: "internal", message: "…" } } },
    },
  ]);
  const names = ["private-a", "presence-b", "private-c", "private-d", "private-e", "private-f", "private-g"];
  const errors: Record<string, unknown[]> = {};
  t.mock.timers.enable({ apis: ["setTimeout"] });
  for (const name of names)
    live
      .channel(name)
      .error(({ code, message, status, retryable }) => (errors[name] = [code, message, status, retryable]));
  await Promise.all(names.map((name) => MadePusher.last.authorize(name)));
  assert.deepEqual(bodies(), [listOf(names)]);
  assert.deepEqual(errors, {
    "private-c": ["unauthenticated", "Nobody is signed in.", 403, false],
    "private-d": ["denied", `No authorization from ${route}: 403`, 403, false],
    "private-f": ["rejected", `No authorization from ${route}: 200`, 200, false],
    "private-g": ["internal", "…", 500, true],
  });
});

test("one channel alone keeps the form that every server knows, and so does each in a tick of its own", async (t) => {
  const { bodies } = open(t, []);
  await burst("private-a");
  await burst("private-b");
  const first = burst("private-c");
  await Promise.resolve();
  await Promise.all([first, burst("private-d")]);
  assert.deepEqual(bodies(), ["private-a", "private-b", "private-c", "private-d"].map(single));
});

test("by the words of pusher-js 7.0 they go in one request too", async (t) => {
  const { bodies } = open(t, [keyed("private-a", "private-b")]);
  const answers = ["private-a", "private-b"].map((name) => {
    const { promise, done } = settled();
    MadePusher.last.options.authorizer({ name }).authorize("1.2", done);
    return promise;
  });
  assert.deepEqual(await Promise.all(answers), [
    [null, { auth: "key:private-a" }],
    [null, { auth: "key:private-b" }],
  ]);
  assert.deepEqual(bodies(), [listOf(["private-a", "private-b"])]);
});

test("more than 100 go in several requests, and what is left over goes alone", async (t) => {
  const names = Array.from({ length: 201 }, (_, i) => `private-${i}`);
  const [first, second] = [names.slice(0, 100), names.slice(100, 200)];
  const { bodies } = open(t, [keyed(...first), keyed(...second), { auth: "key:private-200" }]);
  assert.deepEqual(
    await burst(...names),
    names.map((name) => `key:${name}`),
  );
  assert.deepEqual(bodies(), [listOf(first), listOf(second), single("private-200")]);
});

test("a channel that is asked for twice gets an answer of its own each time", async (t) => {
  const secret = { status: 200, data: { auth: "key:signature", shared_secret: "c2VjcmV0" } };
  open(t, [{ "private-encrypted-x": secret }]);
  const answers = [0, 1].map(async () => {
    const { promise, done } = settled();
    MadePusher.last.options.channelAuthorization.customHandler(
      { socketId: "1.2", channelName: "private-encrypted-x" },
      done,
    );
    const [, answer] = await promise;
    // pusher-js takes the key out of what it is given
    const { shared_secret } = answer as { shared_secret?: string };
    delete (answer as { shared_secret?: string }).shared_secret;
    return shared_secret;
  });
  assert.deepEqual(await Promise.all(answers), ["c2VjcmV0", "c2VjcmV0"]);
});

test("headers are asked for once a request", async (t) => {
  let count = 0;
  const { asked } = open(t, [keyed("private-a", "private-b")], {
    headers: async () => ({ "X-Count": String(++count) }),
  });
  await burst("private-a", "private-b");
  assert.deepEqual(
    asked.map(({ init }) => init.headers),
    [{ Accept: "application/json", "X-Count": "1" }],
  );
});

test("sign-in is asked for by itself, and another connection's channels are never mixed in", async (t) => {
  const both = keyed("private-a", "private-b");
  const { bodies } = open(t, [{ auth: "key:user", user_data: "{}" }, both, both]);
  const ask = (socketId: string, channelName?: string) => {
    const { userAuthentication, channelAuthorization } = MadePusher.last.options;
    (channelName ? channelAuthorization : userAuthentication).customHandler(
      { socketId, channelName },
      () => {},
    );
  };
  ask("1.2");
  ask("3.4", "private-a");
  ask("3.4", "private-b");
  ask("1.2", "private-a");
  ask("1.2", "private-b");
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(bodies(), [
    "socket_id=1.2",
    listOf(["private-a", "private-b"], "3.4"),
    listOf(["private-a", "private-b"]),
  ]);
});

test("a route that does not know lists is asked for each channel, and never for a list again", async (t) => {
  const html = "<h1>Server Error</h1>";
  const foreign: (Response | object)[] = [
    Response.json({ error: "channel_name must be a string" }, { status: 400 }),
    new Response(html, { status: 403 }),
    new Response("", { status: 404 }),
    new Response(html, { status: 419 }),
    Response.json({ message: "The channel name field must be a string." }, { status: 422 }),
    new Response(html, { status: 500 }),
    new Response(html),
    { auth: "key:what a sign-in gets" },
    { auth: "key:of an array", channel_data: "{}" },
    {},
    [],
    Response.json(null),
    Response.json("private-a"),
    { "private-a": "key:signature", "private-b": null },
  ];
  const both = ["private-a", "private-b"];
  for (const answer of foreign) {
    const { bodies } = open(t, [answer, { auth: "1" }, { auth: "2" }, { auth: "3" }, { auth: "4" }]);
    assert.deepEqual(await burst(...both), ["1", "2"]);
    assert.deepEqual(await burst(...both), ["3", "4"]);
    assert.deepEqual(bodies(), [listOf(both), ...both.map(single), ...both.map(single)]);
    t.mock.restoreAll();
  }
});

test("a refusal that would meet each channel too is told to each, and lists are tried again", async (t) => {
  const refusal = { error: { code: "origin_refused", message: "Pages of this origin may not ask here." } };
  const refused = () => Response.json(refusal, { status: 403 });
  const both = ["private-a", "private-b"];
  const { bodies } = open(t, [refused(), refused(), refused(), keyed(...both)]);
  assert.deepEqual(await burst(...both), ["origin_refused", "origin_refused"]);
  assert.deepEqual(await burst(...both), ["key:private-a", "key:private-b"]);
  assert.deepEqual(bodies(), [listOf(both), ...both.map(single), listOf(both)]);
});

test("a channel that the answer leaves out is asked for alone", async (t) => {
  const { bodies } = open(t, [
    keyed("private-a"),
    Response.json({ error: { code: "denied", message: "No." } }, { status: 403 }),
  ]);
  assert.deepEqual(await burst("private-a", "private-b"), ["key:private-a", "denied"]);
  assert.deepEqual(bodies(), [listOf(["private-a", "private-b"]), single("private-b")]);
});

const unanswered = (): [number, Answer][] => [
  [0, new TypeError("fetch failed")],
  [429, new Response("", { status: 429 })],
  [502, new Response("<h1>Bad Gateway</h1>", { status: 502 })],
  [503, new Response("", { status: 503 })],
];

test("a route that has served a list, and is not there now, is asked for all of them later, in one request", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(Math, "random", () => 0);
  const names = ["private-a", "presence-b", "private-c"];
  const { live, bodies } = open(t, [keyed(...names), ...unanswered().map(([, answer]) => answer)]);
  const errors: string[] = [];
  for (const name of names)
    live.channel(name).error(({ retryable, status }) => errors.push(`${name} ${retryable} ${status}`));
  await Promise.all(names.map((name) => MadePusher.last.authorize(name)));
  for (const [attempt, [status]] of unanswered().entries()) {
    MadePusher.last.sent.length = 0;
    await Promise.all(names.map((name) => MadePusher.last.authorize(name)));
    assert.deepEqual(
      errors.splice(0),
      names.map((name) => `${name} true ${status}`),
    );
    assert.deepEqual(bodies(), Array(attempt + 2).fill(listOf(names)));
    t.mock.timers.tick(1_000 * 2 ** attempt - 1);
    assert.deepEqual(MadePusher.last.sent, []);
    t.mock.timers.tick(1);
    assert.deepEqual(
      MadePusher.last.sent,
      names.map((name) => `subscribe ${name}`),
      "all in one tick",
    );
  }
});

test("a route that never served a list, and does not answer the first, is asked for each channel later: it may not bear lists", async (t) => {
  const both = ["private-a", "private-b"];
  for (const [, answer] of unanswered()) {
    const { bodies } = open(t, [answer]);
    const [code] = await burst(...both);
    assert.match(code!, /^(ambiguous|rejected)$/);
    assert.deepEqual(await burst(...both), ["key:signature", "key:signature"]);
    assert.deepEqual(bodies(), [listOf(both), ...both.map(single)]);
    t.mock.restoreAll();
  }
});

test("batch: true asks for lists, whatever kept the first from being answered", async (t) => {
  const both = ["private-a", "private-b"];
  const { bodies } = open(t, [new TypeError("fetch failed"), keyed(...both)], { batch: true });
  await burst(...both);
  assert.deepEqual(await burst(...both), ["key:private-a", "key:private-b"]);
  assert.deepEqual(bodies(), [listOf(both), listOf(both)]);
});

test("what was left or denied before its time to be tried again is not asked for", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const names = ["private-a", "private-b", "private-c"];
  const denial = Response.json({ error: { code: "denied", message: "No." } }, { status: 403 });
  const { live, bodies } = open(t, [new Response("", { status: 503 }), denial]);
  const shares = names.map((name) => live.channel(name));
  await Promise.all(names.map((name) => MadePusher.last.authorize(name)));
  shares[0]!.stop();
  live.channel("private-b");
  await MadePusher.last.authorize("private-b");
  MadePusher.last.sent.length = 0;
  t.mock.timers.tick(1_000);
  assert.deepEqual(MadePusher.last.sent, ["subscribe private-c"]);
  assert.deepEqual(bodies(), [listOf(names), single("private-b")]);
});

test("batch: false asks for each channel", async (t) => {
  const { bodies } = open(t, [], { batch: false });
  await burst("private-a", "private-b");
  assert.deepEqual(bodies(), ["private-a", "private-b"].map(single));
});

test("an answer's keys are never mistaken for what every object has", async (t) => {
  const text = JSON.stringify(keyed("private-a", "private-b")).replace(
    "{",
    `{"__proto__":{"status":200,"data":{"auth":"x"}},`,
  );
  open(t, [new Response(text)]);
  assert.deepEqual(await burst("private-a", "private-b"), ["key:private-a", "key:private-b"]);
  assert.equal(({} as { status?: number }).status, undefined);
});
