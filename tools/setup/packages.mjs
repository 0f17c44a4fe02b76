// The packages that Fanfare is built and tested with, by Debian's names.

/** A failure whose message tells the user what to do. */
export class SetupError extends Error {}

/**
 * @typedef {object} Package
 * @property {string} name
 * @property {string} [or] the name that another release gives it
 * @property {number} [major] the oldest major version that works
 * @property {string} [instead] a variable that points to the user's own installation
 * @property {string} [command] a command that serves as well, however it was installed
 * @property {boolean} [optional] a release may lack it: whatever needs it is left out
 */

/** @type {Record<string, Package[]>} */
export const groups = {
  native: [
    { name: "g++" },
    { name: "cmake" },
    { name: "ninja-build" },
    { name: "pkg-config", or: "pkgconf" },
    { name: "libcrypto++-dev" },
    { name: "nlohmann-json3-dev" },
    { name: "libcpp-httplib-dev" },
    // cpp-httplib's pkg-config file requires these three by name
    { name: "libssl-dev" },
    { name: "zlib1g-dev" },
    { name: "libbrotli-dev" },
    // Debian 12 has Catch2 2; version 3 is in its backports
    { name: "libcatch2-dev", or: "catch2", major: 3 },
    { name: "clang-format" },
    { name: "ccache", optional: true },
    // shows whether a comparison depends on a secret
    { name: "valgrind", optional: true },
  ],
  wasm: [
    { name: "emscripten", instead: "EMSDK" },
    { name: "cmake" },
    { name: "ninja-build" },
    { name: "nlohmann-json3-dev" },
  ],
  browser: [
    { name: "chromium", or: "google-chrome-stable", optional: true },
    // Liberation stands in for Arial and Courier; DejaVu has the arrows and signs that Liberation lacks
    { name: "fonts-liberation" },
    { name: "fonts-dejavu-core" },
  ],
  // libFuzzer comes with clang, and its library in a package of its own
  fuzz: [{ name: "clang" }, { name: "libclang-rt-dev", or: "libclang-rt-14-dev" }, { name: "python3" }],
  peers: [{ name: "golang-go", command: "go" }, { name: "python3-venv" }],
};

/** Groups that only one stage of `npm run check` needs. */
const onDemand = ["fuzz", "peers"];

/**
 * The groups to set up: those that `only` lists, or else the usual ones and those of `also`. Throws SetupError.
 * @param {string | undefined} only "native,wasm", or "none"
 * @param {string} [also] @returns {string[]}
 */
export function parseGroups(only, also) {
  if (!only) {
    const usual = Object.keys(groups).filter((name) => !onDemand.includes(name));
    return also ? [...new Set([...usual, ...parseGroups(also)])] : usual;
  }
  if (only === "none") return [];
  const names = only.split(",").map((name) => name.trim());
  const unknown = names.filter((name) => !(name in groups));
  if (unknown.length === 0) return names;
  const known = [...Object.keys(groups), "none"].join(", ");
  throw new SetupError(`there is no group ${unknown.join(", ")}. Choose from: ${known}.`);
}

/** @param {string[]} names of groups @returns {Package[]} each once */
export function packagesOf(names) {
  const all = names.flatMap((name) => groups[name]);
  return all.filter((one, at) => all.findIndex((other) => other.name === one.name) === at);
}

/** @param {string} version "1:2.13.10-1" has the major version 2 */
export function majorOf(version) {
  return Number.parseInt(version.replace(/^\d+:/, ""), 10);
}

/**
 * The first of a package's names that has a version new enough.
 * @param {Package} one @param {Map<string, string>} versions by name @returns {string | undefined}
 */
export function suitableName({ name, or, major }, versions) {
  return [name, or ?? name].find((each) => {
    const version = versions.get(each);
    return version !== undefined && (major === undefined || majorOf(version) >= major);
  });
}

/** @param {Package[]} wanted @param {Map<string, string>} versions by name @returns {Package[]} */
export function missingFrom(wanted, versions) {
  return wanted.filter((one) => suitableName(one, versions) === undefined);
}
