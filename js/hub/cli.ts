#!/usr/bin/env node
import { runHub } from "./command.js";

const usage = `fanfare: broadcast events over the Pusher Channels protocol

  fanfare hub [options]   start the embedded server (fanfare hub --help)
`;

const [command, ...rest] = process.argv.slice(2);
if (command === "hub") {
  process.exitCode = await runHub(rest);
} else {
  const isHelp = command === undefined || command === "help" || command === "--help" || command === "-h";
  (isHelp ? process.stdout : process.stderr).write(
    isHelp ? usage : `There is no command ${command}.\n\n${usage}`,
  );
  process.exitCode = isHelp ? 0 : 2;
}
