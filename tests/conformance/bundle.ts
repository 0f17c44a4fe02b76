import { build, type BuildOptions, type Plugin } from "esbuild";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Bundles one file of this folder for a runtime. */
export async function bundle(entry: string, options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    format: "esm",
    write: false,
    logLevel: "silent",
    ...options,
  });
  return outputFiles![0]!.text;
}

/** Hands `.wasm` imports to `resolve`, as the bundler of a runtime that imports modules does. */
export const wasmImports = (plugin: Omit<Plugin, "name">): Plugin => ({ name: "wasm", ...plugin });

/** Runs `use` in a project of its own, where `fanfare` is installed as a link to this checkout. */
export async function inProject<T>(
  files: Record<string, string>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "fanfare-conformance-"));
  try {
    await mkdir(join(folder, "node_modules"));
    await symlink(root, join(folder, "node_modules/fanfare"));
    const manifest = { type: "module", dependencies: { fanfare: "*" } };
    for (const [name, text] of Object.entries({ "package.json": JSON.stringify(manifest), ...files })) {
      await writeFile(join(folder, name), text);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
