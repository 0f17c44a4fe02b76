// What Fanfare is built and tested with, by Debian's names. A name is missing unless dpkg calls it installed: a command
// in the PATH says nothing about headers.

/** A failure that says what to do; its message is all that the user sees. */
export class SetupError extends Error {}

/**
 * @typedef {object} Package
 * @property {string} name
 * @property {string[]} [or] other names, for other releases, that do as well
 * @property {number} [major] the oldest major version that will do; backports are asked if the release is older
 * @property {string} [instead] a variable that says where the user's own installation is
 * @property {string} [command] one that does as well, wherever it comes from
 * @property {boolean} [optional] a system that has no such package is told, not failed
 */

/** @type {Record<string, Package[]>} */
export const groups = {
  native: [
    { name: "g++" },
    { name: "cmake" },
    { name: "ninja-build" },
    { name: "pkg-config", or: ["pkgconf"] },
    { name: "libcrypto++-dev" },
    { name: "nlohmann-json3-dev" },
    { name: "libcpp-httplib-dev" },
    // cpp-httplib's .pc file requires these three by name
    { name: "libssl-dev" },
    { name: "zlib1g-dev" },
    { name: "libbrotli-dev" },
    { name: "libcatch2-dev", or: ["catch2"], major: 3 },
    { name: "clang-format" },
    // finds what depends on a secret
    { name: "valgrind", optional: true },
  ],
  wasm: [
    { name: "emscripten", instead: "EMSDK" },
    { name: "cmake" },
    { name: "ninja-build" },
    { name: "nlohmann-json3-dev" },
  ],
  browser: [
    { name: "chromium", or: ["google-chrome-stable"], optional: true },
    // Liberation stands in for Arial and Courier; DejaVu has the arrows and signs that Liberation lacks
    { name: "fonts-liberation" },
    { name: "fonts-dejavu-core" },
  ],
  peers: [{ name: "golang-go", command: "go" }, { name: "python3-venv" }],
};

/** What nothing but its own stage of the tests needs. */
const onDemand = ["peers"];

/**
 * @param {string | undefined} only "native,wasm", "none", or nothing for all but those on demand
 * @param {string} [also] what is wanted besides, where nothing was chosen
 * @returns {string[]}
 */
export function chosenGroups(only, also) {
  if (!only) {
    const usual = Object.keys(groups).filter((name) => !onDemand.includes(name));
    return also ? [...new Set([...usual, ...chosenGroups(also)])] : usual;
  }
  if (only === "none") return [];
  const names = only.split(",").map((name) => name.trim());
  const unknown = names.filter((name) => !(name in groups));
  if (unknown.length > 0) {
    throw new SetupError(
      `no group ${unknown.join(", ")}: there are ${Object.keys(groups).join(", ")} and none`,
    );
  }
  return names;
}

/** @param {string[]} names of groups @returns {Package[]} each once */
export function packagesOf(names) {
  const all = names.flatMap((name) => groups[name]);
  return all.filter((one, at) => all.findIndex((other) => other.name === one.name) === at);
}

/** @param {string} version 1:2.13.10-1 is 2 */
export function majorOf(version) {
  return Number.parseInt(version.replace(/^\d+:/, ""), 10);
}

/** @param {string} output of dpkg-query, a line of name, version and status each @returns {Map<string, string>} */
export function installedFrom(output) {
  const lines = output.split("\n").map((line) => line.split("\t"));
  return new Map(
    lines.filter(([, , status]) => status === "installed").map(([name, version]) => [name, version]),
  );
}

/** @param {Package} one */
export const namesOf = (one) => [one.name, ...(one.or ?? [])];

/**
 * The first of a package's names whose version will do.
 * @param {Package} one @param {Map<string, string>} versions name to version @returns {string | undefined}
 */
export function suitable(one, versions) {
  return namesOf(one).find((name) => {
    const version = versions.get(name);
    return version !== undefined && (one.major === undefined || majorOf(version) >= one.major);
  });
}

/** @param {Package[]} wanted @param {Map<string, string>} versions installed, or to be had @returns {Package[]} */
export function missingFrom(wanted, versions) {
  return wanted.filter((one) => suitable(one, versions) === undefined);
}

/** @param {string} output of apt-cache policy @returns {Map<string, string>} name to candidate, without "(none)" */
export function candidatesFrom(output) {
  const found = new Map();
  let name = "";
  for (const line of output.split("\n")) {
    const head = /^(\S+):$/.exec(line);
    if (head) name = head[1];
    const candidate = /^\s+Candidate: (\S+)/.exec(line);
    if (candidate && candidate[1] !== "(none)") found.set(name, candidate[1]);
  }
  return found;
}
