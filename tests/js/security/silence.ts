import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { inspect } from "node:util";
import { prepareApp } from "../../../js/src/wasm/core.js";
import { app, encryptionMasterKeyBase64 } from "../../support/credentials.js";

export const encrypted = "private-encrypted-x";

const master = Buffer.from(encryptionMasterKeyBase64, "base64");
// protocol: SHA-256 of the channel's name and the master key
const shared = createHash("sha256").update(encrypted).update(master).digest();
const { prepared } = prepareApp(app.appId, app.key, app.secret);

/** As text, as hex and base64, and as a typed array is printed. */
const spellings = (bytes: Uint8Array) => [
  Buffer.from(bytes).toString("hex"),
  Buffer.from(bytes).toString("base64"),
  Buffer.from(bytes).toString("latin1"),
  [...bytes.subarray(0, 8)].join(", "),
  [...bytes.subarray(0, 8)].join(","),
  [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join(" "),
];

const secrets = [app.secret, ...[Buffer.from(app.secret), master, shared, prepared].flatMap(spellings)];

/**
 * Fails when a text has the secret, the master key, a channel's key, the prepared key or a signature in any spelling.
 */
export function assertSilent(text: string, what = text): void {
  for (const secret of secrets) assert.ok(!text.includes(secret), what);
  assert.doesNotMatch(text, /[0-9a-f]{64}/i, what);
  assert.doesNotMatch(text, /auth_signature=[^…0]/, what);
  assert.doesNotMatch(text, /auth_signature=0[^\s"'&,})]/, what);
}

const attempt = (print: () => unknown): string => {
  try {
    return String(print());
  } catch (error) {
    return String(error);
  }
};

/** What any of the usual ways to print or copy a value shows of it. */
export function printed(value: any, showHidden = true): string {
  return [
    () => inspect(value),
    () =>
      inspect(value, {
        showHidden,
        depth: Infinity,
        getters: true,
        maxStringLength: null,
        maxArrayLength: null,
      }),
    () => inspect({ value }, { depth: 9, compact: false, maxArrayLength: null }),
    () => JSON.stringify(value),
    () => JSON.stringify({ value, list: [value] }, null, 2),
    () => (showHidden ? JSON.stringify(value, Reflect.ownKeys(Object(value)).map(String)) : ""),
    () => String(value),
    () => `${value}`,
    () => inspect(structuredClone(value), { depth: 9 }),
    () => inspect({ ...value }, { depth: 9, maxArrayLength: null }),
    () => inspect(Object.entries(value), { depth: 9, maxArrayLength: null }),
    () => inspect(Object.assign({}, value), { depth: 9, maxArrayLength: null }),
    () => Reflect.ownKeys(Object(value)).map(String),
    () => value?.stack,
    () => (value?.cause === undefined ? "" : printed(value.cause, showHidden)),
  ]
    .map(attempt)
    .join("\n");
}
