import { createContext, runInContext } from "node:vm";
import { bundle } from "./bundle.js";

export interface Page {
  exports: string[];
  name: string;
  className: string;
  channels: string[];
  refusals: { name: string; code: string; message: string }[];
}

/** What `fanfare` gives a page: bundled and minified, in a realm with nothing of Node's. */
export async function run(): Promise<Page> {
  const code = await bundle("inside-page.ts", { format: "iife", platform: "browser", minify: true });
  const context = createContext({});
  runInContext(code, context);
  return JSON.parse(runInContext("JSON.stringify(page)", context));
}
