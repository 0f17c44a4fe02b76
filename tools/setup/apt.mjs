// Debian and Ubuntu: plans which packages and sources are missing, and installs them with apt.

import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { missingFrom, SetupError, suitableName } from "./packages.mjs";

/** @typedef {import("./packages.mjs").Package} Package */
/** @typedef {{ type: "deb" | "deb-src", suite: string }} Source */
/** @typedef {{ packages: Package[], sources: Source[], tarball: boolean }} Plan */

const sourcesFile = "/etc/apt/sources.list.d/fanfare.sources";
const options = { encoding: /** @type {const} */ ("utf8"), maxBuffer: 1 << 28 };

/** @param {string} command @param {string[]} args @param {string} [cwd] */
function ask(command, args, cwd) {
  return spawnSync(command, args, { ...options, cwd, input: "", env: { ...process.env, LC_ALL: "C" } });
}

/** Runs a command as root, shows what it prints, and reports success. @param {string[]} command */
function runAsRoot(command) {
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", ...(process.stdin.isTTY ? [] : ["-n"])];
  const [program, ...args] = [...sudo, "env", "DEBIAN_FRONTEND=noninteractive", ...command];
  const { status } = spawnSync(program, args, { stdio: ["inherit", "ignore", "inherit"] });
  return status === 0;
}

/** @param {string} output of dpkg-query, in lines of name, version and status @returns {Map<string, string>} */
export function installedFrom(output) {
  const lines = output.split("\n").map((line) => line.split("\t"));
  return new Map(
    lines.flatMap(([name, version, status]) => (status === "installed" ? [[name, version]] : [])),
  );
}

/** @param {string} output of apt-cache madison @param {string} suite @returns {string | undefined} a version */
export function versionIn(output, suite) {
  const line = output.split("\n").find((one) => one.includes(` ${suite}/`));
  return line?.split("|")[1]?.trim();
}

/**
 * The text of a sources file for `wanted`. The address and the key are those of the machine's own entry for its
 * release.
 * @param {string} targets of `apt-get indextargets`, in lines of type, address, release and component
 * @param {string} configuration everything below /etc/apt that names sources
 * @param {string} codename @param {Source[]} wanted @returns {string | undefined} nothing without such an entry
 */
export function sourcesText(targets, configuration, codename, wanted) {
  const entries = targets.split("\n").map((line) => line.split("|"));
  const own = entries.filter(([type, , release]) => type === "deb" && release === codename);
  if (own.length === 0) return undefined;
  const components = [...new Set(own.map(([, , , component]) => component))].join(" ");
  const [, key] = /signed-by\s*[:=]\s*(\/[^\s\]]+)/i.exec(configuration) ?? [];
  const signed = key ? `Signed-By: ${key}\n` : "";
  return wanted
    .map(
      ({ type, suite }) =>
        `Types: ${type}\nURIs: ${own[0][1]}\nSuites: ${suite}\nComponents: ${components}\n${signed}`,
    )
    .join("\n");
}

const format = "$(CREATED_BY)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)";

function indexTargets() {
  const { stdout } = ask("apt-get", ["indextargets", "--format", format]);
  return stdout.replace(/^Packages\|/gm, "deb|").replace(/^Sources\|/gm, "deb-src|");
}

function configuration() {
  const folder = "/etc/apt/sources.list.d";
  const parts = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const files = ["/etc/apt/sources.list", ...parts].filter(
    (file) => existsSync(file) && file !== sourcesFile,
  );
  return files.map((file) => readFileSync(file, "utf8")).join("\n");
}

/** @param {Package[]} wanted @returns {Package[]} */
function missingPackages(wanted) {
  const names = wanted.flatMap(({ name, or }) => [name, or ?? name]);
  const query = ask("dpkg-query", ["-W", "-f", "${Package}\\t${Version}\\t${db:Status-Status}\\n", ...names]);
  return missingFrom(wanted, installedFrom(query.stdout ?? "")).filter(
    ({ instead, command }) =>
      !(instead && process.env[instead]) && !(command && ask(command, ["version"]).status === 0),
  );
}

/** Lists the optional packages that this release lacks, so that setup does not look for them each time. */
const notPackagedFile = join(
  dirname(dirname(dirname(fileURLToPath(import.meta.url)))),
  "build/not-packaged.txt",
);
const notPackaged = () =>
  existsSync(notPackagedFile) ? readFileSync(notPackagedFile, "utf8").split("\n") : [];

const tarballName = /^libcrypto\+\+_.*\.orig\.tar\.\w+$/;
/** @param {string} folder */
export const hasTarball = (folder) =>
  existsSync(folder) && readdirSync(folder).some((name) => tarballName.test(name));

/**
 * What is missing. It looks and changes nothing.
 * @param {Package[]} wanted
 * @param {string | undefined} tarballFolder where Crypto++'s sources belong, if they are needed
 * @param {{ codename: string, isDebian: boolean }} release @returns {Plan}
 */
export function planApt(wanted, tarballFolder, { codename, isDebian }) {
  const packages = missingPackages(wanted).filter(({ name }) => !notPackaged().includes(name));
  const tarball = tarballFolder !== undefined && !hasTarball(tarballFolder);
  /** @type {Source[]} */
  const sources = [];
  if (isDebian && packages.some(({ major }) => major))
    sources.push({ type: "deb", suite: `${codename}-backports` });
  if (tarball) sources.push({ type: "deb-src", suite: codename });
  const targets = indexTargets()
    .split("\n")
    .map((line) => line.split("|"));
  const isKnown = (/** @type {Source} */ { type, suite }) =>
    targets.some(([targetType, , release]) => targetType === type && release === suite);
  return { packages, sources: sources.filter((one) => !isKnown(one)), tarball };
}

/** @param {Plan} plan @returns {string[]} sentences that tell what `carryOutApt` will do */
export function describeApt({ packages, sources, tarball }) {
  const suites = sources.map(({ type, suite }) => (type === "deb" ? suite : `${suite}'s source packages`));
  return [
    ...(sources.length > 0 ? [`write ${sourcesFile}, which adds ${suites.join(" and ")}`] : []),
    ...(packages.length > 0 ? [`install with apt: ${packages.map(({ name }) => name).join(" ")}`] : []),
    ...(tarball ? ["download the source package libcrypto++ into build/, for WebAssembly"] : []),
  ];
}

/** @param {string} text */
function writeSources(text) {
  const draft = join(tmpdir(), `fanfare-${process.pid}.sources`);
  writeFileSync(draft, text);
  const written = runAsRoot(["install", "-m", "644", draft, sourcesFile]);
  rmSync(draft);
  return written;
}

/** @param {Plan} plan @param {string} codename @param {string | undefined} tarballFolder */
export function carryOutApt(plan, codename, tarballFolder) {
  const { packages, sources, tarball } = plan;
  if (sources.length > 0) {
    const before = existsSync(sourcesFile) ? `${readFileSync(sourcesFile, "utf8")}\n` : "";
    const text = sourcesText(indexTargets(), configuration(), codename, sources);
    if (text === undefined)
      throw new SetupError(`/etc/apt names no source for ${codename}: add one and run this again.`);
    if (!writeSources(before + text))
      throw new SetupError(`${sourcesFile} cannot be written: run this as root, or with sudo.`);
    // A mirror may lack a suite. Every later update would fail, so the file is put back.
    if (!runAsRoot(["apt-get", "update", "-q"])) {
      if (before) writeSources(before);
      else runAsRoot(["rm", "-f", sourcesFile]);
      throw new SetupError(`apt-get update failed with the new sources, which were taken back:\n\n${text}`);
    }
  } else if (packages.length > 0) runAsRoot(["apt-get", "update", "-q"]);
  if (packages.length > 0) install(packages, codename);
  if (tarball) download(tarballFolder);
}

/** @param {Package[]} packages @param {string} codename */
function install(packages, codename) {
  const names = packages.flatMap((one) => installable(one, codename));
  // nobody is there to answer dpkg's questions about configuration files, or to want packages removed
  const ours = ["-y", "-q", "--no-install-recommends", "--no-remove", "-o", "DPkg::Lock::Timeout=300"];
  const keep = ["-o", "Dpkg::Options::=--force-confdef", "-o", "Dpkg::Options::=--force-confold"];
  const done = names.length === 0 || runAsRoot(["apt-get", "install", ...ours, ...keep, ...names]);
  const still = missingPackages(packages).filter(({ optional }) => !optional);
  if (done && still.length === 0) return;
  throw new SetupError(
    `apt-get did not install ${still.map(({ name }) => name).join(", ") || names.join(", ")}. Install by hand:\n` +
      `    sudo apt-get install --no-install-recommends ${names.join(" ")}`,
  );
}

/** @param {Package} one @param {string} codename @returns {string[]} what apt-get is asked for */
function installable(one, codename) {
  const names = [...new Set([one.name, one.or ?? one.name])];
  const policies = new Map(
    names.flatMap((name) => {
      const [, version] = /Candidate: (\S+)/.exec(ask("apt-cache", ["policy", name]).stdout) ?? [];
      return version && version !== "(none)" ? [[name, version]] : [];
    }),
  );
  const name = suitableName(one, policies);
  if (name) return [name];
  // by version: everything else must keep coming from the release, whatever else its backports hold
  const version =
    one.major && versionIn(ask("apt-cache", ["madison", one.name]).stdout, `${codename}-backports`);
  if (version) return [`${one.name}=${version}`];
  if (one.optional) {
    console.log(`setup: this release has no package ${one.name}; whatever needs it is left out`);
    mkdirSync(dirname(notPackagedFile), { recursive: true });
    appendFileSync(notPackagedFile, `${one.name}\n`);
    return [];
  }
  throw new SetupError(
    `apt has no package ${one.name}${one.major ? ` of version ${one.major} or newer` : ""} for ${codename}. ` +
      "Enable the component that has it (on Ubuntu: universe), or install it yourself and set FANFARE_SETUP " +
      "to the groups that are left, such as native,wasm.",
  );
}

/** @param {string} folder */
function download(folder) {
  mkdirSync(folder, { recursive: true });
  const { stderr } = ask("apt-get", ["source", "-q", "--download-only", "--tar-only", "libcrypto++"], folder);
  if (hasTarball(folder)) return;
  throw new SetupError(
    `the source package libcrypto++ was not downloaded:\n${stderr}\nCMake can fetch it: FANFARE_FETCH_CRYPTOPP=ON.`,
  );
}
