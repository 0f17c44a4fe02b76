from .independent import bad, expand, good, join, js, raw, repeat, several

EVENT = {"name": "NewRelease", "channels": ["releases"], "data": '{"message":"Version 4.0.0"}'}


def event(**changes):
    return {**EVENT, **changes}


def wire(fields):
    """The body that pusher 5.3.4 for Node sends (its lib/events.js): name, data, channels, then the parameters."""
    body = {"name": fields["name"], "data": fields["data"], "channels": fields["channels"]}
    return js({**body, **{key: fields[key] for key in ("socket_id", "info") if fields.get(key)}})


def names():
    yield good("word", "the usual", event_name="NewRelease")
    yield good("one-character", "the shortest", event_name="a")
    yield good("unicode", "any script", event_name="Neue Version 🎉")
    yield good("length-200", "the limit", event_name=repeat("e", 200))
    yield bad("length-201", "one more than the limit", "invalid_event_name", event_name=repeat("e", 201))
    yield good(
        "code-points-200",
        "characters are code points: 800 bytes, 400 UTF-16 units",
        event_name=repeat("🎉", 200),
    )
    yield bad(
        "code-points-201", "one more than the limit", "invalid_event_name", event_name=repeat("🎉", 201)
    )
    yield bad("empty", "an event has a name", "invalid_event_name", event_name="")
    yield good("client", "a server may send what looks like a client's event", event_name="client-typing")
    yield good("colon", "only the protocol's own prefixes are reserved", event_name="app:saved")
    yield good("pusher-word", "a prefix ends with its colon", event_name="pusher")
    yield good("upper-case-prefix", "prefixes are lower case", event_name="Pusher:x")
    yield bad("reserved", "the protocol's own", "invalid_event_name", event_name="pusher:subscribe")
    yield bad("reserved-bare", "the protocol's own", "invalid_event_name", event_name="pusher:")
    yield bad(
        "reserved-internal",
        "the protocol's own",
        "invalid_event_name",
        event_name="pusher_internal:member_added",
    )
    for name, character in {
        "nul": "\0",
        "line-break": "\n",
        "tab": "\t",
        "escape": "\x1b",
        "delete": "\x7f",
        "c1": "\x85",
        "c1-last": "\x9f",
    }.items():
        yield bad(name, "a control character", "invalid_event_name", event_name=f"a{character}b")
    yield good("no-break-space", "the first character after the control characters", event_name="a\u00a0b")
    for name, hex_digits in {
        "lone-byte": "61ff",
        "overlong": "c0af",
        "surrogate": "eda080",
        "cut-off": "e282",
        "too-high": "f4908080",
    }.items():
        yield bad(name, "not UTF-8", "invalid_event_name", event_name=raw(hex_digits))


TEXTS = {
    "object": '{"a":[1,2.5,true,null]}',
    "plain-string": "hello",
    "quotes": 'say "hi" \\ there',
    "short-escapes": "\b\t\n\f\r",
    "control-characters": "".join(map(chr, range(32))),
    "delete": "\x7f",
    "slash": "</script>",
    "line-separators": "\u2028\u2029",
    "unicode": "Grüße, 世界 🎉",
    "end-of-planes": "\u0080\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff",
    "bom": "\ufeff{}",
    "one-character": "0",
    "pre-escaped": '{"m":"\\u2028\\ud83c\\udf89"}',
    "prototype": '{"__proto__":{"polluted":true},"constructor":1}',
}


def triggers():
    for name, data in TEXTS.items():
        fields = event(data=data)
        yield good(f"data-{name}", "escaped as JSON.stringify does", event=fields, expected=wire(fields))
    for name, fields in {
        "several-channels": event(channels=["a", "private-b", "presence-c", "cache-d"]),
        "same-channel-twice": event(channels=["a", "a"]),
        "socket-id": event(socket_id="1234.5678"),
        "info": event(info="user_count,subscription_count"),
        "socket-id-and-info": event(socket_id="1.1", info="user_count"),
        "unicode-name": event(name='Größe "42"'),
    }.items():
        yield good(name, "the order of pusher for Node", event=fields, expected=wire(fields))

    yield good("data-10240", "the limit, in bytes", event=event(data=repeat("d", 10240)))
    yield bad("data-10241", "one more than the limit", "data_too_large", event=event(data=repeat("d", 10241)))
    yield good(
        "data-10240-of-unicode", "bytes are counted, not characters", event=event(data=repeat("ü", 5120))
    )
    yield bad(
        "data-10242-of-unicode",
        "bytes are counted, not characters",
        "data_too_large",
        event=event(data=repeat("ü", 5121)),
    )
    yield good(
        "data-10240-of-quotes",
        "bytes are counted before they are escaped",
        event=event(data=repeat('"', 10240)),
    )
    yield good(
        "data-limit-raised",
        "a server may be configured for more",
        event=event(data=repeat("d", 10241)),
        limits={"data_bytes": 20000},
    )
    yield bad(
        "data-limit-lowered",
        "or for less",
        "data_too_large",
        event=event(data="ab"),
        limits={"data_bytes": 1},
    )
    yield bad("data-empty", "Reverb answers 422 and soketi 400", "invalid_data", event=event(data=""))
    for name, hex_digits in {
        "lone-byte": "22ff22",
        "surrogate": "eda0bdedb88a",
        "overlong": "c080",
        "cut-off": "f09f8e",
    }.items():
        yield bad(f"data-{name}", "not UTF-8", "invalid_data", event=event(data=raw(hex_digits)))

    yield good("channels-100", "the limit", event=event(channels=several("a", 100)))
    yield bad(
        "channels-101",
        "one more than the limit",
        "too_many_channels",
        event=event(channels=several("a", 101)),
    )
    yield bad("channels-none", "an event goes somewhere", "no_channel", event=event(channels=[]))
    yield good("channel-164", "Pusher's limit is the default", event=event(channels=[repeat("c", 164)]))
    yield bad(
        "channel-165",
        "one more than Pusher's limit",
        "invalid_channel",
        event=event(channels=[repeat("c", 165)]),
    )
    yield good(
        "channel-200",
        "other hosts' limit",
        event=event(channels=[repeat("c", 200)]),
        limits={"channel_name": 200},
    )
    yield bad(
        "channel-201",
        "one more than other hosts' limit",
        "invalid_channel",
        event=event(channels=[repeat("c", 201)]),
        limits={"channel_name": 200},
    )
    yield bad(
        "channel-second-bad",
        "every channel is checked",
        "invalid_channel",
        event=event(channels=["a", "b c"]),
    )
    yield bad(
        "channel-server-to-user",
        "not by name",
        "invalid_channel",
        event=event(channels=["#server-to-user-1"]),
    )
    yield bad(
        "encrypted",
        "in the clear it would defeat the channel",
        "encrypted_channel",
        event=event(channels=["private-encrypted-x"]),
    )
    yield bad(
        "encrypted-cache",
        "in the clear it would defeat the channel",
        "encrypted_channel",
        event=event(channels=["private-encrypted-cache-x"]),
    )
    yield bad(
        "encrypted-among-others",
        "in the clear it would defeat the channel",
        "encrypted_channel",
        event=event(channels=["a", "private-encrypted-x"]),
    )
    yield bad("name-reserved", "the protocol's own", "invalid_event_name", event=event(name="pusher:ping"))
    yield bad("name-empty", "an event has a name", "invalid_event_name", event=event(name=""))
    for socket_id in ("1.1:", "foo", "1"):
        yield bad(
            f"socket-id {socket_id}", "not of the form", "invalid_socket_id", event=event(socket_id=socket_id)
        )
    for info in ("user count", 'user_count"', "user_count&x=1", "USER_COUNT"):
        yield bad(f"info {info}", "not a list of attributes", "invalid_option", event=event(info=info))


def batches():
    def wire_batch(events):
        def one(event):
            options = {key: event[key] for key in ("socket_id", "info") if event.get(key)}
            return {"channel": event["channels"][0], "name": event["name"], "data": event["data"], **options}

        return js({"batch": [one(event) for event in events]})

    two = [
        event(),
        event(
            name="Saved", channels=["private-documents"], data='{"id":7}', socket_id="1.2", info="user_count"
        ),
    ]
    yield good("one", "the smallest", events=two[:1], expected=wire_batch(two[:1]))
    yield good("two", "in their order", events=two, expected=wire_batch(two))
    yield good("events-10", "the limit", events=[event()] * 10)
    yield bad("events-11", "one more than the limit", "too_many_events", events=[event()] * 11)
    yield good(
        "events-limit-raised",
        "a server may be configured for more",
        events=[event()] * 11,
        limits={"batch_events": 11},
    )
    yield bad("empty", "a batch has events", "invalid_data", events=[])
    yield bad(
        "several-channels",
        "an event of a batch goes to one channel",
        "too_many_channels",
        events=[event(), event(channels=["a", "b"])],
    )
    yield bad(
        "no-channel", "an event of a batch goes to one channel", "no_channel", events=[event(channels=[])]
    )
    yield bad(
        "encrypted",
        "in the clear it would defeat the channel",
        "encrypted_channel",
        events=[event(), event(channels=["private-encrypted-x"])],
    )
    yield bad(
        "data-10241",
        "each event has its own limit",
        "data_too_large",
        events=[event(), event(data=repeat("d", 10241))],
    )
    yield bad("socket-id", "each event is checked", "invalid_socket_id", events=[event(socket_id="1.1\n")])
    yield bad(
        "name",
        "each event is checked",
        "invalid_event_name",
        events=[event(name=join("a", repeat("b", 200)))],
    )


assert len(expand(repeat("ü", 5120))) == 10240
VECTORS = {"check_event_name": list(names()), "trigger_body": list(triggers()), "batch_body": list(batches())}
