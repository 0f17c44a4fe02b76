"""Conversations with a hub: what comes in, and the actions that must come out, in order.

A frame that is a text is expected byte for byte. One that is an object is expected to have at least these members, `data`
taken for the JSON that it holds: that is for frames with a sentence in them.
"""

from .app import APP
from .hub_steps import (
    ESTABLISHED,
    OTHER,
    close,
    closed,
    connect,
    error,
    event,
    frame,
    holds,
    presence_of,
    receive,
    refused,
    scenario,
    subscribe,
    subscribed,
    tick,
    token,
)
from .independent import js

ESTABLISHED_1 = ESTABLISHED(1)
DEEP_30 = "[" * 30 + "]" * 30
DEEP_31 = "[" * 31 + "]" * 31


def connecting():
    key = APP["key"]
    yield scenario("connect", "the handshake, byte for byte", connect(1), holds(connections=1, sockets=1))
    for version in ("5", "6", "7"):
        yield scenario(
            f"connect-protocol-{version}",
            "a version that client libraries ask for",
            connect(1, target=f"/app/{key}?protocol={version}&client=js&version=8.6.0&flash=false"),
        )
    yield scenario(
        "connect-other-order",
        "parameters have no order",
        connect(1, target=f"/app/{key}?client=js&version=8.6.0&protocol=7"),
    )

    def no(name, why, code, target):
        return scenario(
            name,
            why,
            connect(1, target=target, expect=[error(1, code), close(1, code)]),
            frame(1, '{"event":"pusher:ping","data":{}}', []),
            closed(1, []),
            holds(),
        )

    yield no(
        "connect-unknown-key",
        "accepted, told, closed; a client that goes on talking is not heard",
        4001,
        "/app/nobody?protocol=7",
    )
    yield no("connect-key-prefix", "a key is compared whole", 4001, f"/app/{key[:-1]}?protocol=7")
    yield no("connect-key-longer", "a key is compared whole", 4001, f"/app/{key}0?protocol=7")
    yield no("connect-path", "not where the protocol lives", 4005, "/?protocol=7")
    yield no("connect-path-deeper", "not where the protocol lives", 4005, f"/app/{key}/x?protocol=7")
    yield no("connect-no-key", "no app", 4005, "/app/?protocol=7")
    yield no("connect-no-protocol", "missing", 4008, f"/app/{key}")
    yield no("connect-empty-protocol", "missing", 4008, f"/app/{key}?protocol=")
    yield no("connect-protocol-name-suffix", "another parameter", 4008, f"/app/{key}?xprotocol=7")
    for version in ("4", "8", "07", "7.0", "x", "-7", "99999999999999999999"):
        yield no(f"connect-protocol-{version}", "not spoken", 4007, f"/app/{key}?protocol={version}")
    yield scenario(
        "connect-same-random",
        "socket ids are unique whatever the randomness",
        connect(1, random=(7, 8)),
        connect(2, random=(7, 8), expect=[receive([2], ESTABLISHED("7.9"))]),
        holds(connections=2, sockets=2),
    )
    yield scenario(
        "connect-same-random-at-the-end",
        "the number wraps",
        connect(1, random=(7, 4294967295)),
        connect(2, random=(7, 4294967295), expect=[receive([2], ESTABLISHED("7.0"))]),
    )
    yield scenario(
        "shut-down",
        "4200: come back at once",
        connect(1),
        connect(2),
        {"shut_down": True, "unordered": True, "actions": [close(1, 4200), close(2, 4200)]},
        holds(),
        closed(1, []),
    )


def liveness():
    ping = receive([1], js({"event": "pusher:ping", "data": "{}"}))
    pong = receive([1], js({"event": "pusher:pong", "data": "{}"}))
    yield scenario(
        "ping",
        "answered",
        connect(1),
        frame(1, '{"event":"pusher:ping","data":{}}', [pong]),
        frame(1, '{"event":"pusher:ping"}', [pong]),
    )
    yield scenario("pong", "needs no answer", connect(1), frame(1, '{"event":"pusher:pong","data":{}}', []))
    yield scenario(
        "silence",
        "a ping at 45 s, 4201 at 75 s",
        connect(1),
        tick(44_999, []),
        tick(45_000, [ping]),
        tick(46_000, []),
        tick(74_999, []),
        tick(75_000, [close(1, 4201)]),
        holds(),
        tick(76_000, []),
    )
    yield scenario(
        "silence-ended-by-a-message",
        "any message is a sign of life",
        connect(1),
        tick(45_000, [ping]),
        frame(1, '{"event":"pusher:pong","data":{}}', [], at=60_000),
        tick(104_999, []),
        tick(105_000, [ping]),
        tick(134_999, []),
        tick(135_000, [close(1, 4201)]),
    )
    yield scenario(
        "silence-ended-by-nonsense",
        "even one that cannot be read",
        connect(1),
        frame(1, "nonsense", [error(1)], at=40_000),
        tick(75_000, []),
        tick(85_000, [ping]),
    )
    yield scenario(
        "silence-ended-by-a-control-frame",
        "so is WebSocket's own ping",
        connect(1),
        {"heard": 1, "at": 40_000, "actions": []},
        tick(84_999, []),
        tick(85_000, [ping]),
    )
    yield scenario(
        "silence-of-a-member",
        "whoever lost the network leaves his channels",
        *presence_of(1, 2),
        {"heard": 2, "at": 60_000, "actions": []},
        tick(
            75_000,
            [
                close(1, 4201),
                receive([2], event("presence-x", "pusher_internal:member_removed", {"user_id": "u1"})),
            ],
        ),
        holds(connections=1, sockets=1, channels=1, subscriptions=1, members=1),
    )


def public_channels():
    yield scenario(
        "subscribe",
        "byte for byte",
        connect(1),
        subscribe(1, "releases", [subscribed(1, "releases")]),
        holds(connections=1, sockets=1, channels=1, subscriptions=1),
    )
    yield scenario(
        "subscribe-as-pusher-js",
        "with an empty auth",
        connect(1),
        frame(
            1,
            '{"event":"pusher:subscribe","data":{"auth":"","channel":"releases"}}',
            [subscribed(1, "releases")],
        ),
    )
    yield scenario(
        "subscribe-data-as-text",
        "client libraries that encode twice",
        connect(1),
        frame(
            1,
            js({"event": "pusher:subscribe", "data": js({"channel": "releases"})}),
            [subscribed(1, "releases")],
        ),
    )
    yield scenario(
        "subscribe-twice",
        "Pusher's own words, and nothing changes",
        connect(1),
        subscribe(1, "releases", [subscribed(1, "releases")]),
        subscribe(1, "releases", [error(1, None, "Existing subscription to channel releases")]),
        holds(connections=1, sockets=1, channels=1, subscriptions=1),
    )
    yield scenario(
        "unsubscribe",
        "without an answer",
        connect(1),
        subscribe(1, "releases", [subscribed(1, "releases")]),
        frame(1, '{"event":"pusher:unsubscribe","data":{"channel":"releases"}}', []),
        holds(connections=1, sockets=1),
        subscribe(1, "releases", [subscribed(1, "releases")]),
    )
    yield scenario(
        "unsubscribe-unknown",
        "ignored",
        connect(1),
        frame(1, '{"event":"pusher:unsubscribe","data":{"channel":"releases"}}', []),
        holds(connections=1, sockets=1),
    )
    yield scenario(
        "cache-channel", "like its kind", connect(1), subscribe(1, "cache-x", [subscribed(1, "cache-x")])
    )
    yield scenario(
        "gone",
        "everything goes with the connection",
        connect(1),
        subscribe(1, "a", [subscribed(1, "a")]),
        subscribe(1, "b", [subscribed(1, "b")]),
        closed(1, []),
        holds(),
        closed(1, []),
    )
    yield scenario("name-164", "the limit", connect(1), subscribe(1, "a" * 164, [subscribed(1, "a" * 164)]))
    for name, channel in {
        "165": "a" * 165,
        "empty": "",
        "colon": "a:b",
        "space": "a b",
        "hash": "#x",
        "server-to-user": "#server-to-user-1",
        "line-break": "a\n",
        "user-token": ':user::{"id":"admin"}',
        "presence-token": 'presence-x:{"user_id":"1"}',
    }.items():
        yield scenario(
            f"name-{name}",
            "refused, and nothing is kept",
            connect(1),
            subscribe(1, channel, [refused(1, channel, "InvalidChannel", 400)]),
            holds(connections=1, sockets=1),
        )


def private_channels():
    def refuse(name, why, channel, auth, channel_data=None):
        return scenario(
            name,
            why,
            connect(1),
            subscribe(
                1, channel, [refused(1, channel, "AuthError", 401)], auth=auth, channel_data=channel_data
            ),
            holds(connections=1, sockets=1),
            frame(1, '{"event":"pusher:ping"}', [receive([1], js({"event": "pusher:pong", "data": "{}"}))]),
        )

    channel = "private-foobar"
    published = "278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4"
    yield scenario(
        "private-published",
        "the documentation's own signature",
        connect(1, random=(1234, 1234)),
        subscribe(1, channel, [subscribed(1, channel)], auth=published),
        holds(connections=1, sockets=1, channels=1, subscriptions=1),
    )
    for name in ("private-x", "private-encrypted-x", "private-cache-x", "private-encrypted-cache-x"):
        yield scenario(
            f"granted {name}",
            "signed for this socket and channel",
            connect(1),
            subscribe(1, name, [subscribed(1, name)], auth=token(1, name)),
        )
    yield scenario(
        "private-with-data",
        "as the official libraries sign a private channel with data",
        connect(1),
        subscribe(
            1,
            channel,
            [subscribed(1, channel)],
            auth=token(1, channel, '{"user_id":"1"}'),
            channel_data='{"user_id":"1"}',
        ),
    )
    yield refuse("private-without-auth", "none given", channel, None)
    yield refuse("private-empty-auth", "none given", channel, "")
    yield refuse("private-other-socket", "signed for another connection", channel, token(2, channel))
    yield refuse("private-other-channel", "signed for another channel", channel, token(1, "private-other"))
    yield refuse(
        "private-other-app", "signed by another app, with its key", channel, token(1, channel, app=OTHER)
    )
    yield refuse(
        "private-other-key",
        "the right signature under another key",
        channel,
        OTHER["key"] + ":" + token(1, channel).split(":")[1],
    )
    yield refuse(
        "private-other-secret",
        "the right key, another secret",
        channel,
        APP["key"] + ":" + token(1, channel, app=OTHER).split(":")[1],
    )
    yield refuse("private-no-key", "the signature alone", channel, token(1, channel).split(":")[1])
    yield refuse("private-no-signature", "the key alone", channel, APP["key"] + ":")
    yield refuse("private-cut", "one digit short", channel, token(1, channel)[:-1])
    yield refuse(
        "private-upper-case-key",
        "a key is compared as it is",
        channel,
        token(1, channel).replace("bdf", "BDF"),
    )
    yield refuse("private-sign-in-token", "a token of another kind", channel, token(1, ":user", '{"id":"1"}'))
    yield refuse(
        "private-unsigned-data",
        "data that the signature does not cover",
        channel,
        token(1, channel),
        '{"user_id":"1"}',
    )
    yield refuse("encrypted-without-auth", "needs one like any private channel", "private-encrypted-x", None)
    yield refuse("presence-as-private", "presence needs a member", "presence-x", token(1, "presence-x"))
    yield scenario(
        "private-auth-of-another-type",
        "not a text",
        connect(1),
        frame(
            1,
            js({"event": "pusher:subscribe", "data": {"channel": channel, "auth": 7}}),
            [refused(1, channel, "AuthError", 401)],
        ),
    )
    yield scenario(
        "private-then-granted",
        "a refusal leaves no trace",
        connect(1),
        subscribe(1, channel, [refused(1, channel, "AuthError", 401)], auth="x:y"),
        subscribe(1, channel, [subscribed(1, channel)], auth=token(1, channel)),
    )


VECTORS = {"conversations": [*connecting(), *liveness(), *public_channels(), *private_channels()]}
