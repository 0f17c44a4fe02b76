import { randomBytes } from "#transport";
import { prepareMasterKey, seal, type MasterKey } from "../src/wasm/core.js";
import { Token } from "./token.js";
import type { Options } from "./types.js";

/** The options of all ways to make a Pusher. Plain JavaScript may pass anything. */
export type AnyOptions = Partial<Options> & {
  scheme?: string;
  host?: string;
  port?: string | number;
  cluster?: string;
};

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const loopback = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?(\/|$)/i;
// A host may carry its port and the prefix of a proxy, and nothing that could lead a request elsewhere.
const usableHost = /^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?(\/[A-Za-z0-9._~-]+)*$/;

const nonceBytes = 24;

/** A cluster's host. Throws for a name that would lead to another host. */
export function hostOf(cluster: string): string {
  if (/^[A-Za-z0-9._-]+$/.test(cluster)) return `api-${cluster}.pusher.com`;
  // The messages about cluster and host do not quote the value: it may be a URL with the secret in it.
  throw new Error("Invalid cluster: it is a short name, like eu.");
}

const masters = new WeakMap<Uint8Array, MasterKey>();
let warnedOfPlainHttp = false;

/** Callers on Node know bytes as a Buffer; where there is none, they are a Uint8Array. */
export function bufferOf(bytes: Uint8Array): Uint8Array {
  const { Buffer } = globalThis as { Buffer?: { from(bytes: Uint8Array): Uint8Array } };
  return Buffer ? Buffer.from(bytes) : bytes;
}

function masterKeyOf({
  encryptionMasterKey: raw,
  encryptionMasterKeyBase64: text,
}: AnyOptions): Uint8Array | undefined {
  if (raw !== undefined) {
    if (text !== undefined) {
      throw new Error(
        "Do not specify both encryptionMasterKey and encryptionMasterKeyBase64. " +
          "encryptionMasterKey is deprecated, please specify only encryptionMasterKeyBase64.",
      );
    }
    console.warn("`encryptionMasterKey` option is deprecated in favor of `encryptionMasterKeyBase64`");
    if (typeof raw !== "string") throw new Error("encryptionMasterKey must be a string");
    const bytes = new TextEncoder().encode(raw);
    if (bytes.length === 32) return bufferOf(bytes);
    throw new Error(
      `encryptionMasterKey must be 32 bytes long, but the provided key is ${bytes.length} bytes long`,
    );
  }
  if (text === undefined) return undefined;
  if (typeof text !== "string") throw new Error("encryptionMasterKeyBase64 must be a string");
  if (!base64.test(text)) throw new Error("encryptionMasterKeyBase64 must be valid base64");
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  if (bytes.length === 32) return bufferOf(bytes);
  throw new Error(
    `encryptionMasterKeyBase64 must decode to 32 bytes, but the provided key decodes to ${bytes.length} bytes`,
  );
}

function schemeOf({ scheme, useTLS, encrypted }: AnyOptions): string {
  if (useTLS !== undefined && encrypted !== undefined) {
    throw new Error("Cannot set both `useTLS` and `encrypted` configuration options");
  }
  if (encrypted !== undefined) console.warn("`encrypted` option is deprecated in favor of `useTLS`");
  return scheme || ((useTLS ?? encrypted) ? "https" : "http");
}

/** What a {@link Pusher} was told, as `pusher.config`. `encryptionMasterKey` can be read and is not enumerable. */
export class Config {
  scheme: string;
  host: string;
  port: string | number | undefined;
  appId: string | number | undefined;
  token: Token;
  timeout: number | undefined;
  agent: unknown;
  declare encryptionMasterKey: Uint8Array | undefined;

  constructor(options: AnyOptions = {}) {
    this.scheme = schemeOf(options);
    this.host = options.host || (options.cluster ? hostOf(options.cluster) : "api.pusherapp.com");
    this.port = options.port;
    this.appId = options.appId;
    this.token = new Token(options.key as string, options.secret as string);
    this.timeout = options.timeout;
    this.agent = options.agent;
    Object.defineProperty(this, "encryptionMasterKey", {
      value: masterKeyOf(options),
      writable: true,
      configurable: true,
    });
    const { scheme, useTLS, encrypted } = options;
    if (!scheme && useTLS === undefined && encrypted === undefined) this.#warnOfPlainHttp();
  }

  /** The path of a resource, `"/channels"`, of the app. */
  prefixPath(subPath: string): string {
    return `/apps/${this.appId}${subPath}`;
  }

  /** Where the server is. Throws when that is no place for a request: a host with a user or a query, say. */
  getBaseURL(): string {
    const { scheme, host, port } = this;
    if (!/^https?$/.test(scheme)) throw new Error(`Invalid scheme: '${scheme}'. It is http or https.`);
    if (typeof host !== "string" || !usableHost.test(host) || /\/\.{1,2}(\/|$)/.test(host)) {
      throw new Error("Invalid host: it is a name as api-eu.pusher.com.");
    }
    if (port && !/^\d{1,5}$/.test(String(port))) throw new Error(`Invalid port: '${port}'`);
    return `${scheme}://${host}${port ? `:${port}` : ""}`;
  }

  /** @internal The master key as the core takes it; undefined without one. */
  masterKey(): MasterKey | undefined {
    const bytes = this.encryptionMasterKey;
    if (bytes === undefined) return undefined;
    let master = masters.get(bytes);
    if (!master) masters.set(bytes, (master = prepareMasterKey(btoa(String.fromCharCode(...bytes)))));
    return master;
  }

  /** @internal What an event with this data carries on an encrypted channel. */
  seal(channel: string, data: unknown): string {
    const master = this.masterKey();
    if (!master) throw new Error("Set encryptionMasterKey before triggering events on encrypted channels");
    const text = JSON.stringify(data) as string | undefined;
    if (text === undefined)
      throw new TypeError("The data cannot be JSON: it is undefined, a function or a symbol.");
    return seal(master, channel, text, randomBytes(nonceBytes));
  }

  #warnOfPlainHttp(): void {
    if (warnedOfPlainHttp || loopback.test(this.host)) return;
    warnedOfPlainHttp = true;
    console.warn(
      "fanfare/pusher: events are sent without TLS, for that is what `pusher` does unless it is told. " +
        "Set useTLS: true, or useTLS: false if it shall be so.",
    );
  }
}
