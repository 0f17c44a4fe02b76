import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync, chmodSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";

// plain JavaScript without declarations: it must run before TypeScript is installed
const load = (name: string) => import(`../../tools/setup/${name}.mjs`);
const { groups, majorOf, missingFrom, packagesOf, parseGroups, suitableName } = await load("packages");
const { describeApt, installedFrom, sourcesText, versionIn } = await load("apt");
const { isNpmCurrent } = await load("npm");
const { parseRelease } = await load("setup");

const root = new URL("../..", import.meta.url).pathname;

const targets = `deb|http://mirror.test/debian/|bookworm|main
deb|http://mirror.test/debian/|bookworm|contrib
deb|http://mirror.test/debian-security/|bookworm-security|main
`;
const backports = { type: "deb", suite: "bookworm-backports" };
const sources = { type: "deb-src", suite: "bookworm" };

test("backports and source packages come from the address of the release's own entry, with its key", () => {
  const configuration = "Types: deb\nSigned-By: /usr/share/keyrings/some.gpg\n";
  assert.equal(
    sourcesText(targets, configuration, "bookworm", [backports, sources]),
    `Types: deb
URIs: http://mirror.test/debian/
Suites: bookworm-backports
Components: main contrib
Signed-By: /usr/share/keyrings/some.gpg

Types: deb-src
URIs: http://mirror.test/debian/
Suites: bookworm
Components: main contrib
Signed-By: /usr/share/keyrings/some.gpg
`,
  );
});

test("a one-line source names its key in brackets", () => {
  const text = sourcesText(
    targets,
    "deb [arch=amd64 signed-by=/k.gpg] http://mirror.test bookworm main",
    "bookworm",
    [backports],
  );
  assert.match(text, /^Signed-By: \/k\.gpg$/m);
});

test("no sources file is made without an entry to take the address from", () => {
  assert.equal(sourcesText(targets, "", "trixie", [sources]), undefined);
  assert.equal(sourcesText("", "", "bookworm", [sources]), undefined);
});

test("a package is missing unless dpkg calls it installed", () => {
  const installed = installedFrom("cmake\t3.25.1-1\tinstalled\ng++\t4:12.2.0-3\tconfig-files\n");
  const missing = missingFrom([{ name: "cmake" }, { name: "g++" }, { name: "chromium" }], installed);
  assert.deepEqual(
    missing.map((one: { name: string }) => one.name),
    ["g++", "chromium"],
  );
});

test("a package's other name serves as well, an older major version does not", () => {
  const catch2 = { name: "libcatch2-dev", or: "catch2", major: 3 };
  assert.equal(suitableName(catch2, new Map([["catch2", "3.4.0-1"]])), "catch2");
  assert.equal(suitableName(catch2, new Map([["catch2", "2.13.10-1"]])), undefined);
  assert.equal(majorOf("1:2.13.10-1"), 2);
});

test("the version in backports is read from apt-cache madison", () => {
  const output = ` catch2 | 3.7.1-1~bpo12+1 | http://mirror.test/debian bookworm-backports/main amd64 Packages
 catch2 | 2.13.10-1 | http://mirror.test/debian bookworm/main amd64 Packages
`;
  assert.equal(versionIn(output, "bookworm-backports"), "3.7.1-1~bpo12+1");
  assert.equal(versionIn(output, "trixie-backports"), undefined);
});

test("the plan names the packages, the sources file and the suites in it", () => {
  const lines = describeApt({
    packages: [{ name: "g++" }, { name: "cmake" }],
    sources: [backports],
    tarball: false,
  });
  assert.match(lines[0], /fanfare\.sources.*bookworm-backports/);
  assert.match(lines[1], /g\+\+ cmake$/);
  assert.deepEqual(describeApt({ packages: [], sources: [], tarball: false }), []);
});

test("groups are chosen by name, and shared packages are listed once", () => {
  assert.deepEqual(parseGroups(undefined), ["native", "wasm", "browser"]);
  assert.deepEqual(parseGroups("wasm, browser"), ["wasm", "browser"]);
  assert.deepEqual(parseGroups("none"), []);
  assert.deepEqual(parseGroups(undefined, "peers"), ["native", "wasm", "browser", "peers"]);
  assert.deepEqual(parseGroups("wasm", "peers"), ["wasm"]);
  assert.deepEqual(parseGroups("none", "peers"), []);
  assert.throws(() => parseGroups("wams"), /no group wams.*native, wasm, browser, fuzz, peers, none/);
  const names = packagesOf(Object.keys(groups)).map((one: { name: string }) => one.name);
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.includes("cmake"));
});

test("a release is known by its id or by the one that it derives from", () => {
  assert.deepEqual(parseRelease("ID=debian\nVERSION_CODENAME=bookworm\n"), {
    codename: "bookworm",
    isDebian: true,
  });
  assert.deepEqual(
    parseRelease('ID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_CODENAME=x\nUBUNTU_CODENAME=noble\n'),
    {
      codename: "noble",
      isDebian: false,
    },
  );
  assert.equal(parseRelease('ID="rocky"\nID_LIKE="rhel centos fedora"\n'), undefined);
});

test("npm is current when its record holds everything that the lock file asks for", () => {
  const lock = (packages: object) => JSON.stringify({ packages });
  const a = { version: "1.0.0", integrity: "x" };
  const wanted = lock({
    "": {},
    "node_modules/a": a,
    "node_modules/b": { version: "2.0.0", optional: true },
  });
  assert.equal(isNpmCurrent(wanted, lock({ "node_modules/a": a })), true);
  assert.equal(isNpmCurrent(wanted, lock({ "node_modules/a": { ...a, version: "1.0.1" } })), false);
  assert.equal(isNpmCurrent(wanted, lock({})), false);
  assert.equal(isNpmCurrent(wanted, ""), false);
});

/** A checkout without node_modules, and an npm that writes down how it was called. */
function bareCheckout(t: { after(close: () => void): void }) {
  const folder = mkdtempSync(join(tmpdir(), "fanfare-setup-"));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(join(root, "tools"), join(folder, "tools"), { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) cpSync(join(root, name), join(folder, name));
  mkdirSync(join(folder, "bin"));
  const npm = join(folder, "bin/npm-cli.mjs");
  const note =
    'import { writeFileSync } from "node:fs"; writeFileSync("called", process.argv.slice(2).join(" "));';
  writeFileSync(npm, note);
  chmodSync(npm, 0o755);
  const setUp = (...args: string[]) =>
    spawnSync(process.execPath, [join(folder, "tools/setup/setup.mjs"), "--only", "none", ...args], {
      cwd: folder,
      encoding: "utf8",
      input: "",
      env: { ...process.env, npm_execpath: npm },
    });
  const isCalled = () => execFileSync("ls", [folder], { encoding: "utf8" }).includes("called");
  return { setUp, isCalled };
}

test("--check says what is missing, changes nothing and exits with 1", (t) => {
  const { setUp, isCalled } = bareCheckout(t);
  const { status, stdout } = setUp("--check");
  assert.equal(status, 1);
  assert.match(stdout, /npm ci/);
  assert.equal(isCalled(), false);
});

test("without a terminal, setup says what it will do and does it without a question", (t) => {
  const { setUp, isCalled } = bareCheckout(t);
  const { status, stdout } = setUp();
  assert.equal(status, 0, stdout);
  assert.match(stdout, /Setup will\n {2}- run npm ci/);
  assert.equal(isCalled(), true);
});

test("an unknown option is refused with its name", (t) => {
  const { setUp, isCalled } = bareCheckout(t);
  const { status, stderr } = setUp("--chek");
  assert.equal(status, 1);
  assert.match(stderr, /setup: Unknown option '--chek'/);
  assert.equal(isCalled(), false);
});
