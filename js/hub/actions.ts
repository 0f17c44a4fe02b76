// Reads the actions that hub.wasm answers. wasm/hub_abi.h describes the records.

/** Something that happened on the hub, for a log or a console. A field that does not apply is empty. */
export interface HubEvent {
  /**
   * `connected`, `disconnected`: a client · `subscribed`, `unsubscribed`: a client, to or from `channel` · `refused`:
   * a message
   * from a client, `detail` says why · `member_added`, `member_removed`: the user `detail` · `event`: an event from
   * the HTTP
   * API, `detail` is its data · `client_event`: an event from a client · `request_refused`: a request to the HTTP API,
   * `detail` says why.
   */
  readonly what:
    | "connected"
    | "disconnected"
    | "subscribed"
    | "unsubscribed"
    | "refused"
    | "member_added"
    | "member_removed"
    | "event"
    | "client_event"
    | "request_refused";
  readonly appId: string;
  readonly socketId: string;
  readonly channel: string;
  readonly event: string;
  readonly detail: string;
}

/** What the engine asks its host to do, in order. */
export type Action =
  | { readonly kind: "send"; readonly to: readonly number[]; readonly frame: Buffer }
  | { readonly kind: "close"; readonly connection: number; readonly code: number; readonly reason: string }
  | { readonly kind: "respond"; readonly status: number; readonly contentType: string; readonly body: Buffer }
  | { readonly kind: "observed"; readonly event: HubEvent };

/** Reads records from the module's memory. Everything that it returns is a copy. */
class Reader {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get more(): boolean {
    return this.#at < this.#bytes.length;
  }

  byte(): number {
    return this.#bytes[this.#at++]!;
  }

  word(): number {
    const value = this.#view.getUint32(this.#at, true);
    this.#at += 4;
    return value;
  }

  words(): number[] {
    const words = new Array<number>(this.word());
    for (let i = 0; i < words.length; i++) words[i] = this.word();
    return words;
  }

  buffer(): Buffer {
    const size = this.word();
    const copy = Buffer.from(this.#bytes.subarray(this.#at, this.#at + size));
    this.#at += size;
    return copy;
  }

  text(): string {
    return this.buffer().toString("utf8");
  }
}

function readAction(reader: Reader): Action {
  switch (reader.byte()) {
    case 1:
      return { kind: "send", to: reader.words(), frame: reader.buffer() };
    case 2:
      return { kind: "close", connection: reader.word(), code: reader.word(), reason: reader.text() };
    case 3:
      return { kind: "respond", status: reader.word(), contentType: reader.text(), body: reader.buffer() };
    default:
      return {
        kind: "observed",
        event: {
          what: reader.text() as HubEvent["what"],
          appId: reader.text(),
          socketId: reader.text(),
          channel: reader.text(),
          event: reader.text(),
          detail: reader.text(),
        },
      };
  }
}

export function readActions(records: Uint8Array): Action[] {
  const actions: Action[] = [];
  for (const reader = new Reader(records); reader.more;) actions.push(readAction(reader));
  return actions;
}
