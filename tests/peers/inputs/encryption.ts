import fc from "fast-check";
import type { SealCall } from "../calls.js";
import { app, encryptedChannel, json, master, sample, text } from "./parts.js";

const blocks = fc
  .constantFrom(31, 32, 33, 63, 64, 65, 127, 128, 129, 7_618, 7_619, 7_620)
  .map((length) => "x".repeat(length));
const plaintext = fc.oneof(
  { weight: 30, arbitrary: json.map((value) => JSON.stringify(value)) },
  { weight: 30, arbitrary: text },
  { weight: 1, arbitrary: blocks },
);
const nonce = fc.uint8Array({ minLength: 24, maxLength: 24 });

export const sealCalls = (): SealCall[] =>
  sample(
    fc.record({
      op: fc.constant("seal"),
      app,
      master,
      channel: encryptedChannel,
      plaintext,
      nonceBytes: nonce.map((bytes) => [...bytes]),
    }),
  ).map((call) => ({ ...call, nonce: Buffer.from(call.nonceBytes).toString("base64") }));

/** What happens to a sealed text on its way, chosen by `i`: mostly nothing. */
export function onTheWay(data: string, i: number): string {
  const sealed = JSON.parse(data);
  const flip = (base64: string) => {
    const bytes = Buffer.from(base64, "base64");
    bytes[i % bytes.length]! ^= 1 << (i % 8);
    return bytes.toString("base64");
  };
  const longer = (base64: string) =>
    Buffer.concat([Buffer.from(base64, "base64"), Buffer.from("x")]).toString("base64");
  switch (i % 16) {
    case 0:
      return JSON.stringify({ ...sealed, ciphertext: flip(sealed.ciphertext) });
    case 1:
      return JSON.stringify({ ...sealed, nonce: flip(sealed.nonce) });
    case 2:
      return JSON.stringify({ ...sealed, nonce: i % 3 ? sealed.nonce.slice(4) : longer(sealed.nonce) });
    case 3:
      return [
        JSON.stringify({ nonce: sealed.nonce }),
        "{}",
        "[]",
        '{"nonce":1,"ciphertext":2}',
        "sealed",
        JSON.stringify({ ...sealed, ciphertext: "AAAA" }),
      ][i % 6]!;
    case 4:
      return JSON.stringify({ ciphertext: sealed.ciphertext, nonce: sealed.nonce }, null, 1);
    default:
      return data;
  }
}
