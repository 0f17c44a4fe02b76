import { readFileSync } from "node:fs";
import type { Case } from "./text.js";

export { NotExpressible, textOf, textsOf, valueOf, type Case, type Text } from "./text.js";

/** The cases of one operation of tests/vectors. */
export function casesOf(file: string, operation: string): Case[] {
  const text = readFileSync(new URL(`../vectors/${file}.json`, import.meta.url), "utf8");
  const cases = (JSON.parse(text) as Record<string, Case[]>)[operation];
  if (!cases?.length) throw new Error(`${file}.json has no cases of ${operation}`);
  return cases;
}
