import assert from "node:assert/strict";
import { test } from "node:test";
import { classifyStatus, parseRetryAfter, retryDelay } from "../../../js/src/sending/retry.js";
import { casesOf, textOf, type Case } from "../../support/vectors.js";

const operations: Record<string, (one: Case) => unknown> = {
  classify_status: (one) => classifyStatus(one.status),
  retry_delay: ({ policy, failure: { retry_after: wait, ...failure } }) =>
    retryDelay(policy, { ...failure, retryAfter: wait === undefined ? null : String(wait / 1_000), now: 0 }),
  parse_retry_after: (one) => parseRetryAfter(textOf(one.value), one.now_ms),
};

for (const [operation, run] of Object.entries(operations)) {
  test(`TypeScript retries as C++ does: ${operation}`, async (t) => {
    for (const one of casesOf("delivery", operation)) {
      await t.test(`${one.name}: ${one.why}`, (t) => {
        if (one.failure?.retry_after > Number.MAX_SAFE_INTEGER) return t.skip("no number of JavaScript's");
        assert.equal(run(one), one.valid ? one.expected : null);
      });
    }
  });
}

test("a clock or a source of randomness that is broken gives the longest wait", () => {
  const policy = {
    delivery: "safe",
    idempotent: false,
    attempts: 3,
    base: 100,
    cap: 2_000,
    total: 10_000,
  } as const;
  const failure = { code: "not_sent", attempt: 1, elapsed: 0, now: 0 };
  for (const random of [Number.NaN, Infinity, -1, 1])
    assert.equal(retryDelay(policy, { ...failure, random }), 100);
});
