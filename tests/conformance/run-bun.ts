import { createRequire } from "node:module";
import { runProgram } from "./program.js";
import type { Server } from "./suite.js";

const require = createRequire(import.meta.url);
const arch = process.arch === "arm64" ? "aarch64" : process.arch;
const program = () => require.resolve(`@oven/bun-${process.platform}-${arch}/bin/bun`);

export const run = (server: Server) => runProgram(program(), ["run"], server);
