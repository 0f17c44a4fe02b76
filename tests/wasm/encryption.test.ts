// Sealing in WebAssembly, and the nonces that it is given.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { randomBytes as nodeBytes } from "../../js/platform/random-node.js";
import { randomBytes as webBytes } from "../../js/platform/random-web.js";
import { open, prepareMasterKey, seal } from "../../js/src/wasm/core.js";
import { secretbox } from "./secretbox.js";
import { casesOf } from "../support/vectors.js";

const fromHex = ({ hex }: { hex: string }) => new Uint8Array(Buffer.from(hex, "hex"));

// The module makes its keys itself, so it cannot be given that of NaCl's own vector. TweetNaCl can.
test("TweetNaCl's secretbox is NaCl's, and the module's is TweetNaCl's", () => {
  const published = casesOf("encryption", "secretbox").find(({ name }) => name === "nacl")!;
  const [message, nonce, key] = [published.message, published.nonce, published.key].map(fromHex);
  assert.equal(Buffer.from(secretbox(message!, nonce!, key!)).toString("hex"), published.expected);

  // Salsa20 goes by blocks of 64 bytes of which the first 32 are Poly1305's key, and Poly1305 by blocks of 16.
  for (const length of [...Array(200).keys(), 1_023, 1_024, 1_025, 7_619]) {
    const master = createHash("sha256").update(`master ${length}`).digest();
    const channel = `private-encrypted-${length}`;
    const plaintext = "é€m".repeat(length).slice(0, length);
    const nonce = Uint8Array.from({ length: 24 }, (_, i) => (length * 7 + i * 11) % 256);
    const key = createHash("sha256").update(channel).update(master).digest();
    const sealed = Buffer.from(secretbox(new TextEncoder().encode(plaintext), nonce, new Uint8Array(key)));
    const theirs = JSON.stringify({
      nonce: Buffer.from(nonce).toString("base64"),
      ciphertext: sealed.toString("base64"),
    });
    const prepared = prepareMasterKey(master.toString("base64"));
    assert.equal(seal(prepared, channel, plaintext, nonce), theirs);
    assert.equal(open(prepared, channel, theirs), plaintext);
  }
});

test("no bit of 100 sealed messages can change unnoticed", () => {
  let changed = 0;
  for (let number = 0; number < 100; number++) {
    const master = prepareMasterKey(Buffer.alloc(32, number).toString("base64"));
    const channel = `private-encrypted-${number}`;
    const plaintext = "m".repeat(number);
    const data = seal(master, channel, plaintext, new Uint8Array(24).fill(255 - number));
    assert.equal(open(master, channel, data), plaintext);
    const sealed: Record<string, string> = JSON.parse(data);
    for (const [part, base64] of Object.entries(sealed)) {
      const bytes = Buffer.from(base64, "base64");
      for (let bit = 0; bit < bytes.length * 8; bit++, changed++) {
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        const spoiled = JSON.stringify({ ...sealed, [part]: bytes.toString("base64") });
        assert.throws(() => open(master, channel, spoiled), { code: "decryption_failed" });
        bytes[bit >> 3]! ^= 1 << (bit & 7);
      }
    }
  }
  // Nonces of 24 bytes, authenticators of 16, and messages of 0 to 99.
  assert.equal(changed, 8 * (100 * (24 + 16) + 4_950));
});

const count = 1_000_000;
const draws = [
  {
    what: "from node:crypto, one at a time as for a trigger",
    randomBytes: nodeBytes,
    together: 1,
    skip: false,
  },
  {
    what: "from the web's crypto, ten at a time as for a batch",
    randomBytes: webBytes,
    together: 10,
    skip: typeof crypto === "undefined" && "Node 18 has no global crypto",
  },
];

for (const { what, randomBytes, together, skip } of draws) {
  test(`a million nonces ${what}, hold no repetition`, { skip }, () => {
    const nonces = new Uint8Array(24 * count);
    for (let i = 0; i < count; i += together) nonces.set(randomBytes(24 * together), 24 * i);
    // Those that repeat begin alike, and sorted they are neighbours. One in 37 million runs has beginnings alike by
    // chance.
    const words = new BigUint64Array(nonces.buffer);
    const beginnings = new BigUint64Array(count).map((_, i) => words[3 * i]!).sort();
    const alike = new Set(beginnings.filter((beginning, i) => beginning === beginnings[i + 1]));
    const wholes = Array.from({ length: alike.size > 0 ? count : 0 }, (_, i) =>
      words.subarray(3 * i, 3 * i + 3),
    ).filter(([beginning]) => alike.has(beginning!));
    assert.equal(new Set(wholes.map(String)).size, wholes.length);
  });
}
