"""Presence channels of the hub."""

import json

from .hub_steps import (
    added,
    closed,
    connect,
    error,
    frame,
    here,
    holds,
    join,
    member,
    receive,
    refused,
    removed,
    scenario,
    subscribe,
    token,
)
from .independent import js


def presence():
    ann, bob, x = member("1", {"name": "Ann"}), member("2", {"name": "Bob"}), "presence-x"
    info = {"1": {"name": "Ann"}, "2": {"name": "Bob"}}
    yield scenario(
        "presence",
        "here, joining, leaving",
        connect(1),
        connect(2),
        join(1, x, ann, [here(1, x, {"1": info["1"]})]),
        join(2, x, bob, [here(2, x, info), added([1], x, "2", info["2"])]),
        frame(2, js({"event": "pusher:unsubscribe", "data": {"channel": x}}), [removed([1], x, "2")]),
        holds(connections=2, sockets=2, channels=1, subscriptions=1, members=1),
    )
    yield scenario(
        "presence-gone",
        "a lost connection leaves too",
        connect(1),
        connect(2),
        join(1, x, ann, [here(1, x, {"1": info["1"]})]),
        join(2, x, bob, [here(2, x, info), added([1], x, "2", info["2"])]),
        closed(2, [removed([1], x, "2")]),
        closed(1, []),
        holds(),
    )
    other = member("1", {"name": "Anna"})
    yield scenario(
        "presence-two-tabs",
        "one user: told of once, gone with the last; the first info stays",
        connect(1),
        connect(2),
        connect(3),
        join(1, x, ann, [here(1, x, {"1": info["1"]})]),
        join(2, x, other, [here(2, x, {"1": info["1"]})]),
        join(3, x, bob, [here(3, x, info), added([1, 2], x, "2", info["2"])]),
        closed(1, []),
        closed(2, [removed([3], x, "1")]),
        holds(connections=1, sockets=1, channels=1, subscriptions=1, members=1),
    )
    yield scenario(
        "presence-number-and-text",
        '1 and "1" are one user',
        connect(1),
        connect(2),
        join(1, x, '{"user_id":1}', [here(1, x, {"1": None})]),
        join(2, x, '{"user_id":"1"}', [here(2, x, {"1": None})]),
        closed(2, []),
        closed(1, []),
    )
    yield scenario(
        "presence-twice",
        "nothing changes",
        connect(1),
        connect(2),
        join(2, x, bob, [here(2, x, {"2": info["2"]})]),
        join(1, x, ann, [here(1, x, info), added([2], x, "1", info["1"])]),
        join(1, x, ann, [error(1, None, "Existing subscription to channel presence-x")]),
        closed(1, [removed([2], x, "1")]),
    )
    yield scenario(
        "presence-twice-as-another",
        "nothing changes",
        connect(1),
        join(1, x, ann, [here(1, x, {"1": info["1"]})]),
        join(1, x, bob, [error(1, None, "Existing subscription to channel presence-x")]),
        holds(connections=1, sockets=1, channels=1, subscriptions=1, members=1),
    )
    yield scenario(
        "presence-proto",
        "an id like any other",
        connect(1),
        connect(2),
        join(1, x, member("__proto__"), [here(1, x, {"__proto__": None})]),
        join(
            2,
            x,
            member("constructor"),
            [here(2, x, {"__proto__": None, "constructor": None}), added([1], x, "constructor")],
        ),
        closed(1, [removed([2], x, "__proto__")]),
    )
    yield scenario(
        "presence-extra-fields",
        "only the id and the info go out",
        connect(1),
        connect(2),
        join(1, x, ann, [here(1, x, {"1": info["1"]})]),
        join(
            2,
            x,
            '{"user_id":"2","user_info":{"name":"Bob"},"admin":true}',
            [here(2, x, info), added([1], x, "2", info["2"])],
        ),
    )
    kept = '{"user_id":"1","user_info":{"b":1.0,"a":[1e2,"\\u00e9"],"big":12345678901234567890123}}'
    yield scenario(
        "presence-info-as-it-stands",
        "the order and the numbers of the info are the sender's",
        connect(1),
        join(
            1,
            x,
            kept,
            [
                receive(
                    [1],
                    js(
                        {
                            "event": "pusher_internal:subscription_succeeded",
                            "channel": x,
                            "data": '{"presence":{"ids":["1"],"hash":{"1":{"b":1.0,"a":[1e2,"\\u00e9"],"big":12345678901234567890123}},"count":1}}',
                        }
                    ),
                )
            ],
        ),
    )
    yield scenario(
        "presence-cache",
        "like its kind",
        connect(1),
        join(1, "presence-cache-x", ann, [here(1, "presence-cache-x", {"1": info["1"]})]),
    )

    def no(name, why, data, kind="InvalidMember", status=400):
        return scenario(
            f"member-{name}",
            why,
            connect(1),
            join(1, x, data, [refused(1, x, kind, status)]),
            holds(connections=1, sockets=1),
        )

    def yes(name, why, data, user_id):
        return scenario(
            f"member-{name}",
            why,
            connect(1),
            join(1, x, data, [here(1, x, {user_id: json.loads(data).get("user_info")})]),
        )

    yield yes("id-128", "the limit", member("u" * 128), "u" * 128)
    yield no("id-129", "one more than the limit", member("u" * 129))
    yield yes("id-128-unicode", "characters, not bytes", member("é" * 128), "é" * 128)
    yield no("id-129-unicode", "one more than the limit", member("é" * 129))
    yield yes(
        "id-safe-integer",
        "the largest that JavaScript holds",
        '{"user_id":9007199254740991}',
        "9007199254740991",
    )
    yield yes(
        "id-negative-safe-integer", "the smallest", '{"user_id":-9007199254740991}', "-9007199254740991"
    )
    yield no("id-2-53", "one more", '{"user_id":9007199254740992}')
    yield no("id-minus-2-53", "one less", '{"user_id":-9007199254740992}')
    yield no("id-beyond", "a double by then", '{"user_id":18446744073709551616}')
    for name, data in {
        "id-empty": '{"user_id":""}',
        "id-missing": "{}",
        "id-null": '{"user_id":null}',
        "id-true": '{"user_id":true}',
        "id-fraction": '{"user_id":1.5}',
        "id-object": '{"user_id":{}}',
        "id-array": '{"user_id":["1"]}',
        "array": "[]",
        "text": '"1"',
        "null": "null",
        "not-json": "{user_id:1}",
        "two-texts": '{"user_id":"1"}{}',
        "too-deep": '{"user_id":"1","user_info":' + "[" * 32 + "]" * 32 + "}",
    }.items():
        yield no(name, "not a member", data)
    fill = 1024 - len(member("1", {"name": ""}))
    yield yes("1024-bytes", "the limit", member("1", {"name": "n" * fill}), "1")
    yield no("1025-bytes", "one more than the limit", member("1", {"name": "n" * (fill + 1)}), status=413)
    yield scenario(
        "member-unsigned",
        "the signature is verified before anything is read",
        connect(1),
        subscribe(
            1,
            x,
            [refused(1, x, "AuthError", 401)],
            auth="278d425bdf160c739803:" + "0" * 64,
            channel_data="[" * 500,
        ),
        holds(connections=1, sockets=1),
    )
    yield scenario(
        "member-of-another",
        "a signature covers its member",
        connect(1),
        subscribe(1, x, [refused(1, x, "AuthError", 401)], auth=token(1, x, ann), channel_data=bob),
    )


VECTORS = {"conversations": list(presence())}
