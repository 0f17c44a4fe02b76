// Fanfare beside the official `pusher` package on this machine: triggers per second to a local server with 1 and 16 in
// flight, and authorizations per second, with the µs of this process's CPU that each takes. The rounds of the two take turns,
// so that what else runs here hits both; what counts is the ratio. `node js/build.mjs && node bench/triggers.mjs`

import { fork } from "node:child_process";
import http from "node:http";
import Pusher from "pusher";
import { Broadcast } from "fanfare";

const rounds = 7;
const triggersPerRound = 3_000;
const authorizationsPerRound = 100_000;
const payload = { message: "x".repeat(86) };

if (process.argv[2] === "serve") {
  const server = http.createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      response.setHeader("content-type", "application/json");
      response.end("{}");
    });
  });
  server.listen(0, "127.0.0.1", () => process.send(server.address().port));
  process.on("disconnect", () => process.exit());
} else {
  const server = fork(new URL(import.meta.url), ["serve"]);
  const port = await new Promise((resolve) => server.once("message", resolve));
  await compare(port);
  server.disconnect();
}

async function compare(port) {
  const app = {
    appId: "3",
    key: "278d425bdf160c739803",
    secret: "7ad3773142a6692b25b8",
    host: "127.0.0.1",
    port,
    useTLS: false,
  };
  const agent = new http.Agent({ keepAlive: true, maxSockets: 50 });
  const pusher = new Pusher({ ...app, port: String(port), agent });
  const broadcast = new Broadcast(app);

  for (const inFlight of [1, 16]) {
    await report(`triggers, ${inFlight} in flight`, {
      pusher: () => perSecond(triggersPerRound, inFlight, () => pusher.trigger("channel", "event", payload)),
      fanfare: () => perSecond(triggersPerRound, inFlight, () => broadcast.channel("channel", "event", payload)),
    });
  }
  const member = { user_id: "10", user_info: { name: "Mr. Channels" } };
  await report("authorize, private", {
    pusher: () => repeated(() => pusher.authorizeChannel("1234.1234", "private-foobar")),
    fanfare: () => repeated(() => broadcast.authorize("private-foobar", "1234.1234")),
  });
  await report("authorize, presence", {
    pusher: () => repeated(() => pusher.authorizeChannel("1234.1234", "presence-foobar", member)),
    fanfare: () => repeated(() => broadcast.authorize("presence-foobar", "1234.1234", member)),
  });
  agent.destroy();
}

async function measured(count, work) {
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  await work();
  const milliseconds = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { perSecond: (count * 1_000) / milliseconds, cpu: (user + system) / count };
}

function perSecond(count, inFlight, send) {
  let left = count;
  const worker = async () => {
    while (left-- > 0) await send();
  };
  return measured(count, () => Promise.all(Array.from({ length: inFlight }, worker)));
}

function repeated(work) {
  return measured(authorizationsPerRound, () => {
    for (let i = 0; i < authorizationsPerRound; i++) work();
  });
}

async function report(what, { pusher, fanfare }) {
  await pusher();
  await fanfare();
  const theirs = [];
  const ours = [];
  for (let i = 0; i < rounds; i++) {
    theirs.push(await pusher());
    ours.push(await fanfare());
  }
  const median = (runs, name) => runs.map((run) => run[name]).sort((a, b) => a - b)[Math.floor(runs.length / 2)];
  const told = (runs) =>
    `${median(runs, "perSecond").toFixed(0).padStart(8)}/s ${median(runs, "cpu").toFixed(1).padStart(6)} µs`;
  const rate = median(ours, "perSecond") / median(theirs, "perSecond");
  const cpu = median(theirs, "cpu") / median(ours, "cpu");
  console.log(
    `${what.padEnd(22)} pusher ${told(theirs)}   fanfare ${told(ours)}   ratio ${rate.toFixed(2)}, by CPU ${cpu.toFixed(2)}`,
  );
}
