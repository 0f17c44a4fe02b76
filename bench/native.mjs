// The C++ library beside the least that OpenSSL takes for the same hashes, and beside Pusher's library for Go, tuned.
// Both send in turns to one server in C++. Builds what it measures. Without Go, that column stays empty.

import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { inTurns, isQuick } from "./harness.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const built = (/** @type {string} */ name) => `${root}build/release/bench/${name}`;
const goProgram = `${root}build/bench-go`;

/** @param {string} command @param {string[]} args @param {object} [options] */
function build(command, args, options) {
  execFileSync(command, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"], ...options });
}

function buildNative() {
  build("cmake", ["--preset", "release", "-DFANFARE_BUILD_BENCH=ON"]);
  build("cmake", ["--build", "--preset", "release", "--target", "fanfare_bench", "fanfare_bench_server"]);
}

/** @returns {boolean} whether Go is installed */
function buildGo() {
  const env = {
    ...process.env,
    GOPATH: `${root}build/peers/go`,
    GOTOOLCHAIN: "local",
    GOWORK: "off",
    CGO_ENABLED: "0",
  };
  try {
    build("go", ["build", "-modcacherw", "-buildvcs=false", "-o", goProgram, "."], {
      cwd: `${root}bench/go`,
      env,
    });
    return true;
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    console.error(
      "bench: no Go here, so the library for Go is left out. `node tools/setup/setup.mjs --also peers` installs it.",
    );
    return false;
  }
}

/** @returns {Promise<import("./harness.mjs").Row[]>} */
async function signing() {
  const { stdout } = await promisify(execFile)(built("fanfare_bench"), ["signing", isQuick ? "3" : "9"]);
  return stdout
    .trim()
    .split("\n")
    .map((line) => {
      const [what, ours, openssl] = line.split("\t");
      const needed = /^auth/.test(what) ? { "C++": 0.5 } : undefined;
      return { what, unit: "ns", figures: { OpenSSL: Number(openssl), "C++": Number(ours) }, needed };
    });
}

/** @param {boolean} hasGo @returns {Promise<import("./harness.mjs").Row[]>} */
async function sending(hasGo) {
  const server = spawn(built("fanfare_bench_server"), { stdio: ["pipe", "pipe", "inherit"] });
  const [port] = await once(server.stdout, "data");
  const rows = [];
  for (const inFlight of [1, 16, 64]) {
    const count = (inFlight === 1 ? 20_000 : 100_000) / (isQuick ? 10 : 1);
    const each = (/** @type {string} */ program) => async () => {
      const args = ["sending", String(port).trim(), String(inFlight), String(count)];
      return Number((await promisify(execFile)(program, args)).stdout);
    };
    const figures = await inTurns({
      ...(hasGo && { Go: each(goProgram) }),
      "C++": each(built("fanfare_bench")),
    });
    const needed = hasGo && inFlight === 16 ? { "C++": 1 } : undefined;
    rows.push({
      what: `triggers of 100 B, ${inFlight} in flight`,
      unit: "/s",
      figures,
      isMoreBetter: true,
      needed,
    });
  }
  server.stdin.end();
  return rows;
}

/** @returns {Promise<import("./harness.mjs").Row[]>} */
export async function native() {
  buildNative();
  const hasGo = buildGo();
  return [...(await signing()), ...(await sending(hasGo))];
}
