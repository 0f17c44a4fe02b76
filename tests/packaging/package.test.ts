// The package as npm packs it, installed in a project of its own and run.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import test, { after, before, type TestContext } from "node:test";
import { promisify } from "node:util";
import { build, type BuildOptions } from "esbuild";
import { Project, root, subpaths } from "./project.js";

let project: Project;
before(async () => {
  project = await Project.create();
});
after(() => project.remove());

// pusher/docs: docs/channels/library_auth_reference/auth-signatures.md
const signed = "278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4";
const program = `
  const broadcast = new Broadcast({ appId: "3", key: "278d425bdf160c739803", secret: "7ad3773142a6692b25b8", cluster: "eu" });
  console.log(broadcast.authorize("private-foobar", "1234.1234").auth);
`;

test("ws is the only package that it installs", async () => {
  const lock = JSON.parse(await readFile(join(project.folder, "node_modules/.package-lock.json"), "utf8"));
  assert.deepEqual(Object.keys(lock.packages), ["node_modules/fanfare", "node_modules/ws"]);
});

test("only fanfare/hub loads ws", async () => {
  const path = await project.write(
    "without-ws.cjs",
    `for (const name of ${JSON.stringify(subpaths)}) {
      require(name);
      if (Object.keys(require.cache).some((path) => /node_modules.ws./.test(path))) console.log(name);
      for (const path of Object.keys(require.cache)) delete require.cache[path];
    }`,
  );
  assert.equal(await project.node(path), "fanfare/hub");
});

test("a class is the same class at every entry, imported and required", async () => {
  const same = `
    const [main, events, browser, hub, testing, pusher] = modules;
    const same = [
      main.FanfareError === browser.FanfareError, main.FanfareError === hub.FanfareError,
      main.Channel === events.Channel, main.CanBroadcast === events.CanBroadcast, main.event === events.event,
      main.Broadcast === testing.Broadcast,
      events.event("X", "private-y").prototype instanceof main.CanBroadcast,
    ];
    let thrown;
    try { new pusher.Token("k", "").sign("text"); } catch (error) { thrown = error; }
    console.log(same.every(Boolean) && thrown instanceof main.FanfareError ? "same" : [same, thrown]);`;
  const names = ["", "/events", "/browser", "/hub", "/testing", "/pusher"].map((name) => `"fanfare${name}"`);
  const module = await project.write(
    "same.mjs",
    `const modules = await Promise.all([${names.map((name) => `import(${name})`).join(", ")}]);${same}`,
  );
  const common = await project.write(
    "same.cjs",
    `const modules = [${names.join(", ")}].map(require);${same}`,
  );
  assert.equal(await project.node(module), "same");
  assert.equal(await project.node(common), "same");
});

test("a class keeps its name", async () => {
  for (const path of ["index.js", "index.cjs"]) {
    const file = join(project.folder, "node_modules/fanfare/dist/src", path);
    const { Broadcast } = await import(file);
    assert.equal(Broadcast.name, "Broadcast");
  }
});

test("every subpath is imported as an ES module", async () => {
  const path = await project.write(
    "all.mjs",
    subpaths
      .map((name, i) => `import * as m${i} from "${name}"; console.log(Object.keys(m${i}).length > 0);`)
      .join("\n"),
  );
  assert.equal(await project.node(path), Array(subpaths.length).fill("true").join("\n"));
});

test("every subpath is required as CommonJS, with the same names", async () => {
  const path = await project.write(
    "all.cjs",
    `(async () => { for (const name of ${JSON.stringify(subpaths)}) {
      const required = require(name), imported = await import(name);
      const names = Object.keys(imported).filter((one) => !["default", "module.exports"].includes(one));
      console.log(names.length > 0 && names.every((one) => typeof required[one] === typeof imported[one]) ? "same" : name);
    } })();`,
  );
  assert.equal(await project.node(path), Array(subpaths.length).fill("same").join("\n"));
});

test("the drop-in is what the pusher package is: a class to require, and the same to import by default and by name", async () => {
  const options = `const options = { appId: "3", key: "278d425bdf160c739803", secret: "7ad3773142a6692b25b8", cluster: "eu", useTLS: true };`;
  const say = `${options} console.log(typeof Pusher, Pusher.Token.name, Pusher.RequestError.name, new Pusher(options).authorizeChannel("1234.1234", "private-foobar").auth);`;
  const expected = `function Token RequestError ${signed}`;
  const common = await project.write(
    "pusher.cjs",
    `const Pusher = require("fanfare/pusher"); ${say} console.log(Pusher === Pusher.Pusher, Pusher === Pusher.default);`,
  );
  const module = await project.write(
    "pusher.mjs",
    `import Pusher, * as all from "fanfare/pusher"; ${say} console.log(Pusher === all.Pusher, Pusher === all.default, Pusher.Token === all.Token);`,
  );
  assert.equal(await project.node(common), `${expected}\ntrue true`);
  assert.equal(await project.node(module), `${expected}\ntrue true true`);
});

test("import and require both sign", async () => {
  const module = await project.write("sign.mjs", `import { Broadcast } from "fanfare";${program}`);
  const common = await project.write("sign.cjs", `const { Broadcast } = require("fanfare");${program}`);
  assert.equal(await project.node(module), signed);
  assert.equal(await project.node(common), signed);
});

const runsUndici = typeof File !== "undefined";

test("undici is taken where it is installed, and else asked for", async (t: TestContext) => {
  const module = await project.write(
    "with-undici.mjs",
    `import { undici } from "fanfare/undici";\nconsole.log(typeof undici());`,
  );
  const common = await project.write(
    "with-undici.cjs",
    `const { undici } = require("fanfare/undici");\nconsole.log(typeof undici());`,
  );
  const onNode18 = await project.write(
    "with-undici-18.cjs",
    `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.8" } });\nrequire("./with-undici.cjs");`,
  );
  const refused = (said: string) => (error: { stderr: string }) => {
    assert.match(error.stderr, new RegExp(`FanfareError: The package undici ${said}`));
    return true;
  };
  const install = "fanfare/undici sends by it: npm install undici@7, or leave the option transport out\\.";
  const later =
    "fanfare/undici sends by undici 7, which needs Node 20\\.18\\.1, and this is Node 18\\.20\\.8: run a later Node, or leave the option transport out";

  for (const path of [module, common]) {
    if (runsUndici) assert.equal(await project.node(path), "function");
    else await assert.rejects(project.node(path), refused(`cannot be loaded \\(it throws\\)\\. ${later}`));
  }
  await assert.rejects(
    project.node("--conditions=workerd", module),
    /FanfareError: undici is a package for Node/,
  );

  const installed = join(project.folder, "node_modules/undici");
  await rename(installed, `${installed}-away`);
  t.after(async () => {
    await rm(installed, { recursive: true, force: true });
    await rename(`${installed}-away`, installed);
  });
  for (const path of runsUndici ? [module, common] : [])
    await assert.rejects(project.node(path), refused(`is not installed\\. ${install}`));
  await assert.rejects(project.node(onNode18), refused(`is not installed\\. ${later}`));

  await project.write("node_modules/undici/index.js", "exports.Pool = class { dispatch() {} };");
  await project.write("node_modules/undici/package.json", JSON.stringify({ version: "6.21.3" }));
  for (const path of runsUndici ? [module, common] : [])
    await assert.rejects(project.node(path), refused(`is of version 6, .* 7\\. ${install}`));
  await assert.rejects(project.node(onNode18), refused(`is of version 6, .* 7\\. ${later}`));
});

test("the command line runs", async () => {
  const bin = join(project.folder, "node_modules/.bin/fanfare");
  assert.ok((await stat(bin)).mode & 0o111);
  assert.match(await project.node(bin, "--help"), /fanfare hub/);
});

test("npx fanfare hub starts a hub, and a signal ends it", async () => {
  const bin = join(project.folder, "node_modules/.bin/fanfare");
  const hub = spawn(process.execPath, [bin, "hub", "--port", "0", "--json"], { cwd: project.folder });
  const ended = once(hub, "close");
  const [line] = await Promise.race([once(createInterface({ input: hub.stdout }), "line"), ended]);
  const { what, url } = JSON.parse(String(line));
  assert.equal(what, "listening");
  assert.ok(await (await fetch(`${url}/apps/1`)).text(), "it answers");
  hub.kill("SIGTERM");
  assert.deepEqual(await ended, [0, null]);
});

const typed = `
  import { Broadcast, Channel, FanfareError, PrivateChannel, event, type SendResult } from "fanfare";
  import { CanBroadcast } from "fanfare/events";
  import { FanfareError as PageError, connect } from "fanfare/browser";
  import { Channel as PageChannel } from "fanfare/events";
  import { Broadcast as Testing } from "fanfare/testing";
  import { nodeHandler } from "fanfare/node";
  import { Hub } from "fanfare/hub";
  import Pusher from "fanfare/pusher";
  import { undici } from "fanfare/undici";

  class Released extends event<{ version: string }>("NewRelease", new PrivateChannel("admins")) {}
  const base: typeof CanBroadcast = CanBroadcast;
  const broadcast = new Broadcast({ appId: "3", key: "k", secret: "s", cluster: "eu" });
  const sent: Promise<SendResult> = broadcast.channel([new Channel("a"), "b"], new Released({ version: "4" }));
  const auth: string = broadcast.authorize("private-a", "1.1").auth;
  const answer: Promise<Pusher.Response> = new Pusher({ appId: "3", key: "k", secret: "s", cluster: "eu" }).trigger("a", "E", {});
  const error: FanfareError = new PageError("code", "message");
  const channel: Channel = new PageChannel("a");
  const fake: Broadcast = Testing.fake();
  // @ts-expect-error a payload of another shape
  new Released({ version: 4 });
  // @ts-expect-error a secret is text
  new Broadcast({ secret: 1 });
  // @ts-expect-error a cluster or a host is needed
  new Pusher({ appId: "3", key: "k", secret: "s" });
  export const faster = () => new Broadcast({ transport: undici() });
  export const all = [base, sent, auth, error, channel, fake, answer, connect, Testing.fake, nodeHandler, Hub];
  export const errors = [FanfareError];
`;

for (const [name, module, moduleResolution, files] of [
  ["nodenext, imported and required", "nodenext", "nodenext", ["imported.mts", "required.cts"]],
  ["a bundler's resolution", "esnext", "bundler", ["source.ts"]],
  // TypeScript's own default with `"module": "commonjs"`, which knows no `exports`
  ["the resolution of old", "commonjs", "node10", ["source.ts"]],
] as const) {
  test(`the types hold under ${name}`, { timeout: 120_000 }, async () => {
    const folder = `types-${moduleResolution}`;
    for (const file of files) await project.write(`${folder}/${file}`, typed);
    const compilerOptions = {
      module,
      moduleResolution,
      target: "es2022",
      lib: ["ES2023", "DOM", "DOM.Iterable"],
      strict: true,
      esModuleInterop: true,
      skipDefaultLibCheck: true,
      noEmit: true,
      typeRoots: [join(root, "node_modules/@types")],
      types: ["node"],
    };
    await project.write(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions, include: ["."] }));
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    await promisify(execFile)(process.execPath, [tsc, "-p", folder], { cwd: project.folder }).catch(
      (error: { stdout: string }) => assert.fail(error.stdout),
    );
  });
}

async function bundled(name: string, source: string, options: BuildOptions): Promise<string> {
  const entryPoint = await project.write(`${name}/entry.mjs`, source);
  const outfile = join(project.folder, name, `out.${options.format === "cjs" ? "cjs" : "mjs"}`);
  await build({
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    minify: true,
    logLevel: "silent",
    ...options,
  });
  return outfile;
}

test("esbuild bundles it for Node, as a module and as CommonJS", async () => {
  const source = `import { Broadcast } from "fanfare";${program}`;
  for (const format of ["esm", "cjs"] as const) {
    const out = await bundled(`node-${format}`, source, { platform: "node", format });
    assert.equal(await project.node(out), signed);
  }
});

test("an event keeps its name through a minified bundle", async () => {
  const source = `
    import { Broadcast, event } from "fanfare";
    class NewRelease extends event("NewRelease", "releases") {}
    const broadcast = Broadcast.fake();
    await broadcast.channel(new NewRelease({}));
    broadcast.assertSent("NewRelease");
    console.log(NewRelease.name === "NewRelease" ? "not minified" : "sent");`;
  assert.equal(
    await project.node(await bundled("minified", source, { platform: "node", format: "esm" })),
    "sent",
  );
});

test("esbuild bundles it for Workers, which import the module", async () => {
  const source = `import { Broadcast } from "fanfare"; export default { fetch: () => Response.json(new Broadcast({}).authorize("a", "1.1")) };`;
  const out = await bundled("workerd", source, {
    format: "esm",
    conditions: ["workerd"],
    external: ["*.wasm"],
  });
  const text = await readFile(out, "utf8");
  assert.match(text, /from"\.\.?\/[^"]*fanfare\.wasm"/);
  assert.ok(
    !/["']node:/.test(text) && !text.includes("AGFzbQ"),
    "neither Node's modules nor an embedded module",
  );
});

test("esbuild bundles the browser's side without a secret's code, and small", async (t) => {
  const { gzipSync } = await import("node:zlib");
  const source = `export * from "fanfare/browser"; export { event } from "fanfare";`;
  const text = await readFile(
    await bundled("browser", source, { platform: "browser", format: "esm" }),
    "utf8",
  );
  assert.ok(!/AGFzbQ|["']node:|WebAssembly|auth_signature/.test(text));
  t.diagnostic(`${gzipSync(text, { level: 9 }).length} bytes gzipped`);
});
