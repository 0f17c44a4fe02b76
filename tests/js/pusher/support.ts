// The drop-in with the tests' credentials, and ways to see how a call of it fails.

import assert from "node:assert/strict";
import { inspect } from "node:util";
import Pusher, { RequestError } from "fanfare/pusher";
import { app, encryptionMasterKeyBase64 } from "../../support/credentials.js";

export const pusher = new Pusher({ ...app, cluster: "eu", useTLS: true, encryptionMasterKeyBase64 });

export const pusherAt = (port: number, options: object = {}) =>
  new Pusher({ ...app, host: "127.0.0.1", port, ...options });

export const assertRefused = (call: () => unknown, message: RegExp) =>
  assert.throws(call, (error: Error) => message.test(error.message));

/** What a call is rejected with. */
export async function failureOf(
  call: Promise<unknown>,
): Promise<RequestError & { error: { code?: string; type?: string } }> {
  const error = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(error instanceof RequestError, inspect(error));
  return error;
}
