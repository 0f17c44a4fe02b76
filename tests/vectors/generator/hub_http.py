"""Requests to a hub's HTTP API (pusher/docs: docs/channels/library_auth_reference/rest-api.md)."""

from .app import APP
from .hub_steps import (
    NOW,
    connect,
    event,
    here,
    holds,
    join,
    member,
    presence_of,
    receive,
    respond,
    scenario,
    send,
    subscribe,
    subscribed,
    token,
)
from .independent import js

EVENTS = "/apps/3/events"
BATCH = "/apps/3/batch_events"
CHANNELS = "/apps/3/channels"
OK = respond(200, "{}")


def trigger(expect, now=NOW, at=NOW, app=APP, **fields):
    body = {"name": "e", "data": "{}", "channels": ["a"], **fields}
    return send(
        "POST",
        EVENTS,
        js({name: value for name, value in body.items() if value is not None}),
        expect,
        app=app,
        now=now,
        at=at,
    )


def batch(expect, *events):
    return send("POST", BATCH, js({"batch": list(events)}), expect)


def on(channel, *connections):
    for number in connections:
        yield connect(number)
        yield subscribe(number, channel, [subscribed(number, channel)], auth=token(number, channel))


def heard(to, channel="a", name="e", data="{}"):
    return receive(to, event(channel, name, data))


def events():
    yield scenario(
        "trigger", "to all who are subscribed", *on("a", 1, 2), connect(3), trigger([heard([1, 2]), OK])
    )
    yield scenario(
        "trigger-published",
        "the documentation's own request",
        connect(1),
        subscribe(1, "project-3", [subscribed(1, "project-3")]),
        send(
            "POST",
            EVENTS,
            '{"name":"foo","channels":["project-3"],"data":"{\\"some\\":\\"data\\"}"}',
            [heard([1], "project-3", "foo", '{"some":"data"}'), OK],
            query="auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0&body_md5=ec365a775a4cd0599faeb73354201b6f&auth_signature=da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c",
        ),
    )
    yield scenario("trigger-vacant", "accepted, and nobody hears it", trigger([OK]), holds())
    yield scenario(
        "trigger-one-channel",
        "`channel` in place of `channels`",
        *on("a", 1),
        trigger([heard([1]), OK], channels=None, channel="a"),
    )
    yield scenario(
        "trigger-several",
        "each channel a frame",
        *on("a", 1),
        *on("b", 2),
        trigger([heard([1], "a"), heard([2], "b"), OK], channels=["a", "b", "c"]),
    )
    yield scenario(
        "trigger-same-twice", "each channel once", *on("a", 1), trigger([heard([1]), OK], channels=["a", "a"])
    )
    yield scenario(
        "trigger-exclude", "all but the sender", *on("a", 1, 2), trigger([heard([2]), OK], socket_id="1.1001")
    )
    yield scenario("trigger-exclude-alone", "nobody is left", *on("a", 1), trigger([OK], socket_id="1.1001"))
    yield scenario(
        "trigger-exclude-unknown",
        "a connection that is gone",
        *on("a", 1),
        trigger([heard([1]), OK], socket_id="9.9"),
    )
    yield scenario(
        "trigger-exclude-null",
        "as good as none",
        *on("a", 1),
        send(
            "POST",
            EVENTS,
            '{"name":"e","data":"{}","channels":["a"],"socket_id":null,"info":null}',
            [heard([1]), OK],
        ),
    )
    yield scenario(
        "trigger-text",
        "a payload need not be JSON",
        *on("a", 1),
        trigger(
            [heard([1], data='line\nbreak "quote" é 🎉 \u2028 \u0000'), OK],
            data='line\nbreak "quote" é 🎉 \u2028 \u0000',
        ),
    )
    yield scenario("trigger-unknown-fields", "ignored", *on("a", 1), trigger([heard([1]), OK], tags={"x": 1}))
    yield scenario(
        "trigger-encrypted",
        "opaque to the hub",
        *on("private-encrypted-a", 1),
        trigger(
            [heard([1], "private-encrypted-a", data='{"nonce":"n","ciphertext":"c"}'), OK],
            channels=["private-encrypted-a"],
            data='{"nonce":"n","ciphertext":"c"}',
        ),
    )
    yield scenario("trigger-100-channels", "the limit", trigger([OK], channels=[f"c{i}" for i in range(100)]))
    yield scenario(
        "trigger-101-channels",
        "one more than the limit",
        *on("c1", 1),
        trigger([respond(400)], channels=[f"c{i}" for i in range(101)]),
    )
    yield scenario("trigger-name-200", "the limit", trigger([OK], name="n" * 200))
    yield scenario("trigger-channel-164", "the limit", trigger([OK], channels=["c" * 164]))
    body = {"join": ['{"name":"e","channels":["a"],"data":"', {"repeat": "d", "times": 10_240}, '"}']}
    over = {"join": ['{"name":"e","channels":["a"],"data":"', {"repeat": "d", "times": 10_241}, '"}']}
    full = {"join": ['{"event":"e","channel":"a","data":"', {"repeat": "d", "times": 10_240}, '"}']}
    yield scenario(
        "trigger-10240-bytes", "the limit", *on("a", 1), send("POST", EVENTS, body, [receive([1], full), OK])
    )
    yield scenario(
        "trigger-10241-bytes",
        "one more than the limit",
        *on("a", 1),
        send("POST", EVENTS, over, [respond(413)]),
    )
    refused = {
        "name-201": {"name": "n" * 201},
        "name-empty": {"name": ""},
        "name-missing": {"name": None},
        "name-number": {"name": 7},
        "name-reserved": {"name": "pusher:x"},
        "name-internal": {"name": "pusher_internal:member_added"},
        "name-control": {"name": "a\nb"},
        "data-missing": {"data": None},
        "data-empty": {"data": ""},
        "data-object": {"data": {"a": 1}},
        "data-number": {"data": 7},
        "channels-missing": {"channels": None},
        "channels-empty": {"channels": []},
        "channels-text": {"channels": "a"},
        "channels-number": {"channels": [7]},
        "channels-nested": {"channels": [["a"]]},
        "channel-165": {"channels": ["c" * 165]},
        "channel-colon": {"channels": ["a:b"]},
        "channel-space": {"channels": ["a b"]},
        "channel-empty": {"channels": [""]},
        "channel-hash": {"channels": ["#server-to-user-1"]},
        "channel-second": {"channels": ["a", "b c"]},
        "channel-number": {"channels": None, "channel": 7},
        "encrypted-with-another": {"channels": ["a", "private-encrypted-a"]},
        "encrypted-twice": {"channels": ["private-encrypted-a", "private-encrypted-b"]},
        "socket-id": {"socket_id": "1.1:x"},
        "socket-id-line-break": {"socket_id": "1.1\n"},
        "socket-id-number": {"socket_id": 1.1},
        "info-unknown": {"info": "user_count,colour"},
        "info-number": {"info": 7},
    }
    for name, fields in refused.items():
        yield scenario(
            f"trigger-{name}", "400, and nothing is sent", *on("a", 1), trigger([respond(400)], **fields)
        )
    for name, text in {
        "not-json": "nonsense",
        "array": "[]",
        "number": "7",
        "cut": '{"name":"e"',
        "deep": "[" * 33 + "]" * 33,
        "null": "null",
    }.items():
        yield scenario(f"trigger-body-{name}", "400", send("POST", EVENTS, text, [respond(400)]))
    yield scenario(
        "trigger-body-not-utf8",
        "400",
        send("POST", EVENTS, {"hex": "7b226e616d65223a22ff227d"}, [respond(400)]),
    )
    yield scenario("trigger-body-empty", "400", send("POST", EVENTS, "", [respond(400)]))


def infos():
    two_tabs = [
        *presence_of(1),
        connect(2),
        join(2, "presence-x", member("u1"), [here(2, "presence-x", {"u1": None})]),
    ]
    sent = heard([1, 2], "presence-x")
    yield scenario(
        "info-user-count",
        "distinct users",
        *two_tabs,
        trigger(
            [sent, respond(200, '{"channels":{"presence-x":{"user_count":1}}}')],
            channels=["presence-x"],
            info="user_count",
        ),
    )
    yield scenario(
        "info-both",
        "as in the documentation's example",
        *two_tabs,
        trigger(
            [
                sent,
                respond(
                    200,
                    '{"channels":{"presence-x":{"user_count":1,"subscription_count":2},"a":{"subscription_count":0}}}',
                ),
            ],
            channels=["presence-x", "a"],
            info="subscription_count,user_count",
        ),
    )
    yield scenario(
        "info-public",
        "no users to count",
        *on("a", 1),
        trigger([heard([1]), respond(200, '{"channels":{"a":{}}}')], info="user_count"),
    )
    yield scenario(
        "info-empty",
        "nothing asked for",
        *on("a", 1),
        trigger([heard([1]), respond(200, '{"channels":{"a":{}}}')], info=""),
    )


VECTORS = {"requests": [*events(), *infos()]}
