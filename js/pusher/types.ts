// The shapes that `Pusher` takes and gives, by the names they have in the types of `pusher`.

export interface BaseOptions {
  appId: string | number;
  key: string;
  secret: string;
  /** Off unless set, as in `pusher`. Set it: without TLS everybody on the way reads and repeats what is sent. */
  useTLS?: boolean;
  /** @deprecated Use `useTLS`. */
  encrypted?: boolean;
  /** Milliseconds for a request, its answer's body included: 30,000 unless set, 0 for as long as it takes. */
  timeout?: number;
  /** Node's `http.Agent` or `https.Agent` to send by: a proxy, say. Other runtimes cannot use it. */
  agent?: object;
  /** The base64 of 32 bytes: `openssl rand -base64 32`. */
  encryptionMasterKeyBase64?: string;
  /** @deprecated Use `encryptionMasterKeyBase64`. */
  encryptionMasterKey?: string;
}

export interface ClusterOptions extends BaseOptions {
  /** `"eu"`: the host is then `api-eu.pusher.com`. */
  cluster: string;
}

export interface HostOptions extends BaseOptions {
  host: string;
  port?: string | number;
}

export type Options = ClusterOptions | HostOptions;

export interface TriggerParams {
  /** The connection that shall not get the event. */
  socket_id?: string;
  /** What the server shall tell of the channels: `"user_count,subscription_count"`. */
  info?: string;
}

export interface BatchEvent {
  channel: string;
  name: string;
  data: any;
  socket_id?: string;
  info?: string;
}

type Reserved = "auth_key" | "auth_timestamp" | "auth_version" | "auth_signature" | "body_md5";

/** Any parameters but those that the signature adds. */
export type Params = { [name: string]: any } & { [name in Reserved]?: never };

export interface RequestOptions {
  /** What follows `/apps/{id}`: `"/channels"`. */
  path: string;
  params?: Params;
}

export type GetOptions = RequestOptions;

export interface PostOptions extends RequestOptions {
  /** Sent as JSON. */
  body?: any;
}

export interface SignedQueryStringOptions {
  method: string;
  /** The whole path: `"/apps/3/channels"`. */
  path: string;
  /** The body's text, as it will be sent. */
  body?: string;
  params?: Params;
}

export interface ChannelAuthResponse {
  auth: string;
  channel_data?: string;
  shared_secret?: string;
}

/** @deprecated Use `ChannelAuthResponse`. */
export type AuthResponse = ChannelAuthResponse;

export interface UserAuthResponse {
  auth: string;
  user_data: string;
}

export interface PresenceChannelData {
  user_id: string;
  user_info?: { [name: string]: any };
}

export interface UserChannelData {
  id: string;
  [name: string]: any;
}

export interface WebHookRequest {
  headers: object;
  rawBody: string | Uint8Array;
}

export interface WebHookEvent {
  name: string;
  channel: string;
  event: string;
  data: string;
  socket_id: string;
}

export interface WebHookData {
  time_ms: number;
  events: WebHookEvent[];
}

/** What `isValid` takes as another token. */
export interface KeyAndSecret {
  key: string;
  secret: string;
}
