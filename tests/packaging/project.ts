import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
// @ts-expect-error set-up runs before there is a compiler, so it has no types
import { npmCli } from "../../tools/setup/npm.mjs";

export const root = fileURLToPath(new URL("../..", import.meta.url));
/** What a program imports from the package: `fanfare`, `fanfare/events` … */
export const subpaths = Object.keys(
  (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { exports: object }).exports,
)
  .filter((path) => !/\.(json|wasm)$/.test(path))
  .map((path) => join("fanfare", path));

const execute = promisify(execFile);

async function npm(folder: string, ...args: string[]): Promise<string> {
  // what npm sets for a script that it runs would be taken for options here
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  return (await execute(process.execPath, [npmCli(), ...args], { cwd: folder, env, maxBuffer: 1 << 26 }))
    .stdout;
}

export interface Packed {
  readonly tarball: string;
  /** Bytes. */
  readonly size: number;
  readonly files: readonly string[];
}

/** A project of its own, with the packed package and its dependencies installed, and nothing else. */
export class Project {
  private constructor(
    readonly folder: string,
    readonly packed: Packed,
  ) {}

  static async create(): Promise<Project> {
    const folder = await mkdtemp(join(tmpdir(), "fanfare-packaging-"));
    await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
    const [{ filename, size, files }] = JSON.parse(
      await npm(root, "pack", "--ignore-scripts", "--json", "--pack-destination", folder),
    );
    const tarball = join(folder, filename);
    const offline = [
      "--offline",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--cache",
      join(folder, "cache"),
    ];
    // offline there is no registry to take dependencies from: this checkout's copies stand in
    const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    const dependencies = Object.keys(manifest.dependencies).map((name) => join(root, "node_modules", name));
    const packs = await npm(
      root,
      "pack",
      "--ignore-scripts",
      "--json",
      "--pack-destination",
      folder,
      ...dependencies,
    );
    const tarballs = JSON.parse(packs).map((pack: { filename: string }) => join(folder, pack.filename));
    await npm(folder, "install", ...offline, tarball, ...tarballs);
    // users install optional peers themselves: link this checkout's
    for (const peer of Object.keys(manifest.peerDependencies)) {
      await symlink(join(root, "node_modules", peer), join(folder, "node_modules", peer));
    }
    return new Project(folder, { tarball, size, files: files.map(({ path }: { path: string }) => path) });
  }

  async write(name: string, text: string): Promise<string> {
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  }

  /** Runs a program on this Node and returns what it prints. */
  async node(...args: string[]): Promise<string> {
    return (await execute(process.execPath, args, { cwd: this.folder })).stdout.trim();
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
