// Every vector that a public call of the package can express, through that call; what cannot be is named, with the
// reason.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test, { type TestContext } from "node:test";
import { FanfareError } from "fanfare";
import { NotExpressible, casesOf, textOf, type Case } from "../../support/vectors.js";
import { answers } from "./answers.js";
import { verifying } from "./hub.js";
import { asked, questionOf, sending, type Run } from "./sending.js";

const folder = new URL("../../vectors/", import.meta.url);
const operations = [sending, answers, verifying].flatMap((files) =>
  Object.entries(files).flatMap(([file, runs]) =>
    Object.entries(runs).map(([name, run]) => ({ file, name, run })),
  ),
);

/** Operations whose public calls another test makes. */
const elsewhere: Record<string, string> = {
  "hub: conversations": "hub/engine.test.ts",
  "hub: requests": "hub/engine.test.ts",
  "routes: routes": "js/routes/routes.test.ts",
  "routes: batch": "js/routes/routes.test.ts",
  "token: authorize": "js/security/token.test.ts",
  "token: authenticate": "js/security/token.test.ts",
  "token: authorize_encrypted": "js/security/token.test.ts",
  "token: sign_request": "js/security/token.test.ts",
  "token: read_webhook": "js/security/token.test.ts",
};

const drawn = "only a hub verifies it, for a socket id that it draws itself";
const timed = "the length of a wait is no answer of a call, and no test asserts a time";

/** Operations that no public call expresses, and why. */
const inexpressible: Record<string, string> = {
  "signature: hmac_sha256":
    "no call signs a text of the caller's own: each adds what tells it from the others",
  "signature: verify_hmac_sha256": "no call compares a signature with a text of the caller's own",
  "encryption: secretbox":
    "no call takes the key itself: it is made of the master key and the channel's name",
  "auth: verify_authorization": drawn,
  "auth: verify_authentication": drawn,
  "token: verify_request": "other texts that were signed: HTTP has no such methods and targets",
  "token: verify_authorization": drawn,
  "token: verify_authentication": drawn,
  "delivery: retry_delay": timed,
  "delivery: parse_retry_after": timed,
};

async function check(one: Case, run: Run, t: TestContext): Promise<void> {
  if (!one.valid && one.code !== undefined) {
    return assert.rejects(
      async () => run(one, t),
      (error: unknown) => {
        if (!(error instanceof FanfareError)) throw error;
        assert.equal(error.code, one.code);
        if (one.message_has) assert.ok(error.message.includes(textOf(one.message_has)), error.message);
        if (one.message_max) assert.ok(Buffer.byteLength(error.message) <= one.message_max);
        return true;
      },
    );
  }
  const actual = await run(one, t);
  if (!one.valid) return assert.equal(actual, null);
  if (one.expected === undefined) return;
  const whole = one.expected.json ?? one.expected;
  assert.deepEqual(actual, typeof actual === "string" ? textOf(whole) : whole);
}

/** Runs each case that can be expressed; gives how many there were. */
async function checkAll(cases: readonly Case[], run: Run, t: TestContext): Promise<number> {
  let checked = 0;
  for (const one of cases) {
    await t.test(`${one.name}: ${one.why}`, async (t) => {
      try {
        await check(one, run, t);
        checked++;
      } catch (error) {
        if (!(error instanceof NotExpressible)) throw error;
        t.skip(error.message);
      }
    });
  }
  return checked;
}

test("every operation of the vectors is expressed by a public call, here or elsewhere, or it says why none can", () => {
  const named = [
    ...operations.map(({ file, name }) => `${file}: ${name}`),
    ...Object.keys(elsewhere),
    ...Object.keys(inexpressible),
  ];
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const all = files.flatMap((name) => {
    const operations = Object.keys(JSON.parse(readFileSync(new URL(name, folder), "utf8")));
    return operations.map((operation) => `${name.replace(/\.json$/, "")}: ${operation}`);
  });
  assert.deepEqual(named.sort(), all.sort());
  for (const [operation, path] of Object.entries(elsewhere)) {
    const text = readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
    const [, name] = operation.split(": ");
    assert.ok(new RegExp(`"${name}"|/cases\\.js`).test(text), `${path} does not run ${operation}`);
  }
});

for (const { file, name, run } of operations) {
  test(`the package's public calls pass the vectors of ${file}: ${name}`, async (t) => {
    const checked = await checkAll(casesOf(file, name), run, t);
    assert.ok(checked > 0, "no case can be expressed");
  });
}

test("the published questions are asked by listChannels(), channelInfo() and listMembers() as by get()", async (t) => {
  const questions = casesOf("request", "sign_request").filter(questionOf);
  assert.ok(questions.filter(({ source }) => source).length >= 5);
  await checkAll(questions, (one, t) => asked(one, t, questionOf(one)!), t);
});
