// Makes a checkout ready to build and test: Debian's or Ubuntu's packages, then npm's. Runs before every `npm test` and
// `npm start`, so it costs next to nothing when nothing is missing.
//
//   npm run setup                         says what it will do, asks once on a terminal, and does it
//   npm run setup -- --yes                does not ask; neither does a pipe, nor CI=true
//   npm run setup -- --check              only looks: exits with 1 if something is missing
//   npm run setup -- --also peers         the libraries that tests/peers compares with, too
//   npm run setup -- --only native,wasm   these groups alone, as the variable FANFARE_SETUP has it; "none": only npm's

import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { carryOutApt, describeApt, planApt } from "./apt.mjs";
import { installNpm, isNpmNeeded, npmCli } from "./npm.mjs";
import { groups, packagesOf, parseGroups, SetupError } from "./packages.mjs";
import { arePeersNeeded, setUpPeers } from "./peers.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const tarballFolder = join(root, "build/cryptopp-src");

/** @param {string} text of /etc/os-release @returns {{ codename: string, isDebian: boolean } | undefined} with apt */
export function parseRelease(text) {
  const values = new Map(
    [...text.matchAll(/^([A-Z_]+)="?([^"\n]*)"?$/gm)].map(([, name, value]) => [name, value]),
  );
  const ids = [values.get("ID"), ...(values.get("ID_LIKE") ?? "").split(" ")];
  if (!ids.includes("debian") && !ids.includes("ubuntu")) return undefined;
  // Mint and its like have codenames of their own, and Ubuntu's or Debian's in their sources
  const names = ["UBUNTU_CODENAME", "DEBIAN_CODENAME", "VERSION_CODENAME"].map((name) => values.get(name));
  return { codename: names.find(Boolean) ?? "", isDebian: values.get("ID") === "debian" };
}

/** @param {string[]} names of groups */
function planSystem(names) {
  const release = existsSync("/etc/os-release") && parseRelease(readFileSync("/etc/os-release", "utf8"));
  if (release)
    return {
      release,
      ...planApt(packagesOf(names), names.includes("wasm") ? tarballFolder : undefined, release),
    };
  const wanted = names.map((name) => `  ${name}: ${groups[name].map((one) => one.name).join(" ")}`);
  console.log(
    [
      "setup: packages are installed on Debian and Ubuntu only. Install these, by Debian's names:",
      ...wanted,
    ].join("\n"),
  );
  return undefined;
}

/** @param {string[]} actions @param {boolean} isYes */
async function isAgreed(actions, isYes) {
  if (actions.length === 0) return true;
  console.log(
    ["setup: this checkout needs some things. Setup will", ...actions.map((one) => `  - ${one}`)].join("\n"),
  );
  if (isYes || process.env.CI === "true" || !process.stdin.isTTY || !process.stdout.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question("setup: go on? [Y/n] ");
  terminal.close();
  return /^\s*(y(es)?)?\s*$/i.test(answer);
}

async function main() {
  const flag = { type: /** @type {const} */ ("boolean") };
  const text = { type: /** @type {const} */ ("string") };
  const { values } = parseArgs({ options: { only: text, also: text, yes: flag, check: flag } });
  const names = parseGroups(values.only ?? process.env.FANFARE_SETUP, values.also);
  const system = names.length > 0 ? planSystem(names) : undefined;
  const isNpm = isNpmNeeded(root);
  const isPeers = names.includes("peers") && arePeersNeeded(root);
  const actions = [
    ...(system ? describeApt(system) : []),
    ...(isNpm ? ["run npm ci, which fills node_modules/"] : []),
    ...(isPeers ? ["install Pusher's libraries for Python and Go, and their tools, into build/peers"] : []),
  ];
  if (actions.length === 0) return console.log("setup: nothing to do");
  if (values.check) {
    console.log(["setup: missing. npm run setup would", ...actions.map((one) => `  - ${one}`)].join("\n"));
    process.exitCode = 1;
    return;
  }
  if (!(await isAgreed(actions, values.yes ?? false)))
    throw new SetupError(
      "nothing was changed. Do the steps above by hand, or run this again and answer yes.",
    );
  const started = performance.now();
  if (system && describeApt(system).length > 0) carryOutApt(system, system.release.codename, tarballFolder);
  if (isNpm) installNpm(root);
  if (isPeers) setUpPeers(root, npmCli());
  console.log(`setup: done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    const isExpected = error instanceof SetupError || String(error.code).startsWith("ERR_PARSE_ARGS");
    console.error(isExpected ? `setup: ${error.message}` : error);
    process.exitCode = 1;
  });
}
