// What to do about a server's answer, for error messages.

/** Texts in the answers of known servers, and what to do about them. */
const knownTexts: readonly (readonly [RegExp, string])[] = [
  [
    /timestamp.{0,40}(expired|within)|not within \d+ ?s/i,
    "Set this machine's clock: requests are signed with the time.",
  ],
  [
    /not in this cluster|forget to specify the cluster/i,
    "Set cluster (PUSHER_APP_CLUSTER) to the one on the app's page.",
  ],
  [/app key|unknown key|invalid key/i, "Compare key and appId with those of the server."],
  [/signature/i, "Compare secret with that of the server."],
];

const knownStatuses: Readonly<Record<number, string>> = {
  401: "Compare appId, key and secret with those of the server, and this machine's clock with the time.",
  403: "The app is disabled or over its quota.",
  404: "Compare host, cluster, path and appId with those of the server.",
  407: "A proxy in between wants a login.",
  413: "Send less, or an id by which the page fetches the rest.",
};

/** An answer without what it quotes of the request: the signed query, and anything that could be a signature. */
function withoutSignatures(body: string): string {
  return body
    .slice(0, 4_096)
    .replace(/\bauth_[a-z]+=[^\s"'<>]*/gi, "…")
    .replace(/[0-9a-f]{64}/gi, "…");
}

/** What to do about an answer; empty when there is nothing to say. */
export function hintFor(status: number, body: string): string {
  if (status === 0 || (status >= 300 && status < 400)) {
    return (
      "Redirects are not followed, because a signature is valid for one address: " +
      "set host, useTLS and path to where it leads."
    );
  }
  const text = withoutSignatures(body);
  return knownTexts.find(([known]) => known.test(text))?.[1] ?? knownStatuses[status] ?? "";
}

const excerptLength = 200;

/** The first 200 characters of an answer, on one line and without signatures. */
export function excerpt(body: string): string {
  const line = withoutSignatures(body)
    .replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ")
    .trim();
  return line.length > excerptLength ? `${line.slice(0, excerptLength)}…` : line;
}

/** What to do when there was no connection. */
export function connectHint(host: string): string {
  const isLocal = /^(localhost|127\.|\[::1\])/.test(host);
  return isLocal
    ? "Is the server running there? `npx fanfare hub` starts one."
    : "Check host, port and the network.";
}
