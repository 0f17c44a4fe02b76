// The package as npm would get it, installed in a project of its own.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before, type TestContext } from "node:test";
import { promisify } from "node:util";
import { build, type BuildOptions } from "esbuild";
import { publint } from "publint";
import { Project, root } from "./project.js";

let project: Project;
before(async () => {
  project = await Project.create();
});
after(() => project.remove());

const subpaths = ["fanfare", "fanfare/events", "fanfare/browser", "fanfare/node", "fanfare/testing", "fanfare/hub"];

// pusher/docs: docs/channels/library_auth_reference/auth-signatures.md
const signed = "278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4";
const program = `
  const broadcast = new Broadcast({ appId: "3", key: "278d425bdf160c739803", secret: "7ad3773142a6692b25b8", cluster: "eu" });
  console.log(broadcast.authorize("private-foobar", "1234.1234").auth);
`;

test("the tarball holds the library, its words and its licences, and nothing of its making", (t: TestContext) => {
  const { files, size } = project.packed;
  for (const needed of ["README.md", "LICENSE", "dist/platform/fanfare.wasm", "dist/hub/ws.LICENSE.txt", "dist/browser/fanfare.global.js"]) {
    assert.ok(files.includes(needed), needed);
  }
  const stray = files.filter((path) => !/^(dist\/|docs\/|package\.json$|README\.md$|LICENSE$|CHANGELOG\.md$)/.test(path));
  assert.deepEqual(stray, []);
  assert.deepEqual(files.filter((path) => /tsbuildinfo|\.map$|\.tmp$|(?<!\.d)\.ts$/.test(path)), []);
  t.diagnostic(`${size} bytes, ${files.length} files`);
});

test("it installs without a single dependency", async () => {
  const lock = JSON.parse(await readFile(join(project.folder, "node_modules/.package-lock.json"), "utf8"));
  assert.deepEqual(Object.keys(lock.packages), ["node_modules/fanfare"]);
});

test("every subpath is imported as an ES module", async () => {
  const path = await project.write("all.mjs", subpaths.map((name, i) => `import * as m${i} from "${name}"; console.log(Object.keys(m${i}).length > 0);`).join("\n"));
  assert.equal(await project.node(path), Array(subpaths.length).fill("true").join("\n"));
});

test("every subpath is required as CommonJS, with the same names", async () => {
  const path = await project.write(
    "all.cjs",
    `(async () => { for (const name of ${JSON.stringify(subpaths)}) {
      const required = Object.keys(require(name)).sort().join();
      const imported = Object.keys(await import(name)).filter((one) => !["default", "module.exports"].includes(one)).sort().join();
      console.log(required === imported && required !== "" ? "same" : name + ": " + required + " | " + imported);
    } })();`,
  );
  assert.equal(await project.node(path), Array(subpaths.length).fill("same").join("\n"));
});

test("import and require both sign", async () => {
  const module = await project.write("sign.mjs", `import { Broadcast } from "fanfare";${program}`);
  const common = await project.write("sign.cjs", `const { Broadcast } = require("fanfare");${program}`);
  assert.equal(await project.node(module), signed);
  assert.equal(await project.node(common), signed);
});

test("the command line runs", async () => {
  const bin = join(project.folder, "node_modules/.bin/fanfare");
  assert.ok((await stat(bin)).mode & 0o111);
  assert.match(await project.node(bin, "--help"), /fanfare hub/);
});

test("the types hold under nodenext, imported and required", { timeout: 120_000 }, async () => {
  const source = `
    import { Broadcast, Channel, FanfareError, PrivateChannel, event, type SendResult } from "fanfare";
    import { CanBroadcast } from "fanfare/events";
    import { connect } from "fanfare/browser";
    import { Broadcast as Testing } from "fanfare/testing";
    import { nodeHandler } from "fanfare/node";
    import { Hub } from "fanfare/hub";

    class Released extends event<{ version: string }>("NewRelease", new PrivateChannel("admins")) {}
    const base: typeof CanBroadcast = CanBroadcast;
    const broadcast = new Broadcast({ appId: "3", key: "k", secret: "s", cluster: "eu" });
    const sent: Promise<SendResult> = broadcast.channel([new Channel("a"), "b"], new Released({ version: "4" }));
    const auth: string = broadcast.authorize("private-a", "1.1").auth;
    // @ts-expect-error a payload of another shape
    new Released({ version: 4 });
    // @ts-expect-error a secret is text
    new Broadcast({ secret: 1 });
    export const all = [base, sent, auth, connect, Testing.fake, nodeHandler, Hub, FanfareError];
  `;
  await project.write("types/imported.mts", source);
  await project.write("types/required.cts", source);
  const tsconfig = {
    compilerOptions: {
      module: "nodenext",
      target: "es2022",
      lib: ["ES2023", "DOM", "DOM.Iterable"],
      strict: true,
      noEmit: true,
      typeRoots: [join(root, "node_modules/@types")],
      types: ["node"],
    },
    include: ["types"],
  };
  await project.write("tsconfig.json", JSON.stringify(tsconfig));
  await promisify(execFile)(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "."], { cwd: project.folder }).catch(
    (error: { stdout: string }) => assert.fail(error.stdout),
  );
});

async function bundled(name: string, source: string, options: BuildOptions): Promise<string> {
  const entryPoint = await project.write(`${name}/entry.mjs`, source);
  const outfile = join(project.folder, name, `out.${options.format === "cjs" ? "cjs" : "mjs"}`);
  await build({ entryPoints: [entryPoint], outfile, bundle: true, minify: true, logLevel: "silent", ...options });
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
  assert.equal(await project.node(await bundled("minified", source, { platform: "node", format: "esm" })), "sent");
});

test("esbuild bundles it for Workers, which import the module", async () => {
  const source = `import { Broadcast } from "fanfare"; export default { fetch: () => Response.json(new Broadcast({}).authorize("a", "1.1")) };`;
  const out = await bundled("workerd", source, { format: "esm", conditions: ["workerd"], external: ["*.wasm"] });
  const text = await readFile(out, "utf8");
  assert.match(text, /from"\.\.?\/[^"]*fanfare\.wasm"/);
  assert.ok(!/["']node:/.test(text) && !text.includes("AGFzbQ"), "neither Node's modules nor an embedded module");
});

test("esbuild bundles the browser's side without a secret's code, and small", async (t) => {
  const { gzipSync } = await import("node:zlib");
  const source = `export * from "fanfare/browser"; export { event } from "fanfare";`;
  const text = await readFile(await bundled("browser", source, { platform: "browser", format: "esm" }), "utf8");
  assert.ok(!/AGFzbQ|["']node:|WebAssembly|auth_signature/.test(text));
  t.diagnostic(`${gzipSync(text, { level: 9 }).length} bytes gzipped`);
});

test("publint finds nothing", async () => {
  const tarball = await readFile(project.packed.tarball);
  const { messages } = await publint({ pack: { tarball: Uint8Array.from(tarball).buffer }, strict: true });
  assert.deepEqual(messages, []);
});

test("are-the-types-wrong finds nothing", { timeout: 120_000 }, async () => {
  const attw = join(root, "node_modules/@arethetypeswrong/cli/dist/index.js");
  await promisify(execFile)(process.execPath, [attw, project.packed.tarball, "--profile", "node16"]).catch(
    (error: { stdout: string }) => assert.fail(error.stdout),
  );
});
