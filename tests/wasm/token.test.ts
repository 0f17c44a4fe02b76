// The attacks of tests/vectors/token.json through the module, byte for byte: no string of JavaScript's holds them all.

import assert from "node:assert/strict";
import test from "node:test";
import { Abi, pack } from "../../js/src/wasm/abi.js";
import * as core from "../../js/src/wasm/core.js";
import { FanfareError } from "../../js/common/errors.js";
import { parseWebhook } from "../../js/src/webhooks/body.js";
import { wasmOf } from "./module.js";
import { casesOf, type Case, type Text } from "../support/vectors.js";

const abi = new Abi(() => new WebAssembly.Module(wasmOf("fanfare")));
const { id, key, prepared } = core.prepareApp("3", "278d425bdf160c739803", "7ad3773142a6692b25b8");
const app = [id, key, prepared];
const { prepared: master } = core.prepareMasterKey("OHRXNUZRTG5pUTFzQlFGd3J3N3Q2VFZFc0paZDEweVk=");

function bytesOf(text: Text): Uint8Array {
  if (typeof text === "object" && "hex" in text) return Uint8Array.from(Buffer.from(text.hex, "hex"));
  if (typeof text === "object" && "join" in text) return Buffer.concat(text.join.map(bytesOf));
  return Buffer.from(typeof text === "string" ? text : text.repeat.repeat(text.times));
}

const call = (name: string, fields: readonly (string | Uint8Array)[], ...numbers: number[]) =>
  abi.texts(name, pack(fields), [], ...numbers);

const operations: Record<string, (one: Case) => unknown> = {
  authorize: ({ socket_id, channel, member }) => {
    const fields = [...app, bytesOf(socket_id), bytesOf(channel)];
    if (!member) return call("fanfare_authorize", fields);
    return call("fanfare_authorize_member", [
      ...fields,
      bytesOf(member.user_id),
      bytesOf(member.user_info ?? ""),
    ]);
  },
  authorize_encrypted: ({ socket_id, channel }) =>
    call("fanfare_authorize_encrypted", [...app, master, bytesOf(socket_id), bytesOf(channel)]),
  authenticate: ({ socket_id, user_data }) =>
    call("fanfare_authenticate", [...app, bytesOf(socket_id), bytesOf(user_data)]),
  sign_request: ({ method, resource, parameters, body, now }) => {
    const listed = (parameters as Text[][]).flat().map(bytesOf);
    const fields = [
      ...app,
      bytesOf(method),
      bytesOf(resource),
      bytesOf(body),
      String(listed.length),
      ...listed,
    ];
    return call("fanfare_sign_request", fields, now);
  },
  read_webhook: ({ key, signature, body }) => {
    call("fanfare_verify_webhook", ["1", ...app, bytesOf(body), bytesOf(key), bytesOf(signature)]);
    return parseWebhook(bytesOf(body));
  },
};

for (const [operation, run] of Object.entries(operations)) {
  test(`the module refuses every crafted part of a token: ${operation}`, () => {
    for (const one of casesOf("token", operation)) {
      assert.throws(
        () => run(one),
        (error: unknown) => {
          assert.ok(error instanceof FanfareError, `${one.name}: ${error}`);
          assert.equal(error.code, one.code, one.name);
          assert.match(error.message, /^[^\x00-\x1f\x7f-\x9f]+\.$/, one.name);
          assert.ok(error.message.length < 600, one.name);
          return true;
        },
        one.name,
      );
    }
  });
}
