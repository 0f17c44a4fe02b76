"""Client events of the hub, and frames that make no sense."""

from .auth import DEEP_31
from .hub_steps import (
    close,
    closed,
    connect,
    error,
    frame,
    holds,
    presence_of,
    receive,
    refused,
    scenario,
    subscribe,
    subscribed,
    token,
)
from .independent import js


def client_events():
    p, x = "private-x", "presence-x"
    on_private = [
        connect(1),
        connect(2),
        subscribe(1, p, [subscribed(1, p)], auth=token(1, p)),
        subscribe(2, p, [subscribed(2, p)], auth=token(2, p)),
    ]

    def whisper(connection, expect, name="client-typing", channel=p, at=0, **fields):
        return frame(connection, js({"event": name, "channel": channel, **fields}), expect, at=at)

    def passes(name, why, text, sent):
        return scenario(f"whisper-{name}", why, *on_private, frame(1, text, [receive([2], sent)]))

    yield passes(
        "object",
        "data travels as a text",
        '{"event":"client-typing","channel":"private-x","data":{"b":1.0,"a":[ 2 ]}}',
        '{"event":"client-typing","channel":"private-x","data":"{\\"b\\":1.0,\\"a\\":[ 2 ]}"}',
    )
    yield passes(
        "text",
        "as it is",
        '{"event":"client-typing","channel":"private-x","data":"plain \\"text\\""}',
        '{"event":"client-typing","channel":"private-x","data":"plain \\"text\\""}',
    )
    yield passes(
        "nothing",
        "null",
        '{"event":"client-typing","channel":"private-x"}',
        '{"event":"client-typing","channel":"private-x","data":"null"}',
    )
    yield passes(
        "data-twice",
        "the last counts",
        '{"event":"client-typing","channel":"private-x","data":1,"d\\u0061ta":{"a":2}}',
        '{"event":"client-typing","channel":"private-x","data":"{\\"a\\":2}"}',
    )
    yield passes(
        "forged",
        "what else the sender claims is dropped",
        '{"event":"client-typing","channel":"private-x","data":"{}","user_id":"admin","socket_id":"1.1"}',
        '{"event":"client-typing","channel":"private-x","data":"{}"}',
    )
    yield scenario(
        "whisper-presence",
        "with the sender's id as it was signed",
        *presence_of(1, 2),
        whisper(
            1,
            [receive([2], '{"event":"client-typing","channel":"presence-x","data":"{}","user_id":"u1"}')],
            channel=x,
            data={},
            user_id="u2",
        ),
    )
    yield scenario(
        "whisper-alone",
        "nobody hears it",
        connect(1),
        subscribe(1, p, [subscribed(1, p)], auth=token(1, p)),
        whisper(1, [], data={}),
    )
    yield scenario(
        "whisper-cache-channel",
        "like its kind",
        connect(1),
        subscribe(1, "private-cache-x", [subscribed(1, "private-cache-x")], auth=token(1, "private-cache-x")),
        whisper(1, [], channel="private-cache-x", data={}),
    )

    def refuses(name, why, *steps):
        return scenario(f"whisper-{name}", why, *on_private, *steps)

    for name in (
        "order-paid-client-x",
        "pusher:foo-client-x",
        "pusher_internal:member_added",
        "pusher:client-x",
        "Client-x",
        " client-x",
        "\nclient-x",
        "client",
        "clientx",
    ):
        yield refuses(
            f"named {js(name)}",
            "only a name that begins with client-",
            whisper(1, [error(1)], name=name, data={}),
        )
    yield refuses(
        "name-200",
        "the limit",
        whisper(
            1,
            [receive([2], js({"event": "client-" + "x" * 193, "channel": p, "data": "{}"}))],
            name="client-" + "x" * 193,
            data={},
        ),
    )
    yield refuses(
        "name-201", "one more than the limit", whisper(1, [error(1)], name="client-" + "x" * 194, data={})
    )
    yield refuses("control-character", "no name", whisper(1, [error(1)], name="client-\u0007", data={}))
    yield refuses(
        "not-subscribed",
        "membership counts, not knowing the name",
        connect(3),
        whisper(3, [error(3)], data={}),
    )
    yield refuses(
        "after-leaving",
        "membership ended",
        frame(1, js({"event": "pusher:unsubscribe", "data": {"channel": p}}), []),
        whisper(1, [error(1)], data={}),
    )
    yield refuses("without-channel", "goes nowhere", frame(1, '{"event":"client-x","data":{}}', [error(1)]))
    yield refuses("unknown-channel", "nobody's", whisper(1, [error(1)], channel="private-nowhere", data={}))
    yield refuses(
        "public",
        "never on public channels",
        subscribe(1, "a", [subscribed(1, "a")]),
        subscribe(2, "a", [subscribed(2, "a")]),
        whisper(1, [error(1)], channel="a", data={}),
    )
    e = "private-encrypted-x"
    yield refuses(
        "encrypted",
        "never on encrypted channels",
        subscribe(1, e, [subscribed(1, e)], auth=token(1, e)),
        subscribe(2, e, [subscribed(2, e)], auth=token(2, e)),
        whisper(1, [error(1)], channel=e, data={}),
    )
    full = {"repeat": "d", "times": 10_240}
    begin = '{"event":"client-typing","channel":"private-x","data":"'
    yield refuses(
        "10240-bytes",
        "the limit",
        frame(1, {"join": [begin, full, '"}']}, [receive([2], {"join": [begin, full, '"}']})]),
    )
    yield refuses(
        "10241-bytes", "one more than the limit", frame(1, {"join": [begin, full, 'd"}']}, [error(1)])
    )
    heard = receive([2], js({"event": "client-typing", "channel": p, "data": "{}"}))
    ten = [whisper(1, [heard], data={}, at=1_000) for _ in range(10)]
    yield refuses(
        "11-a-second",
        "ten pass, the eleventh does not",
        *ten,
        whisper(1, [error(1, 4301)], data={}, at=1_000),
        whisper(1, [error(1, 4301)], data={}, at=1_999),
        whisper(1, [heard], data={}, at=2_000),
    )
    spread = [whisper(1, [heard], data={}, at=1_900 + 20 * i) for i in range(10)]
    yield refuses(
        "over-a-clock's-second",
        "any second, not each of the clock's",
        *spread,
        whisper(1, [error(1, 4301)], data={}, at=2_899),
        whisper(1, [heard], data={}, at=2_900),
        whisper(1, [error(1, 4301)], data={}, at=2_919),
        whisper(1, [heard], data={}, at=2_920),
    )
    yield refuses(
        "rate-of-each",
        "each connection has its own",
        *ten,
        whisper(
            2, [receive([1], js({"event": "client-typing", "channel": p, "data": "{}"}))], data={}, at=1_000
        ),
    )


def nonsense():
    texts = {
        "empty": "",
        "word": "nonsense",
        "number": "7",
        "null": "null",
        "array": "[]",
        "cut": '{"event":"pusher:ping"',
        "two": '{"event":"pusher:ping"}{}',
        "no-event": "{}",
        "event-number": '{"event":7}',
        "event-null": '{"event":null}',
        "event-object": '{"event":{}}',
        "comma": '{"event":"pusher:ping",}',
        "lone-surrogate": '{"event":"client-\\ud800"}',
        "nan": '{"event":"pusher:ping","data":NaN}',
        "huge-number": '{"event":"pusher:ping","data":1e999}',
        "unknown": '{"event":"foo"}',
        "unknown-pusher": '{"event":"pusher:foo","data":{}}',
    }
    for name, text in texts.items():
        yield scenario(
            f"nonsense-{name}",
            "told, and the connection stays",
            connect(1),
            frame(1, text, [error(1)]),
            holds(connections=1, sockets=1),
        )
    for name, text in {
        "bytes": "fffe",
        "overlong": "7b226576656e74223a22c0af227d",
        "surrogate": "7b226576656e74223a22eda080227d",
        "cut-character": "7b226576656e74223a22e282227d",
    }.items():
        yield scenario(
            f"not-utf8-{name}",
            "told, and the connection stays",
            connect(1),
            frame(1, {"hex": text}, [error(1)]),
        )
    yield scenario(
        "nul",
        "a character like any other in a text",
        connect(1),
        frame(
            1,
            '{"event":"pusher:subscribe","data":{"channel":"a\\u0000"}}',
            [refused(1, "a\0", "InvalidChannel", 400)],
        ),
    )
    for name, data in {
        "missing": None,
        "null": "null",
        "number": "7",
        "array": "[]",
        "empty": "{}",
        "text": '"x"',
        "nested-text": '"\\"{}\\""',
        "channel-number": '{"channel":7}',
        "channel-null": '{"channel":null}',
        "channel-array": '{"channel":["a"]}',
    }.items():
        for verb in ("subscribe", "unsubscribe"):
            text = f'{{"event":"pusher:{verb}"' + (f',"data":{data}' if data else "") + "}"
            yield scenario(
                f"{verb}-{name}", "told, and the connection stays", connect(1), frame(1, text, [error(1)])
            )
    pong = receive([1], js({"event": "pusher:pong", "data": "{}"}))
    yield scenario(
        "depth-32",
        "the limit",
        connect(1),
        frame(1, '{"event":"pusher:ping","data":' + DEEP_31 + "}", [pong]),
    )
    yield scenario(
        "depth-33",
        "one more than the limit",
        connect(1),
        frame(1, '{"event":"pusher:ping","data":[' + DEEP_31 + "]}", [error(1)]),
    )
    yield scenario(
        "depth-30000",
        "no stack overflows",
        connect(1),
        frame(1, {"repeat": "[", "times": 60_000}, [error(1)]),
    )
    yield scenario(
        "binary",
        "not read as text",
        connect(1),
        {**frame(1, '{"event":"pusher:ping"}', [close(1, 1003)]), "binary": True},
        holds(),
    )
    fill = {"repeat": " ", "times": 65_536 - len('{"event":"pusher:ping"}')}
    yield scenario(
        "65536-bytes", "the limit", connect(1), frame(1, {"join": ['{"event":"pusher:ping"}', fill]}, [pong])
    )
    yield scenario(
        "65537-bytes",
        "one more than the limit",
        connect(1),
        frame(1, {"join": ['{"event":"pusher:ping"} ', fill]}, [close(1, 1009)]),
        holds(),
    )
    yield scenario(
        "stranger",
        "a connection that the hub does not know",
        frame(9, '{"event":"pusher:ping"}', []),
        closed(9, []),
        {"heard": 9, "at": 0, "actions": []},
        holds(),
    )


VECTORS = {"conversations": [*client_events(), *nonsense()]}
