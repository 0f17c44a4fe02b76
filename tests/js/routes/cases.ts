import { readFileSync } from "node:fs";
import { Broadcast } from "../../../js/src/broadcast.js";
import type { Routes } from "../../../js/src/routes/routes.js";
import { app } from "../../support/credentials.js";

type Text = string | { repeat: string; times: number } | { join: Text[] } | { hex: string };

export interface TestUser {
  id: number;
  name: string;
  role: string;
}

/** A case of tests/vectors/routes.json. What it names is written out below, and in tests/native/routes_cases.h. */
export interface RoutesCase {
  name: string;
  why: string;
  options: {
    user?: "session" | "throws";
    channels?: [pattern: string, rule: string][];
    authorize?: string;
    user_data?: string;
    allowed_origins?: string[];
    auth_route?: string | null;
  };
  request: { method: string; path: string; headers: Record<string, string>; body: Text; user?: TestUser };
  expect: {
    status: number;
    body?: string;
    code?: string;
    headers?: Record<string, string | null>;
    log?: string[];
  };
}

const file = new URL("../../vectors/routes.json", import.meta.url);
const { routes, batch }: Record<"routes" | "batch", RoutesCase[]> = JSON.parse(readFileSync(file, "utf8"));
export { routes as cases, batch as batchCases };

const fail = (user: TestUser): never => {
  throw new RangeError(`an error that quotes ${user.name}`);
};

const rules: Record<string, (user: TestUser, params: Record<string, string>) => unknown> = {
  "admins-only": (user) => user.role === "admin",
  "own-id": (user, { id }) => String(user.id) === id,
  anyone: () => true,
  nobody: () => false,
  next: () => null,
  throws: fail,
  member: ({ id, name }) => ({ user_id: id, user_info: { name } }),
  "member-without-info": ({ id }) => ({ user_id: id }),
  "member-with-empty-id": () => ({ user_id: "" }),
  "member-too-large": ({ id }) => ({ user_id: id, user_info: { name: "x".repeat(1100) } }),
};

const controllers: Record<string, (request: Request, channel: string, socketId: string) => unknown> = {
  "by-role-header": (request) => request.headers.get("x-role") === "admin",
  "member-by-header": (request) => ({ user_id: request.headers.get("x-user") ?? "" }),
  nothing: () => null,
  throws: () => {
    throw new RangeError("no");
  },
  echo: (_request, channel, socketId) => ({ user_id: `${channel} ${socketId}` }),
};

const watching = ({ id }: TestUser, users: number) => ({
  id: String(id),
  watchlist: Array.from({ length: users }, (_, i) => `${i}`),
});

const userData: Record<string, (user: TestUser) => unknown> = {
  "by-name": ({ name }) => ({ id: `user-${name}` }),
  "with-watchlist": ({ id, name }) => ({ id: String(id), user_info: { name }, watchlist: ["8", "9"] }),
  "watching-100": (user) => watching(user, 100),
  "watching-101": (user) => watching(user, 101),
  "with-empty-id": () => ({ id: "" }),
  throws: fail,
};

/** The routes of a case, and what they log from their first request on. */
export function routesOf({ options, request }: RoutesCase): { routes: Routes; log: string[] } {
  const log: string[] = [];
  const logger = { info: (line: string) => void log.push(line), warn: (line: string) => void log.push(line) };
  const broadcast = new Broadcast({
    ...app,
    cluster: "eu",
    logger,
  });
  const routes = broadcast.routes({
    ...(options.user && { user: () => (options.user === "throws" ? fail(request.user!) : request.user) }),
    ...(options.channels && {
      channels: Object.fromEntries(
        options.channels.map(([pattern, rule]) => [pattern, rules[rule]]),
      ) as never,
    }),
    ...(options.authorize && { authorize: controllers[options.authorize] as never }),
    ...(options.user_data && { userData: userData[options.user_data] as never }),
    ...(options.allowed_origins && { allowedOrigins: options.allowed_origins }),
    ...("auth_route" in options && { authRoute: options.auth_route }),
  });
  log.length = 0;
  return { routes, log };
}

export function bytesOf(text: Text): Uint8Array<ArrayBuffer> {
  if (typeof text === "string") return new TextEncoder().encode(text);
  if ("repeat" in text) return bytesOf(text.repeat.repeat(text.times));
  if ("join" in text) return Uint8Array.from(text.join.flatMap((part) => [...bytesOf(part)]));
  return Uint8Array.from(Buffer.from(text.hex, "hex"));
}

export function requestOf({ request: { method, path, headers, body } }: RoutesCase): Request {
  return new Request(`http://localhost${path}`, {
    method,
    headers,
    ...(method === "POST" && { body: bytesOf(body) }),
  });
}
