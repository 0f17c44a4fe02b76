// Every vector that the module's calls can express, through js/src/core.ts.

import assert from "node:assert/strict";
import test from "node:test";
import { Abi, pack } from "../../js/src/abi.js";
import * as core from "../../js/src/core.js";
import { FanfareError } from "../../js/src/errors.js";
import { wasmOf } from "./module.js";
import { NotUnicode, casesOf, textOf, textsOf, type Case } from "./vectors.js";

// for the two calls that core.ts does not pass on
const abi = new Abi(() => new WebAssembly.Module(wasmOf("fanfare")));

const appOf = ({ app }: Case) => core.prepareApp(textOf(app.id), textOf(app.key), textOf(app.secret));

const limitsOf = ({ limits = {} }: Case): core.Limits => ({
  channelName: limits.channel_name ?? 164,
  dataBytes: limits.data_bytes ?? 10_240,
  batchEvents: limits.batch_events ?? 10,
});

const eventOf = (event: Case): core.EventFields => ({
  name: textOf(event.name),
  channels: textsOf(event.channels),
  data: textOf(event.data),
  socketId: textOf(event.socket_id ?? ""),
  info: textOf(event.info ?? ""),
});

const signedOf = ({ path, query, body }: core.SignedRequest) => ({ path, query, body });

// a record of JavaScript's cannot hold a name twice
function signRequest(one: Case) {
  const parameters = (one.parameters as [never, never][]).map(([name, value]) => [textOf(name), textOf(value)] as const);
  const fields = [one.method, one.resource, one.body].map(textOf);
  const listed = [String(2 * parameters.length), ...parameters.flat()];
  const app = appOf(one);
  const viaAbi = abi.texts("fanfare_sign_request", pack([app.id, app.key, app.prepared]), [...fields, ...listed], one.now);
  const [method, resource, body] = fields as ["GET", string, string];
  const { path, query } = core.signRequest(app, method, resource, Object.fromEntries(parameters), body, one.now);
  assert.deepEqual([path, query], viaAbi);
  return { path, query };
}

function hmac(one: Case): string {
  const { prepared } = core.prepareApp("1", "k", textOf(one.secret));
  return abi.text("fanfare_hmac_sha256_hex", pack([prepared]), [textOf(one.message)]);
}

const generous = { delivery: "safe", idempotent: false, attempts: 2, base: 0, cap: 0, total: 2 ** 52 } as const;

const operations: Record<string, Record<string, (one: Case) => unknown>> = {
  app: { make_app: (one) => void core.prepareApp(textOf(one.id), textOf(one.key), textOf(one.secret)) },
  channel: {
    check_channel_name: (one) => core.checkChannel(textOf(one.channel), one.max ?? 200),
    channel_kind: (one) => core.channelKind(textOf(one.channel)),
  },
  event: {
    check_event_name: (one) => core.checkEventName(textOf(one.event_name)),
    trigger_body: (one) => core.triggerRequest(app, eventOf(one.event), 0, limitsOf(one)).body,
    batch_body: (one) => core.batchRequest(app, one.events.map(eventOf), 0, limitsOf(one)).body,
  },
  signature: {
    hmac_sha256: hmac,
    md5: (one) => abi.text("fanfare_md5_hex", undefined, [textOf(one.message)]),
  },
  request: {
    sign_request: signRequest,
    trigger_request: (one) => signedOf(core.triggerRequest(appOf(one), eventOf(one.event), one.now, limitsOf(one))),
    batch_request: (one) => signedOf(core.batchRequest(appOf(one), one.events.map(eventOf), one.now, limitsOf(one))),
  },
  auth: {
    check_socket_id: (one) => core.checkSocketId(textOf(one.socket_id)),
    authorize: (one) => {
      const { member } = one;
      const who = member && { user_id: textOf(member.user_id), user_info: textOf(member.user_info ?? "") };
      return core.authorize(appOf(one), textOf(one.socket_id), textOf(one.channel), who);
    },
    authenticate: (one) => core.authenticate(appOf(one), textOf(one.socket_id), textOf(one.user_data)),
  },
  rule: {
    check_rule_pattern: (one) => core.checkRule(textOf(one.pattern)),
    match_rule: (one) => {
      const found = core.matchRule(textOf(one.pattern), textOf(one.channel));
      return found && Object.entries(found);
    },
  },
  origin: {
    check_origin: ({ headers, allowed }) => {
      const { origin, sec_fetch_site, forwarded_host, host } = headers;
      const [a, b, c, d] = [origin, sec_fetch_site, forwarded_host, host].map((text) => textOf(text ?? ""));
      core.checkOrigin({ origin: a!, secFetchSite: b!, forwardedHost: c!, host: d! }, textsOf(allowed));
    },
  },
  delivery: {
    classify_status: (one) => core.classifyStatus(one.status),
    retry_delay: ({ policy, failure }) =>
      core.retryDelay(policy, {
        ...failure,
        retryAfter: failure.retry_after === undefined ? null : String(failure.retry_after / 1000),
        now: 0,
      }),
    // what is no Retry-After leaves the jitter, which is 0 here
    parse_retry_after: (one) =>
      core.retryDelay(generous, {
        code: "throttled",
        attempt: 1,
        elapsed: 0,
        random: 0,
        retryAfter: textOf(one.value),
        now: one.now_ms,
      }),
  },
};

const app = core.prepareApp("3", "278d425bdf160c739803", "7ad3773142a6692b25b8");

function check(operation: string, one: Case, run: (one: Case) => unknown): void {
  if (operation === "parse_retry_after") return assert.equal(run(one), one.expected ?? 0);
  if (!one.valid && one.code !== undefined) {
    return assert.throws(
      () => run(one),
      (error: unknown) => {
        if (error instanceof NotUnicode) throw error;
        assert.ok(error instanceof FanfareError, String(error));
        assert.equal(error.code, one.code);
        if (one.message_has) assert.ok(error.message.includes(textOf(one.message_has)), error.message);
        if (one.message_max) assert.ok(Buffer.byteLength(error.message) <= one.message_max);
        return true;
      },
    );
  }
  const actual = run(one);
  if (!one.valid) return assert.equal(actual, null);
  if (one.expected === undefined) return assert.equal(actual, undefined);
  const whole = one.expected.json ?? one.expected;
  assert.deepEqual(actual, typeof actual === "string" ? textOf(whole) : whole);
}

for (const [file, ofFile] of Object.entries(operations)) {
  for (const [operation, run] of Object.entries(ofFile)) {
    test(`the module passes the vectors of ${file}: ${operation}`, async (t) => {
      for (const one of casesOf(file, operation)) {
        await t.test(`${one.name}: ${one.why}`, (t) => {
          try {
            check(operation, one, run);
          } catch (error) {
            const secretOfBytes = operation === "hmac_sha256" && (error as FanfareError).code === "missing_credentials";
            if (error instanceof NotUnicode) t.skip("bytes that no string can hold");
            else if (secretOfBytes) t.skip("a secret that no app can have");
            else throw error;
          }
        });
      }
    });
  }
}
