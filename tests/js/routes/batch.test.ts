import assert from "node:assert/strict";
import test from "node:test";
import express from "express";
import { Broadcast } from "../../../js/src/broadcast.js";
import { nodeHandler } from "../../../js/src/adapters/node.js";
import { silent } from "../../support/logger.js";
import { serve } from "../../support/listen.js";

const logger = silent;
const broadcast = new Broadcast({ appId: "3", key: "key", secret: "secret", cluster: "eu", logger });
const url = "http://localhost/broadcasting/authorize";
const form = "application/x-www-form-urlencoded";

const listOf = (channels: string[]) =>
  `socket_id=1.1${channels.map((name) => `&channel_name[]=${name}`).join("")}`;
const post = (body?: string, type = form) =>
  new Request(url, {
    method: "POST",
    headers: { "Content-Type": type },
    ...(body === undefined ? {} : { body }),
  });

/** The channels of an answer with the status of each, in the answer's order. */
async function statuses(response: Response): Promise<[string, number][]> {
  assert.equal(response.status, 200);
  return Object.entries<{ status: number }>(await response.json()).map(([name, { status }]) => [
    name,
    status,
  ]);
}

test("the user and the user's data are asked for once per request, whatever is asked with them", async () => {
  const asked: string[] = [];
  const note = <T>(what: string, answer: T): T => (asked.push(what), answer);
  const user = async () => note("user", { id: 7 });
  const ruled = broadcast.routes({ user, channels: { "private-{x}": (_user, { x }) => note(x, x !== "b") } });
  assert.deepEqual(await statuses(await ruled(post(listOf(["private-a", "private-b", "private-c"])))), [
    ["private-a", 200],
    ["private-b", 403],
    ["private-c", 200],
  ]);
  assert.deepEqual(asked.splice(0), ["user", "a", "b", "c"]);

  const open = broadcast.routes({ user, userData: ({ id }) => note("data", { id: String(id) }) });
  await open(post(listOf(["presence-a", "presence-b", "private-c"])));
  assert.deepEqual(asked.splice(0), ["user", "data"]);

  await open(post(listOf(["releases", "private-encrypted-x", "a b"])));
  assert.deepEqual(asked, [], "nobody is asked for where it does not matter");
});

test("rules are asked at the same time, and the answer keeps the order of the request", async () => {
  const waiting: (() => void)[] = [];
  const routes = broadcast.routes({
    channels: {
      "private-{x}": (_user, { x }) =>
        new Promise<boolean>((resolve, reject) => {
          waiting.unshift(() => (x === "b" ? reject(new Error("no")) : resolve(true)));
          if (waiting.length === 3) waiting.forEach((finish) => finish());
        }),
    },
  });
  assert.deepEqual(await statuses(await routes(post(listOf(["private-a", "private-b", "private-c"])))), [
    ["private-a", 200],
    ["private-b", 403],
    ["private-c", 200],
  ]);
});

test("a defect in one channel is 500 for it alone, and says nothing of itself", async () => {
  const lines: string[] = [];
  const told = { info() {}, warn: (line: string) => void lines.push(line) } as never;
  const routes = new Broadcast({
    appId: "3",
    key: "key",
    secret: "secret",
    cluster: "eu",
    logger: told,
  }).routes({
    channels: {
      "presence-{x}": (_user, { x }) => ({
        get user_id(): string {
          if (x === "b") throw new RangeError("quotes a@example.com");
          return x;
        },
      }),
    },
  });
  const answer = await (await routes(post(listOf(["presence-a", "presence-b"])))).json();
  assert.equal(answer["presence-a"].status, 200);
  assert.deepEqual(answer["presence-b"], {
    status: 500,
    data: { error: { code: "internal", message: "The request could not be answered." } },
  });
  assert.equal(lines.length, 1);
  assert.ok(!lines[0]!.includes("example.com"));
});

test("a list that a framework has read comes in however its parser left it", async () => {
  const routes = broadcast.routes({ channels: { "private-{x}": () => true } });
  const socket = { socket_id: "1.1" };
  const both: [string, number][] = [
    ["private-a", 200],
    ["private-b", 200],
  ];
  const read = [
    { ...socket, channel_name: ["private-a", "private-b"] },
    { ...socket, channel_name: { 0: "private-a", 1: "private-b" } },
    { ...socket, "channel_name[]": ["private-a", "private-b"] },
    { ...socket, "channel_name[0]": "private-a", "channel_name[1]": "private-b" },
    Object.assign(Object.create(null), socket, { "channel_name[]": ["private-a", "private-b", "private-a"] }),
  ];
  for (const body of read)
    assert.deepEqual(await statuses(await routes(post(), { body })), both, JSON.stringify(body));

  const malformed = [
    { ...socket, channel_name: [] },
    { ...socket, channel_name: {} },
    { ...socket, channel_name: { a: "private-a" } },
    { ...socket, channel_name: { 0: ["private-a"] } },
    { ...socket, channel_name: { length: 1, 0: "private-a" } },
    { ...socket, channel_name: ["private-a", 7] },
    { ...socket, channel_name: "private-a", "channel_name[]": "private-b" },
    { ...socket, "channel_name[x]": "private-a" },
    { ...socket, "channel_name[]": [] },
    { ...socket, "channel_name[]": [["private-a"]] },
    { socket_id: ["1.1"], channel_name: ["private-a"] },
  ];
  for (const body of malformed) {
    const response = await routes(post(), { body });
    assert.equal(response.status, 400, JSON.stringify(body));
    assert.equal((await response.json()).error.code, "malformed_request");
  }
});

test("100 channels come through Express, before and behind either of its parsers", async (t) => {
  const channels = Array.from({ length: 100 }, (_, i) => `private-x${i}`);
  const routes = broadcast.routes({ channels: { "private-{x}": () => true } });
  for (const parsers of [
    [],
    [express.urlencoded({ extended: true })],
    [express.urlencoded({ extended: false })],
    [express.json()],
  ]) {
    const app = express();
    for (const parser of parsers) app.use(parser);
    const origin = await serve(t, app.use(nodeHandler(routes)));
    const sent: [string, string][] = [
      [form, listOf(channels)],
      [form, `socket_id=1.1${channels.map((name, i) => `&channel_name[${i}]=${name}`).join("")}`],
      ["application/json", JSON.stringify({ socket_id: "1.1", channel_name: channels })],
    ];
    for (const [type, body] of sent) {
      const response = await fetch(`${origin}/broadcasting/authorize`, {
        method: "POST",
        headers: { "Content-Type": type },
        body,
      });
      assert.deepEqual((await statuses(response)).map(([name]) => name).sort(), [...channels].sort());
    }
  }
});
