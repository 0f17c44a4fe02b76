// The programs that speak for the other libraries, and for the core natively: a call a line, an answer a line.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Answer } from "./calls.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** How to start the programs of python/ and go/: tools/setup/peers.mjs has left it there. */
function installed(): Record<"python" | "go", string[]> {
  try {
    return JSON.parse(readFileSync(`${root}build/peers/programs.json`, "utf8")).programs;
  } catch {
    throw new Error(
      "Pusher's libraries for Python and Go are not set up. Run: node tools/setup/setup.mjs --only peers " +
        "(on Debian and Ubuntu it installs golang-go and python3-venv; elsewhere install Go and Python 3 first).",
    );
  }
}

/** The native program, built if it is not yet. */
export function buildNative(): string[] {
  for (const args of [
    ["--preset", "dev"],
    ["--build", "--preset", "dev", "--target", "fanfare_peer"],
  ]) {
    const { status, stdout, stderr } = spawnSync("cmake", args, { cwd: root, encoding: "utf8" });
    assert.equal(status, 0, `${stdout}\n${stderr}`);
  }
  return [`${root}build/dev/tests/peers/fanfare_peer`];
}

export const programOf = (language: "python" | "go"): string[] => installed()[language];

/** Asks a program all of these; the answers come in their order. */
export async function ask([command, ...args]: string[], calls: readonly object[]): Promise<Answer[]> {
  const program = spawn(command!, args, { cwd: root, stdio: ["pipe", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve, reject) =>
    program.once("error", reject).once("close", resolve),
  );
  // It may end before it has read everything; its status tells.
  program.stdin.on("error", () => {});
  program.stdin.end(calls.map((call) => `${JSON.stringify(call)}\n`).join(""));
  const [status, answers, complaints] = await Promise.all([
    ended,
    text(program.stdout),
    text(program.stderr),
  ]);
  assert.equal(status, 0, `${command} ended with ${status}: ${complaints}`);
  const lines = answers.split("\n").filter((line) => line !== "");
  assert.equal(
    lines.length,
    calls.length,
    `${command} answered ${lines.length} of ${calls.length} calls: ${complaints}`,
  );
  return lines.map((line) => JSON.parse(line));
}
