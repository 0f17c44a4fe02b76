// Debian and Ubuntu: finds what is missing and installs it with apt.

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { candidatesFrom, installedFrom, missingFrom, namesOf, SetupError, suitable } from "./packages.mjs";
import { extraSources, parseDeb822, readOr, readSources } from "./sources.mjs";
import { hasCommand } from "./systems.mjs";

/** @typedef {import("./packages.mjs").Package} Package */
/** @typedef {{ type: string, suite: string }} Entry */
/** @typedef {(line: string) => void} Say */

const apt = "/etc/apt";
const ourSources = `${apt}/sources.list.d/fanfare.sources`;
const cryptopp = "libcrypto++";

/** @param {string[]} command @param {{ cwd?: string, input?: string }} [options] */
function run([command, ...args], options = {}) {
  const env = { ...process.env, LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive" };
  const done = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 28, input: "", env, ...options });
  const out = done.stdout ?? "";
  return { ok: done.status === 0, out, all: `${out}${done.stderr ?? ""}${done.error?.message ?? ""}` };
}

/** @param {string} output @param {number} [lines] */
export function tail(output, lines = 15) {
  const last = output.trimEnd().split("\n").slice(-lines);
  return last.map((line) => `    ${line}`).join("\n");
}

/** @param {Package[]} wanted */
export function missingPackages(wanted) {
  if (wanted.length === 0) return [];
  const format = "${Package}\\t${Version}\\t${db:Status-Status}\\n";
  const query = run(["dpkg-query", "-W", "-f", format, ...wanted.flatMap(namesOf)]);
  return missingFrom(wanted, installedFrom(query.out)).filter(
    ({ instead, command }) => !(instead && process.env[instead]) && !(command && hasCommand(command)),
  );
}

/** @param {Package[]} wanted */
function candidates(wanted) {
  return candidatesFrom(run(["apt-cache", "policy", ...wanted.flatMap(namesOf)]).out);
}

/** What makes a command root's; undefined if nothing does without a password. @returns {string[] | undefined} */
function asRoot() {
  if (process.getuid?.() === 0) return [];
  return run(["sudo", "-n", "true"]).ok ? ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"] : undefined;
}

/** apt-get update takes no lock timeout, and a machine that has just booted often updates by itself. */
function update(/** @type {string[]} */ root) {
  for (let attempt = 0; ; attempt++) {
    const done = run([...root, "apt-get", "update", "-q"]);
    if (done.ok || attempt === 24 || !done.all.includes("Could not get lock")) return done;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5000);
  }
}

/** @param {string} codename @param {Entry[]} wanted @returns {string | undefined} what our own file must hold */
function sourcesText(codename, wanted) {
  const kept = parseDeb822(readOr(ourSources, "")).map((one) => ({
    type: one.get("Types") ?? "",
    suite: one.get("Suites") ?? "",
  }));
  const added = wanted.filter(
    ({ type, suite }) => !kept.some((one) => one.type === type && one.suite === suite),
  );
  return extraSources(readSources(apt, ourSources), codename, [...kept, ...added]);
}

/**
 * Adds suites and brings the lists up to date. A mirror that lacks a suite would make every later update fail, so then
 * our file is put back as it was.
 * @param {string[]} root @param {string} codename @param {Entry[]} wanted @param {Say} say
 */
function enable(root, codename, wanted, say) {
  const before = readOr(ourSources, "");
  const text = sourcesText(codename, wanted);
  const names = wanted.map(({ type, suite }) => (type === "deb-src" ? `${suite} sources` : suite)).join(", ");
  if (text === undefined) say(`no entry for ${codename} in ${apt} to copy for ${names}`);
  if (text && text !== before) {
    say(`enabling ${names} in ${ourSources}`);
    run([...root, "tee", ourSources], { input: text });
  }
  const done = update(root);
  if (done.ok || !text || text === before) return done;
  say(`apt-get update failed with ${names}; taking it back\n${tail(done.all, 5)}`);
  run(before ? [...root, "tee", ourSources] : [...root, "rm", "-f", ourSources], { input: before });
  return update(root);
}

const installCommand = [
  ...["apt-get", "install", "-y", "-q", "--no-install-recommends", "--no-remove"],
  ...["-o", "DPkg::Lock::Timeout=300"],
  // a changed configuration file would ask, and nobody is there to answer
  ...["-o", "Dpkg::Options::=--force-confdef", "-o", "Dpkg::Options::=--force-confold"],
];

/** @param {string} folder where the tarball is kept @returns {string | undefined} its name */
export function cryptoppTarball(folder) {
  try {
    return readdirSync(folder).find((name) => /^libcrypto\+\+_.*\.orig\.tar\.\w+$/.test(name));
  } catch {
    return undefined;
  }
}

/** @param {string} folder @param {Say} say */
function fetchSource(folder, say) {
  mkdirSync(folder, { recursive: true });
  say(`fetching the source of ${cryptopp} for WebAssembly`);
  const done = run(["apt-get", "source", "-q", "--download-only", "--tar-only", cryptopp], { cwd: folder });
  if (cryptoppTarball(folder)) return;
  say(
    `no source package of ${cryptopp} to be had; give CMake FANFARE_FETCH_CRYPTOPP=ON instead\n${tail(done.all, 3)}`,
  );
  // remembered, so that the next run does not update apt's lists for it again
  writeFileSync(join(folder, "not-packaged"), "remove this file to try again\n");
}

/** @param {Package[]} missing @param {Map<string, string>} found @param {string} release */
function pick(missing, found, release, /** @type {Say} */ say) {
  const none = missingFrom(missing, found);
  for (const one of none.filter((each) => each.optional))
    say(`${one.name}: not packaged here; what needs it is left out`);
  const needed = none.filter((one) => !one.optional);
  if (needed.length > 0) {
    const names = needed
      .map((one) => (one.major ? `${one.name} (${one.major} or newer)` : one.name))
      .join(", ");
    throw new SetupError(
      `apt has no package ${names} for ${release}. Check /etc/apt/sources.list.d (is the main component, on Ubuntu ` +
        "universe, enabled?), or install it yourself and leave its group out: FANFARE_SETUP=native,wasm,browser takes a choice.",
    );
  }
  return missing.map((one) => suitable(one, found)).filter((name) => name !== undefined);
}

/** @param {Package[]} missing @param {string} codename @param {boolean} debian @param {boolean} wantsSource */
function instructions(missing, codename, debian, wantsSource) {
  const found = candidates(missing);
  const backports = debian && missingFrom(missing, found).some((one) => one.major);
  /** @type {Entry[]} */
  const wanted = [];
  if (backports) wanted.push({ type: "deb", suite: `${codename}-backports` });
  if (wantsSource) wanted.push({ type: "deb-src", suite: codename });
  const text = sourcesText(codename, wanted);
  const names = missing.map((one) => suitable(one, found) ?? one.name);
  return [
    "installing needs root, and sudo would ask for a password. Run this, then the same command again:",
    ...(text ? [`sudo tee ${ourSources} <<'END'\n${text}END`] : []),
    "sudo apt-get update",
    `sudo apt-get install --no-install-recommends --no-remove ${names.join(" ")}`,
  ].join("\n");
}

/** @param {Package[]} missing @param {string[]} root @param {string} codename @param {boolean} debian @param {Say} say */
function install(missing, root, codename, debian, say) {
  let found = candidates(missing);
  if (debian && missingFrom(missing, found).some((one) => one.major)) {
    const suite = `${codename}-backports`;
    enable(root, codename, [{ type: "deb", suite }], say);
    for (const one of missingFrom(missing, found).filter((each) => each.major)) {
      for (const name of namesOf(one)) {
        const version = backported(name, suite);
        // by version: the rest must keep coming from the release, whatever else backports hold
        if (version) found = new Map([...found, [name, version]]);
      }
    }
  }
  const before = candidates(missing);
  const names = pick(missing, found, codename, say);
  if (names.length === 0) return;
  const exact = names.map((name) =>
    before.get(name) === found.get(name) ? name : `${name}=${found.get(name)}`,
  );
  say(`installing ${names.length} packages with what they need; from nothing this takes about a minute`);
  const done = run([...root, ...installCommand, ...exact]);
  const still = missingPackages(missing).filter((one) => !one.optional);
  if (done.ok && still.length === 0) return;
  throw new SetupError(
    `apt-get did not install ${still.map((one) => one.name).join(", ")}. The end of what it said:\n${tail(done.all)}\n` +
      (done.all.includes("remove is disabled")
        ? "It would have to remove packages of yours, which is not done from here. To see which, and to decide:\n"
        : "If it is the network or a half-done installation (dpkg --configure -a), mend that and run this again. By hand:\n") +
      `    apt-get install --no-install-recommends ${exact.join(" ")}`,
  );
}

/** @param {string} name @param {string} suite @returns {string | undefined} the version that the suite has */
function backported(name, suite) {
  const line = run(["apt-cache", "madison", name])
    .out.split("\n")
    .find((one) => one.includes(` ${suite}/`));
  return line?.split("|")[1]?.trim();
}

/**
 * @param {object} work
 * @param {Package[]} work.wanted
 * @param {string} [work.sourceFolder] for Crypto++'s tarball, if it is wanted
 * @param {string} work.codename of the release
 * @param {boolean} work.debian rather than one that derives from it
 * @param {Say} work.say
 * @returns {boolean} whether anything was to be done
 */
export function setUpWithApt({ wanted, sourceFolder, codename, debian, say }) {
  const missing = missingPackages(wanted);
  const source =
    sourceFolder && !cryptoppTarball(sourceFolder) && !readOr(join(sourceFolder, "not-packaged"), "");
  if (missing.length === 0 && !source) return false;
  if (missing.length > 0) say(`missing: ${missing.map((one) => one.name).join(" ")}`);

  const root = asRoot();
  if (!root && missing.length > 0)
    throw new SetupError(instructions(missing, codename, debian, Boolean(source)));
  if (root) {
    const done = enable(root, codename, source ? [{ type: "deb-src", suite: codename }] : [], say);
    if (!done.ok) say(`apt-get update failed; going on with the lists there are\n${tail(done.all, 5)}`);
    if (missing.length > 0) install(missing, root, codename, debian, say);
  }
  if (source) fetchSource(sourceFolder, say);
  return true;
}
