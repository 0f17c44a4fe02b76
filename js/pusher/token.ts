import { pack } from "../src/wasm/abi.js";
import { abi, prepareApp, prepareApps, webhookSender, type AppKeys } from "../src/wasm/core.js";
import { FanfareError } from "../common/errors.js";
import { hmacHex, wellFormed } from "./digest.js";

interface Prepared {
  readonly secret: unknown;
  /** The app by itself. */
  readonly self: AppKeys;
  readonly packed: Uint8Array;
}

/**
 * An app's key and secret, which sign and verify.
 *
 * ```ts
 * const replaced = new Pusher.Token(oldKey, oldSecret);
 * if (!pusher.webhook(request).isValid(replaced)) return unauthorized();
 * ```
 *
 * The secret can be read and is not enumerable, so neither `JSON.stringify` nor `util.inspect` shows it.
 */
export class Token {
  readonly key: string;
  declare readonly secret: string;
  #prepared: Prepared | undefined;

  constructor(key: string, secret: string) {
    this.key = key;
    Object.defineProperty(this, "secret", { value: secret, writable: true, configurable: true });
  }

  /**
   * HMAC-SHA256 of `text` under the secret, as 64 lower-case hex digits.
   *
   * Never give it a text that somebody else had a part in: who can have any text signed can have every subscription,
   * every sign-in and every request to the HTTP API signed. `authorizeChannel` and its like check what they sign.
   *
   * Throws `missing_credentials` (a `FanfareError`) when the secret is missing or has a character that no secret has.
   */
  sign(text: string | Uint8Array): string {
    const { packed } = this.#prepare();
    if (typeof text !== "string") return abi.text("fanfare_hmac_sha256_hex", join(packed, pack([text])), []);
    return hmacHex(packed, text);
  }

  /**
   * Whether `signature` is that of `text`, in constant time. Anything that is no signature is simply none; throws as
   * `sign` does.
   */
  verify(text: string | Uint8Array, signature: string): boolean {
    if (typeof signature !== "string") return false;
    const { self } = this.#prepare();
    try {
      return webhookSender(self, { key: "0", signature }, text) === 0;
    } catch (error) {
      if (!(error instanceof FanfareError)) throw error;
      if (error.code === "invalid_signature") return false;
      if (error.code !== "invalid_data" || typeof text !== "string") throw error;
      // Either has half of a surrogate pair, and no signature has one.
      return /^[0-9a-f]{64}$/.test(signature) && this.verify(wellFormed(text), signature);
    }
  }

  /** The secret as the core signs with it, made anew should somebody have set another. */
  #prepare(): Prepared {
    const { secret } = this;
    if (this.#prepared && this.#prepared.secret === secret) return this.#prepared;
    // What is prepared depends on the secret alone, and a token need not have an app.
    const app = prepareApp("0", "0", typeof secret === "string" ? secret : "");
    return (this.#prepared = { secret, self: prepareApps([app]), packed: pack([app.prepared]) });
  }
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
