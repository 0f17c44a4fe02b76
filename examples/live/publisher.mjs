// Builds and runs examples/cpp/publisher: the same events, sent by a C++ program.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const program = join(root, "build/dev/examples/cpp/publisher");
const children = new Set();

/** Runs a program to its end. Resolves with its exit code and its output, stderr included. */
export function run(command, args, { env = process.env, onText } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    children.add(child);
    let output = "";
    const take = (text) => {
      output += text;
      onText?.(text);
    };
    child.stdout.setEncoding("utf8").on("data", take);
    child.stderr.setEncoding("utf8").on("data", take);
    const end = (code) => {
      children.delete(child);
      resolve({ code, output });
    };
    child.once("error", (error) => {
      take(`${command}: ${error.message}\n`);
      end(null);
    });
    child.once("close", end);
  });
}

/** Ends the programs that `run` has started. */
export function stopChildren() {
  for (const child of children) child.kill("SIGTERM");
}

/** Builds the program with the tests' preset, and configures it first if needed. */
export async function buildPublisher(onText) {
  if (!existsSync(join(root, "build/dev/build.ninja"))) {
    const configured = await run("cmake", ["--preset", "dev"], { onText });
    if (configured.code !== 0) return configured;
  }
  return run("cmake", ["--build", "--preset", "dev", "--target", "publisher", "--parallel", "2"], { onText });
}

/** The command line of the program, as one would type it. */
export const commandOf = (args) =>
  ["publisher", ...args.map((arg) => (/^[\w.+-]+$/.test(arg) ? arg : JSON.stringify(arg)))].join(" ");

/** Runs the program with the hub's credentials in its environment. */
export async function runPublisher(args, env) {
  const { code, output } = await run(program, args, { env: { ...process.env, ...env } });
  return { command: commandOf(args), output, code };
}
