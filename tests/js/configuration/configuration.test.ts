import assert from "node:assert/strict";
import test from "node:test";
import { Broadcast } from "../../../js/src/broadcast.js";
import { Configuration } from "../../../js/src/configuration/configuration.js";
import { record } from "../../support/recording-server.js";
import { app } from "../../support/credentials.js";

const masonite = {
  default: "pusher",
  pusher: { driver: "pusher", app_id: 3, client: app.key, secret: app.secret, cluster: "eu", ssl: false },
  log: { driver: "log" },
} as const;

test("a configuration has Masonite's shape: client means key, ssl means TLS", () => {
  const configuration = new Configuration(masonite);
  assert.equal(configuration.default, "pusher");
  assert.deepEqual(configuration.requireDriver("pusher"), {
    driver: "pusher", appId: 3, key: app.key, secret: app.secret, cluster: "eu", useTLS: false,
  }); // prettier-ignore
  assert.deepEqual(configuration.requireDriver("log"), { driver: "log" });
});

test("a configuration may say that the path is signed", () => {
  const configuration = new Configuration({
    default: "here",
    here: { driver: "pusher", path: "/push", sign_path: true },
  });
  assert.deepEqual(configuration.requireDriver("here"), { driver: "pusher", path: "/push", signPath: true });
});

test("without ssl TLS is on, and Pusher's own names do as well", () => {
  const { ssl: _, ...rest } = masonite.pusher;
  assert.equal(
    `${new Broadcast({ ...masonite, pusher: rest })}`,
    "Broadcast(pusher, api-eu.pusher.com, app 3)",
  );
  const configuration = new Configuration({
    default: "here",
    here: { driver: "pusher", ...app, useTLS: true },
  });
  assert.equal(configuration.requireDriver("here").useTLS, true);
});

test("an option that is undefined hides neither the driver's name nor what all drivers share", async () => {
  const lines: string[] = [];
  const logger = { info: (line: string) => lines.push(line), warn: assert.fail };
  const broadcast = new Broadcast({
    default: "log",
    log: { driver: undefined, logger: undefined, host: undefined },
    logger,
  });
  await broadcast.channel("a", "E");
  assert.deepEqual(lines, ["broadcast E on a: {}"]);
  assert.equal(
    Broadcast.fake({ key: undefined }).authorize("private-a", "1.1").auth.split(":")[0],
    "fake-key",
  );
});

test("driver() picks one, the same each time, and knows its siblings", async (t) => {
  const { options, received } = await record(t);
  const lines: string[] = [];
  const logger = { info: (line: string) => lines.push(line), warn: assert.fail };
  const { transport, ...pusher } = options;
  const broadcast = new Broadcast({
    default: "log",
    log: { driver: "log" },
    pusher: { ...pusher, driver: "pusher" },
    logger,
    transport,
  });

  await broadcast.channel("a", "First");
  await broadcast.driver("pusher").channel("b", "Second");
  await broadcast.driver("pusher").driver("log").channel("c", "Third");
  await broadcast.as({ id: 1 }).driver("pusher").channel("private-d", "Fourth");

  assert.deepEqual(lines, ["broadcast First on a: {}", "broadcast Third on c: {}"]);
  assert.deepEqual(
    received.map(({ json }) => json.name),
    ["Second", "Fourth"],
  );
  assert.equal(broadcast.driver("pusher"), broadcast.driver("pusher"));
});

test("a driver that is not configured is answered with those that are", () => {
  const broadcast = new Broadcast(masonite);
  for (const name of ["reverb", "__proto__", "constructor", "default"]) {
    assert.throws(() => broadcast.driver(name), {
      code: "unknown_driver",
      message: `There is no driver "${name}". There are: pusher, log.`,
    });
  }
  assert.throws(() => new Broadcast({ ...masonite, default: "sqs" }), { code: "unknown_driver" });
  assert.throws(() => new Broadcast(app).driver("log"), {
    code: "unknown_driver",
    message: /There are: pusher\.$/,
  });
});

test("credentials of a driver are missed when it is used, not before", () => {
  const broadcast = new Broadcast({ default: "log", log: {}, pusher: {} });
  assert.throws(() => broadcast.driver("pusher"), { code: "missing_credentials" });
});

test("an entry that is no object, and an option that does not exist, are refused by name", () => {
  assert.throws(() => new Broadcast({ default: "log", log: "log" }), {
    code: "invalid_option",
    message: /^"log" of/,
  });
  assert.throws(() => new Broadcast({ default: "log", log: { tls: true } } as never), {
    code: "invalid_option",
    message: /"tls"/,
  });
});
