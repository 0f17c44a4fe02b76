import { createHash, createHmac } from "node:crypto";
import { request as httpRequest } from "node:http";
import { connect, createServer, type AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { Hub, type HubOptions } from "fanfare/hub";
import PusherServer from "pusher";
import pusherJs8 from "pusher-js";
import pusherJs7 from "pusher-js-7";
import { WebSocket } from "ws";

type PusherJs = typeof pusherJs8.default;
type Client = InstanceType<PusherJs>;

/** The versions of pusher-js that everything is tried with. */
export const pusherJs = {
  "pusher-js 8.6.0": pusherJs8 as unknown as PusherJs,
  "pusher-js 7.0.3": pusherJs7 as unknown as PusherJs,
};

const clients = new WeakMap<Hub, Client[]>();

export async function startHub(context: TestContext, options: HubOptions = {}): Promise<Hub> {
  const hub = await Hub.listen(options);
  clients.set(hub, []);
  context.after(() => {
    // in this order: 7.0.3 connects anew for ever when it is disconnected after the hub closed it
    for (const client of clients.get(hub) ?? []) client.disconnect();
    return hub.close();
  });
  return hub;
}

/** The official server library, publishing through `hub`. */
export function officialServer(hub: Hub): PusherServer {
  const { appId, key, secret, host, port } = hub.options;
  return new PusherServer({ appId, key, secret, host, port: String(port), useTLS: false });
}

/** A pusher-js whose subscriptions the official library signs, as the user `userId`; `null`: refuses to sign any. */
export function startClient(
  hub: Hub,
  Pusher: PusherJs,
  userId: string | null = "1",
  port = hub.port,
): Client {
  const server = officialServer(hub);
  const client = new Pusher(hub.options.key, {
    ...hub.client,
    wsPort: port,
    authorizer: (channel: { name: string }) => ({
      authorize: (socketId: string, callback: (error: Error | null, data: any) => void) => {
        if (userId === null)
          return callback(null, {
            auth: `${hub.options.key}:${"0".repeat(64)}`,
            channel_data: '{"user_id":"1"}',
          });
        const member = { user_id: userId, user_info: { name: `user ${userId}` } };
        callback(
          null,
          server.authorizeChannel(
            socketId,
            channel.name,
            channel.name.startsWith("presence-") ? member : undefined,
          ),
        );
      },
    }),
  });
  clients.get(hub)?.push(client);
  return client;
}

/** A port that leads to whichever hub it is told, so that one can take another's place without a moment between. */
export async function startDoor(
  context: TestContext,
  hub: Hub,
): Promise<{ port: number; leadTo(hub: Hub): void }> {
  let target = hub.port;
  const server = createServer((incoming) => {
    const outgoing = connect(target, "127.0.0.1");
    for (const socket of [incoming, outgoing]) socket.on("error", () => undefined);
    incoming.pipe(outgoing).pipe(incoming);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => server.close());
  return { port: (server.address() as AddressInfo).port, leadTo: (next) => void (target = next.port) };
}

interface Bindable {
  bind(event: string, handler: (data: any, metadata?: any) => void): unknown;
  unbind(event: string, handler: (data: any, metadata?: any) => void): unknown;
}

/** The next time that `event` comes: its data. */
export function next(target: Bindable, event: string): Promise<any> {
  return new Promise((resolve) => {
    const handler = (data: unknown): void => {
      target.unbind(event, handler);
      resolve(data);
    };
    target.bind(event, handler);
  });
}

/** Subscribes and resolves when the hub has confirmed. */
export async function subscribed(client: Client, channel: string): Promise<ReturnType<Client["subscribe"]>> {
  const subscription = client.subscribe(channel);
  await next(subscription, "pusher:subscription_succeeded");
  return subscription;
}

export interface RawAnswer {
  status: number;
  type: string;
  body: string;
}

/** Sends bytes as they are, without any library of the protocol. */
export function rawRequest(
  hub: Hub,
  method: string,
  target: string,
  body: string | Buffer = "",
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: "127.0.0.1", port: hub.port, method, path: target, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers["content-type"] ?? "",
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** Signs the parameters as they are given with node:crypto: what is missing or wrong among them stays so. */
export function signedTarget(
  secret: string,
  method: string,
  path: string,
  parameters: Record<string, string>,
): string {
  const query = Object.entries(parameters)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const signature = createHmac("sha256", secret).update(`${method}\n${path}\n${query}`).digest("hex");
  return `${path}?${query}&auth_signature=${signature}`;
}

export const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

/** A bare WebSocket and everything that arrives on it. */
export class RawClient {
  readonly socket: WebSocket;
  readonly #messages: string[] = [];
  readonly #waiting: ((message: string) => void)[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;

  constructor(context: TestContext, hub: Hub, target = `/app/${hub.options.key}?protocol=7`) {
    this.socket = new WebSocket(`ws://127.0.0.1:${hub.port}${target}`);
    context.after(() => this.socket.terminate());
    this.closed = new Promise((resolve) =>
      this.socket.once("close", (code, reason) => resolve({ code, reason: reason.toString() })),
    );
    this.socket.on("error", () => undefined);
    this.socket.on("message", (data) => {
      const waiting = this.#waiting.shift();
      if (waiting) waiting(String(data));
      else this.#messages.push(String(data));
    });
  }

  /** The next message, its `data` decoded. */
  async next(): Promise<{ event: string; channel?: string; data: any }> {
    const text =
      this.#messages.shift() ?? (await new Promise<string>((resolve) => this.#waiting.push(resolve)));
    const message = JSON.parse(text);
    return { ...message, data: JSON.parse(message.data) };
  }

  send(message: unknown): void {
    this.socket.send(
      typeof message === "string" || Buffer.isBuffer(message) ? message : JSON.stringify(message),
    );
  }

  /** The answer to a ping, before which nothing else may come. */
  async pong(): Promise<void> {
    this.send({ event: "pusher:ping", data: {} });
    const { event } = await this.next();
    if (event !== "pusher:pong") throw new Error(`${event} came where a pong was expected`);
  }
}
