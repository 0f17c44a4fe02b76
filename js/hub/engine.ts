// The engine in hub.wasm, typed. wasm/hub_abi.h is the other side.

import { webCodec } from "../platform/codec.js";
import { compileBase64 } from "../platform/compile.js";
import { base64 } from "../platform/hub-bytes.js";
import { Abi, pack } from "../src/wasm/abi.js";
import { readActions, type Action } from "./actions.js";

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

/** The limits that the host enforces, in bytes. */
export interface HostLimits {
  readonly frame_bytes_max: number;
  readonly request_bytes_max: number;
  readonly backlog_bytes_max: number;
}

/** How much a hub holds: all zero once every client is gone. */
export interface Occupancy {
  readonly connections: number;
  readonly sockets: number;
  readonly channels: number;
  readonly subscriptions: number;
  readonly members: number;
}

const trapMessage =
  "The hub's WebAssembly module ran out of memory or trapped, and lost its state. Please report it.";

let compiled: WebAssembly.Module | undefined;

/** One hub: an instance of the module of its own, so that hubs share nothing. After a trap its state is lost. */
export class Engine {
  readonly #abi = new Abi(() => (compiled ??= compileBase64(base64)), webCodec, trapMessage);

  /** Throws a FanfareError when the options cannot be used. */
  constructor(options: EngineOptions) {
    const apps = options.apps.flatMap((app) => [app.appId, app.key, app.secret]);
    const numbers = [options.dataBytes, options.batchEvents, apps.length].map(String);
    this.#abi.texts("hub_open", pack([options.observe ? "1" : "", options.address, ...numbers, ...apps]), []);
  }

  get limits(): HostLimits {
    return this.#abi.numbers("hub_limits") as unknown as HostLimits;
  }

  get occupancy(): Occupancy {
    return this.#abi.numbers("hub_occupancy") as unknown as Occupancy;
  }

  /** The module's whole memory. */
  get memoryBytes(): number {
    return this.#abi.memoryBytes;
  }

  /** `random` is two words of 32 random bits. */
  connect(id: number, target: string, random: Uint32Array, milliseconds: number): Action[] {
    return this.#actions("hub_connect", pack([target]), id, random[0], random[1], milliseconds);
  }

  frame(id: number, message: Uint8Array, isBinary: boolean, milliseconds: number): Action[] {
    return this.#actions("hub_frame", message, id, isBinary ? 1 : 0, milliseconds);
  }

  heard(id: number, milliseconds: number): void {
    this.#abi.texts("hub_heard", undefined, [], id, milliseconds);
  }

  closed(id: number): Action[] {
    return this.#actions("hub_closed", undefined, id);
  }

  /** `now` is Unix seconds. */
  request(method: string, path: string, query: string, body: Uint8Array, now: number): Action[] {
    return this.#actions("hub_request", pack([method, path, query, body]), now);
  }

  tick(milliseconds: number): Action[] {
    return this.#actions("hub_tick", undefined, milliseconds);
  }

  shutDown(): Action[] {
    return this.#actions("hub_shut_down", undefined);
  }

  #actions(name: string, block: Uint8Array | undefined, a = 0, b = 0, c = 0, d = 0): Action[] {
    return this.#abi.read(name, block, readActions, a, b, c, d);
  }
}
