import assert from "node:assert/strict";
import test from "node:test";

// plain JavaScript without declarations: it must run before TypeScript is there
const load = (name: string) => import(`../../cmake/${name}.mjs`);
const { candidatesFrom, chosenGroups, groups, installedFrom, majorOf, missingFrom, packagesOf, suitable } =
  await load("setup/packages");
const { extraSources, hasSuite, parseDeb822, parseOneLine } = await load("setup/sources");
const { adviseOther, packagerOf, parseRelease } = await load("setup/systems");
const { npmErrors, npmIsCurrent } = await load("setup");

const deb822 = `# made by the installer
Types: deb
# an older address
URIs: http://mirror.test/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/some.gpg

Types: deb
URIs: http://mirror.test/debian-security
Suites: bookworm-security
Components: main
`;

const oneLine = `# comment
deb cdrom:[Debian]/ bookworm main
deb [arch=amd64,i386 signed-by=/k.gpg] http://mirror.test/debian/ bookworm main contrib # ours
deb-src http://mirror.test/debian/ bookworm main
`;

const backports = { type: "deb", suite: "bookworm-backports" };
const sources = { type: "deb-src", suite: "bookworm" };

test("backports and sources are the release's own entry with another suite or type", () => {
  assert.equal(
    extraSources(parseDeb822(deb822), "bookworm", [backports, sources]),
    `Types: deb
URIs: http://mirror.test/debian
Suites: bookworm-backports
Components: main
Signed-By: /usr/share/keyrings/some.gpg

Types: deb-src
URIs: http://mirror.test/debian
Suites: bookworm
Components: main
Signed-By: /usr/share/keyrings/some.gpg
`,
  );
});

test("one-line sources become the same, with their options", () => {
  assert.equal(
    extraSources(parseOneLine(oneLine), "bookworm", [backports]),
    `Types: deb
URIs: http://mirror.test/debian/
Suites: bookworm-backports
Components: main contrib
Architectures: amd64 i386
Signed-By: /k.gpg
`,
  );
});

test("nothing is added that is there, and nothing without an entry to copy", () => {
  assert.equal(extraSources(parseOneLine(oneLine), "bookworm", [sources]), "");
  assert.equal(extraSources(parseDeb822(deb822), "trixie", [sources]), undefined);
  assert.equal(extraSources([], "bookworm", []), "");
});

test("a disabled entry neither counts nor serves as a model", () => {
  const disabled = parseDeb822(`Enabled: no\n${deb822.slice(0, deb822.indexOf("\n\n"))}`);
  assert.equal(hasSuite(disabled, "deb", "bookworm"), false);
  assert.equal(extraSources(disabled, "bookworm", [sources]), undefined);
});

test("a key inside an entry keeps its lines", () => {
  const key = "Signed-By:\n -----BEGIN PGP-----\n .\n abc\n";
  const text = `Types: deb\nURIs: http://mirror.test\nSuites: bookworm\nComponents: main\n${key}`;
  const copied = extraSources(parseDeb822(text), "bookworm", [sources]);
  assert.ok(copied.endsWith(key), copied);
});

test("field names are read in any case", () => {
  const stanzas = parseDeb822("types: deb\nuris: http://mirror.test\nSUITES: bookworm\nsigned-by: /k.gpg\n");
  assert.deepEqual([...stanzas[0].keys()], ["Types", "URIs", "Suites", "Signed-By"]);
});

test("missing is what dpkg does not call installed", () => {
  const installed = installedFrom("cmake\t3.25.1-1\tinstalled\ng++\t4:12.2.0-3\tconfig-files\n");
  const missing = missingFrom([{ name: "cmake" }, { name: "g++" }, { name: "chromium" }], installed);
  assert.deepEqual(
    missing.map((one: { name: string }) => one.name),
    ["g++", "chromium"],
  );
});

test("another name does as well, an older major version does not", () => {
  const catch2 = { name: "libcatch2-dev", or: ["catch2"], major: 3 };
  assert.equal(suitable(catch2, new Map([["catch2", "3.4.0-1"]])), "catch2");
  assert.equal(suitable(catch2, new Map([["catch2", "2.13.10-1"]])), undefined);
  assert.equal(majorOf("1:2.13.10-1"), 2);
});

test("candidates are read from apt-cache policy", () => {
  const output =
    "cmake:\n  Installed: (none)\n  Candidate: 3.25.1-1\ncatch2:\n  Installed: (none)\n  Candidate: (none)\n";
  assert.deepEqual([...candidatesFrom(output)], [["cmake", "3.25.1-1"]]);
});

test("groups are chosen by name, and shared packages are named once", () => {
  assert.deepEqual(chosenGroups(undefined), ["native", "wasm", "browser"]);
  assert.deepEqual(chosenGroups("wasm, browser"), ["wasm", "browser"]);
  assert.deepEqual(chosenGroups("none"), []);
  assert.deepEqual(chosenGroups(undefined, "peers"), ["native", "wasm", "browser", "peers"]);
  assert.deepEqual(chosenGroups("wasm", "peers"), ["wasm"]);
  assert.deepEqual(chosenGroups("none", "peers"), []);
  assert.throws(() => chosenGroups("wams"), /no group wams/);
  const names = packagesOf(Object.keys(groups)).map((one: { name: string }) => one.name);
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.includes("cmake"));
});

test("other systems are told the names and which commands lack", () => {
  assert.equal(packagerOf("darwin", new Map()), "brew");
  assert.equal(packagerOf("linux", parseRelease('ID="rocky"\nID_LIKE="rhel centos fedora"\n')), "dnf");
  assert.equal(packagerOf("linux", parseRelease("ID=alpine\nVERSION_ID=3.20\n")), "apk");
  assert.equal(packagerOf("linux", parseRelease("ID=void\n")), undefined);

  const { missing, lines } = adviseOther(
    ["native", "wasm"],
    "dnf",
    (name: string) => name === "g++" || name === "cmake",
  );
  assert.deepEqual(missing, ["ninja", "pkg-config", "em++"]);
  assert.match(lines.join("\n"), /native: sudo dnf install .*cryptopp-devel/);
  assert.doesNotMatch(lines.join("\n"), /browser/);
  assert.deepEqual(adviseOther(["peers"], "brew", (name: string) => name === "python").missing, ["go"]);
  assert.match(adviseOther(["peers"], "apk", () => false).lines.join("\n"), /peers: apk add go python3/);
  assert.deepEqual(adviseOther(["native", "wasm", "browser"], undefined, () => true).missing, []);
});

test("npm is current when its record holds what the lock asks for", () => {
  const lock = (packages: object) => JSON.stringify({ packages });
  const a = { version: "1.0.0", integrity: "x" };
  const wanted = lock({
    "": {},
    "node_modules/a": a,
    "node_modules/b": { version: "2.0.0", optional: true },
  });
  assert.equal(npmIsCurrent(wanted, lock({ "node_modules/a": a })), true);
  assert.equal(npmIsCurrent(wanted, lock({ "node_modules/a": { ...a, version: "1.0.1" } })), false);
  assert.equal(npmIsCurrent(wanted, lock({})), false);
  assert.equal(npmIsCurrent(wanted, ""), false);
});

test("npm's complaint is shown without its usage", () => {
  const output =
    "npm warn old\nnpm error code EUSAGE\nnpm error\nnpm error Missing: a\nnpm error Clean install a project\nnpm error Usage:\n";
  assert.equal(npmErrors(output), "    npm error code EUSAGE\n    npm error Missing: a");
  assert.equal(npmErrors("spawn ENOENT"), "    spawn ENOENT");
});
