// Reads tests/vectors: what its README calls texts, and cases as node:test takes them.

import { readFileSync } from "node:fs";

export type Text = string | { repeat: string; times: number } | { join: Text[] } | { hex: string };

export interface Case {
  readonly name: string;
  readonly why: string;
  readonly valid: boolean;
  readonly code?: string;
  // a vector's own fields are as its operation's row in tests/vectors/README.md
  readonly [field: string]: any;
}

/** Thrown for bytes that are no Unicode, which no string of JavaScript's can hold. */
export class NotUnicode extends Error {}

export function casesOf(file: string, operation: string): Case[] {
  const text = readFileSync(new URL(`../vectors/${file}.json`, import.meta.url), "utf8");
  const cases = (JSON.parse(text) as Record<string, Case[]>)[operation];
  if (!cases?.length) throw new Error(`${file}.json has no cases of ${operation}`);
  return cases;
}

export function textOf(value: Text): string {
  if (typeof value === "string") return value;
  if ("repeat" in value) return value.repeat.repeat(value.times);
  if ("join" in value) return value.join.map(textOf).join("");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(value.hex, "hex"));
  } catch {
    throw new NotUnicode(value.hex);
  }
}

export function textsOf(value: Text[] | { list: Text; times: number }): string[] {
  return Array.isArray(value) ? value.map(textOf) : Array<string>(value.times).fill(textOf(value.list));
}
