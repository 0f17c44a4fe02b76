"""Bodies of webhooks."""

from .encryption import CHANNEL, MASTER, OTHER, sealed
from .independent import bad, good, js, raw, repeat
from .published import GO
from .webhook import BODY, EVENTS, NOW, body_of


def known(name, **fields):
    return {"kind": name if name in EVENTS else "unknown", "name": name, **fields}


def bodies():
    def read(name, why, body, *events, time=NOW, **fields):
        return good(name, why, body=body, **fields, expected={"time_ms": time, "events": list(events)})

    def refused(name, why, body, code="invalid_webhook"):
        return bad(name, why, code, body=body)

    go = '{"time_ms":1427233518933,"events":[{"name":"client_event","channel":"private-channel","event":"client-yolo","data":"{\\"yolo\\":\\"woot\\"}","socket_id":"44610.7511910"}]}'
    yield read(
        "go",
        "published",
        go,
        known(
            "client_event",
            channel="private-channel",
            event="client-yolo",
            data='{"yolo":"woot"}',
            socket_id="44610.7511910",
        ),
        source=GO + "webhook_test.go",
    )
    for name, fields in EVENTS.items():
        yield read(name, "an event of each kind", body_of({"name": name, **fields}), known(name, **fields))
    yield read("all", "in their order", BODY, *(known(name, **fields) for name, fields in EVENTS.items()))
    yield read("none", "a list may be empty", body_of())
    yield read(
        "many",
        "as many as there are",
        body_of(*[{"name": "cache_miss", "channel": "cache-x"}] * 500),
        *[known("cache_miss", channel="cache-x")] * 500,
    )
    for name in (
        "channel_existence",
        "Channel_Occupied",
        "",
        "constructor",
        "__proto__",
        "client_event\0",
        "Ereignis 🎉",
    ):
        yield read(
            f"unknown {js(name)}",
            "kept under its name",
            body_of({"name": name, "channel": "a"}),
            known(name, channel="a"),
        )
    yield read(
        "unknown-fields",
        "passed over",
        '{"v":{"time_ms":1},"time_ms":1,"events":[{"x":[{"name":"y"}],"name":"cache_miss","__proto__":{"channel":"z"},"channel":"cache-x"}],"constructor":1}',
        known("cache_miss", channel="cache-x"),
        time=1,
    )
    yield read(
        "spaces",
        "any JSON",
        ' { "time_ms" : 1 ,\n"events" : [ { "name" : "cache_miss" , "channel" : "cache-x" } ] } ',
        known("cache_miss", channel="cache-x"),
        time=1,
    )
    yield read(
        "escapes",
        "JSON's escapes",
        '{"t\\u0069me_ms":1,"\\u0065vents":[{"name":"cache\\u005fmiss","channel":"cache-x"}]}',
        known("cache_miss", channel="cache-x"),
        time=1,
    )
    yield read(
        "last-counts",
        "as in every reader of JSON",
        '{"time_ms":1,"time_ms":2,"events":[{"name":"a","name":"cache_miss"}]}',
        known("cache_miss"),
        time=2,
    )
    for name, value, text in [
        ("object", {"a": [1, None]}, '{"a":[1,null]}'),
        ("number", 1.5, "1.5"),
        ("true", True, "true"),
        ("null", None, None),
        ("empty", "", None),
    ]:
        event = known("client_event", channel="private-x") | ({"data": text} if text else {})
        yield read(
            f"data-{name}",
            "some servers send what is no text",
            body_of({"name": "client_event", "channel": "private-x", "data": value}),
            event,
        )
    yield read(
        "user-id-number",
        "some servers send what is no text",
        body_of({"name": "member_added", "channel": "presence-x", "user_id": 7}),
        known("member_added", channel="presence-x", user_id="7"),
    )
    for name, count in {
        "text": '"7"',
        "fraction": "7.5",
        "null": "null",
        "huge": "9223372036854775808",
        "exponent": "1e2",
    }.items():
        yield read(
            f"count-{name}",
            "no whole number",
            f'{{"time_ms":1,"events":[{{"name":"subscription_count","subscription_count":{count}}}]}}',
            known("subscription_count"),
            time=1,
        )
    for name, count in {"zero": 0, "beyond-32-bits": 2**33, "beyond-53-bits": 2**53 + 1}.items():
        yield read(
            f"count-{name}",
            "a whole number",
            body_of({"name": "subscription_count", "subscription_count": count}),
            known("subscription_count", subscription_count=count),
        )

    plaintext = '{"secret":"Grüße"}'
    event = {
        "name": "client_event",
        "channel": CHANNEL,
        "event": "client-x",
        "data": sealed(MASTER, CHANNEL, plaintext),
        "socket_id": "1.1",
    }
    opened = {**known(**event), "data": plaintext}
    closed = {**known(**event), "sealed": True}
    keys = {"master": MASTER.hex()}
    yield read("encrypted", "decrypted", body_of(event), opened, **keys)
    yield read("encrypted-no-key", "nothing to decrypt it with", body_of(event), closed)
    yield read("encrypted-other-key", "stays sealed", body_of(event), closed, master=OTHER.hex())
    other = {**event, "channel": "private-encrypted-y"}
    yield read(
        "encrypted-among-others",
        "one that does not open keeps back no other",
        body_of(other, event, {"name": "cache_miss", "channel": "cache-x"}),
        {**closed, "channel": "private-encrypted-y"},
        opened,
        known("cache_miss", channel="cache-x"),
        **keys,
    )
    forged = {**event, "data": '{"forged":true}'}
    yield {
        "attack": "data in the clear on an encrypted channel",
        **read(
            "encrypted-forged",
            "nobody's word",
            body_of(forged),
            {**closed, "data": '{"forged":true}'},
            **keys,
        ),
    }
    yield read(
        "encrypted-without-data",
        "nothing is sealed",
        body_of({"name": "channel_occupied", "channel": CHANNEL}),
        known("channel_occupied", channel=CHANNEL),
        **keys,
    )
    plain = {**event, "channel": "private-x"}
    yield read(
        "sealed-elsewhere", "only encrypted channels are decrypted", body_of(plain), known(**plain), **keys
    )
    yield read(
        "encrypted-object",
        "data as an object",
        body_of(event).replace(js(event["data"]), event["data"]),
        opened,
        **keys,
    )

    for name, body in {
        "empty": "",
        "cut": BODY[:-1],
        "more": BODY + "x",
        "text": "hello",
        "bom": "\ufeff" + BODY,
        "form": "time_ms=1&events=[]",
        "nan": '{"time_ms":NaN,"events":[]}',
    }.items():
        yield refused(f"json-{name}", "not JSON", body, "invalid_json")
    yield refused("not-utf8", "not JSON", raw("7b2261223a22ff227d"), "invalid_json")
    yield refused(
        "lone-surrogate", "not Unicode", '{"time_ms":1,"events":[{"name":"\\ud800"}]}', "invalid_json"
    )
    for name, body in {
        "hello": '{"hello":"world"}',
        "list": "[]",
        "null": "null",
        "string": '"x"',
        "no-events": '{"time_ms":1}',
        "events-object": '{"time_ms":1,"events":{}}',
        "events-null": '{"time_ms":1,"events":null}',
        "no-time": '{"events":[]}',
        "time-text": '{"time_ms":"1","events":[]}',
        "time-fraction": '{"time_ms":1.5,"events":[]}',
        "time-huge": '{"time_ms":9223372036854775808,"events":[]}',
    }.items():
        yield refused(f"form-{name}", "not of the form", body)
    for name, event in {
        "number": "1",
        "null": "null",
        "text": '"channel_occupied"',
        "list": '["channel_occupied"]',
        "no-name": '{"channel":"a"}',
        "name-number": '{"name":1}',
        "name-null": '{"name":null}',
    }.items():
        yield refused(f"event-{name}", "an event has a name", f'{{"time_ms":1,"events":[{event}]}}')

    def deep(levels):
        return '{"time_ms":1,"events":[{"name":"a","x":' + "[" * levels + "]" * levels + "}]}"

    yield read("depth-32", "the limit", deep(29), known("a"), time=1)
    yield refused("depth-33", "one more than the limit", deep(30), "json_too_deep")
    yield refused("depth-10000", "far more", repeat('{"events":[', 5000), "json_too_deep")


VECTORS = {"parse_webhook": list(bodies())}
