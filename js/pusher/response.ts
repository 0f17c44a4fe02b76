import type { TransportResponse } from "../platform/transport.js";

/** What a server answered, in the shape of `fetch`'s Response. The body has been read already. */
export class Response {
  readonly status: number;
  readonly ok: boolean;
  /** `"OK"`; empty where there is none, as over HTTP/2. */
  readonly statusText: string;
  /** The request's URL with `auth_signature=0`. */
  readonly url: string;
  readonly redirected = false;
  bodyUsed = false;
  readonly #answer: TransportResponse;

  /** @internal */
  constructor(answer: TransportResponse, url: string) {
    this.#answer = answer;
    this.status = answer.status;
    this.ok = answer.status >= 200 && answer.status < 300;
    this.statusText = answer.statusText ?? "";
    this.url = url;
  }

  get headers(): Headers {
    const { headers } = this.#answer;
    return new Headers(headers[Symbol.iterator] ? [...(headers as Iterable<[string, string]>)] : []);
  }

  get body(): ReadableStream<Uint8Array> | null {
    return new globalThis.Response(this.#answer.body).body;
  }

  async text(): Promise<string> {
    this.bodyUsed = true;
    return this.#answer.body;
  }

  async json(): Promise<any> {
    return JSON.parse(await this.text());
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return new TextEncoder().encode(await this.text()).buffer;
  }

  async blob(): Promise<Blob> {
    return new Blob([await this.text()], { type: this.#answer.headers.get("content-type") ?? "" });
  }

  clone(): Response {
    return new Response(this.#answer, this.url);
  }
}
