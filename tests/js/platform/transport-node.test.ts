import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import http from "node:http";
import test from "node:test";
import { promisify } from "node:util";
import { transport } from "../../../js/platform/transport-node.js";
import { record } from "../../support/recording-server.js";
import { requestTo } from "./transport-request.js";

test("a connection that idled through a freeze of the process is not used again", async (t) => {
  let offset = 0;
  const now = Date.now;
  t.mock.method(Date, "now", () => now() + offset);
  const { port, connections } = await record(t);
  await transport(requestTo(port));
  offset = 3_000;
  await transport(requestTo(port));
  assert.equal(connections(), 1);
  offset = 8_000;
  await transport(requestTo(port));
  assert.equal(connections(), 2);
});

test("a program that has sent ends, though its connections stand", async (t) => {
  const { port } = await record(t);
  const program = `
    import { transport } from ${JSON.stringify(new URL("../../../js/platform/transport-node.ts", import.meta.url).href)};
    const request = { url: "http://127.0.0.1:${port}/", method: "POST", headers: {}, body: "{}", connectTimeout: 2_000, maxBytes: 100 };
    const { status } = await transport({ ...request, onCancel() {} });
    console.log(status);`;
  const run = promisify(execFile)(process.execPath, [
    "--import",
    "tsx",
    "--input-type=module",
    "-e",
    program,
  ]);
  assert.equal((await run).stdout, "200\n");
});

test("what replaces node:http's request sees every request", async (t) => {
  const { port, received } = await record(t);
  await transport(requestTo(port));
  const seen: unknown[] = [];
  const { request } = http;
  t.mock.method(http, "request", (options: http.RequestOptions) => {
    seen.push([options.method, options.path]);
    return request(options);
  });
  await transport(requestTo(port));
  assert.deepEqual(seen, [["POST", "/apps/3/events?a=b"]]);
  assert.deepEqual(
    received.map(({ headers }) => headers["content-length"]),
    ["2", "2"],
  );
});
