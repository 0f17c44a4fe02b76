// The texts of tests/vectors, as its README has them, in web standards alone.

export type Text = string | { repeat: string; times: number } | { join: Text[] } | { hex: string };

export interface Case {
  readonly name: string;
  readonly why: string;
  readonly valid: boolean;
  readonly code?: string;
  // a vector's own fields are as its operation's row in tests/vectors/README.md
  readonly [field: string]: any;
}

/** Thrown for a case that a call of JavaScript's cannot express. */
export class NotExpressible extends Error {}

export function textOf(value: Text): string {
  if (typeof value === "string") return value;
  if ("repeat" in value) return value.repeat.repeat(value.times);
  if ("join" in value) return value.join.map(textOf).join("");
  const bytes = Uint8Array.from(value.hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NotExpressible("bytes that no string can hold");
  }
}

export function textsOf(value: Text[] | { list: Text; times: number }): string[] {
  return Array.isArray(value) ? value.map(textOf) : Array<string>(value.times).fill(textOf(value.list));
}

/**
 * JSON text as the value of which JSON.stringify makes the same text again; others no caller of JavaScript can have
 * signed.
 */
export function valueOf(text: string): any {
  try {
    const value: unknown = JSON.parse(text);
    if (JSON.stringify(value) === text) return value;
  } catch {
    // as below
  }
  throw new NotExpressible("a text that JSON.stringify does not write");
}
