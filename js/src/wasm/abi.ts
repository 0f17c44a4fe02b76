// Memory and calls of a Fanfare module; wasm/abi.h is the other side and says what a block looks like.
// Nothing here knows what a call means: core.ts does.

import { webCodec, type Codec } from "../../platform/codec.js";
import { FanfareError } from "../../common/errors.js";

type Call = (...args: number[]) => number;

interface Exports {
  memory: WebAssembly.Memory;
  _initialize?(): void;
  fanfare_alloc(size: number): number;
  fanfare_free(block: number): void;
  fanfare_error_name(status: number): number;
  [name: string]: unknown;
}

const encoder = new TextEncoder();

const answerHeader = 8;
const fieldHeader = 4;
/** Up to this length a loop beats what encodes, and a few bytes beat what decodes. */
const shortText = 32;
const shortAnswer = 8;

const loneSurrogate = /\p{Surrogate}/u;

/** One lazily made instance of a module. Calls are stateless, so an instance that trapped is simply replaced. */
export class Abi {
  readonly #load: () => WebAssembly.Module;
  readonly #codecOf: (memory: Uint8Array) => Codec;
  #module: WebAssembly.Module | undefined;
  #exports: Exports | undefined;
  /** By their names: to look into the exports themselves takes as long as to write a field. */
  #functions: ReadonlyMap<string, Call> = new Map();
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);
  #codec: Codec | undefined;
  /** Whether the texts that were last written are ASCII. */
  #isPlain = true;
  /** Where the next field of the last answer begins, and where its fields end. */
  #at = 0;
  #end = 0;
  readonly #codes = new Map<number, string>();

  constructor(load: () => WebAssembly.Module, codecOf = webCodec) {
    this.#load = load;
    this.#codecOf = codecOf;
  }

  /**
   * Calls `name` with a block of `packed` (fields that are packed already) and `texts`, then with the numbers that it takes, and
   * gives the answer's fields as text.
   */
  texts(
    name: string,
    packed: Uint8Array | undefined,
    texts: readonly string[],
    a = 0,
    b = 0,
    c = 0,
    d = 0,
  ): string[] {
    const answer = this.#call(name, packed, texts, a, b, c, d);
    const fields: string[] = [];
    while (this.#at < this.#end) fields.push(this.#next());
    this.#free(answer);
    return fields;
  }

  /**
   * As `texts`, in less time, for an answer whose fields are ASCII where `texts` are; `""` for fields that it does not have.
   * What `packed` holds of the caller's must be ASCII too.
   */
  three(
    name: string,
    packed: Uint8Array | undefined,
    texts: readonly string[],
    a = 0,
    b = 0,
    c = 0,
    d = 0,
  ): [string, string, string] {
    const answer = this.#call(name, packed, texts, a, b, c, d);
    const start = this.#at;
    const ascii = this.#isPlain ? this.#codec!.readAscii?.(start, this.#end) : undefined;
    const fields: [string, string, string] = [
      this.#nextOf(ascii, start),
      this.#nextOf(ascii, start),
      this.#nextOf(ascii, start),
    ];
    this.#free(answer);
    return fields;
  }

  /** As `text`, in less time, for an answer that is ASCII whatever `texts` are. */
  plainText(name: string, packed: Uint8Array | undefined, texts: readonly string[]): string {
    const answer = this.#call(name, packed, texts);
    const codec = this.#codec!;
    const start = this.#at + fieldHeader;
    const text = codec.readAscii ? codec.readAscii(start, this.#end) : codec.read(start, this.#end);
    this.#free(answer);
    return text;
  }

  /** As `texts`, for an answer of one field: its text. */
  text(name: string, packed: Uint8Array | undefined, texts: readonly string[]): string {
    return this.#textOf(this.#call(name, packed, texts));
  }

  /** As `text`, for an answer that is not text. */
  bytes(name: string, packed: Uint8Array | undefined, texts: readonly string[]): Uint8Array {
    const answer = this.#call(name, packed, texts);
    const bytes = this.#bytes.slice(this.#at + fieldHeader, this.#end);
    this.#free(answer);
    return bytes;
  }

  /** Gives the answer. Numbers that the function does not take do no harm. */
  #call(
    name: string,
    packed: Uint8Array | undefined,
    texts: readonly string[],
    a = 0,
    b = 0,
    c = 0,
    d = 0,
  ): number {
    const exports = (this.#exports ??= this.#instantiate());
    const block = this.#alloc(exports, boundOf(packed, texts));
    let end: number;
    try {
      end = this.#write(block, packed, texts);
    } catch (error) {
      this.#free(block);
      throw error;
    }
    let answer: number;
    try {
      answer = this.#functions.get(name)!(block, end - block, a, b, c, d);
      exports.fanfare_free(block);
    } catch {
      throw this.#broken();
    }
    if (answer === 0) throw this.#broken();
    this.#lookAt(exports.memory);
    const status = this.#view.getUint32(answer, true);
    this.#at = answer + answerHeader;
    this.#end = this.#at + this.#view.getUint32(answer + 4, true);
    if (status === 0) return answer;
    const message = this.#read(this.#at, this.#end - this.#at);
    this.#free(answer);
    throw new FanfareError(this.#codeOf(exports, status), message);
  }

  /** The next field of the answer, `""` after the last. */
  #next(): string {
    if (this.#at >= this.#end) return "";
    const size = this.#view.getUint32(this.#at, true);
    const start = this.#at + fieldHeader;
    this.#at = start + size;
    return this.#read(start, size);
  }

  /** The same out of `ascii`, which begins at `start`, if it is there. */
  #nextOf(ascii: string | undefined, start: number): string {
    if (ascii === undefined || this.#at >= this.#end) return this.#next();
    const from = this.#at + fieldHeader - start;
    const size = this.#view.getUint32(this.#at, true);
    this.#at += fieldHeader + size;
    return ascii.slice(from, from + size);
  }

  #textOf(answer: number): string {
    const text = this.#next();
    this.#free(answer);
    return text;
  }

  #instantiate(): Exports {
    this.#module ??= this.#load();
    const exports = new WebAssembly.Instance(this.#module, {}).exports as unknown as Exports;
    exports._initialize?.();
    this.#functions = new Map(Object.entries(exports)) as unknown as Map<string, Call>;
    this.#bytes = new Uint8Array(0);
    this.#lookAt(exports.memory);
    return exports;
  }

  /** Views end when memory grows, which any call may make it do (WebAssembly JS API, "refresh the memory buffer"). */
  #lookAt(memory: WebAssembly.Memory): void {
    if (this.#bytes.length > 0) return;
    this.#bytes = new Uint8Array(memory.buffer);
    this.#view = new DataView(memory.buffer);
    this.#codec = this.#codecOf(this.#bytes);
  }

  #alloc(exports: Exports, size: number): number {
    let block = 0;
    try {
      if (size < 2 ** 31) block = exports.fanfare_alloc(size);
    } catch {
      throw this.#broken();
    }
    if (block === 0) throw this.#broken();
    this.#lookAt(exports.memory);
    return block;
  }

  #free(block: number): void {
    this.#exports?.fanfare_free(block);
  }

  #broken(): FanfareError {
    this.#exports = undefined;
    return new FanfareError(
      "internal",
      "Fanfare's WebAssembly module ran out of memory or trapped; the next call gets a fresh one. " +
        "If the arguments were not extremely large, please report it.",
    );
  }

  #codeOf(exports: Exports, status: number): string {
    let code = this.#codes.get(status);
    if (code === undefined) {
      const answer = exports.fanfare_error_name(status);
      this.#at = answer + answerHeader;
      this.#end = this.#at + this.#view.getUint32(answer + 4, true);
      code = this.#textOf(answer);
      this.#codes.set(status, code);
    }
    return code;
  }

  #write(block: number, packed: Uint8Array | undefined, texts: readonly string[]): number {
    let at = block;
    if (packed) {
      this.#bytes.set(packed, at);
      at += packed.length;
    }
    this.#isPlain = true;
    for (let i = 0; i < texts.length; i++) {
      const size = this.#writeText(texts[i]!, at + fieldHeader);
      this.#view.setUint32(at, size, true);
      at += fieldHeader + size;
    }
    return at;
  }

  /** Writes `text` as UTF-8 and gives its size. The block has three bytes for each of its UTF-16 units. */
  #writeText(text: string, at: number): number {
    const length = text.length;
    if (length <= shortText) {
      const bytes = this.#bytes;
      let i = 0;
      for (; i < length; i++) {
        const unit = text.charCodeAt(i);
        if (unit > 0x7f) break;
        bytes[at + i] = unit;
      }
      if (i === length) return length;
    }
    const written = this.#codec!.write(text, at, 3 * length);
    if (written !== length) {
      this.#isPlain = false;
      if (loneSurrogate.test(text)) throw illFormed();
    }
    return written;
  }

  #read(at: number, size: number): string {
    const bytes = this.#bytes;
    if (size <= shortAnswer) {
      let text = "";
      let i = 0;
      for (; i < size && bytes[at + i]! < 0x80; i++) text += String.fromCharCode(bytes[at + i]!);
      if (i === size) return text;
    }
    return this.#codec!.read(at, at + size);
  }
}

/** Fields as the module reads them, to be kept and given to many calls: text, or bytes as they are. */
export function pack(fields: readonly (string | Uint8Array)[]): Uint8Array {
  const parts = fields.map((field) => (typeof field === "string" ? encoder.encode(field) : field));
  const packed = new Uint8Array(parts.reduce((size, part) => size + fieldHeader + part.length, 0));
  const view = new DataView(packed.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    packed.set(part, at + fieldHeader);
    at += fieldHeader + part.length;
  }
  return packed;
}

function boundOf(packed: Uint8Array | undefined, texts: readonly string[]): number {
  let bound = packed ? packed.length : 0;
  for (let i = 0; i < texts.length; i++) bound += fieldHeader + 3 * texts[i]!.length;
  return bound;
}

function illFormed(): FanfareError {
  return new FanfareError(
    "invalid_data",
    "A string holds half of a surrogate pair, which has no UTF-8 form: it was cut in the middle of a character. " +
      "Cut it elsewhere, or repair it with toWellFormed().",
  );
}
