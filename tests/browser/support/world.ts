import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";
import { Broadcast } from "fanfare";
import { Hub } from "fanfare/hub";
import { nodeHandler } from "fanfare/node";
import { root, runProgram } from "./cpp.js";
import { silent } from "../../support/logger.js";

/** A request to an authorization route, as the application's server got it. */
export interface Asked {
  path: string;
  headers: IncomingMessage["headers"];
}

interface User {
  id: string;
  name: string;
  role: string;
}

const users: Record<string, User> = {
  ada: { id: "1", name: "Ada", role: "admin" },
  bob: { id: "2", name: "Bob", role: "basic" },
};

export const senders = ["Node", "C++"] as const;
export type Sender = (typeof senders)[number];

export const pages = {
  "pusher-js 8.6, bundled and minified": "/bundled",
  "pusher-js 7.0.3, by script tag": "/script-tag",
} as const;

const resolve = createRequire(import.meta.url).resolve;
const vendored: Record<string, string> = {
  "/pusher-7.js": resolve("pusher-js-7/dist/web/pusher.min.js"),
  "/pusher-8.js": resolve("pusher-js/dist/web/pusher.min.js"),
  "/fanfare.global.js": join(root, "dist/browser/fanfare.global.js"),
};

const html = (scripts: string): string =>
  `<!doctype html><meta charset="utf-8"><meta name="csrf-token" content="token of the page">${scripts}`;

const documents: Record<string, string> = {
  "/bundled": html(`<script src="/kit.js"></script>`),
  "/raw": html(`<script src="/pusher-8.js"></script>`),
  "/script-tag": html(`<script src="/pusher-7.js"></script><script src="/fanfare.global.js"></script><script>
    const { connect, event, Channel, PrivateChannel } = Fanfare;
    class NewRelease extends event("NewRelease", new Channel("releases")) {}
    class AdminUserAlert extends event("AdminUserAlert", new PrivateChannel("admins")) {}
    const got = [];
    const note = (from) => (data) => void got.push([from, data]);
    window.kit = { connect, Pusher, NewRelease, AdminUserAlert, got, note };
  </script>`),
};

let kit: Promise<string> | undefined;
function bundledKit(): Promise<string> {
  kit ??= build({
    entryPoints: [join(root, "tests/browser/support/kit.ts")],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    write: false,
  }).then(({ outputFiles }) => outputFiles[0]!.text);
  return kit;
}

/** As a proxy in front of it passes a request on: with the headers that the page sent. */
function passOn(request: IncomingMessage, response: ServerResponse, address: string): void {
  const asked = ask(address, { method: request.method, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  asked.on("error", () => response.destroy());
  request.pipe(asked);
}

/** A hub, and an application's server with its pages; all of it in this process, on free ports. */
export class World {
  /** Every request to an authorization route so far. */
  readonly asked: Asked[] = [];
  /** Authorization routes that another server has, by path: what comes there goes on to that address. */
  readonly elsewhere = new Map<string, string>();
  /** Whether authorization requests are cut off without an answer; a browser may repeat one of those by itself. */
  cutOff = false;

  private constructor(
    readonly hub: Hub,
    readonly broadcast: Broadcast<User>,
    readonly origin: string,
    readonly close: () => Promise<void>,
  ) {}

  static async open(): Promise<World> {
    const hub = await Hub.listen();
    const broadcast = new Broadcast<User>({
      ...hub.options,
      logger: silent,
      user: (request) => users[/user=(\w+)/.exec(request.headers.get("cookie") ?? "")?.[1] ?? ""],
    });
    const server = createServer((request, response) => void world.#answer(request, response));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    const world: World = new World(hub, broadcast, origin, async () => {
      server.close();
      server.closeAllConnections();
      await hub.close();
    });
    return world;
  }

  /** Sends one event to channels, from Node or from C++; `except` is left out. */
  async send(
    sender: Sender,
    channels: string[],
    event: string,
    data: unknown,
    except?: string,
  ): Promise<void> {
    if (sender === "Node") await this.broadcast.channel(channels, event, data, { socketId: except });
    else
      await runProgram(
        "tests/browser/browser_sender",
        [event, JSON.stringify(data), except ?? "", ...channels],
        this.hub,
      );
  }

  readonly #rules = {
    "private-admins": (user: User) => user.role === "admin",
    "presence-chat.{room}": (user: User) => ({ user_id: user.id, user_info: { name: user.name } }),
  };

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", this.origin);
    const isRoute = pathname.startsWith("/broadcasting/") || pathname.startsWith("/pusher/");
    if (isRoute) {
      this.asked.push({ path: pathname, headers: request.headers });
      if (this.cutOff) {
        request.socket.destroy();
        return;
      }
      const address = this.elsewhere.get(pathname);
      if (address !== undefined) return passOn(request, response, address);
    }
    const seedRoute = nodeHandler(
      this.broadcast.routes({ authRoute: "/pusher/user-auth", channels: this.#rules }),
    );
    const route = nodeHandler(this.broadcast.routes({ channels: this.#rules }));
    await route(
      request,
      response,
      () => void seedRoute(request, response, () => void this.#serve(pathname, request, response)),
    );
  }

  async #serve(pathname: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (pathname === "/to-others") {
      let body = "";
      for await (const chunk of request.setEncoding("utf8")) body += chunk;
      const { sender, channel, event, data } = JSON.parse(body);
      const except = request.headers["x-socket-id"];
      if (sender === "Node")
        await this.broadcast.forRequest(request).toOthers().channel(channel, event, data);
      else await this.send(sender, [channel], event, data, String(except));
      response.end("sent");
      return;
    }
    const text = pathname === "/kit.js" ? await bundledKit() : documents[pathname];
    const file = vendored[pathname];
    response.setHeader("Content-Type", pathname.endsWith(".js") ? "text/javascript" : "text/html");
    if (text === undefined && file === undefined) response.writeHead(404).end();
    else response.end(text ?? readFileSync(file!));
  }
}
