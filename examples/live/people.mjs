// Who is signed in: a session for each cookie, as any application has.
import { randomBytes } from "node:crypto";

const names = [
  "Cornet",
  "Trombone",
  "Horn",
  "Tuba",
  "Bugle",
  "Euphonium",
  "Trumpet",
  "Flugelhorn",
  "Sousaphone",
  "Piccolo",
];

export class People {
  #sessions = new Map();
  #count = 0;

  /** The user of a request, or null. */
  userOf({ headers }) {
    const token = new RegExp(`(?:^|; )${this.#cookie(headers)}=([^;]*)`).exec(headers.cookie ?? "")?.[1];
    return this.#sessions.get(token) ?? null;
  }

  /** Signs in the sender of a request. With a session, the same person changes the role. */
  signIn(request, response, role) {
    const before = this.userOf(request);
    const turn = Math.floor(this.#count / names.length);
    const user = before ?? {
      id: ++this.#count,
      name: names[(this.#count - 1) % names.length] + (turn > 0 ? ` ${turn + 1}` : ""),
    };
    user.role = role;
    if (!before) {
      const token = randomBytes(16).toString("hex");
      this.#sessions.set(token, user);
      response.setHeader(
        "Set-Cookie",
        `${this.#cookie(request.headers)}=${token}; HttpOnly; SameSite=Lax; Path=/`,
      );
    }
    return user;
  }

  // A browser's tabs share their cookies. Here each tab is another person, so the cookie is named after the tab.
  #cookie(headers) {
    return `session-${/^[a-z0-9]{1,16}$/.exec(headers["x-tab"] ?? "")?.[0] ?? "0"}`;
  }
}
