import { createRequire } from "node:module";

/**
 * The global crypto if there is one: `node:crypto` takes milliseconds to load, and few programs encrypt. Node 18 has no
 * global crypto without a flag (nodejs.org/docs/latest-v18.x/api/globals.html#crypto).
 */
const webCrypto = (): Pick<Crypto, "getRandomValues"> =>
  globalThis.crypto ?? (createRequire(process.execPath)("node:crypto") as { webcrypto: Crypto }).webcrypto;

/** `size` bytes that nobody can guess. */
export function randomBytes(size: number): Uint8Array {
  return webCrypto().getRandomValues(new Uint8Array(size));
}
