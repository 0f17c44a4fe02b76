// Where Fanfare and a library of Pusher's may differ, and why. What none of these explains is a mismatch; a rule that
// explains nothing any more is one too.

import type {
  AuthenticateCall,
  AuthorizeCall,
  Call,
  EventCall,
  OpenCall,
  Peer,
  SealCall,
  SignCall,
  WebhookCall,
} from "./calls.js";

/** When one of the two refuses what the other takes. */
interface Refusal {
  readonly rule: string;
  readonly ops: readonly Call["op"][];
  readonly peers: readonly Peer[];
  /** Ours, where Fanfare refuses. */
  readonly code?: string;
  readonly when: (call: any) => boolean;
}

const all: readonly Peer[] = ["pusher", "python", "go"];
const sending = ["trigger", "batch"] as const;

const length = (text: string) => [...text].length;
const bytes = (text: string) => Buffer.byteLength(text);
const eventsOf = (call: SignCall): readonly EventCall[] =>
  call.op === "trigger" ? [call] : call.op === "batch" ? call.events : [];
const someEvent = (is: (event: EventCall) => boolean) => (call: SignCall) => eventsOf(call).some(is);
const dataOf = ({ data }: EventCall) => (typeof data === "string" ? data : JSON.stringify(data));
const isUnicodeDigits = (text = "") => /^\p{Nd}+\.\p{Nd}+$/u.test(text) && !/^[0-9.]+$/.test(text);
const isSocketId = (text = "1.1") => /^[0-9]+\.[0-9]+$/.test(text);
const isChannel = (text: string) => /^[A-Za-z0-9_\-=@,.;]{1,200}$/.test(text);
const isPresence = (text = "") => text.startsWith("presence-");
const isPublic = (text: string) => !/^(private|presence)-/.test(text);

/** Fanfare refuses, the library does not. */
export const weRefuse: readonly Refusal[] = [
  {
    rule: "an event's name has 1 to 200 characters, none of them a control character, and none of the protocol's own prefixes",
    ops: sending,
    peers: all,
    code: "invalid_event_name",
    when: someEvent(
      ({ name }) =>
        name === "" || length(name) > 200 || /\p{Cc}/u.test(name) || /^pusher(_internal)?:/.test(name),
    ),
  },
  {
    rule: "data has at most 10,240 bytes: `pusher` measures nothing, Python measures its own objects",
    ops: [...sending, "seal"],
    peers: ["pusher", "python"],
    code: "data_too_large",
    when: (call: SignCall | SealCall) =>
      call.op === "seal"
        ? bytes(call.plaintext) > 7_619
        : eventsOf(call).some((event) => bytes(dataOf(event)) > 10_240),
  },
  {
    rule: "data is not empty, for servers refuse that",
    ops: [...sending, "seal"],
    peers: all,
    code: "invalid_data",
    when: (call: SignCall | SealCall) =>
      call.op === "seal" ? call.plaintext === "" : eventsOf(call).some(({ data }) => data === ""),
  },
  {
    rule: "info is a list of lower-case attributes",
    ops: sending,
    peers: all,
    code: "invalid_option",
    when: someEvent(({ info = "" }) => /[^a-z_,]/.test(info)),
  },
  {
    rule: "an attribute is asked of the channels that have it",
    ops: ["channels", "channel"],
    peers: all,
    code: "invalid_option",
    when: ({ info, channel, prefix = "" }) => {
      const cache = /^((private-(encrypted-)?|presence-)?cache-)/;
      const name: string = channel ?? prefix;
      return info
        .split(",")
        .some(
          (one: string) =>
            one === "members" ||
            (one === "user_count" && !isPresence(name)) ||
            (one === "cache" && !cache.test(name)),
        );
    },
  },
  {
    rule: "only presence channels have members",
    ops: ["users"],
    peers: all,
    code: "invalid_channel",
    when: ({ channel }) => !isPresence(channel),
  },
  {
    rule: "a name that is no channel's goes into no path and no batch: `pusher` checks neither, Go no path",
    ops: ["batch", "channel", "users", "seal"],
    peers: ["pusher", "go"],
    code: "invalid_channel",
    when: (call) =>
      call.op === "batch"
        ? call.events.some(({ channel }: { channel: string }) => !isChannel(channel))
        : !isChannel(call.channel),
  },
  {
    rule: "Python's sealing by itself checks no channel name",
    ops: ["seal"],
    peers: ["python"],
    code: "invalid_channel",
    when: ({ channel }) => !isChannel(channel),
  },
  {
    rule: "nothing asks for a channel named . or .., which every URL library takes out of a path",
    ops: ["channel"],
    peers: all,
    code: "invalid_parameter",
    when: ({ channel }) => channel === "." || channel === "..",
  },
  {
    rule: "a filter has no control character",
    ops: ["channels"],
    peers: all,
    code: "invalid_parameter",
    when: ({ prefix = "" }) => /\p{Cc}/u.test(prefix),
  },
  {
    rule: "the socket ids of a batch are checked too: `pusher` and Python do not",
    ops: ["batch"],
    peers: ["pusher", "python"],
    code: "invalid_socket_id",
    when: someEvent(({ socketId }) => !isSocketId(socketId)),
  },
  {
    rule: "a socket id has ASCII digits: Python takes Unicode's",
    ops: ["trigger", "authorize", "authenticate"],
    peers: ["python"],
    code: "invalid_socket_id",
    when: ({ socketId }) => isUnicodeDigits(socketId),
  },
  {
    rule: "a socket id that is empty is none that was left out: Python sends to everybody then",
    ops: ["trigger"],
    peers: ["pusher", "python"],
    code: "invalid_socket_id",
    when: ({ socketId }) => socketId === "",
  },
  {
    rule: "an event goes somewhere: `pusher` sends a list of no channels",
    ops: ["trigger"],
    peers: ["pusher"],
    code: "no_channel",
    when: ({ channels }) => channels.length === 0,
  },
  {
    rule: "public channels are not signed",
    ops: ["authorize"],
    peers: all,
    code: "public_channel",
    when: ({ channel }: AuthorizeCall) => isPublic(channel),
  },
  {
    rule: "Go signs a name that is no channel's",
    ops: ["authorize"],
    peers: ["go"],
    code: "invalid_channel",
    when: ({ channel }: AuthorizeCall) => !isChannel(channel),
  },
  {
    rule: "a presence channel needs a member, and no other channel takes one",
    ops: ["authorize"],
    peers: all,
    code: "invalid_member",
    when: ({ channel, member }: AuthorizeCall) => isPresence(channel) !== Boolean(member),
  },
  {
    rule: "an encrypted channel takes no member",
    ops: ["authorize"],
    peers: all,
    code: "encrypted_channel",
    when: ({ channel, member }: AuthorizeCall) => channel.startsWith("private-encrypted-") && Boolean(member),
  },
  {
    rule: "a user_id has 1 to 128 characters",
    ops: ["authorize"],
    peers: all,
    code: "invalid_member",
    when: ({ member }: AuthorizeCall) =>
      member !== undefined && (member.user_id === "" || length(member.user_id) > 128),
  },
  {
    rule: "a member has at most 1,024 bytes",
    ops: ["authorize"],
    peers: all,
    code: "member_too_large",
    when: ({ member }: AuthorizeCall) => bytes(JSON.stringify(member)) > 1_024,
  },
  {
    rule: "a user's id has 1 to 128 characters",
    ops: ["authenticate"],
    peers: all,
    code: "invalid_user",
    when: ({ user }: AuthenticateCall) => typeof user.id === "string" && length(user.id) > 128,
  },
  {
    rule: "JSON nests 32 levels deep",
    ops: ["authenticate"],
    peers: all,
    code: "json_too_deep",
    when: ({ user }: AuthenticateCall) => JSON.stringify(user).includes("[".repeat(32)),
  },
  {
    rule: "Go cuts a nonce that is too long",
    ops: ["open"],
    peers: ["go"],
    code: "decryption_failed",
    when: ({ data }: OpenCall) => Buffer.from(JSON.parse(data).nonce, "base64").length > 24,
  },
  {
    rule: "what lists no events is no webhook: the libraries take most JSON",
    ops: ["webhook"],
    peers: all,
    code: "invalid_webhook",
    when: ({ body }: WebhookCall) => !listsEvents(body),
  },
  {
    rule: "a webhook's JSON nests 32 levels deep",
    ops: ["webhook"],
    peers: all,
    code: "invalid_webhook",
    when: ({ body }: WebhookCall) => body.includes("[".repeat(30)),
  },
  {
    rule: "a webhook is application/json: Python and Go are not told",
    ops: ["webhook"],
    peers: ["python", "go"],
    code: "invalid_webhook",
    when: ({ contentType }: WebhookCall) => !/^application\/json\s*(;|$)/.test(contentType),
  },
  {
    rule: "a signature is written in lower case: Go reads both",
    ops: ["webhook"],
    peers: ["go"],
    code: "invalid_webhook",
    when: ({ signature }: WebhookCall) => /[A-F]/.test(signature ?? ""),
  },
];

function listsEvents(body: string): boolean {
  try {
    const { time_ms, events } = JSON.parse(body);
    return (
      Number.isSafeInteger(time_ms) &&
      Array.isArray(events) &&
      events.every((event) => typeof event?.name === "string")
    );
  } catch {
    return false;
  }
}

/** The library refuses, Fanfare does not. */
export const theyRefuse: readonly Refusal[] = [
  {
    rule: "`pusher` counts UTF-16 code units in an event's name",
    ops: ["trigger"],
    peers: ["pusher"],
    when: ({ name }) => name.length > 200,
  },
  {
    rule: "Python measures data as its own object",
    ops: sending,
    peers: ["python"],
    when: someEvent((event) => length(dataOf(event)) * 4 + 80 > 10_240),
  },
  {
    rule: "Python's user ids have the characters of a channel's name",
    ops: ["authenticate"],
    peers: ["python"],
    when: ({ user }: AuthenticateCall) => !isChannel(user.id as string),
  },
  {
    rule: "Go's user ids have less than 200 bytes",
    ops: ["authenticate"],
    peers: ["go"],
    when: ({ user }: AuthenticateCall) => bytes(user.id as string) >= 200,
  },
  {
    rule: "`pusher` wants exactly application/json",
    ops: ["webhook"],
    peers: ["pusher"],
    when: ({ contentType }: WebhookCall) => contentType !== "application/json",
  },
  {
    rule: "Python takes a webhook for 300,000 ms",
    ops: ["webhook"],
    peers: ["python"],
    when: ({ body, now }: WebhookCall) => Math.abs(now - JSON.parse(body).time_ms) >= 300_000,
  },
  {
    rule: "Go's events have data that is a string",
    ops: ["webhook"],
    peers: ["go"],
    when: ({ body }: WebhookCall) =>
      JSON.parse(body).events.some(({ data }: { data: unknown }) => data != null && typeof data !== "string"),
  },
  {
    rule: "Go takes no webhook with an event that it cannot decrypt, be there anything to decrypt or not",
    ops: ["webhook"],
    peers: ["go"],
    when: ({ body }: WebhookCall) =>
      JSON.parse(body).events.some(({ channel }: { channel: string }) =>
        channel.startsWith("private-encrypted-"),
      ),
  },
];

/** When both take it and write it differently. */
export const forms = {
  json: "each library writes JSON in its own way: compared is what it says, and that the signature covers it as written",
  sealedJson: "Python writes the sealed data with spaces",
  pusherString: "`pusher` seals a string as JSON, the others as it is",
  pythonInfo: "Python's trigger takes no info",
  pythonMd5: "Python signs the MD5 of no body in a question",
  pythonSecond: "Python rounds the time to a second",
  goFragment: "Go does not escape a query, and a # ends it; the signature covers it all",
  goEmptyInfo: "Go leaves out a user_info that is empty",
  goCount: "Go does not tell a subscription_count",
  dataText: "data that is no string is told as its JSON",
  decrypted: "only Go and Fanfare decrypt the events of encrypted channels",
} as const;

/** Counts which rules are needed. */
export class Ledger {
  readonly #uses = new Map<string, number>();

  use(rule: string): void {
    this.#uses.set(rule, (this.#uses.get(rule) ?? 0) + 1);
  }

  /** Whether a rule explains that one refuses and the other does not. */
  explains(call: Call, peer: Peer, code: string | undefined): boolean {
    const rules = code === undefined ? theyRefuse : weRefuse;
    const rule = rules.find(
      (one) => one.ops.includes(call.op) && one.peers.includes(peer) && one.code === code && one.when(call),
    );
    if (rule) this.use(rule.rule);
    return rule !== undefined;
  }

  get unused(): string[] {
    const rules = [
      ...weRefuse.map(({ rule }) => rule),
      ...theyRefuse.map(({ rule }) => rule),
      ...Object.values(forms),
    ];
    return rules.filter((rule) => !this.#uses.has(rule));
  }

  get lines(): string[] {
    return [...this.#uses].map(([rule, uses]) => `${String(uses).padStart(6)}  ${rule}`);
  }
}
