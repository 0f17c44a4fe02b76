import assert from "node:assert/strict";
import test from "node:test";
import { Module, list, packed, unpacked, wasmOf } from "./module.js";

const compiled = new WebAssembly.Module(wasmOf("fanfare"));
const id = "3";
const key = "278d425bdf160c739803";
const secret = "7ad3773142a6692b25b8";

const preparedBy = (module: Module) =>
  unpacked(module.call("fanfare_prepare_key", packed(id, key, secret)).bytes)[0]!;

// pusher/docs: docs/channels/library_auth_reference/auth-signatures.md
const documented = `${key}:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4`;

function authorizes(module: Module): void {
  const answer = module.call(
    "fanfare_authorize",
    packed(id, key, preparedBy(module), "1234.1234", "private-foobar"),
  );
  assert.deepEqual([answer.status, unpacked(answer.bytes).map(String)], [0, [documented]]);
}

function sized(size: number, ...fields: Buffer[]): Buffer {
  const start = Buffer.alloc(4);
  start.writeUInt32LE(size);
  return Buffer.concat([start, ...fields]);
}

test("a block that cannot be read gets a status and a sentence, and the instance stays usable", async (t) => {
  const module = new Module(compiled);
  const whole = packed(id, key, preparedBy(module), "1234.1234", "private-foobar");
  const event = ["E", "{}", "", ""];
  const app = [id, key, preparedBy(module)];
  const cases: [string, string, Buffer, number[]?][] = [
    ["an empty block", "fanfare_authorize", Buffer.alloc(0)],
    ["a field too few", "fanfare_authorize", packed(id, key, preparedBy(module), "1234.1234")],
    ["a field too many", "fanfare_authorize", Buffer.concat([whole, packed("more")])],
    ["a byte too many", "fanfare_authorize", Buffer.concat([whole, Buffer.of(0)])],
    ["a size that ends one past the block", "fanfare_md5_hex", sized(4, Buffer.from("abc"))],
    ["a size of 2^32 - 1", "fanfare_md5_hex", sized(0xffffffff, Buffer.from("abc"))],
    ["a size of 2^31", "fanfare_md5_hex", sized(0x80000000, Buffer.from("abc"))],
    ["a prepared key of 63 bytes", "fanfare_hmac_sha256_hex", packed(new Uint8Array(63), "a")],
    ["a prepared key of 65 bytes", "fanfare_hmac_sha256_hex", packed(new Uint8Array(65), "a")],
    ["a limit that is no number", "fanfare_check_channel", packed("a", "many")],
    ["a limit of ten digits", "fanfare_check_channel", packed("a", "4294967296")],
    ["a negative limit", "fanfare_check_channel", packed("a", "-1")],
    ["a count beyond the block", "fanfare_verify_webhook", packed("999999999", "a")],
    ["a count one too high", "fanfare_verify_webhook", packed("2", ...app, "", "", "")],
    [
      "an odd number of names and values",
      "fanfare_sign_request",
      packed(...app, "GET", "/channels", "", ...list("a")),
      [0],
    ],
    [
      "a batch of 999,999,999",
      "fanfare_batch_request",
      packed(...app, "999999999", ...event, ...list("a")),
      [0, 200, 9, 9],
    ],
  ];
  for (const [title, name, block, numbers = []] of cases) {
    await t.test(title, () => {
      const { status, bytes } = module.call(name, block, ...numbers);
      assert.equal(module.codeOf(status), "internal");
      assert.match(String(bytes), /^The module was called with a block that it cannot read/);
      authorizes(module);
    });
  }
  for (let size = 0; size < whole.length; size++) {
    assert.equal(
      module.codeOf(module.call("fanfare_authorize", whole.subarray(0, size)).status),
      "internal",
      String(size),
    );
  }
});

test("numbers that are no integers do not trap", () => {
  const module = new Module(compiled);
  const block = packed(id, key, preparedBy(module), "GET", "/channels", "", ...list());
  for (const now of [NaN, Infinity, -Infinity, 1e300, -1e300, -1, 0.5, 2 ** 53, Number.MAX_VALUE]) {
    const { status } = module.call("fanfare_sign_request", block, now);
    assert.ok(["ok", "invalid_parameter"].includes(module.codeOf(status)), String(now));
  }
  authorizes(module);
});

test("100,000 calls, failing ones among them, do not grow memory", () => {
  const module = new Module(compiled);
  const prepared = preparedBy(module);
  const authorize = packed(id, key, prepared, "1234.1234", "private-foobar");
  const trigger = packed(id, key, prepared, "E", "x".repeat(10_240), "", "", ...list("a", "b"));
  const refused = packed(id, key, prepared, "1234.1234", "public");
  const round = () => {
    module.call("fanfare_authorize", authorize);
    module.call("fanfare_authorize", refused);
    module.call("fanfare_trigger_request", trigger, 1353088179, 164, 10_240);
    module.call("fanfare_md5_hex", Buffer.alloc(3));
  };
  for (let i = 0; i < 100; i++) round();
  const before = module.memoryBytes;
  for (let i = 0; i < 25_000; i++) round();
  assert.equal(module.memoryBytes, before);
});

test("memory grows for what needs it", () => {
  const module = new Module(compiled);
  const { status, bytes } = module.call("fanfare_md5_hex", packed("a".repeat(20_000_000)));
  // python3 -c "import hashlib; print(hashlib.md5(b'a' * 20_000_000).hexdigest())"
  assert.deepEqual([status, String(unpacked(bytes)[0])], [0, "c435d04042ea0663ba580ee27f494712"]);
  authorizes(module);
});

test("an allocation that cannot be is 0, not a trap", () => {
  const module = new Module(compiled);
  for (const size of [0xffffffff, 0xfffffff8, 0x80000000]) assert.equal(module.alloc(size), 0);
  authorizes(module);
});

test("a block is wiped when it is freed", () => {
  const module = new Module(compiled);
  const block = Buffer.from("secret ".repeat(20));
  assert.ok(!module.remains(block).includes("secret"));
});

test("statuses have the codes' names, and one past the last has none", () => {
  const module = new Module(compiled);
  assert.equal(module.codeOf(0), "ok");
  const refused = module.call("fanfare_check_socket_id", packed("1.1:"));
  assert.equal(module.codeOf(refused.status), "invalid_socket_id");
  assert.equal(module.codeOf(1_000_000), "");
});
