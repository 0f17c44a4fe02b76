// The built modules, called without js/src: blocks can be as wrong as they like.

import { readFileSync } from "node:fs";

export interface Answer {
  status: number;
  /** The bytes of the answer: packed fields, or with another status than 0 the message. */
  bytes: Buffer;
}

export type Field = string | Uint8Array;

export const wasmOf = (name: string): Buffer<ArrayBuffer> =>
  Buffer.from(readFileSync(new URL(`../../dist/platform/${name}.wasm`, import.meta.url)));

/** The names of a contract: its lines without comments. */
export function contractOf(file: string): string[] {
  const text = readFileSync(new URL(`../../wasm/${file}`, import.meta.url), "utf8");
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

export function packed(...fields: Field[]): Buffer {
  return Buffer.concat(
    fields.flatMap((field) => {
      const bytes = Buffer.from(field);
      const size = Buffer.alloc(4);
      size.writeUInt32LE(bytes.length);
      return [size, bytes];
    }),
  );
}

export const list = (...fields: Field[]): Field[] => [String(fields.length), ...fields];

export function unpacked(bytes: Buffer): Buffer[] {
  const fields: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = bytes.readUInt32LE(at);
    fields.push(bytes.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return fields;
}

export class Module {
  readonly #exports: Record<string, CallableFunction> & { memory: WebAssembly.Memory };

  constructor(module: WebAssembly.Module) {
    this.#exports = new WebAssembly.Instance(module, {}).exports as never;
    this.#exports._initialize!();
  }

  get memoryBytes(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  call(name: string, block: Uint8Array, ...numbers: number[]): Answer {
    const { fanfare_alloc, fanfare_free } = this.#exports;
    const at = fanfare_alloc!(block.length) as number;
    new Uint8Array(this.#exports.memory.buffer).set(block, at);
    const answer = this.#take(this.#exports[name]!(at, block.length, ...numbers));
    fanfare_free!(at);
    return answer;
  }

  /** A call that takes no block. */
  plain(name: string, ...numbers: number[]): Answer {
    return this.#take(this.#exports[name]!(...numbers));
  }

  codeOf(status: number): string {
    return String(unpacked(this.plain("fanfare_error_name", status).bytes)[0]);
  }

  /** What lies at the place of a block after it was freed. */
  remains(block: Uint8Array): Buffer {
    const at = this.#exports.fanfare_alloc!(block.length) as number;
    new Uint8Array(this.#exports.memory.buffer).set(block, at);
    this.#exports.fanfare_free!(at);
    return Buffer.from(this.#exports.memory.buffer, at, block.length);
  }

  alloc(size: number): number {
    return this.#exports.fanfare_alloc!(size) as number;
  }

  #take(at: number): Answer {
    const memory = Buffer.from(this.#exports.memory.buffer);
    const bytes = Buffer.from(memory.subarray(at + 8, at + 8 + memory.readUInt32LE(at + 4)));
    const answer = { status: memory.readUInt32LE(at), bytes };
    this.#exports.fanfare_free!(at);
    return answer;
  }
}
