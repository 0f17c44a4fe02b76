/** A logger that drops every line. */
export const silent = { info() {}, warn() {} };

/** A logger, and the lines that it was given. */
export function recordLines() {
  const lines: string[] = [];
  const keep = (line: string) => void lines.push(line);
  return { lines, logger: { info: keep, warn: keep } };
}
