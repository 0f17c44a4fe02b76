// HMAC's two hashed pads, by an implementation of SHA-256's compression that shares nothing with the module (FIPS
// 180-4 §6.2, RFC 2104 §2): node:crypto has no way to look at a hash between two blocks.

import { createHash } from "node:crypto";

const primes = [2];
for (let n = 3; primes.length < 64; n += 2) if (primes.every((prime) => n % prime !== 0)) primes.push(n);

/** The first 32 bits of the fraction. */
const fraction = (number: number) => Math.floor((number % 1) * 2 ** 32) >>> 0;
const constants = primes.map((prime) => fraction(Math.cbrt(prime)));
const start = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

const turned = (word: number, bits: number) => (word >>> bits) | (word << (32 - bits));
const sum = (...words: number[]) => words.reduce((all, word) => (all + word) | 0);

/** The state after one block. */
function compressed(block: Buffer): number[] {
  const words = Array.from({ length: 16 }, (_, i) => block.readInt32BE(4 * i));
  for (let i = 16; i < 64; i++) {
    const [near, far] = [words[i - 2]!, words[i - 15]!];
    const ofNear = turned(near, 17) ^ turned(near, 19) ^ (near >>> 10);
    const ofFar = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3);
    words.push(sum(ofNear, words[i - 7]!, ofFar, words[i - 16]!));
  }
  let [a, b, c, d, e, f, g, h] = start as [number, number, number, number, number, number, number, number];
  for (const [i, word] of words.entries()) {
    const chosen = (e & f) ^ (~e & g);
    const added = sum(h, turned(e, 6) ^ turned(e, 11) ^ turned(e, 25), chosen, constants[i]!, word);
    const most = (a & b) ^ (a & c) ^ (b & c);
    const mixed = sum(turned(a, 2) ^ turned(a, 13) ^ turned(a, 22), most);
    [a, b, c, d, e, f, g, h] = [sum(added, mixed), a, b, c, sum(d, added), e, f, g];
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => sum(word, start[i]!));
}

/** What the module takes for a prepared key: the inner state and the outer one, as little-endian words. */
export function hashedPads(secret: Uint8Array): Buffer {
  const key = Buffer.alloc(64);
  key.set(secret.length > 64 ? createHash("sha256").update(secret).digest() : secret);
  const states = [0x36, 0x5c].flatMap((pad) => compressed(Buffer.from(key.map((byte) => byte ^ pad))));
  const prepared = Buffer.alloc(64);
  states.forEach((word, i) => prepared.writeInt32LE(word, 4 * i));
  return prepared;
}
