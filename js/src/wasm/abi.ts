// Memory and calls of a Fanfare module. wasm/abi.h is the other side and describes the blocks. core.ts (fanfare.wasm)
// and js/hub/engine.ts (hub.wasm) know what the calls mean.

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
/** Up to these lengths, a loop is faster than an encoder and a decoder. */
const shortText = 32;
const shortAnswer = 8;

const loneSurrogate = /\p{Surrogate}/u;

const replacedAfterTrap =
  "Fanfare's WebAssembly module ran out of memory or trapped; the next call gets a fresh one. " +
  "If the arguments were not extremely large, please report it.";

/**
 * One instance of a module, made by the first call and replaced after a trap.
 *
 * ```ts
 * const abi = new Abi(() => new WebAssembly.Module(bytes));
 * const [path, query] = abi.texts("fanfare_sign_request", packedApp, ["GET", "/channels", "", "0"], nowSeconds);
 * ```
 *
 * Each method calls the function `name` with one block: `packed`, fields that are packed already, then `texts` as
 * fields. The numbers follow the block. A method throws a `FanfareError` with the code and the message of the module,
 * `invalid_data` for a
 * text with half of a surrogate pair, and `internal` after a trap.
 */
export class Abi {
  readonly #load: () => WebAssembly.Module;
  readonly #codecOf: (memory: Uint8Array) => Codec;
  readonly #trapMessage: string;
  #module: WebAssembly.Module | undefined;
  #exports: Exports | undefined;
  /** The exports by name: a look into the exports object takes as long as writing a field. */
  #functions: ReadonlyMap<string, Call> = new Map();
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);
  #codec: Codec | undefined;
  /** Whether the texts of the current call are ASCII. */
  #isAscii = true;
  /** Where the next field of the current answer starts, and where its fields end. */
  #at = 0;
  #end = 0;
  readonly #codes = new Map<number, string>();

  /** `trapMessage` is the sentence of the error after a trap. */
  constructor(load: () => WebAssembly.Module, codecOf = webCodec, trapMessage = replacedAfterTrap) {
    this.#load = load;
    this.#codecOf = codecOf;
    this.#trapMessage = trapMessage;
  }

  /** The size of the module's memory. */
  get memoryBytes(): number {
    this.#exports ??= this.#instantiate();
    return this.#exports.memory.buffer.byteLength;
  }

  /** Returns the fields of the answer. */
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
   * Returns the first three fields of the answer, `""` for a missing one. Faster than `texts`. `packed` must be
   * ASCII, and if
   * `texts` are ASCII, the answer must be too.
   */
  firstThree(
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
    const ascii = this.#isAscii ? this.#codec!.readAscii?.(start, this.#end) : undefined;
    const fields: [string, string, string] = [
      this.#nextOf(ascii, start),
      this.#nextOf(ascii, start),
      this.#nextOf(ascii, start),
    ];
    this.#free(answer);
    return fields;
  }

  /** Returns the only field of an answer that is always ASCII. Faster than `text`. */
  asciiText(name: string, packed: Uint8Array | undefined, texts: readonly string[]): string {
    const answer = this.#call(name, packed, texts);
    const codec = this.#codec!;
    const start = this.#at + fieldHeader;
    const text = codec.readAscii ? codec.readAscii(start, this.#end) : codec.read(start, this.#end);
    this.#free(answer);
    return text;
  }

  /** Returns the only field of the answer. */
  text(name: string, packed: Uint8Array | undefined, texts: readonly string[]): string {
    return this.#textOf(this.#call(name, packed, texts));
  }

  /** Returns the bytes of the only field of the answer. */
  bytes(name: string, packed: Uint8Array | undefined, texts: readonly string[]): Uint8Array {
    const answer = this.#call(name, packed, texts);
    const bytes = this.#bytes.slice(this.#at + fieldHeader, this.#end);
    this.#free(answer);
    return bytes;
  }

  /**
   * Returns what `parse` makes of the bytes of the only field. They belong to the module: `parse` copies what it
   * keeps.
   */
  read<Parsed>(
    name: string,
    block: Uint8Array | undefined,
    parse: (bytes: Uint8Array) => Parsed,
    a = 0,
    b = 0,
    c = 0,
    d = 0,
  ): Parsed {
    const answer = this.#call(name, block, [], a, b, c, d);
    const parsed = parse(this.#bytes.subarray(this.#at + fieldHeader, this.#end));
    this.#free(answer);
    return parsed;
  }

  /** Returns an answer of names and decimal numbers in turn. */
  numbers(name: string): Record<string, number> {
    const fields = this.texts(name, undefined, []);
    const numbers: Record<string, number> = {};
    for (let i = 0; i + 1 < fields.length; i += 2) numbers[fields[i]!] = Number(fields[i + 1]);
    return numbers;
  }

  /** Returns the address of the answer. The function ignores numbers that it does not take. */
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
    this.#refreshViews(exports.memory);
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

  /** The next field, from `ascii` if it is given: the text of all fields, from `start` on. */
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
    this.#refreshViews(exports.memory);
    return exports;
  }

  /**
   * Renews the views: any call may grow the memory, which detaches them (WebAssembly JS API, "refresh the memory
   * buffer").
   */
  #refreshViews(memory: WebAssembly.Memory): void {
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
    this.#refreshViews(exports.memory);
    return block;
  }

  #free(block: number): void {
    this.#exports?.fanfare_free(block);
  }

  /** Drops the instance and returns the error to throw. */
  #broken(): FanfareError {
    this.#exports = undefined;
    return new FanfareError("internal", this.#trapMessage);
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
    this.#isAscii = true;
    for (let i = 0; i < texts.length; i++) {
      const size = this.#writeText(texts[i]!, at + fieldHeader);
      this.#view.setUint32(at, size, true);
      at += fieldHeader + size;
    }
    return at;
  }

  /** Writes `text` as UTF-8 and returns its size. The block has three bytes for each UTF-16 unit. */
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
      this.#isAscii = false;
      if (loneSurrogate.test(text)) throw loneSurrogateError();
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

/** Packs fields, texts or bytes, for use in many calls. */
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

/** The most bytes that a block may need. */
function boundOf(packed: Uint8Array | undefined, texts: readonly string[]): number {
  let bound = packed ? packed.length : 0;
  for (let i = 0; i < texts.length; i++) bound += fieldHeader + 3 * texts[i]!.length;
  return bound;
}

function loneSurrogateError(): FanfareError {
  return new FanfareError(
    "invalid_data",
    "A string holds half of a surrogate pair, which has no UTF-8 form: it was cut in the middle of a character. " +
      "Cut it elsewhere, or repair it with toWellFormed().",
  );
}
