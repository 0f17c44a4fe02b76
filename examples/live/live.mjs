// The example: a hub, an application's server with its page, and a subscriber in the terminal.
import { once } from "node:events";
import { Broadcast } from "fanfare";
import { Hub } from "fanfare/hub";
import { createApp } from "./app.mjs";
import { NewRelease } from "./events.js";
import { commandOf, runPublisher as runBuiltPublisher } from "./publisher.mjs";
import { faint, gold, green, openTerminal, red, say, saySent } from "./terminal.mjs";

/** Listens on the first free port from `first` on. 0 takes any. */
async function listenFrom(first, listen) {
  for (let port = first; ; port++) {
    try {
      return await listen(port);
    } catch (error) {
      const isTaken = error.code === "EADDRINUSE" || error.code === "invalid_option";
      if (!isTaken || first === 0 || port >= Math.min(first + 20, 65_535)) throw error;
    }
  }
}

async function listenHttp(server, port) {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server.address().port;
}

/** A broadcast that also prints what it sends. */
function printing(broadcast) {
  const channel = async (event) => {
    saySent("Node", event.broadcastOn().name, event.broadcastAs(), event.broadcastWith());
    return broadcast.channel(event);
  };
  return { channel, routes: (options) => broadcast.routes(options) };
}

/**
 * @param {object} options
 * @param {number} options.port the page's port, or the next free one; 0 takes any
 * @param {typeof runBuiltPublisher} [options.runPublisher] sends from C++
 * @param {number} [options.timeoutMs] how long the two events may take to arrive
 */
export async function startLive({ port, runPublisher = runBuiltPublisher, timeoutMs = 20_000 }) {
  const hub = await listenFrom(port === 0 ? 0 : 6001, (hubPort) => Hub.listen({ port: hubPort }));
  const { appId, key, secret, host } = hub.options;
  const broadcast = new Broadcast({ ...hub.options, logger: { info() {}, warn: (text) => say(gold(text)) } });
  const environment = {
    BROADCAST_DRIVER: "pusher",
    PUSHER_APP_ID: appId,
    PUSHER_APP_KEY: key,
    PUSHER_APP_SECRET: secret,
    PUSHER_HOST: host,
    PUSHER_PORT: String(hub.port),
    PUSHER_SCHEME: "http",
  };
  const publish = async (args) => {
    saySent("C++", commandOf(args));
    const result = await runPublisher(args, environment);
    if (result.code !== 0) say(red(`The C++ program failed: ${result.output.trim()}`));
    return result;
  };

  const pusher = { key, ...hub.client };
  const server = createApp({ broadcast: printing(broadcast), runPublisher: publish, pusher });
  const appPort = await listenFrom(port, (candidate) => listenHttp(server, candidate)).catch(
    async (error) => {
      await hub.close();
      throw error;
    },
  );
  say(`${faint("hub ")} ${hub.url}`);
  say(`${faint("page")} http://localhost:${appPort}`);
  say();

  const arrivals = new Map();
  const waiting = new Map();
  const terminal = openTerminal({
    broadcast,
    pusher,
    on(name) {
      arrivals.set(name, true);
      waiting.get(name)?.();
    },
  });

  const arrival = (name) =>
    arrivals.has(name) ? Promise.resolve() : new Promise((resolve) => waiting.set(name, resolve));

  return {
    /** Sends one event from Node and one from C++. Resolves with the reason if one does not arrive. */
    async demonstrate() {
      let timer;
      const late = new Promise((_, reject) => {
        timer = setTimeout(() => {
          const missing = ["NewRelease", "AdminUserAlert"].filter((name) => !arrivals.has(name));
          reject(new Error(`${missing.join(" and ")} did not arrive within ${timeoutMs / 1000} s.`));
        }, timeoutMs).unref();
      });
      const show = async () => {
        await terminal.ready;
        await printing(broadcast).channel(new NewRelease("4.0.0"));
        await arrival("NewRelease");
        const { code, output } = await publish(["alert", "warning", "Some dependencies are outdated !"]);
        if (code !== 0) throw new Error(`the C++ program failed: ${output.trim()}`);
        await arrival("AdminUserAlert");
      };
      try {
        await Promise.race([show(), late]);
        say();
        say(green("Sent from Node and from C++, received by pusher-js."));
      } catch (error) {
        return error.message;
      } finally {
        clearTimeout(timer);
      }
    },
    invite() {
      say(
        `Open ${gold(`http://localhost:${appPort}`)}, in two tabs to see who is here. Press Ctrl-C to end.`,
      );
      say();
    },
    async close() {
      terminal.close();
      server.close();
      server.closeAllConnections();
      await hub.close();
    },
  };
}
