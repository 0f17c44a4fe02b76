import assert from "node:assert/strict";
import test from "node:test";
import { Broadcast } from "../../../../js/src/broadcast.js";

test("the log driver prints one line for each event, whatever the payload holds", async () => {
  const lines: string[] = [];
  const logger = { info: (line: string) => lines.push(line), warn: assert.fail };
  const broadcast = new Broadcast({ driver: "log", logger });
  await broadcast.channel(["a", "private-b"], "Saved", { text: "two\nlines" });
  await broadcast.channel("a", "Text", "forged\nbroadcast X on y: {}\u2028\u009b31m", { socketId: "1.2" });
  await broadcast.channel(
    Array.from({ length: 101 }, (_, i) => `c${i}`),
    "Many",
  );
  assert.equal(lines[0], 'broadcast Saved on a, private-b: {"text":"two\\nlines"}');
  assert.equal(
    lines[1],
    "broadcast Text on a except 1.2: forged\\u000abroadcast X on y: {}\\u2028\\u009b31m",
  );
  assert.equal(lines.length, 3);
});

test("without a logger, the log driver and what is to be told go to the console", async (t) => {
  const info = t.mock.method(console, "info", () => {});
  await new Broadcast({ driver: "log" }).channel("a", "E");
  assert.deepEqual(
    info.mock.calls.map(({ arguments: [line] }) => line),
    ["broadcast E on a: {}"],
  );
});
