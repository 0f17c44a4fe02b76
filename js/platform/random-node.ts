// Node 18 has no global crypto without a flag (nodejs.org/docs/latest-v18.x/api/globals.html#crypto).
import { randomFillSync } from "node:crypto";

/** `size` bytes that nobody can guess. */
export function randomBytes(size: number): Uint8Array {
  return randomFillSync(new Uint8Array(size));
}
