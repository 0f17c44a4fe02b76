import hashlib
import hmac

from .app import APP
from .encryption import CHANNEL, MASTER, OTHER, sealed
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
    "client_event": {"channel": "presence-chat", "event": "client-typing", "data": '{"in":"chat"}', "socket_id": "1234.5678", "user_id": "ann"},
    "cache_miss": {"channel": "cache-x"},
    "subscription_count": {"channel": "releases", "subscription_count": 7},
}


def body_of(*events, time=NOW):
    return js({"time_ms": time, "events": list(events)})


BODY = body_of(*({"name": name, **fields} for name, fields in EVENTS.items()))


def verifications():
    def right(name, why, body=BODY, apps=(APP,), by=0, **fields):
        app = apps[by]
        return good(name, why, apps=list(apps), key=app["key"], signature=hmac_hex(app["secret"], body), body=body, **fields, expected=by)

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
    for key in ("other", APP["key"].upper(), APP["key"] + " ", " " + APP["key"], APP["key"][:-1], APP["key"] + "\0", APP["key"] + "," + APP["key"], APP["secret"], "ключ"):
        yield wrong(f"key {js(key)}", "testInvalidPusherKeyHeaderWebhookFails", "unknown_key", key=key)
    yield wrong("key-not-utf8", "testInvalidPusherKeyHeaderWebhookFails", "unknown_key", key=raw("ff"))
    yield wrong("no-apps", "nobody is known", "unknown_key", apps=())
    yield wrong("signature-missing", "testMissingPusherSignatureHeaderWebhookFails", "invalid_signature", signature="")
    odd = {
        "short": signature[:63], "long": signature + "0", "twice": signature + ", " + signature, "upper-case": signature.upper(), "half": signature[:32],
        "not-hex": repeat("z", 64), "zeros": repeat("0", 64), "space-after": signature + " ", "space-before": " " + signature, "line-break": signature + "\n",
        "nul": signature + "\0", "with-scheme": "sha256=" + signature, "with-key": APP["key"] + ":" + signature, "secret": APP["secret"], "word": "no", "huge": repeat("a", 100000),
        "unicode": "ü" * 32, "full-width": "".join(chr(ord(c) + 0xFEE0) for c in signature),
    }
    for name, value in odd.items():
        yield wrong(f"signature-{name}", "testInvalidPusherSignatureHeaderWebhookFails", "invalid_signature", signature=value)
    yield wrong("signature-not-utf8", "testInvalidPusherSignatureHeaderWebhookFails", "invalid_signature", signature=raw("ff" * 64))
    for at in (0, 31, 63):
        other = signature[:at] + ("0" if signature[at] != "0" else "1") + signature[at + 1 :]
        yield wrong(f"signature-digit-{at}", "one digit differs", "invalid_signature", signature=other)
    changed = expand(BODY)
    for name, at in {"first": 0, "middle": len(changed) // 2, "last": len(changed) - 1}.items():
        flipped = changed[:at] + bytes([changed[at] ^ 1]) + changed[at + 1 :]
        yield wrong(f"body-bit-{name}", "one bit differs", "invalid_signature", body=raw(flipped.hex()))
    yield wrong("body-missing", "testMissingBodyDataWebhookFails", "invalid_signature", body="")
    yield wrong("body-longer", "a line break was added", "invalid_signature", body=BODY + "\n")
    yield wrong("other-secret", "somebody else's signature", "invalid_signature", signature=hmac_hex("other", BODY))
    yield wrong("other-apps-key", "the key of one app and the signature of another", "invalid_signature", apps=[APP, REPLACED], key=REPLACED["key"])
    token = hmac_hex(APP["secret"], "1234.1234:private-x")
    yield {"attack": "a token as a webhook", **wrong("token", "the signature of something else", "invalid_signature", signature=token)}
    digest = hmac.new(APP["secret"].encode(), BODY.encode(), hashlib.sha1).hexdigest()
    yield wrong("sha1", "another hash", "invalid_signature", signature=digest)

    window = {"window_ms": 300000}
    for off in (0, 299999, 300000, -300000):
        yield right(f"fresh {off}", "within the window", **window, now_ms=NOW + off)
    for off in (300001, -300001, 10**15, -(10**15), 9 * 10**18):
        yield {**wrong(f"stale {off}", "out of the window", "timestamp_expired", **window, now_ms=NOW + off), "attack": "replay"}
    yield right("no-window", "as old as it likes", now_ms=NOW + 10**12)
    for name, body in {"no-time": '{"events":[]}', "time-as-text": '{"time_ms":"1427233518933","events":[]}', "fraction": '{"time_ms":1.5}', "not-json": "{", "list": "[]"}.items():
        yield wrong(f"window {name}", "it does not say when it was made", "invalid_webhook", body=body, signature=hmac_hex(APP["secret"], body), **window, now_ms=NOW)
    smallest = '{"time_ms":-9223372036854775808,"events":[]}'
    yield wrong("window-far-past", "the distance does not fit 63 bits", "timestamp_expired", body=smallest, signature=hmac_hex(APP["secret"], smallest), **window, now_ms=2**63 - 1)


def known(name, **fields):
    return {"kind": name if name in EVENTS else "unknown", "name": name, **fields}


def bodies():
    def read(name, why, body, *events, time=NOW, **fields):
        return good(name, why, body=body, **fields, expected={"time_ms": time, "events": list(events)})

    def refused(name, why, body, code="invalid_webhook"):
        return bad(name, why, code, body=body)

    go = '{"time_ms":1427233518933,"events":[{"name":"client_event","channel":"private-channel","event":"client-yolo","data":"{\\"yolo\\":\\"woot\\"}","socket_id":"44610.7511910"}]}'
    yield read("go", "published", go, known("client_event", channel="private-channel", event="client-yolo", data='{"yolo":"woot"}', socket_id="44610.7511910"), source=GO + "webhook_test.go")
    for name, fields in EVENTS.items():
        yield read(name, "an event of each kind", body_of({"name": name, **fields}), known(name, **fields))
    yield read("all", "in their order", BODY, *(known(name, **fields) for name, fields in EVENTS.items()))
    yield read("none", "a list may be empty", body_of())
    yield read("many", "as many as there are", body_of(*[{"name": "cache_miss", "channel": "cache-x"}] * 500), *[known("cache_miss", channel="cache-x")] * 500)
    for name in ("channel_existence", "Channel_Occupied", "", "constructor", "__proto__", "client_event\0", "Ereignis 🎉"):
        yield read(f"unknown {js(name)}", "kept under its name", body_of({"name": name, "channel": "a"}), known(name, channel="a"))
    yield read("unknown-fields", "passed over", '{"v":{"time_ms":1},"time_ms":1,"events":[{"x":[{"name":"y"}],"name":"cache_miss","__proto__":{"channel":"z"},"channel":"cache-x"}],"constructor":1}', known("cache_miss", channel="cache-x"), time=1)
    yield read("spaces", "any JSON", ' { "time_ms" : 1 ,\n"events" : [ { "name" : "cache_miss" , "channel" : "cache-x" } ] } ', known("cache_miss", channel="cache-x"), time=1)
    yield read("escapes", "JSON's escapes", '{"t\\u0069me_ms":1,"\\u0065vents":[{"name":"cache\\u005fmiss","channel":"cache-x"}]}', known("cache_miss", channel="cache-x"), time=1)
    yield read("last-counts", "as in every reader of JSON", '{"time_ms":1,"time_ms":2,"events":[{"name":"a","name":"cache_miss"}]}', known("cache_miss"), time=2)
    for name, value, text in [("object", {"a": [1, None]}, '{"a":[1,null]}'), ("number", 1.5, "1.5"), ("true", True, "true"), ("null", None, None), ("empty", "", None)]:
        event = known("client_event", channel="private-x") | ({"data": text} if text else {})
        yield read(f"data-{name}", "some servers send what is no text", body_of({"name": "client_event", "channel": "private-x", "data": value}), event)
    yield read("user-id-number", "some servers send what is no text", body_of({"name": "member_added", "channel": "presence-x", "user_id": 7}), known("member_added", channel="presence-x", user_id="7"))
    for name, count in {"text": '"7"', "fraction": "7.5", "null": "null", "huge": "9223372036854775808", "exponent": "1e2"}.items():
        yield read(f"count-{name}", "no whole number", f'{{"time_ms":1,"events":[{{"name":"subscription_count","subscription_count":{count}}}]}}', known("subscription_count"), time=1)
    for name, count in {"zero": 0, "beyond-32-bits": 2**33, "beyond-53-bits": 2**53 + 1}.items():
        yield read(f"count-{name}", "a whole number", body_of({"name": "subscription_count", "subscription_count": count}), known("subscription_count", subscription_count=count))

    plaintext = '{"secret":"Grüße"}'
    event = {"name": "client_event", "channel": CHANNEL, "event": "client-x", "data": sealed(MASTER, CHANNEL, plaintext), "socket_id": "1.1"}
    opened = {**known(**event), "data": plaintext}
    closed = {**known(**event), "sealed": True}
    keys = {"master": MASTER.hex()}
    yield read("encrypted", "decrypted", body_of(event), opened, **keys)
    yield read("encrypted-no-key", "nothing to decrypt it with", body_of(event), closed)
    yield read("encrypted-other-key", "stays sealed", body_of(event), closed, master=OTHER.hex())
    other = {**event, "channel": "private-encrypted-y"}
    yield read("encrypted-among-others", "one that does not open keeps back no other", body_of(other, event, {"name": "cache_miss", "channel": "cache-x"}), {**closed, "channel": "private-encrypted-y"}, opened, known("cache_miss", channel="cache-x"), **keys)
    forged = {**event, "data": '{"forged":true}'}
    yield {"attack": "data in the clear on an encrypted channel", **read("encrypted-forged", "nobody's word", body_of(forged), {**closed, "data": '{"forged":true}'}, **keys)}
    yield read("encrypted-without-data", "nothing is sealed", body_of({"name": "channel_occupied", "channel": CHANNEL}), known("channel_occupied", channel=CHANNEL), **keys)
    plain = {**event, "channel": "private-x"}
    yield read("sealed-elsewhere", "only encrypted channels are decrypted", body_of(plain), known(**plain), **keys)
    yield read("encrypted-object", "data as an object", body_of(event).replace(js(event["data"]), event["data"]), opened, **keys)

    for name, body in {"empty": "", "cut": BODY[:-1], "more": BODY + "x", "text": "hello", "bom": "\ufeff" + BODY, "form": "time_ms=1&events=[]", "nan": '{"time_ms":NaN,"events":[]}'}.items():
        yield refused(f"json-{name}", "not JSON", body, "invalid_json")
    yield refused("not-utf8", "not JSON", raw("7b2261223a22ff227d"), "invalid_json")
    yield refused("lone-surrogate", "not Unicode", '{"time_ms":1,"events":[{"name":"\\ud800"}]}', "invalid_json")
    for name, body in {"hello": '{"hello":"world"}', "list": "[]", "null": "null", "string": '"x"', "no-events": '{"time_ms":1}', "events-object": '{"time_ms":1,"events":{}}', "events-null": '{"time_ms":1,"events":null}', "no-time": '{"events":[]}', "time-text": '{"time_ms":"1","events":[]}', "time-fraction": '{"time_ms":1.5,"events":[]}', "time-huge": '{"time_ms":9223372036854775808,"events":[]}'}.items():
        yield refused(f"form-{name}", "not of the form", body)
    for name, event in {"number": "1", "null": "null", "text": '"channel_occupied"', "list": '["channel_occupied"]', "no-name": '{"channel":"a"}', "name-number": '{"name":1}', "name-null": '{"name":null}'}.items():
        yield refused(f"event-{name}", "an event has a name", f'{{"time_ms":1,"events":[{event}]}}')
    deep = lambda levels: '{"time_ms":1,"events":[{"name":"a","x":' + "[" * levels + "]" * levels + "}]}"
    yield read("depth-32", "the limit", deep(29), known("a"), time=1)
    yield refused("depth-33", "one more than the limit", deep(30), "json_too_deep")
    yield refused("depth-10000", "far more", repeat('{"events":[', 5000), "json_too_deep")


VECTORS = {"verify_webhook": list(verifications()), "parse_webhook": list(bodies())}
