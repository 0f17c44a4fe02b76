"""Events and authorizations of encrypted channels."""

from .app import APP
from .auth import socket_attacks
from .encryption import CHANNEL, MASTER, NONCE, NOW, PYTHON, b64, sealed, shared
from .event import EVENT
from .independent import bad, good, js, raw, repeat, signed_query, token


def event(**changes):
    return {**EVENT, "channels": [CHANNEL], **changes}


def triggers():
    def trigger(name, why, fields, **extra):
        data = sealed(MASTER, fields["channels"][0], fields["data"])
        options = {key: fields[key] for key in ("socket_id", "info") if key in fields}
        body = js({"name": fields["name"], "data": data, "channels": fields["channels"], **options})
        query = signed_query(APP, "POST", "/apps/3/events", [], body, NOW)
        return good(
            name,
            why,
            **extra,
            app=APP,
            master=MASTER.hex(),
            nonce=NONCE.hex(),
            event=fields,
            now=NOW,
            expected={"path": "/apps/3/events", "query": query, "body": body},
        )

    def refused(name, why, code, fields, **extra):
        return bad(
            name, why, code, **extra, app=APP, master=MASTER.hex(), nonce=NONCE.hex(), event=fields, now=NOW
        )

    yield trigger("event", "sealed for its channel", event())
    yield trigger(
        "everything",
        "the options stay as they are",
        event(
            channels=["private-encrypted-cache-x"], socket_id="1.2", info="subscription_count", data="Grüße"
        ),
    )
    assert [len(sealed(MASTER, CHANNEL, repeat("p", size))) for size in (7619, 7620)] == [10240, 10244]
    yield trigger("data-7619", "10,240 bytes when sealed: the limit", event(data=repeat("p", 7619)))
    yield refused("data-7620", "10,244 bytes when sealed", "data_too_large", event(data=repeat("p", 7620)))
    yield refused(
        "data-limit-lowered",
        "the sealed text is what counts",
        "data_too_large",
        event(data="1"),
        limits={"data_bytes": 83},
    )
    yield trigger(
        "data-limit-just-enough", "the sealed text is what counts", event(data="1"), limits={"data_bytes": 84}
    )
    yield refused(
        "several-encrypted",
        "each has its own key",
        "encrypted_channel",
        event(channels=[CHANNEL, "private-encrypted-y"]),
    )
    yield refused(
        "encrypted-and-plain",
        "each is sealed by itself",
        "encrypted_channel",
        event(channels=[CHANNEL, "releases"]),
    )
    yield refused(
        "plain-and-encrypted",
        "each is sealed by itself",
        "encrypted_channel",
        event(channels=["releases", CHANNEL]),
    )
    yield refused("plain", "nobody could open it", "invalid_channel", event(channels=["releases"]))
    yield refused("no-channel", "it goes nowhere", "no_channel", event(channels=[]))
    yield refused("data-empty", "as on every channel", "invalid_data", event(data=""))
    yield refused("data-not-utf8", "as on every channel", "invalid_data", event(data=raw("ff")))
    yield refused(
        "channel-165",
        "Pusher's limit is the default",
        "invalid_channel",
        event(channels=["private-encrypted-" + "c" * 147]),
    )
    yield refused("name", "the event is checked as any", "invalid_event_name", event(name="pusher:x"))
    yield refused("socket-id", "the event is checked as any", "invalid_socket_id", event(socket_id="1"))


def batches():
    nonces = [bytes([i]) * 24 for i in range(3)]
    events = [event(), event(channels=["releases"]), event(channels=["private-encrypted-y"], data="Grüße")]
    data = [
        sealed(MASTER, e["channels"][0], e["data"], n) if "encrypted" in e["channels"][0] else e["data"]
        for e, n in zip(events, nonces, strict=True)
    ]
    batch = [
        {"channel": e["channels"][0], "name": e["name"], "data": text}
        for e, text in zip(events, data, strict=True)
    ]
    body = js({"batch": batch})
    fields = {"app": APP, "master": MASTER.hex(), "now": NOW}
    query = signed_query(APP, "POST", "/apps/3/batch_events", [], body, NOW)
    digits = [nonce.hex() for nonce in nonces]
    yield good(
        "mixed",
        "each on an encrypted channel is sealed with its channel's key, the others are not",
        **fields,
        nonces=digits,
        events=events,
        expected={"path": "/apps/3/batch_events", "query": query, "body": body},
    )
    yield bad(
        "several-channels",
        "one each",
        "encrypted_channel",
        **fields,
        nonces=digits[:1],
        events=[event(channels=["releases", CHANNEL])],
    )
    yield bad("nonce-missing", "each has its own", "invalid_data", **fields, nonces=digits[:2], events=events)
    yield bad(
        "empty-data",
        "each is checked",
        "invalid_data",
        **fields,
        nonces=digits[:2],
        events=[event(), event(data="")],
    )
    yield bad(
        "data-7620",
        "each has its own limit",
        "data_too_large",
        **fields,
        nonces=digits[:1],
        events=[event(data=repeat("p", 7620))],
    )


def authorizations():
    def granted(name, why, channel, app=APP, master=MASTER, **fields):
        expected = {
            "auth": token(app, fields.get("socket_id", "1234.1234"), channel),
            "shared_secret": b64(shared(master, channel)),
        }
        given = {"socket_id": "1234.1234", **fields}
        return good(
            name,
            why,
            app=app,
            master=master.hex(),
            channel=channel,
            **given,
            expected={**expected, "json": js(expected)},
        )

    def refused(name, why, code, channel=CHANNEL, socket_id="1234.1234"):
        return bad(name, why, code, app=APP, master=MASTER.hex(), socket_id=socket_id, channel=channel)

    python = granted(
        "python",
        "published",
        "private-encrypted-channel",
        {"id": "4", "key": "foo", "secret": "bar"},
        socket_id="345.23",
        source=PYTHON + "test_authentication_client.py",
    )
    assert (
        python["expected"]["auth"] == "foo:fff0503dfe4929f5162efe4d1dacbce524b0d8e7e1331117a8651c0e74d369e3"
    )
    assert python["expected"]["shared_secret"] == "VmIsNZtCSteh8kazd2toc+ofhohBtUouQRSDtRvuyVI="
    yield python
    yield granted("cache", "an encrypted cache channel", "private-encrypted-cache-x")
    for channel in (
        "releases",
        "private-x",
        "presence-x",
        "private-encryptedx",
        "cache-private-encrypted-x",
        "",
    ):
        yield {
            "attack": "a key for another channel",
            **refused(
                f"channel {js(channel)}", "only encrypted channels have keys", "invalid_channel", channel
            ),
        }
    for channel in ("private-encrypted-x\n", "private-encrypted-x:{}", "private-encrypted-ü"):
        yield refused(f"name {js(channel)}", "not a channel's name", "invalid_channel", channel)
    for name, socket_id in socket_attacks():
        yield {
            "attack": name,
            **refused(
                f"socket-{name}",
                "the token would be another kind's",
                "invalid_socket_id",
                socket_id=socket_id,
            ),
        }


VECTORS = {
    "trigger_encrypted": list(triggers()),
    "batch_encrypted": list(batches()),
    "authorize_encrypted": list(authorizations()),
}
