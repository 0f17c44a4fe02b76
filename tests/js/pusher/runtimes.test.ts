// The drop-in gives in every runtime what the package that it stands in for gives on Node.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import test from "node:test";
import Pusher from "fanfare/pusher";
import Theirs from "pusher";
import { onBun } from "../../conformance/run-bun.js";
import { onDeno } from "../../conformance/run-deno.js";
import { onEdge } from "../../conformance/run-edge-light.js";
import { noWorkers, onWorkers } from "../../conformance/run-workerd.js";
import { assertSigned, record } from "../../support/recording-server.js";
import { credentials, drive, type Place } from "./drive.js";
import { closedPort } from "../../support/listen.js";

const require = createRequire(import.meta.url);
const inside = "../js/pusher/inside.ts";
const insideProcess = "../js/pusher/inside-process.ts";

const runtimes: Record<string, (place: Place) => Promise<unknown>> = {
  Node: (place) => drive(Pusher, place),
  "Node, required": (place) => drive(require("fanfare/pusher"), place),
  Workers: (place) => onWorkers(inside, { place: { ...place } }),
  "Vercel Edge": (place) => onEdge(inside, `drive(${JSON.stringify(place)})`),
  Deno: (place) => onDeno(insideProcess, place),
  Bun: (place) => onBun(insideProcess, place),
};

for (const [name, run] of Object.entries(runtimes)) {
  test(
    `the drop-in answers and sends on ${name} as \`pusher\` does`,
    { timeout: 120_000, skip: name === "Workers" && noWorkers },
    async (t) => {
      const server = await record(t, ({ path }, response) => {
        response.writeHead(path.endsWith("/refuse") ? 403 : 200, { "content-type": "application/json" });
        response.end('{"channels":{}}');
      });
      const place = { host: "127.0.0.1", port: server.port, closedPort: await closedPort() };
      const theirs = new Theirs({ ...credentials, host: place.host, useTLS: false });
      assert.deepEqual(await run(place), {
        private: theirs.authorizeChannel("1234.1234", "private-foobar"),
        presence: theirs.authorizeChannel("1234.1234", "presence-foobar", {
          user_id: "1",
          user_info: { name: "é" },
        }),
        encrypted: theirs.authorizeChannel("1234.1234", "private-encrypted-a"),
        user: theirs.authenticateUser("1234.1234", { id: "1" }),
        webhook: [true, true, true],
        answers: Array(4).fill([200, true]),
        type: "application/json",
        json: { channels: {} },
        failure: true,
        refused: 403,
      });
      const posts = server.received.filter(({ method }) => method === "POST");
      for (const request of posts) assertSigned(request);
      assert.equal(
        posts[0]!.body,
        '{"name":"é","data":"{\\"text\\":\\"é\\"}","channels":["a"],"socket_id":"1.1"}',
      );
      assert.match(posts[1]!.json.data, /^\{"nonce":"[^"]{32}","ciphertext":"[^"]{32}"\}$/);
      assert.match(
        server.received.find(({ method }) => method === "GET")!.url,
        /&filter_by_prefix=presence-&info=user_count&/,
      );
    },
  );
}
