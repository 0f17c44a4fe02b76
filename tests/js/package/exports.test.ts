// One secret signs every subscription, sign-in and request: whoever can have a text of his own signed has them all
// (sakurity.com/blog/2015/05/08/pusher.html). So whatever the package exports is listed here, and tried.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { inspect } from "node:util";
import { app, encryptionMasterKeyBase64 } from "../../support/credentials.js";

const root = new URL("../../../", import.meta.url);

const channels = [
  "CacheChannel",
  "Channel",
  "EncryptedCacheChannel",
  "EncryptedChannel",
  "PresenceCacheChannel",
  "PresenceChannel",
  "PrivateCacheChannel",
  "PrivateChannel",
];
const channel = { methods: ["toString"] };
const events = {
  ...Object.fromEntries(channels.map((name) => [name, channel])),
  CanBroadcast: { methods: ["broadcastAs", "broadcastOn", "broadcastWith"] },
  event: {},
  nameOf: {},
};
const sending = ["channel", "flush", "later", "notify"];
const asking = [
  "channelInfo",
  "get",
  "listChannels",
  "listMembers",
  "post",
  "sendToUser",
  "terminateConnections",
  "trigger",
  "triggerBatch",
];
const deciding = [
  "as",
  "authenticate",
  "authorize",
  "driver",
  "forRequest",
  "logger",
  "routes",
  "webhook",
  "webhooks",
];
const Broadcast = {
  statics: ["fake", "fromEnv"],
  methods: [...sending, ...asking, ...deciding, "toString", "Symbol(nodejs.util.inspect.custom)"],
};

interface Listed {
  statics?: readonly string[];
  methods?: readonly string[];
}

/**
 * What each entry exports. Before you add a name: does it sign a text, or a part of one, that its caller may choose
 * freely? Then it must not be exported. Else list it; the test of the oracle below tries it.
 */
const listed: Record<string, Record<string, Listed>> = {
  ".": { Broadcast, FanfareError: {}, TransportError: {}, ...events },
  "./events": events,
  "./browser": { FanfareError: {}, connect: {} },
  "./node": { fastifyHandler: {}, koaHandler: {}, nodeHandler: {} },
  "./testing": { Broadcast },
  "./undici": { undici: {} },
  "./hub": {
    FanfareError: {},
    Hub: {
      statics: ["listen"],
      methods: ["close", "occupancy", "options", "toString", "unref", "Symbol(nodejs.util.inspect.custom)"],
    },
    defaultApp: {},
  },
  // docs/pusher.md has a section on Token.sign, which alone signs any text: `pusher` has it
  "./pusher": Object.fromEntries(
    ["Pusher", "default"].map((name) => [
      name,
      {
        statics: [
          "Pusher",
          "RequestError",
          "Token",
          "WebHook",
          "WebHookError",
          "default",
          "forCluster",
          "forURL",
        ],
        methods: [
          "authenticate",
          "authenticateUser",
          "authorizeChannel",
          "channelSharedSecret",
          "createSignedQueryString",
          "get",
          "post",
          "sendToUser",
          "terminateUserConnections",
          "trigger",
          "triggerBatch",
          "webhook",
        ],
      },
    ]),
  ),
};
Object.assign(listed["./pusher"]!, {
  RequestError: {},
  Token: { methods: ["sign", "verify"] },
  WebHook: { methods: ["getData", "getEvents", "getTime", "isBodyValid", "isContentTypeValid", "isValid"] },
  WebHookError: {},
});

const { exports } = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {
  exports: Record<string, unknown>;
};
const entries = Object.keys(exports).filter((entry) => !/\.(json|wasm)$/.test(entry));
const load = (entry: string): Promise<Record<string, unknown>> => import(entry.replace(".", "fanfare"));

const ordinary = ["length", "name", "prototype", "constructor"];
const ownNames = (object: object) =>
  Reflect.ownKeys(object)
    .map(String)
    .filter((name) => !ordinary.includes(name));

function namesUpTo(end: unknown, object: object | null): string[] {
  return object === null || object === end
    ? []
    : [...ownNames(object), ...namesUpTo(end, Object.getPrototypeOf(object))];
}

function describe(value: unknown): { statics: string[]; methods: string[] } {
  if (typeof value !== "function") return { statics: [], methods: [] };
  const isError = value.prototype instanceof Error;
  const methods = isError || !value.prototype ? [] : namesUpTo(Object.prototype, value.prototype);
  return { statics: isError ? [] : ownNames(value).sort(), methods: methods.sort() };
}

test("each entry exports what is listed here, and nothing else", async () => {
  for (const entry of entries) {
    assert.ok(entry in listed, `list what ${entry} exports`);
    const found = Object.entries(await load(entry)).map(([name, value]) => [name, describe(value)]);
    const expected = Object.entries(listed[entry]!).map(([name, { statics = [], methods = [] }]) => [
      name,
      { statics: [...statics].sort(), methods: [...methods].sort() },
    ]);
    assert.deepEqual(Object.fromEntries(found), Object.fromEntries(expected), entry);
  }
});

const master = { encryptionMasterKeyBase64 };
const socketId = "1234.1234";
// none of them is what a call is for: those are the tests of tests/vectors/token.json
const texts = [
  "a text",
  "",
  "1.1:private-x:{}",
  `${socketId}:private-x:{"user_id":"1"}`,
  `${socketId}::user::{}`,
  ':user::{"id":"1"}',
  "POST\n/apps/3/events\nauth_key=1",
  '{"time_ms":1,"events":[]}',
  "private-x\n",
];
const signatures = texts.flatMap((text) => {
  const hex = createHmac("sha256", app.secret).update(text).digest();
  return [hex.toString("hex"), hex.toString("base64")];
});

/** Everything that calling `call` gives, throws, rejects with, or sends. */
async function outcomeOf(call: () => unknown): Promise<string> {
  try {
    const given = await call();
    const body = given instanceof Response ? await given.text() : "";
    return inspect(given, { depth: 8, showHidden: true, maxArrayLength: null, maxStringLength: null }) + body;
  } catch (error) {
    return inspect(error, { depth: 8, showHidden: true, maxStringLength: null });
  }
}

test("no call signs a text of its caller's", async (t) => {
  t.mock.method(console, "warn", () => {});
  t.mock.method(console, "info", () => {});
  const { Broadcast } = (await load(".")) as any;
  const { Broadcast: Testing } = (await load("./testing")) as any;
  const { default: Pusher } = (await load("./pusher")) as any;
  const sent: string[] = [];
  const transport = async (request: { url: string; body: string }) => {
    sent.push(decodeURIComponent(request.url), request.body);
    return { status: 200, headers: new Headers(), body: "{}" };
  };
  const broadcast = new Broadcast({ ...app, ...master, cluster: "eu", transport });
  const pusher = new Pusher({ ...app, ...master, host: "127.0.0.1", port: "1", useTLS: false });
  // what leaves is seen by the arguments of the call that signs, and no request needs to
  const objects = {
    broadcast,
    bound: broadcast.as({ id: 1 }),
    fake: Testing.fake({ ...app, ...master }),
    pusher,
  };
  const unsent = ["get", "post", "trigger", "triggerBatch", "sendToUser", "terminateUserConnections"];
  let calls = 0;
  for (const [name, object] of Object.entries<any>(objects)) {
    const methods = namesUpTo(Object.prototype, object).filter(
      (method) => typeof object[method] === "function",
    );
    assert.ok(methods.length > 2, name);
    for (const method of methods) {
      if (object === pusher && unsent.includes(method)) continue;
      for (const text of texts) {
        const shapes = [
          [text],
          [text, text],
          [text, socketId],
          [socketId, text],
          ["private-x", text],
          [{ path: text, method: text, params: { a: text }, body: text }],
          [{ id: text }, text],
          [socketId, { id: text }],
          ["presence-x", socketId, { user_id: text }],
          [text, text, text],
          [[text], text, text],
          [{ name: text }, { name: text }],
        ];
        for (const shape of shapes) {
          const outcome = `${await outcomeOf(() => object[method](...shape))}${sent.splice(0).join("\n")}`;
          calls++;
          for (const signature of signatures)
            assert.ok(!outcome.includes(signature), `${name}.${method}(${inspect(shape)})`);
        }
      }
    }
  }
  assert.ok(calls > 2_000, `${calls}`);
  // what the check is worth: Token.sign is seen by it
  const token = new Pusher.Token(app.key, app.secret);
  assert.ok(signatures.includes(token.sign("a text")));
});

test("no public header of C++ has a function that signs a text", () => {
  const takesKey: string[] = [];
  for (const folder of ["core/include/fanfare/", "native/include/fanfare/"]) {
    const files = readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".h"),
    );
    for (const file of files) {
      const code = readFileSync(new URL(folder + file, root), "utf8").replace(/\/\/.*$/gm, "");
      for (const [, name] of code.matchAll(/(\w+)\([^()]*\b(?:SigningKey|App)\s*&?\s*\w+[^()]*\)/g))
        takesKey.push(`${file}: ${name}`);
    }
  }
  // each checks the parts of what it signs, or signs nothing; `hmac_sha256_hex` is core/src's own
  assert.deepEqual([...new Set(takesKey)].sort(), [
    "app.h: App",
    "auth.h: authenticate",
    "auth.h: authorize",
    "auth.h: verify_authentication",
    "auth.h: verify_authorization",
    "encryption.h: authorize_encrypted",
    "request.h: batch_request",
    "request.h: sign_request",
    "request.h: trigger_request",
    "request.h: verify_request",
    "routes.h: ErasedRoutes",
    "routes.h: Routes",
    "routes_httplib.h: mount",
  ]);
});
