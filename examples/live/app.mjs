// The application's server: signs people in, authorizes their subscriptions, and sends.
import { createServer } from "node:http";
import { nodeHandler } from "fanfare/node";
import { AdminUserAlert, NewRelease } from "./events.js";
import { serveFile } from "./files.mjs";
import { People } from "./people.mjs";

const levels = ["info", "warning", "critical"];

/**
 * @param {object} options
 * @param {import("fanfare").Broadcast} options.broadcast
 * @param {(args: string[]) => Promise<{ command: string, output: string, code: number | null }>} options.runPublisher
 *   runs the C++ program
 * @param {object} options.pusher the options for the page's pusher-js
 */
export function createApp({ broadcast, runPublisher, pusher }) {
  const people = new People();

  const authorize = nodeHandler(
    broadcast.routes({
      user: (request, { req }) => people.userOf(req),
      channels: {
        "private-admins": (user) => user.role === "admin",
        "presence-visitors": (user) => ({ user_id: String(user.id), user_info: { name: user.name } }),
      },
    }),
  );

  const actions = {
    "GET /config": async () => pusher,
    "POST /sign-in": async (request, response) => {
      const { role } = await readJson(request);
      return people.signIn(request, response, role === "admin" ? "admin" : "basic");
    },
    "POST /send/node/release": async (request) => {
      const { version } = checkInput(await readJson(request));
      return broadcast.channel(new NewRelease(version));
    },
    "POST /send/node/alert": async (request) => {
      const { message, level } = checkInput(await readJson(request));
      return broadcast.channel(new AdminUserAlert(message, level));
    },
    "POST /send/cpp/release": async (request) => {
      const { version } = checkInput(await readJson(request));
      return runPublisher(["release", version]);
    },
    "POST /send/cpp/alert": async (request) => {
      const { message, level } = checkInput(await readJson(request));
      return runPublisher(["alert", level, message]);
    },
  };

  const answer = async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const action = actions[`${request.method} ${pathname}`];
    if (!action) return serveFile(pathname, response);
    try {
      // a page of another site must not run anything on this machine
      if (
        request.method === "POST" &&
        (request.headers["sec-fetch-site"] ?? "same-origin") !== "same-origin"
      ) {
        throw Object.assign(new Error("Only this server's own page may do that."), { status: 403 });
      }
      const result = await action(request, response);
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(result));
    } catch (error) {
      const { message, code, status = 500 } = error;
      response.writeHead(status >= 400 ? status : 500, { "Content-Type": "application/json" });
      response.end(JSON.stringify({ error: { message, code } }));
    }
  };

  return createServer((request, response) => authorize(request, response, () => answer(request, response)));
}

async function readJson(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
    if (text.length > 10_000) throw Object.assign(new Error("The request is too long."), { status: 413 });
  }
  try {
    return JSON.parse(text || "{}");
  } catch {
    throw Object.assign(new Error("The request is not JSON."), { status: 400 });
  }
}

/** Checks input that becomes arguments of a program: short texts that cannot be read as options. Throws otherwise. */
function checkInput({ version = "4.0.0", message = "Some dependencies are outdated !", level = "warning" }) {
  const isValid =
    /^[\w.+-]{1,20}$/.test(version) &&
    /^[^-\p{Cc}][^\p{Cc}]{0,199}$/u.test(message) &&
    levels.includes(level);
  if (!isValid)
    throw Object.assign(
      new Error("Give a version of 1 to 20 characters, a message of 1 to 200, and a level."),
      {
        status: 400,
      },
    );
  return { version, message, level };
}
