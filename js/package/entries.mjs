// What the package exports: the one list behind package.json and dist/. Edit it here and run `npm run build`.
// Modules are named as below js/, without an ending.

/**
 * @typedef {object} Entry
 * @property {string} module
 * @property {boolean} [esmAtEdge] Workers and Vercel Edge import the .wasm file, which only an ES module can: they get
 *   the ES module for `require`, too
 * @property {string} [page] what browsers and React Native get instead
 * @property {string} [required] the module whose default export is all that `require` returns
 */

/** @type {Record<string, Entry>} */
export const entries = {
  ".": { module: "src/index", esmAtEdge: true, page: "src/guard" },
  "./events": { module: "events/index" },
  "./browser": { module: "browser/index" },
  "./node": { module: "src/adapters/node" },
  "./testing": { module: "src/testing" },
  "./hub": { module: "hub/index" },
  "./pusher": { module: "pusher/index", esmAtEdge: true, required: "pusher/required" },
  "./undici": { module: "platform/undici" },
};

/** Files that are exported as they are. @type {Record<string, string>} */
export const files = {
  "./package.json": "./package.json",
  "./fanfare.debug.wasm": "./dist/platform/fanfare.debug.wasm",
};

const fetch = "platform/transport-fetch";
const noUndici = "platform/transport-undici-none";

/**
 * Modules that depend on the runtime: the first condition that holds picks one. Bun and Deno set "node" as well, so
 * they come before it.
 *
 * @type {Record<string, Record<string, string>>}
 */
export const imports = {
  "#wasm": {
    workerd: "platform/wasm-workerd",
    "edge-light": "platform/wasm-edge-light",
    "fanfare-debug": "platform/wasm-debug",
    default: "platform/wasm-embedded",
  },
  "#transport": {
    workerd: fetch,
    "edge-light": fetch,
    bun: fetch,
    deno: fetch,
    node: "platform/transport-node",
    default: fetch,
  },
  "#undici": {
    workerd: noUndici,
    "edge-light": noUndici,
    bun: noUndici,
    deno: noUndici,
    node: "platform/transport-undici",
    default: noUndici,
  },
};

/** Programs: the commands of package.json's "bin". */
export const programs = { fanfare: "hub/cli" };

/** Never required: programs, and modules for runtimes that import .wasm files. */
export const onlyEsm = ["hub/cli", "platform/wasm-workerd", "platform/wasm-edge-light"];

/** Folders whose modules stay files, so that a page's bundler can leave out the unused ones. */
export const forPages = ["browser", "events"];

/** Other modules with a file of their own: one for pages, and two that tests replace. */
export const apart = ["common/errors", "hub/engine", "pusher/events"];
