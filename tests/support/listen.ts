import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { TestContext } from "node:test";

/** Listens on a free port until the test ends; then drops the connections that are left. */
export async function listen(
  t: TestContext,
  server: Server,
): Promise<{ port: number; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, sockets };
}

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Serves HTTP until the test ends; returns the address, without a slash at its end. */
export async function serve(t: TestContext, handler: Handler): Promise<string> {
  const { port } = await listen(
    t,
    createServer((request, response) => void handler(request, response)),
  );
  return `http://127.0.0.1:${port}`;
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
