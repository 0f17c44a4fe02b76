// NaCl's secretbox by an implementation of its own, TweetNaCl's, which `pusher` brings along.

import { createRequire } from "node:module";

const tweetNacl = createRequire(createRequire(import.meta.url).resolve("pusher"))("tweetnacl");

export const secretbox: (message: Uint8Array, nonce: Uint8Array, key: Uint8Array) => Uint8Array =
  tweetNacl.secretbox;
