// What must hold wherever Fanfare runs: a function of the library, in web standards alone. Each run-*.ts gives it the
// library as that runtime resolves it.

import type * as Library from "fanfare";
import authVectors from "../vectors/auth.json" with { type: "json" };
import { NotExpressible, textOf, valueOf, type Case } from "../support/text.js";
import { app, encryptionMasterKeyBase64 } from "../support/credentials.js";
import { silent } from "../support/logger.js";

/** Where a server listens that takes events as a real one does, and at `/requests` tells of those that it took. */
export interface Server {
  readonly host: string;
  readonly port: number;
}

export interface Outcome {
  readonly name: string;
  /** Why it failed; null when it passed. */
  readonly failure: string | null;
}

type Fanfare = typeof Library;

function equal(actual: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${a} is not ${b}`);
}

async function failure(run: () => unknown): Promise<{ code?: string; message: string }> {
  try {
    await run();
  } catch (error) {
    return error as Error;
  }
  throw new Error("it did not fail");
}

async function checkVector(one: Case, run: () => object): Promise<void> {
  if (!one.valid) return equal((await failure(run)).code, one.code);
  equal(run(), valueOf(one.expected.json));
}

function* vectors({ Broadcast }: Fanfare): Iterable<[string, () => unknown]> {
  const broadcastOf = ({ app }: Case) =>
    new Broadcast({
      appId: textOf(app.id),
      key: textOf(app.key),
      secret: textOf(app.secret),
      cluster: "mt1",
    });

  for (const one of authVectors.authorize as unknown as Case[]) {
    yield [
      `authorize, ${one.name}`,
      () => {
        const { user_id, user_info = "" } = one.member ?? {};
        const info = textOf(user_info);
        const member = one.member && {
          user_id: textOf(user_id),
          ...(info !== "" && { user_info: valueOf(info) }),
        };
        const [channel, socketId] = [textOf(one.channel), textOf(one.socket_id)];
        return checkVector(one, () => broadcastOf(one).authorize(channel, socketId, member));
      },
    ];
  }
  for (const one of authVectors.authenticate as unknown as Case[]) {
    yield [
      `authenticate, ${one.name}`,
      () => {
        const [socketId, user] = [textOf(one.socket_id), valueOf(textOf(one.user_data))];
        return checkVector(one, () => broadcastOf(one).authenticate(socketId, user));
      },
    ];
  }
}

function* broadcasts(
  { Broadcast, PrivateChannel, event, FanfareError }: Fanfare,
  server: Server,
): Iterable<[string, () => unknown]> {
  const broadcast = new Broadcast({ ...app, ...server, useTLS: false });
  const taken = async () => {
    const answer = await fetch(`http://${server.host}:${server.port}/requests`);
    return (await answer.json()) as { path: string; body: string }[];
  };
  class Released extends event("NewRelease") {
    constructor(readonly version: string) {
      super();
    }
    override broadcastOn() {
      return ["releases", new PrivateChannel("admins")];
    }
  }

  yield [
    "an event object reaches the server, signed",
    async () => {
      const sent = await broadcast.channel(new Released("4.0.0 😀"));
      equal(sent.channels, ["releases", "private-admins"]);
      const last = (await taken()).at(-1)!;
      equal(last.path, "/apps/3/events");
      const body = JSON.parse(last.body);
      equal(
        [body.name, body.channels, body.data],
        ["NewRelease", ["releases", "private-admins"], '{"version":"4.0.0 😀"}'],
      );
    },
  ];
  yield [
    "an event for an encrypted channel is sealed, each time under another nonce",
    async () => {
      const sealing = new Broadcast({ ...app, ...server, useTLS: false, encryptionMasterKeyBase64 });
      await sealing.channel("private-encrypted-a", "Letter", { text: "hello" });
      await sealing.channel("private-encrypted-a", "Letter", { text: "hello" });
      const [one, two] = (await taken()).slice(-2).map(({ body }) => JSON.parse(JSON.parse(body).data));
      equal(
        [Object.keys(one), atob(one.nonce).length, atob(one.ciphertext).length],
        [["nonce", "ciphertext"], 24, 16 + 16],
      );
      equal(one.nonce === two.nonce, false);
    },
  ];
  yield [
    "a payload over the limit is refused, and nothing is sent",
    async () => {
      const before = (await taken()).length;
      const error = await failure(() => broadcast.channel("releases", "E", "x".repeat(10_241)));
      equal([error instanceof FanfareError, error.code], [true, "data_too_large"]);
      equal((await taken()).length, before);
    },
  ];
  yield [
    "a server that refuses is told of, without the secret",
    async () => {
      const wrong = new Broadcast({ ...app, secret: "wrong-secret", ...server, useTLS: false });
      const error = await failure(() => wrong.channel("releases", "E", {}));
      equal(error.code, "rejected");
      equal(/wrong-secret|auth_signature/.test(error.message + JSON.stringify(error)), false);
    },
  ];
  yield [
    "what is sent later is sent when flush resolves, in order",
    async () => {
      void broadcast.later("releases", "First", { id: 1 });
      void broadcast.later(new Released("4.0.1"));
      equal(await broadcast.flush(10_000), 0);
      equal(
        (await taken()).slice(-2).map(({ body }) => JSON.parse(body).name),
        ["First", "NewRelease"],
      );
    },
  ];
  yield [
    "a question is asked, and its answer read",
    async () => {
      equal(await broadcast.listChannels({ prefix: "presence-", info: "user_count" }), {
        "presence-a": { user_count: 3, occupied: true },
      });
      equal((await taken()).at(-1), { path: "/apps/3/channels", body: "" });
    },
  ];
  yield [
    "the fake remembers what was sent",
    async () => {
      const fake = Broadcast.fake();
      await fake.channel(new Released("4.0.0"));
      fake.assertSent(Released);
    },
  ];
}

function* routes({ Broadcast }: Fanfare): Iterable<[string, () => unknown]> {
  const broadcast = new Broadcast({
    ...app,
    cluster: "mt1",
    logger: { info() {}, warn() {}, error() {} } as never,
  });
  const handler = broadcast.routes({
    user: (request) => (request.headers.has("x-user") ? { id: request.headers.get("x-user")! } : null),
    channels: {
      "private-orders.{id}": (user, { id }) => user.id === id,
      "presence-chat.{room}": (user) => ({ user_id: user.id }),
    },
  });
  const ask = async (channel: string, headers: Record<string, string> = {}) => {
    const response = await handler(
      new Request("http://app.example/broadcasting/authorize", {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", "x-user": "7", ...headers },
        body: new URLSearchParams({ socket_id: "1234.1234", channel_name: channel }).toString(),
      }),
    );
    return { status: response.status, body: await response.json() };
  };

  // openssl dgst -sha256 -hmac 7ad3773142a6692b25b8 of "1234.1234:private-orders.7" and of the member's
  yield [
    "routes grant what a rule allows",
    async () =>
      equal(await ask("private-orders.7"), {
        status: 200,
        body: {
          auth: "278d425bdf160c739803:c82709bfded06b8b9949377bba62eadc186245b8e5a97aa471add10f741d89fb",
        },
      }),
  ];
  yield [
    "routes sign the member that a rule gives",
    async () =>
      equal(await ask("presence-chat.1"), {
        status: 200,
        body: {
          auth: "278d425bdf160c739803:d9522e9e8e16525e44f22f080e33b4ef495e5a0fb82f071454edbe8c4c0dcd30",
          channel_data: '{"user_id":"7"}',
        },
      }),
  ];
  yield [
    "routes deny what no rule allows",
    async () => {
      for (const channel of ["private-orders.8", "private-other", "private-orders.7.items"]) {
        const { status, body } = await ask(channel);
        equal([status, body.error.code], [403, "denied"]);
      }
    },
  ];
  yield [
    "routes refuse a page of another origin",
    async () => {
      const { status, body } = await ask("private-orders.7", {
        origin: "https://evil.example",
        "sec-fetch-site": "cross-site",
      });
      equal([status, body.error.code], [403, "origin_refused"]);
    },
  ];
  yield [
    "routes refuse what is no request",
    async () => {
      const { status, body } = await ask("private-orders.7 ");
      equal([status, body.error.code], [400, "invalid_channel"]);
    },
  ];
}

function* webhooks({ Broadcast }: Fanfare): Iterable<[string, () => unknown]> {
  const broadcast = new Broadcast({ ...app, cluster: "mt1", logger: silent });
  const body =
    '{"time_ms":1327078148132,"events":[{"name":"member_added","channel":"presence-a","user_id":"7"}]}';
  // openssl dgst -sha256 -hmac 7ad3773142a6692b25b8
  const signature = "bd648239fd4d057eda159d75949f03a9962ccf75e7f760f948a73fcc627699cf";
  const headers = (signature: string) =>
    new Headers({
      "X-Pusher-Key": app.key,
      "X-Pusher-Signature": signature,
      "Content-Type": "application/json",
    });

  yield [
    "a webhook that the server has signed is read",
    () => {
      const webhook = broadcast.webhook(headers(signature), body);
      if (!webhook) throw new Error("it was refused");
      const told = webhook.events.map(
        (event) => event.kind === "member_added" && [event.channel, event.userId],
      );
      equal([webhook.time.getTime(), told], [1327078148132, [["presence-a", "7"]]]);
    },
  ];
  yield [
    "a webhook that it has not signed is none",
    () => {
      equal(broadcast.webhook(headers(signature.replace("b", "c")), body), false);
      equal(broadcast.webhook(headers(signature), `${body} `), false);
    },
  ];
  yield [
    "the handler of webhooks answers by the signature",
    async () => {
      const kinds: string[] = [];
      const handler = broadcast.webhooks(({ events }) => kinds.push(...events.map(({ kind }) => kind)));
      const post = (signature: string) =>
        handler(
          new Request("http://app.example/webhooks", { method: "POST", headers: headers(signature), body }),
        );
      equal(
        [(await post(signature)).status, (await post("0".repeat(64))).status, kinds],
        [200, 401, ["member_added"]],
      );
    },
  ];
}

/**
 * Sends two events of one channel later: the second goes when the first has been answered. `waitUntil` is the
 * runtime's own.
 */
export function sendLater(
  { Broadcast }: Fanfare,
  server: Server,
  waitUntil: (promise: Promise<unknown>) => void,
): void {
  const broadcast = new Broadcast({ ...app, ...server, useTLS: false, waitUntil });
  void broadcast.later("releases", "First", {});
  void broadcast.later("releases", "Second", {});
}

/** Runs everything, one after the other. */
export async function suite(fanfare: Fanfare, server: Server): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [name, run] of [
    ...vectors(fanfare),
    ...broadcasts(fanfare, server),
    ...routes(fanfare),
    ...webhooks(fanfare),
  ]) {
    try {
      await run();
      outcomes.push({ name, failure: null });
    } catch (error) {
      if (!(error instanceof NotExpressible)) outcomes.push({ name, failure: String(error) });
    }
  }
  return outcomes;
}
