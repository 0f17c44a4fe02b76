import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const dist = join(root, "dist");
/** The compiler's output from js/, the source of dist/. */
export const compiled = join(root, "build/js");

/** Paths below `folder`, relative to it. @param {string} folder @returns {string[]} */
export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

/**
 * Which shared file a module goes into, as Rollup's option `manualChunks`. A module of `apart`, or of a folder of
 * `forPages`, has a file of its own name. A module that several of these or several entries use goes into its folder's
 * shared file, and any other stays with its one user.
 *
 * @param {{ forPages: readonly string[], apart: readonly string[] }} kept
 * @returns {import("rollup").GetManualChunk}
 */
export const chunkOf =
  ({ forPages, apart }) =>
  (id, { getModuleInfo }) => {
    const nameOf = (/** @type {string} */ path) => relative(compiled, path).replace(/(\.d\.ts|\.js)$/, "");
    const isFile = (/** @type {string} */ path) =>
      apart.includes(nameOf(path)) || forPages.includes(folderOf(path));
    const folderOf = (/** @type {string} */ path) => nameOf(path).split("/")[0] ?? "";
    const users = new Set();
    const seen = new Set();
    const climb = (/** @type {string} */ path) => {
      if (seen.has(path)) return;
      seen.add(path);
      const info = getModuleInfo(path);
      if (info?.isEntry || isFile(path)) users.add(path);
      else for (const importer of info?.importers ?? []) climb(importer);
    };
    climb(id);
    // common/ and platform/ share one: a file less to open
    if (users.size > 1) return `${folderOf(id).replace(/^common$/, "platform")}/shared`;
    const [user = ""] = users;
    return getModuleInfo(user)?.isEntry ? undefined : nameOf(user);
  };

const newest = (/** @type {string[]} */ paths) =>
  paths.reduce((time, path) => Math.max(time, statSync(path).mtimeMs), 0);

/** True if `target` exists and no source is newer. @param {string} target @param {string[]} sources */
export function isCurrent(target, sources) {
  return existsSync(target) && statSync(target).mtimeMs >= newest(sources);
}

/**
 * Writes the whole file or nothing, so that a reader never sees half of one.
 * @param {string} path
 * @param {string | Uint8Array} data
 */
export function write(path, data) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, data);
  renameSync(draft, path);
}

/**
 * Makes files below dist/ unless they are there and their sources are as they were. Returns their paths relative to
 * dist.
 *
 * @param {string} what a name for the record of it
 * @param {(path: string) => boolean} isSource of the compiler's files
 * @param {() => Promise<string[]>} make
 * @returns {Promise<string[]>}
 */
export async function unlessCurrent(what, isSource, make) {
  const record = join(root, `build/dist-${what}.json`);
  const hash = createHash("sha1");
  for (const [folder, isUsed] of /** @type {const} */ ([
    [compiled, isSource],
    [join(root, "js/package"), () => true],
  ])) {
    for (const path of filesBelow(folder).filter(isUsed))
      hash.update(path).update(readFileSync(join(folder, path)));
  }
  const sources = hash.digest("hex");
  if (existsSync(record)) {
    const last = JSON.parse(readFileSync(record, "utf8"));
    const isThere = (/** @type {string} */ path) => existsSync(join(dist, path));
    if (last.sources === sources && last.files.every(isThere)) return last.files;
  }
  const files = await make();
  write(record, JSON.stringify({ sources, files }));
  return files;
}

/**
 * Runs `work` while no other build runs in this checkout: a test and an editor may both start one.
 * @param {() => Promise<void>} work
 */
export async function withLock(work) {
  const lock = join(root, "build/js.lock");
  const owner = join(lock, "pid");
  mkdirSync(dirname(lock), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
      if (existsSync(owner) && !isRunning(Number(readFileSync(owner, "utf8"))))
        rmSync(lock, { recursive: true, force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
  try {
    writeFileSync(owner, String(process.pid));
    await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function isRunning(/** @type {number} */ pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
