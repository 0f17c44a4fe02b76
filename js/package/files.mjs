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
/** What the compiler makes of js/, from which dist/ is put together. */
export const compiled = join(root, "build/js");

/** Paths below `folder`, relative to it. @param {string} folder @returns {string[]} */
export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

const ages = (/** @type {string[]} */ paths) => paths.map((path) => statSync(path).mtimeMs);

/** Whether `target` is there and no older than any of `sources`. @param {string} target @param {string[]} sources */
export function isCurrent(target, sources) {
  return existsSync(target) && statSync(target).mtimeMs >= Math.max(...ages(sources));
}

/** Writes the whole file or nothing: a reader never sees half of one. @param {string} path @param {string | Uint8Array} data */
export function write(path, data) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  writeFileSync(draft, data);
  renameSync(draft, path);
}

/**
 * Runs `work` while no other build runs in this tree: a test and an editor may both start one.
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
