// The drop-in and the package that it stands in for, with the same options.

import assert from "node:assert/strict";
import Ours from "fanfare/pusher";
import Theirs from "pusher";
import { app, encryptionMasterKeyBase64 } from "../../support/credentials.js";

export const options = { ...app, cluster: "eu", useTLS: true };
export const ours = new Ours({ ...options, encryptionMasterKeyBase64 });
export const theirs = new Theirs({ ...options, encryptionMasterKeyBase64 });

/** What a call gives or throws, to be compared whole. */
export function outcomeOf(call: () => unknown): unknown {
  try {
    return { gives: call() };
  } catch (error) {
    return { throws: (error as Error).message };
  }
}

export function assertSame(mine: () => unknown, original: () => unknown) {
  assert.deepEqual(outcomeOf(mine), outcomeOf(original));
}

/** The clock stands for both. Seconds since 1970. */
export function at(seconds: number, use: () => void) {
  const { now } = Date;
  Date.now = () => seconds * 1_000;
  try {
    use();
  } finally {
    Date.now = now;
  }
}
