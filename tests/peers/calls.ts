// What a library is asked, and what it answers: the same JSON for all of them, on the lines of programs.ts.

export interface App {
  id: string;
  key: string;
  secret: string;
}

export interface EventCall {
  name: string;
  data: unknown;
  socketId?: string;
  info?: string;
}

interface Common {
  app: App;
  /** Base64. */
  master?: string;
  /** Milliseconds since 1970. */
  now?: number;
}

export type TriggerCall = Common & EventCall & { op: "trigger"; channels: string[]; now: number };
export type BatchCall = Common & { op: "batch"; events: (EventCall & { channel: string })[]; now: number };
export type QuestionCall = Common & { now: number } & (
    | { op: "channels"; prefix?: string; info?: string }
    | { op: "channel"; channel: string; info?: string }
    | { op: "users"; channel: string }
  );
export type SignCall = TriggerCall | BatchCall | QuestionCall;

export type AuthorizeCall = Common & {
  op: "authorize";
  socketId: string;
  channel: string;
  master: string;
  member?: { user_id: string; user_info?: Record<string, string> };
};

export type AuthenticateCall = Common & {
  op: "authenticate";
  socketId: string;
  user: Record<string, unknown>;
};

export type SecretCall = Common & { op: "shared_secret"; channel: string; master: string };

export type SealCall = Common & {
  op: "seal";
  channel: string;
  master: string;
  plaintext: string;
  /** Base64, and its bytes. */
  nonce: string;
  nonceBytes: number[];
};

export type OpenCall = Common & { op: "open"; channel: string; master: string; data: string };

export type WebhookCall = Common & {
  op: "webhook";
  key?: string;
  signature?: string;
  contentType: string;
  body: string;
  now: number;
};

export type Call =
  SignCall | AuthorizeCall | AuthenticateCall | SecretCall | SealCall | OpenCall | WebhookCall;

/** A call's outcome: what it gives, or why it refuses, a code of ours or a sentence of theirs. */
export type Answer<T = any> = { answer: T; error?: undefined } | { answer?: undefined; error: string };

/** A signed request. `query` is not percent-encoded, its parameters sorted, the signature among them. */
export interface Signed {
  path: string;
  query: string;
  body: string;
}

export interface Authorized {
  auth: string;
  channel_data?: string;
  user_data?: string;
  shared_secret?: string;
}

export interface Told {
  time: unknown;
  events: Record<string, unknown>[];
}

/** Who signs and checks besides us. */
export const peers = ["pusher", "python", "go"] as const;
export type Peer = (typeof peers)[number];
