import { abi } from "../src/wasm/core.js";
import { FanfareError } from "../common/errors.js";

const loneSurrogates = /\p{Surrogate}/gu;

/** What is hashed of a text that has no UTF-8: as Node's `Buffer.from` has it, half of a surrogate pair is U+FFFD. */
export const wellFormed = (text: string) => text.replace(loneSurrogates, "\ufffd");

function digest(name: string, key: Uint8Array | undefined, text: string): string {
  try {
    return abi.text(name, key, [text]);
  } catch (error) {
    if (!(error instanceof FanfareError && error.code === "invalid_data")) throw error;
    return abi.text(name, key, [wellFormed(text)]);
  }
}

/** HMAC-SHA256 in hex, of whatever text: who calls it has checked what is signed. `key` is a packed prepared key. */
export const hmacHex = (key: Uint8Array, text: string) => digest("fanfare_hmac_sha256_hex", key, text);

/** MD5 in hex. */
export const md5Hex = (text: string) => digest("fanfare_md5_hex", undefined, text);
