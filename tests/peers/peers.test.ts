// Fanfare and Pusher's own libraries, asked the same: 10,000 generated calls of each kind to `pusher` (npm) and the
// libraries for Python and Go on one side, to Fanfare in WebAssembly and natively on the other.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import test, { type TestContext } from "node:test";
import Ours from "fanfare/pusher";
import {
  peers,
  type Answer,
  type Authorized,
  type Call,
  type OpenCall,
  type Peer,
  type SealCall,
  type SignCall,
  type Signed,
  type Told,
  type WebhookCall,
} from "./calls.js";
import { authenticateCalls, authorizeCalls, secretCalls } from "./inputs/authorization.js";
import { onTheWay, sealCalls } from "./inputs/encryption.js";
import { count } from "./inputs/parts.js";
import { signCalls } from "./inputs/sending.js";
import { webhookCalls } from "./inputs/webhook.js";
import { ask as askOurs, forNative, sealed, signedAs, told, unescaped } from "./ours.js";
import { ask, buildNative, programOf } from "./programs.js";
import { ask as askPusher, sealedValue } from "./pusher.js";
import { forms, Ledger } from "./rules.js";

const native = buildNative();
const programs = { python: programOf("python"), go: programOf("go") };
const ledger = new Ledger();

interface Comparison<C, T> {
  /** Throws where the two mean different things. */
  same(call: C, peer: Peer, ours: T, theirs: T): void;
  /** What the native program gives, in the form of the other face. */
  ofNative?: (answer: any) => T;
  /** The call for Go, and its answer. */
  forGo?: (call: C) => object;
  ofGo?: (answer: any) => T;
}

async function compare<C extends Call, T>(
  t: TestContext,
  calls: readonly C[],
  { same, ofNative = (x) => x, forGo = (x) => x, ofGo = (x) => x }: Comparison<C, T>,
) {
  assert.equal(calls.length, count);
  const [natively, python, go, ours] = await Promise.all([
    ask(native, calls.map(forNative)),
    ask(programs.python, calls),
    ask(programs.go, calls.map(forGo)),
    askOurs(calls),
  ]);
  const theirs: Record<Peer, Answer[]> = { pusher: askPusher(calls), python, go };
  calls.forEach((call, i) =>
    assert.ok(
      isSameNatively(call, ours[i]!, natively[i]!, ofNative),
      `${i}, natively: ${shown(call, ours[i]!, natively[i]!)}`,
    ),
  );
  for (const peer of peers) {
    let [both, neither, explained] = [0, 0, 0];
    calls.forEach((call, i) => {
      const [mine, original] = [ours[i]!, theirs[peer][i]!];
      if (mine.error !== undefined && original.error !== undefined) return void neither++;
      if (mine.error === undefined && original.error === undefined) {
        both++;
        try {
          return same(call, peer, mine.answer, peer === "go" ? ofGo(original.answer) : original.answer);
        } catch (error) {
          throw new Error(`${i}, ${peer}: ${shown(call, mine, original)}`, { cause: error });
        }
      }
      explained++;
      assert.ok(ledger.explains(call, peer, mine.error), `${i}, ${peer}: ${shown(call, mine, original)}`);
    });
    t.diagnostic(
      `${peer}: ${both} alike, ${neither} refused by both, ${explained} refused by one, as a rule explains`,
    );
    assert.ok(both > 0.6 * count, `only ${both} of ${count} calls were taken by both`);
  }
}

const shown = (call: Call, mine: Answer, original: Answer) =>
  `${JSON.stringify(call)}\n  ours   ${JSON.stringify(mine)}\n  theirs ${JSON.stringify(original)}`;

/** What TypeScript looks at before the core does: of several reasons it may find another first. */
const checkedBefore: readonly Call["op"][] = ["trigger", "batch", "channels", "channel", "users", "webhook"];

/**
 * Whether TypeScript may refuse it alone: the native program is given a resource for a question, and no content type.
 */
function isRefusedByItself(call: Call): boolean {
  if (call.op === "webhook") return !/^application\/json(;|$)/.test(call.contentType);
  return ["channels", "channel", "users"].includes(call.op);
}

function isSameNatively(
  call: Call,
  ours: Answer,
  natively: Answer,
  ofNative: (answer: any) => unknown,
): boolean {
  if (ours.error !== undefined) {
    if (!checkedBefore.includes(call.op)) return natively.error === ours.error;
    return natively.error !== undefined || isRefusedByItself(call);
  }
  if (natively.error !== undefined) return false;
  assert.deepEqual(ofNative(natively.answer), forTheCore(ours.answer));
  return true;
}

/** Without what only one of the faces says. */
const forTheCore = (answer: any) =>
  Array.isArray(answer?.events) ? { ...answer, events: answer.events.map(withoutNothing) } : answer;

/** That the core, as a server, takes for genuine what the libraries have signed. */
async function assertVerified(calls: readonly object[]) {
  assert.ok(calls.length > 0);
  const verified = await ask(native, calls);
  verified.forEach(({ answer }, i) => assert.equal(answer, true, JSON.stringify(calls[i])));
}

test("requests are signed alike", { timeout: 300_000 }, (t) =>
  compare<SignCall, Signed>(t, signCalls(), {
    ofNative: (request) => ({ ...request, query: unescaped(request.query) }),
    same(call, peer, ours, theirs) {
      assert.equal(theirs.path, ours.path);
      const second = Number(/auth_timestamp=(\d+)/.exec(theirs.query)![1]);
      const isNow = second === Math.floor(call.now / 1_000);
      // Go's clock cannot be set.
      if (peer !== "go" && !isNow) {
        assert.equal([peer, second].join(), ["python", Math.floor(call.now / 1_000) + 1].join());
        ledger.use(forms.pythonSecond);
      }
      if (peer === "pusher") return assert.deepEqual(theirs, ours);
      if (theirs.body !== ours.body) {
        ledger.use(forms.json);
        assert.deepEqual(bodyOf(call, theirs.body), bodyOf(call, ours.body, peer));
      }
      assert.equal(theirs.query, queryFor(call, peer, signedAs(call, theirs.body, second), theirs.query));
    },
  }),
);

/** What a body says; payloads that were no strings are read too. */
function bodyOf(call: SignCall, text: string, peer?: Peer): unknown {
  const body = JSON.parse(text);
  if (call.op === "trigger" && typeof call.data !== "string") body.data = JSON.parse(body.data);
  if (call.op === "batch")
    call.events.forEach(
      ({ data }, i) => typeof data === "string" || (body.batch[i].data = JSON.parse(body.batch[i].data)),
    );
  if (call.op === "trigger" && peer === "python" && "info" in body) {
    ledger.use(forms.pythonInfo);
    delete body.info;
  }
  return body;
}

/** The query that we would sign for what a library sends. */
function queryFor(call: SignCall, peer: Peer, { path, query, body }: Signed, theirs: string): string {
  if (peer === "python" && body === "") {
    ledger.use(forms.pythonMd5);
    const rest = query
      .replace(/&auth_signature=[0-9a-f]{64}/, "")
      .replace("&auth_version=1.0", "$&&body_md5=d41d8cd98f00b204e9800998ecf8427e");
    const signature = new Ours.Token(call.app.key, call.app.secret).sign(`GET\n${path}\n${rest}`);
    return rest.replace("&", `&auth_signature=${signature}&`);
  }
  if (peer === "go" && query.includes("#")) {
    ledger.use(forms.goFragment);
    assert.equal(theirs, query.slice(0, query.indexOf("#")));
    return theirs;
  }
  return query;
}

/** The same answer, or one that says the same and whose signature covers what it says. */
function sameToken(field: "channel_data" | "user_data", toVerify: object[], verify: string) {
  return (call: Call, peer: Peer, ours: Authorized, theirs: Authorized) => {
    assert.equal(theirs.shared_secret, ours.shared_secret);
    if (peer === "pusher" || theirs[field] === ours[field]) return assert.deepEqual(theirs, ours);
    ledger.use(forms.json);
    const [said, meant] = [JSON.parse(theirs[field]!), JSON.parse(ours[field]!)];
    if (peer === "go" && !("user_info" in said) && JSON.stringify(meant.user_info) === "{}") {
      ledger.use(forms.goEmptyInfo);
      delete meant.user_info;
    }
    assert.deepEqual(said, meant);
    toVerify.push({ ...call, ...theirs, op: verify });
  };
}

test("private, presence and encrypted channels are authorized alike", { timeout: 300_000 }, async (t) => {
  const toVerify: object[] = [];
  await compare(t, authorizeCalls(), { same: sameToken("channel_data", toVerify, "verify_authorization") });
  await assertVerified(toVerify);
});

test("users are authenticated alike", { timeout: 300_000 }, async (t) => {
  const toVerify: object[] = [];
  await compare(t, authenticateCalls(), { same: sameToken("user_data", toVerify, "verify_authentication") });
  await assertVerified(toVerify);
});

test("shared secrets are the same bytes", { timeout: 300_000 }, (t) =>
  compare(t, secretCalls(), { same: (_, __, ours, theirs) => assert.equal(theirs, ours) }),
);

test("under one nonce, events are sealed as the same bytes", { timeout: 300_000 }, (t) =>
  compare<SealCall, string>(t, sealCalls(), {
    same(call, peer, ours, theirs) {
      if (peer === "pusher" && sealedValue(call.plaintext) === call.plaintext) {
        ledger.use(forms.pusherString);
        return assert.equal(theirs, sealed({ ...call, plaintext: JSON.stringify(call.plaintext) }, 20_480));
      }
      if (peer === "python") {
        ledger.use(forms.sealedJson);
        return assert.deepEqual(JSON.parse(theirs), JSON.parse(ours));
      }
      assert.equal(theirs, ours);
    },
  }),
);

/**
 * One call for each that could be sealed: with the data that `sealedBy` gives for it, or what became of it on its
 * way.
 */
function openCalls(sealedBy: (call: SealCall, i: number) => string): OpenCall[] {
  return sealCalls().map((call, i) => ({
    op: "open",
    app: call.app,
    master: call.master,
    channel: call.channel,
    data: sealedBy(call, i),
  }));
}

test("what Fanfare seals opens everywhere, and what was changed nowhere", { timeout: 300_000 }, async (t) => {
  const box = (call: SealCall) => {
    const channel = /^[\w\-=@,.;]{1,200}$/.test(call.channel) ? call.channel : "private-encrypted-a";
    return sealed({ ...call, channel, plaintext: call.plaintext.slice(0, 7_600) || "empty" });
  };
  const calls = openCalls((call, i) => onTheWay(box(call), i));
  await compare<OpenCall, string>(t, calls, {
    same: (_, __, ours, theirs) => assert.equal(theirs, ours),
    // Go opens what comes in a webhook.
    forGo: ({ app, master, channel, data }) => {
      const body = JSON.stringify({
        time_ms: 1,
        events: [{ name: "client_event", channel, event: "client-a", data }],
      });
      return {
        op: "webhook",
        app,
        master,
        body,
        key: app.key,
        signature: createHmac("sha256", app.secret).update(body).digest("hex"),
      };
    },
    ofGo: ({ events }) => events[0].data,
  });
});

test("what the libraries seal, Fanfare opens", { timeout: 300_000 }, async () => {
  const calls = sealCalls().filter(
    ({ plaintext, channel }) =>
      plaintext !== "" && plaintext.length < 2_000 && /^[\w\-=@,.;]{1,200}$/.test(channel),
  );
  assert.ok(calls.length > 0.85 * count);
  const [python, go] = await Promise.all([ask(programs.python, calls), ask(programs.go, calls)]);
  const theirs: Record<Peer, Answer[]> = { pusher: askPusher(calls), python, go };
  for (const peer of peers) {
    const toOpen = calls.map((call, i): OpenCall => ({ ...call, op: "open", data: theirs[peer][i]!.answer }));
    const [ours, natively] = await Promise.all([askOurs(toOpen), ask(native, toOpen)]);
    calls.forEach(({ plaintext }, i) => {
      const expected = peer === "pusher" ? JSON.stringify(sealedValue(plaintext)) : plaintext;
      assert.deepEqual([ours[i], natively[i]], [{ answer: expected }, { answer: expected }], `${i}, ${peer}`);
    });
  }
});

/** What each kind of event tells. */
const fieldsOf: Record<string, string[]> = {
  channel_occupied: [],
  channel_vacated: [],
  cache_miss: [],
  member_added: ["user_id"],
  member_removed: ["user_id"],
  client_event: ["event", "data", "socket_id", "user_id"],
  subscription_count: ["subscription_count"],
};

/** What an event tells, without what is empty: libraries give that or leave it out. */
function withoutNothing(event: any): Record<string, unknown> {
  const names = ["name", "channel", ...(Object.hasOwn(fieldsOf, event.name) ? fieldsOf[event.name]! : [])];
  return Object.fromEntries(
    names
      .map((name) => [name, event[name]])
      .filter(([, value]) => value !== undefined && value !== null && value !== ""),
  );
}

test("webhooks are judged and read alike", { timeout: 300_000 }, (t) =>
  compare<WebhookCall, Told>(t, webhookCalls(), {
    ofNative: forTheCore,
    ofGo: ({ time, events }) => ({ time, events: events ?? [] }),
    same(call, peer, ours, theirs) {
      assert.equal(theirs.time, ours.time);
      // Nothing but Go's library decrypts.
      const mine = peer === "go" ? ours : told(call, false);
      if (JSON.stringify(mine) !== JSON.stringify(ours)) ledger.use(forms.decrypted);
      const events = theirs.events.map(withoutNothing).map((event) => {
        if (event.data === undefined || typeof event.data === "string") return event;
        ledger.use(forms.dataText);
        return { ...event, data: JSON.stringify(event.data) };
      });
      const expected = mine.events.map(withoutNothing).map(({ subscription_count, ...event }) => {
        if (peer === "go" && subscription_count !== undefined) ledger.use(forms.goCount);
        return peer === "go" || subscription_count === undefined ? event : { ...event, subscription_count };
      });
      assert.deepEqual(events, expected);
    },
  }),
);

test("every rule is needed", (t) => {
  for (const line of ledger.lines) t.diagnostic(line);
  assert.deepEqual(ledger.unused, []);
});
