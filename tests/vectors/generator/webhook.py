import hashlib
import hmac

from .app import APP
from .independent import bad, expand, good, hmac_hex, js, raw, repeat
from .published import GO

NOW = 1427233518933
REPLACED = {"id": "3", "key": "replaced-key", "secret": "replaced-secret"}
SAME_KEY = {**APP, "secret": "the-secret-before"}

# pusher/docs: docs/channels/server_api/webhooks.md
EVENTS = {
    "channel_occupied": {"channel": "releases"},
    "channel_vacated": {"channel": "releases"},
    "member_added": {"channel": "presence-chat", "user_id": "ann"},
    "member_removed": {"channel": "presence-chat", "user_id": "ann"},
    "client_event": {
        "channel": "presence-chat",
        "event": "client-typing",
        "data": '{"in":"chat"}',
        "socket_id": "1234.5678",
        "user_id": "ann",
    },
    "cache_miss": {"channel": "cache-x"},
    "subscription_count": {"channel": "releases", "subscription_count": 7},
}


def body_of(*events, time=NOW):
    return js({"time_ms": time, "events": list(events)})


BODY = body_of(*({"name": name, **fields} for name, fields in EVENTS.items()))


def verifications():
    def right(name, why, body=BODY, apps=(APP,), by=0, **fields):
        app = apps[by]
        return good(
            name,
            why,
            apps=list(apps),
            key=app["key"],
            signature=hmac_hex(app["secret"], body),
            body=body,
            **fields,
            expected=by,
        )

    def wrong(name, why, code, body=BODY, apps=(APP,), key=APP["key"], signature=None, **fields):
        signature = hmac_hex(APP["secret"], BODY) if signature is None else signature
        return bad(name, why, code, apps=list(apps), key=key, signature=signature, body=body, **fields)

    go = {"id": "id", "key": "key", "secret": "secret"}
    published = right("go", "published", '{"hello":"world"}', [go], source=GO + "webhook_test.go")
    assert published["signature"] == "2677ad3e7c090b2fa2c0fb13020d66d5420879b8316eb356a2d60fb9073bc778"
    yield published
    for name, fields in EVENTS.items():
        yield right(name, "an event of each kind", body_of({"name": name, **fields}))
    yield right("all", "all kinds at once")
    yield right("first-of-two", "several keys at once", apps=[APP, REPLACED])
    yield right("second-of-two", "several keys at once", apps=[REPLACED, APP], by=1)
    yield right("one-key-two-secrets", "a secret that is being replaced", apps=[SAME_KEY, APP], by=1)
    yield right("empty-body", "the signature is over what came", "")
    yield right("not-json", "the signature is over what came", "{")
    yield right("spaces", "the raw body counts, not what it means", BODY.replace(":", " : "))
    yield right("unicode", "bytes are signed", body_of({"name": "client_event", "data": "Grüße 🎉"}))
    yield right("not-utf8", "bytes are signed", raw("7bff7d"))
    yield right("nul", "bytes are signed", "{}\0")

    signature = hmac_hex(APP["secret"], BODY)
    yield wrong("key-missing", "testMissingPusherKeyHeaderWebhookFails", "unknown_key", key="")
    for key in (
        "other",
        APP["key"].upper(),
        APP["key"] + " ",
        " " + APP["key"],
        APP["key"][:-1],
        APP["key"] + "\0",
        APP["key"] + "," + APP["key"],
        APP["secret"],
        "ключ",
    ):
        yield wrong(f"key {js(key)}", "testInvalidPusherKeyHeaderWebhookFails", "unknown_key", key=key)
    yield wrong("key-not-utf8", "testInvalidPusherKeyHeaderWebhookFails", "unknown_key", key=raw("ff"))
    yield wrong("no-apps", "nobody is known", "unknown_key", apps=())
    yield wrong(
        "signature-missing", "testMissingPusherSignatureHeaderWebhookFails", "invalid_signature", signature=""
    )
    odd = {
        "short": signature[:63],
        "long": signature + "0",
        "twice": signature + ", " + signature,
        "upper-case": signature.upper(),
        "half": signature[:32],
        "not-hex": repeat("z", 64),
        "zeros": repeat("0", 64),
        "space-after": signature + " ",
        "space-before": " " + signature,
        "line-break": signature + "\n",
        "nul": signature + "\0",
        "with-scheme": "sha256=" + signature,
        "with-key": APP["key"] + ":" + signature,
        "secret": APP["secret"],
        "word": "no",
        "huge": repeat("a", 100000),
        "unicode": "ü" * 32,
        "full-width": "".join(chr(ord(c) + 0xFEE0) for c in signature),
    }
    for name, value in odd.items():
        yield wrong(
            f"signature-{name}",
            "testInvalidPusherSignatureHeaderWebhookFails",
            "invalid_signature",
            signature=value,
        )
    yield wrong(
        "signature-not-utf8",
        "testInvalidPusherSignatureHeaderWebhookFails",
        "invalid_signature",
        signature=raw("ff" * 64),
    )
    for at in (0, 31, 63):
        other = signature[:at] + ("0" if signature[at] != "0" else "1") + signature[at + 1 :]
        yield wrong(f"signature-digit-{at}", "one digit differs", "invalid_signature", signature=other)
    changed = expand(BODY)
    for name, at in {"first": 0, "middle": len(changed) // 2, "last": len(changed) - 1}.items():
        flipped = changed[:at] + bytes([changed[at] ^ 1]) + changed[at + 1 :]
        yield wrong(f"body-bit-{name}", "one bit differs", "invalid_signature", body=raw(flipped.hex()))
    yield wrong("body-missing", "testMissingBodyDataWebhookFails", "invalid_signature", body="")
    yield wrong("body-longer", "a line break was added", "invalid_signature", body=BODY + "\n")
    yield wrong(
        "other-secret", "somebody else's signature", "invalid_signature", signature=hmac_hex("other", BODY)
    )
    yield wrong(
        "other-apps-key",
        "the key of one app and the signature of another",
        "invalid_signature",
        apps=[APP, REPLACED],
        key=REPLACED["key"],
    )
    token = hmac_hex(APP["secret"], "1234.1234:private-x")
    yield {
        "attack": "a token as a webhook",
        **wrong("token", "the signature of something else", "invalid_signature", signature=token),
    }
    digest = hmac.new(APP["secret"].encode(), BODY.encode(), hashlib.sha1).hexdigest()
    yield wrong("sha1", "another hash", "invalid_signature", signature=digest)

    window = {"window_ms": 300000}
    for off in (0, 299999, 300000, -300000):
        yield right(f"fresh {off}", "within the window", **window, now_ms=NOW + off)
    for off in (300001, -300001, 10**15, -(10**15), 9 * 10**18):
        yield {
            **wrong(f"stale {off}", "out of the window", "timestamp_expired", **window, now_ms=NOW + off),
            "attack": "replay",
        }
    yield right("no-window", "as old as it likes", now_ms=NOW + 10**12)
    for name, body in {
        "no-time": '{"events":[]}',
        "time-as-text": '{"time_ms":"1427233518933","events":[]}',
        "fraction": '{"time_ms":1.5}',
        "not-json": "{",
        "list": "[]",
    }.items():
        yield wrong(
            f"window {name}",
            "it does not say when it was made",
            "invalid_webhook",
            body=body,
            signature=hmac_hex(APP["secret"], body),
            **window,
            now_ms=NOW,
        )
    smallest = '{"time_ms":-9223372036854775808,"events":[]}'
    yield wrong(
        "window-far-past",
        "the distance does not fit 63 bits",
        "timestamp_expired",
        body=smallest,
        signature=hmac_hex(APP["secret"], smallest),
        **window,
        now_ms=2**63 - 1,
    )


VECTORS = {"verify_webhook": list(verifications())}
