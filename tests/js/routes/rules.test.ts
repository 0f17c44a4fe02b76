import assert from "node:assert/strict";
import test from "node:test";
import { type Broadcast } from "../../../js/src/broadcast.js";
import { fastifyHandler, koaHandler, nodeHandler } from "../../../js/src/adapters/node.js";
import type { Params, RuleAnswer, Rules } from "../../../js/src/routes/rules.js";
import { checkRules, decide, whereThrown } from "../../../js/src/routes/rules.js";

test("rules are asked in the order given, one after another, until one decides", async () => {
  const asked: string[] = [];
  const note = (name: string, answer: unknown) => async () => {
    await new Promise((resolve) => setImmediate(resolve));
    asked.push(name);
    return answer;
  };
  const rules = checkRules({
    "private-{a}": note("first", null),
    "private-x{b}": note("second", undefined),
    "presence-{c}": note("other kind", false),
    "private-xy": note("third", true),
    "private-{d}": note("never", false),
  });
  assert.deepEqual(await decide(rules, "private-xy", {}, undefined), { allowed: true });
  assert.deepEqual(asked, ["first", "second", "third"]);
});

test("only true allows a private channel", async () => {
  const decideFor = async (answer: unknown) =>
    (await decide(checkRules({ "private-x": () => answer }), "private-x", {}, undefined)).allowed;
  assert.equal(await decideFor(true), true);
  for (const answer of [
    1,
    "true",
    {},
    [],
    { user_id: "1" },
    () => true,
    0,
    "",
    NaN,
    Symbol("yes"),
    new Boolean(true),
  ])
    assert.equal(await decideFor(answer), false, String(answer));
});

test("only a member allows a presence channel", async () => {
  const decideFor = (answer: unknown) =>
    decide(checkRules({ "presence-x": () => answer }), "presence-x", {}, undefined);
  assert.deepEqual(await decideFor({ user_id: "1" }), { allowed: true, member: { user_id: "1" } });
  for (const answer of [true, 1, "1", "", 0, () => ({ user_id: "1" })]) {
    const { allowed } = await decideFor(answer);
    assert.equal(allowed, false, String(answer));
  }
});

test("what a rule threw is told by its class and place, without its message", () => {
  class NotFound extends Error {
    override name = "NotFound";
  }
  const multiline = new Error("a@example.com\n    at b@example.com (x:1:1)");
  const changed = new Error("a@example.com");
  changed.message = "b@example.com";
  const bare = new Error("a@example.com");
  bare.stack = undefined;
  for (const error of [
    new NotFound("a@example.com"),
    multiline,
    changed,
    bare,
    "a@example.com",
    { message: "a@example.com" },
    null,
  ]) {
    assert.ok(!whereThrown(error).includes("example.com"), whereThrown(error));
  }
  assert.match(whereThrown(new TypeError("a@example.com")), /^TypeError at .*rules\.test\.ts:\d+:\d+\)?$/);
  assert.match(whereThrown(new NotFound("a@example.com")), /^NotFound/);
  assert.equal(whereThrown("a@example.com"), "something that is not an Error");
});

// What follows is checked by the compiler and never called.

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <T extends true>(): T => true as T;

interface User {
  id: number;
  role: "admin" | "basic";
  name: string;
}

declare const broadcast: Broadcast;
declare const findUser: (request: Request) => User | null;

export function types(): void {
  holds<Equal<keyof Params<"private-orders.{id}.items.{item}">, "id" | "item">>();
  holds<Equal<keyof Params<"private-admins">, never>>();
  holds<Equal<RuleAnswer<"private-{x}">, boolean | null | undefined>>();
  holds<Equal<true extends RuleAnswer<"presence-{x}"> ? true : false, false>>();
  holds<
    Equal<Rules<User, "private-x">["private-x"] extends (...args: any[]) => unknown ? true : false, true>
  >();

  // the design's example, as it stands
  broadcast.routes({
    authRoute: "/broadcasting/authorize",
    user: (request, context) => (context ? findUser(request) : null),
    channels: {
      "private-admins": (user) => user.role === "admin",
      "private-orders.{id}": (user, { id }) => user.id === Number(id),
      "presence-chat.{room}": (user) => ({ user_id: user.id, user_info: { name: user.name } }),
    },
    userData: (user) => ({ id: String(user.id), watchlist: ["1"] }),
  });

  broadcast.routes({
    user: findUser,
    channels: {
      // @ts-expect-error the pattern has no such parameter
      "private-orders.{id}": (user, { order }) => user.id === Number(order),
    },
  });
  broadcast.routes({
    user: findUser,
    channels: {
      // @ts-expect-error the user has no such field
      "private-admins": (user) => user.isAdmin,
    },
  });
  broadcast.routes({
    user: findUser,
    channels: {
      // @ts-expect-error a presence rule returns a member
      "presence-chat.{room}": () => true,
    },
  });
  broadcast.routes({
    user: findUser,
    channels: {
      // @ts-expect-error a private rule returns no member
      "private-x": (user) => ({ user_id: user.id }),
    },
  });
  broadcast.routes({
    // @ts-expect-error a member has an id
    channels: { "presence-x": () => ({ user_info: {} }) },
  });
  // @ts-expect-error there is no such option
  broadcast.routes({ channel: {} });
  // @ts-expect-error user data has an id
  broadcast.routes({ user: findUser, userData: (user) => ({ name: user.name }) });

  // asynchronous, and letting the next rule decide
  broadcast.routes({
    user: async (request) => findUser(request),
    channels: {
      "private-x": async (user) => (user.role === "admin" ? true : null),
      "presence-x": async (user) => (user.role === "admin" ? { user_id: user.id } : undefined),
      "private-y": () => undefined,
    },
  });

  // a Worker's env, and the custom controller
  const worker = broadcast.routes({
    user: (request, env: { SESSIONS: { get(id: string): Promise<User | null> } }) =>
      env.SESSIONS.get(request.url),
    channels: { "private-x": (_user, _params, env) => env.SESSIONS !== undefined },
  });
  void worker(new Request("http://localhost/"), { SESSIONS: { get: async () => null } });
  // @ts-expect-error another env
  void worker(new Request("http://localhost/"), { KV: 1 });
  broadcast.routes({ authorize: (_request, channel, socketId) => channel.length > socketId.length });
  broadcast.routes({ authorize: async () => ({ user_id: 1 }) });
  // @ts-expect-error neither a boolean nor a member
  broadcast.routes({ authorize: () => "yes" });

  const routes = broadcast.routes({ user: (_request, { req }) => (req ? { id: 1 } : null) });
  const fetchHandler: { fetch(request: Request, env: object): Promise<Response> } = { fetch: routes };
  void [fetchHandler, nodeHandler(routes), koaHandler(routes), fastifyHandler(routes)];
}
