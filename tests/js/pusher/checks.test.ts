import assert from "node:assert/strict";
import test from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import Pusher from "fanfare/pusher";
import { checkChannel, checkSocketId } from "../../../js/src/wasm/core.js";
import { app } from "../../support/credentials.js";
import { record } from "../../support/recording-server.js";
import { channel, runs, socketId } from "./generated.js";
import { assertRefused, pusher, pusherAt } from "./support.js";

test("no request leaves for a hostile host, path or user id", async (t) => {
  const server = await record(t);
  const here = `127.0.0.1:${server.port}`;
  for (const host of [
    `x@${here}`,
    `${here}/?`,
    `${here}/#`,
    `${here}/a?b=`,
    `${here}\r\nX: y`,
    `${here}/../`,
    `${here}/%2e%2e`,
    "",
    " ",
    `${here}\\`,
    `[${here}`,
  ]) {
    const pusher = new Pusher({ ...app, host: "h" });
    pusher.config.host = host;
    assertRefused(() => pusher.trigger("a", "E", {}), /^Invalid host/);
  }
  const pusher = pusherAt(server.port);
  for (const path of [
    "",
    "channels",
    "/a?b=c",
    "/a#b",
    "/..",
    "/a/../b",
    "/a/./b",
    "/%2E%2e/b",
    "/a/.%2e",
    "/a\nb",
    "/a\\b",
    "/a\tb",
    "/a\u0085",
  ]) {
    assertRefused(() => pusher.get({ path }), /^Invalid path/);
    assertRefused(() => pusher.createSignedQueryString({ method: "GET", path }), /^Invalid path/);
  }
  for (const id of [
    "",
    ".",
    "..",
    "a/b",
    "../../3/events",
    "a?b",
    "a#b",
    "%2e%2e",
    "a%2fb",
    "a\nb",
    "a\\b",
    "a\u0000",
  ]) {
    assertRefused(() => pusher.terminateUserConnections(id), /^Invalid user id/);
  }
  for (const cluster of ["x.evil.example/", "x@y", "eu#", "eu?", "e u", "eu\n", "eu:80"]) {
    assertRefused(() => new Pusher({ ...app, cluster }), /^Invalid cluster/);
    assertRefused(() => Pusher.forCluster(cluster), /^Invalid cluster/);
  }
  for (const port of ["80/x", "80@x", "x", "123456"])
    assertRefused(() => pusherAt(port as never).get({ path: "/channels" }), /^Invalid port/);
  assert.equal(server.received.length, 0);
});

test("nothing that a signature adds can be given, in any case, and no control character gets into what is signed", () => {
  for (const name of [
    "auth_key",
    "AUTH_KEY",
    "Auth_Signature",
    "body_md5",
    "auth_timestamp",
    "auth_version",
  ]) {
    assertRefused(
      () => pusher.get({ path: "/channels", params: { [name]: "x" } }),
      /is a required parameter and cannot be overidden$/,
    );
  }
  for (const name of ["", "a&b", "a=b", "a b", "a\nb", "a#b"]) {
    assertRefused(
      () => pusher.get({ path: "/channels", params: { [name]: "x" } }),
      /^Invalid parameter name/,
    );
  }
  assertRefused(() => pusher.get({ path: "/channels", params: { a: "b\nc" } }), /control character$/);
  for (const method of ["", "GET\n/apps/3/events", "1.1:presence-x:{", "G T"]) {
    assertRefused(() => pusher.createSignedQueryString({ method, path: "/x" }), /^Invalid method/);
  }
});

test("names that objects inherit are parameters as any other, and undefined is none", () => {
  const params = JSON.parse('{"constructor":"a","toString":"b","__proto__":"c"}');
  const query = pusher.createSignedQueryString({
    method: "GET",
    path: "/x",
    params: { ...params, gone: undefined },
  });
  assert.match(
    query,
    /^__proto__=c&auth_key=278d425bdf160c739803&auth_timestamp=\d+&auth_version=1\.0&constructor=a&toString=b&auth_signature=[0-9a-f]{64}$/,
  );
});

test("params of a trigger cannot change where it goes or what it is", () => {
  for (const name of ["name", "data", "channel", "channels"]) {
    assertRefused(
      () => pusher.trigger("a", "E", {}, { [name]: "x" }),
      new RegExp(`^${name} is what the event is called with`),
    );
  }
});

test("nothing that one kind of token is made from makes another", () => {
  const crafted = ["1.1:presence-x:{}", "1.1::user::{}", "1.1\n", "POST\n/apps/3/events\n", "1.1:", ":1.1"];
  for (const socketId of crafted) {
    assertRefused(() => pusher.authorizeChannel(socketId, "private-a"), /^Invalid socket id/);
    assertRefused(() => pusher.authenticateUser(socketId, { id: "1" }), /^Invalid socket id/);
  }
  for (const channel of [
    ':user::{"id":"admin"}',
    'presence-x:{"user_id":"1"}',
    "private-a\n",
    "a:b",
    "#server-to-user-1",
  ]) {
    assertRefused(() => pusher.authorizeChannel("1.1", channel), /^Invalid channel name/);
    assertRefused(() => pusher.trigger(channel, "E", {}), /^Invalid channel name/);
  }
});

test("the core refuses the socket ids and channels that the drop-in refuses, and no others", () => {
  const passes = (call: () => unknown) => {
    try {
      call();
      return true;
    } catch {
      return false;
    }
  };
  const property = fc.property(
    socketId as fc.Arbitrary<any>,
    channel as fc.Arbitrary<any>,
    (socketId, channel) => {
      const known = typeof socketId === "string" && passes(() => checkSocketId(socketId));
      assert.equal(
        passes(() => pusher.authorizeChannel(socketId, "private-a")),
        known,
        inspect(socketId),
      );
      const named = typeof channel === "string" && passes(() => checkChannel(channel, 200));
      assert.equal(
        passes(() => pusher.authorizeChannel("1.1", channel)),
        named,
        inspect(channel),
      );
    },
  );
  fc.assert(property, runs);
});
