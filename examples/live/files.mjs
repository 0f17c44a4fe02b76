// The page's files: its own, and those of dist/ and node_modules/ that a bundler would have packed.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const pusher = dirname(createRequire(import.meta.url).resolve("pusher-js/package.json"));
const folders = {
  "/dist/": join(root, "dist"),
  "/pusher-js/": join(pusher, "dist/web"),
  "/": join(here, "page"),
};
const types = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Answers with a file, or with 404. `path` is the request's. */
export async function serveFile(path, response) {
  const prefix = Object.keys(folders).find((start) => path.startsWith(start));
  const folder = folders[prefix];
  const name =
    path === "/"
      ? "index.html"
      : path === "/events.js"
        ? "../events.js"
        : normalize(path.slice(prefix.length));
  const type = types[extname(name)];
  try {
    if (!type || (name.startsWith("..") && path !== "/events.js") || name.startsWith(sep))
      throw new Error("not served");
    const content = await readFile(join(folder, name));
    response.writeHead(200, { "Content-Type": type, "Cache-Control": "no-cache" }).end(content);
  } catch {
    response.writeHead(404, { "Content-Type": "text/plain" }).end("There is no such file.\n");
  }
}
