#!/usr/bin/env python3
"""Writes the vectors' texts as a corpus for the fuzzers: seeds.py FOLDER makes FOLDER/<target>/, a file a case.

python3 tests/fuzz/seeds.py build/seeds && build/fuzz/tests/fuzz/webhook_fuzz -max_total_time=60 build/seeds/webhook
"""

import hashlib
import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
VECTORS = Path(__file__).parent.parent / "vectors"
sys.path.insert(0, str(VECTORS))
from generator.independent import expand  # noqa: E402 - the vectors' generator is no installed package

# The fields of a case in the order in which the target takes them.
TARGETS = {
    "auth": [
        ("auth", "authorize", ["socket_id", "channel", "member.user_id", "member.user_info"]),
        ("auth", "authenticate", ["socket_id", "user_data"]),
        ("token", "authorize", ["socket_id", "channel", "member.user_id", "member.user_info"]),
        ("token", "authenticate", ["socket_id", "user_data"]),
    ],
    "channel": [
        ("channel", "check_channel_name", ["channel"]),
        ("rule", "match_rule", ["channel", "pattern"]),
    ],
    "encryption": [
        ("encryption", "seal", ["channel", "plaintext", ""]),
        ("encryption", "open", ["", "", "data"]),
    ],
    "json": [("auth", "authenticate", ["user_data"]), ("webhook", "parse_webhook", ["body"])],
    "request": [("request", "verify_request", ["path", "query", "body"])],
    "webhook": [
        ("webhook", "parse_webhook", ["body"]),
        ("webhook", "verify_webhook", ["body", "key", "signature"]),
    ],
}
LONGEST = 20_000


def field(case, path):
    for name in path.split("."):
        case = case.get(name, "") if isinstance(case, dict) else ""
    return expand(case)


def main(folder):
    for target, lists in TARGETS.items():
        corpus = Path(folder) / target
        corpus.mkdir(parents=True, exist_ok=True)
        for concept, operation, fields in lists:
            for case in json.loads((VECTORS / f"{concept}.json").read_text())[operation]:
                seed = b"\xff".join(field(case, path) for path in fields)
                if len(seed) <= LONGEST:
                    (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)


if __name__ == "__main__":
    main(sys.argv[1])
