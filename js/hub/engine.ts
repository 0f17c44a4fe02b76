// The typed face of hub.wasm; wasm/hub_abi.h is the other side.

import { base64 } from "../platform/hub-bytes.js";
import { pack } from "../src/wasm/abi.js";
import { compileBase64 } from "../platform/compile.js";
import { FanfareError } from "../common/errors.js";
import { readActions, type Action } from "./actions.js";

interface Exports {
  readonly memory: WebAssembly.Memory;
  _initialize(): void;
  fanfare_alloc(size: number): number;
  fanfare_free(block: number): void;
  fanfare_error_name(status: number): number;
  hub_open(block: number, size: number): number;
  hub_limits(): number;
  hub_connect(
    block: number,
    size: number,
    id: number,
    high: number,
    low: number,
    milliseconds: number,
  ): number;
  hub_frame(block: number, size: number, id: number, isBinary: number, milliseconds: number): number;
  hub_heard(id: number, milliseconds: number): void;
  hub_closed(id: number): number;
  hub_request(block: number, size: number, now: number): number;
  hub_tick(milliseconds: number): number;
  hub_shut_down(): number;
  hub_occupancy(): number;
}

export interface EngineOptions {
  readonly apps: readonly { readonly appId: string; readonly key: string; readonly secret: string }[];
  /** The address that the host listens on. */
  readonly address: string;
  readonly observe: boolean;
  /** The largest payload of an event, in bytes; 0: the default. */
  readonly dataBytes: number;
  /** The most events of a batch; 0: the default. */
  readonly batchEvents: number;
}

/** What the host has to keep an eye on itself. All in bytes. */
export interface HostLimits {
  readonly frame_bytes_max: number;
  readonly request_bytes_max: number;
  readonly backlog_bytes_max: number;
}

/** How much a hub holds. All zero once every client is gone. */
export interface Occupancy {
  readonly connections: number;
  readonly sockets: number;
  readonly channels: number;
  readonly subscriptions: number;
  readonly members: number;
}

const answerHeader = 8;
const fieldHeader = 4;
const decoder = new TextDecoder();
let compiled: WebAssembly.Module | undefined;

/** One hub: an instance of the module of its own, so that hubs share nothing. */
export class Engine {
  readonly #exports: Exports;
  #bytes: Uint8Array;

  /** Throws a FanfareError when the options cannot be used. */
  constructor(options: EngineOptions) {
    compiled ??= compileBase64(base64);
    this.#exports = new WebAssembly.Instance(compiled, {}).exports as unknown as Exports;
    this.#exports._initialize();
    this.#bytes = new Uint8Array(this.#exports.memory.buffer);
    const apps = options.apps.flatMap((app) => [app.appId, app.key, app.secret]);
    const numbers = [options.dataBytes, options.batchEvents, apps.length].map(String);
    const block = pack([options.observe ? "1" : "", options.address, ...numbers, ...apps]);
    this.#fields(this.#withBlock(block, (at, size) => this.#exports.hub_open(at, size)));
  }

  get limits(): HostLimits {
    return this.#numbers(this.#exports.hub_limits()) as unknown as HostLimits;
  }

  get occupancy(): Occupancy {
    return this.#numbers(this.#exports.hub_occupancy()) as unknown as Occupancy;
  }

  /** The module's whole memory. */
  get memoryBytes(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  /** `random` is two words of 32 random bits. */
  connect(id: number, target: string, random: Uint32Array, milliseconds: number): Action[] {
    return this.#actions(
      this.#withBlock(pack([target]), (at, size) =>
        this.#exports.hub_connect(at, size, id, random[0]!, random[1]!, milliseconds),
      ),
    );
  }

  frame(id: number, message: Uint8Array, isBinary: boolean, milliseconds: number): Action[] {
    return this.#actions(
      this.#withBlock(message, (at, size) =>
        this.#exports.hub_frame(at, size, id, isBinary ? 1 : 0, milliseconds),
      ),
    );
  }

  heard(id: number, milliseconds: number): void {
    this.#exports.hub_heard(id, milliseconds);
  }

  closed(id: number): Action[] {
    return this.#actions(this.#exports.hub_closed(id));
  }

  /** `now` is Unix seconds. */
  request(method: string, path: string, query: string, body: Uint8Array, now: number): Action[] {
    return this.#actions(
      this.#withBlock(pack([method, path, query, body]), (at, size) =>
        this.#exports.hub_request(at, size, now),
      ),
    );
  }

  tick(milliseconds: number): Action[] {
    return this.#actions(this.#exports.hub_tick(milliseconds));
  }

  shutDown(): Action[] {
    return this.#actions(this.#exports.hub_shut_down());
  }

  #withBlock(data: Uint8Array, call: (at: number, size: number) => number): number {
    const at = this.#exports.fanfare_alloc(data.length);
    if (at === 0) throw new FanfareError("internal", "The hub's WebAssembly module ran out of memory.");
    this.#memory().set(data, at);
    const answer = call(at, data.length);
    this.#exports.fanfare_free(at);
    return answer;
  }

  /** A view of memory ends when memory grows, which any call may make it do. */
  #memory(): Uint8Array {
    if (this.#bytes.buffer !== this.#exports.memory.buffer)
      this.#bytes = new Uint8Array(this.#exports.memory.buffer);
    return this.#bytes;
  }

  #word(at: number): number {
    return new DataView(this.#exports.memory.buffer).getUint32(at, true);
  }

  #take<Taken>(answer: number, read: (bytes: Uint8Array) => Taken): Taken {
    if (answer === 0) throw new FanfareError("internal", "The hub's WebAssembly module ran out of memory.");
    const status = this.#word(answer);
    const start = answer + answerHeader;
    const bytes = this.#memory().subarray(start, start + this.#word(answer + 4));
    const taken = status === 0 ? read(bytes) : decoder.decode(bytes);
    this.#exports.fanfare_free(answer);
    if (status === 0) return taken as Taken;
    throw new FanfareError(
      this.#fields(this.#exports.fanfare_error_name(status))[0] ?? "internal",
      taken as string,
    );
  }

  #actions(answer: number): Action[] {
    return this.#take(answer, (bytes) => readActions(bytes.subarray(fieldHeader)));
  }

  #fields(answer: number): string[] {
    return this.#take(answer, (bytes) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const fields: string[] = [];
      for (let at = 0; at < bytes.length;) {
        const size = view.getUint32(at, true);
        fields.push(decoder.decode(bytes.subarray(at + fieldHeader, at + fieldHeader + size)));
        at += fieldHeader + size;
      }
      return fields;
    });
  }

  #numbers(answer: number): Record<string, number> {
    const fields = this.#fields(answer);
    const numbers: Record<string, number> = {};
    for (let i = 0; i + 1 < fields.length; i += 2) numbers[fields[i]!] = Number(fields[i + 1]);
    return numbers;
  }
}
