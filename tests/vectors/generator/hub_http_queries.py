"""Batches, queries, routing and authentication of the hub's HTTP interface."""

from .app import APP
from .hub_http import BATCH, CHANNELS, EVENTS, OK, batch, heard, on, trigger
from .hub_steps import NOW, OTHER, connect, presence_of, respond, scenario, send, subscribe, subscribed
from .independent import hmac_hex, js, md5_hex, signed_query


def batches():
    e = {"name": "e", "data": "{}", "channel": "a"}
    yield scenario(
        "batch",
        "in order, each with its own name, data and exclusion",
        *on("a", 1, 2),
        batch(
            [heard([1, 2]), heard([2], name="f", data="2"), OK],
            e,
            {"name": "f", "data": "2", "channel": "a", "socket_id": "1.1001"},
        ),
    )
    yield scenario(
        "batch-info",
        "one entry for each event, by its place",
        *on("a", 1),
        batch(
            [heard([1]), heard([1]), respond(200, '{"batch":[{},{"subscription_count":1}]}')],
            e,
            {**e, "info": "subscription_count"},
        ),
    )
    yield scenario("batch-10", "the limit", batch([OK], *[e] * 10))
    yield scenario("batch-11", "one more than the limit", *on("a", 1), batch([respond(400)], *[e] * 11))
    yield scenario(
        "batch-two-encrypted",
        "each event has one channel",
        batch([OK], {**e, "channel": "private-encrypted-a"}, {**e, "channel": "private-encrypted-b"}),
    )
    for name, wrong in {
        "name": {**e, "name": ""},
        "data": {**e, "data": 7},
        "channel": {**e, "channel": "a b"},
        "channels": {"name": "e", "data": "{}", "channels": ["a"]},
        "socket-id": {**e, "socket_id": "x"},
        "not-an-object": 7,
    }.items():
        yield scenario(f"batch-second-{name}", "all or nothing", *on("a", 1), batch([respond(400)], e, wrong))
    yield scenario(
        "batch-too-large",
        "413, and nothing is sent",
        *on("a", 1),
        batch([respond(413)], e, {**e, "data": "d" * 10_241}),
    )
    for name, body in {
        "empty": '{"batch":[]}',
        "missing": "{}",
        "object": '{"batch":{}}',
        "array": "[]",
        "not-json": "x",
    }.items():
        yield scenario(f"batch-body-{name}", "400", send("POST", BATCH, body, [respond(400)]))


def get(path, expect, *parameters):
    return send("GET", path, "", expect, parameters=parameters)


def queries():
    occupied = [*on("a", 1), *on("private-b", 2), *presence_of(3, 4)]
    yield scenario(
        "channels",
        "the occupied ones",
        *occupied,
        get(CHANNELS, [respond(200, '{"channels":{"a":{},"presence-x":{},"private-b":{}}}')]),
    )
    yield scenario("channels-none", "nobody is there", get(CHANNELS, [respond(200, '{"channels":{}}')]))
    yield scenario(
        "channels-prefix",
        "filtered",
        *occupied,
        get(
            CHANNELS,
            [respond(200, '{"channels":{"presence-x":{},"private-b":{}}}')],
            ("filter_by_prefix", "p"),
        ),
    )
    yield scenario(
        "channels-prefix-escaped",
        "the prefix is escaped in the query and not where it is signed",
        *on("a@b;c", 1),
        get(CHANNELS, [respond(200, '{"channels":{"a@b;c":{}}}')], ("filter_by_prefix", "a@b;")),
    )
    yield scenario(
        "channels-user-count",
        "of presence channels",
        *occupied,
        get(
            CHANNELS,
            [respond(200, '{"channels":{"presence-x":{"user_count":2}}}')],
            ("filter_by_prefix", "presence-"),
            ("info", "user_count"),
        ),
    )
    yield scenario(
        "channels-user-count-of-all",
        "public channels have no users",
        get(CHANNELS, [respond(400)], ("info", "user_count")),
    )
    yield scenario(
        "channels-user-count-short-prefix",
        "more than presence channels begin so",
        get(CHANNELS, [respond(400)], ("filter_by_prefix", "presence"), ("info", "user_count")),
    )
    yield scenario(
        "channels-subscription-count",
        "not of several channels",
        get(CHANNELS, [respond(400)], ("info", "subscription_count")),
    )
    yield scenario(
        "channels-extraneous",
        "told which",
        get(
            CHANNELS,
            [respond(400, "The following query string parameters are extraneous: colour")],
            ("colour", "red"),
        ),
    )
    yield scenario(
        "channel", "occupied", *on("a", 1), get(CHANNELS + "/a", [respond(200, '{"occupied":true}')])
    )
    yield scenario(
        "channel-vacant", "not occupied", get(CHANNELS + "/a", [respond(200, '{"occupied":false}')])
    )
    yield scenario(
        "channel-counts",
        "of a presence channel",
        *presence_of(1, 2),
        get(
            CHANNELS + "/presence-x",
            [respond(200, '{"occupied":true,"user_count":2,"subscription_count":2}')],
            ("info", "user_count,subscription_count"),
        ),
    )
    yield scenario(
        "channel-vacant-counts",
        "zero",
        get(
            CHANNELS + "/presence-x",
            [respond(200, '{"occupied":false,"user_count":0,"subscription_count":0}')],
            ("info", "user_count,subscription_count"),
        ),
    )
    yield scenario(
        "channel-user-count-of-public",
        "public channels have no users",
        get(CHANNELS + "/a", [respond(400)], ("info", "user_count")),
    )
    yield scenario(
        "channel-unknown-info", "no such attribute", get(CHANNELS + "/a", [respond(400)], ("info", "colour"))
    )
    yield scenario("channel-name", "not a name", get(CHANNELS + "/a:b", [respond(400)]))
    yield scenario("channel-no-name", "not a name", get(CHANNELS + "/", [respond(400)]))
    yield scenario(
        "users",
        "each once",
        *presence_of(1, 2),
        get(CHANNELS + "/presence-x/users", [respond(200, '{"users":[{"id":"u1"},{"id":"u2"}]}')]),
    )
    yield scenario(
        "users-none", "nobody is there", get(CHANNELS + "/presence-x/users", [respond(200, '{"users":[]}')])
    )
    yield scenario("users-of-public", "no users", *on("a", 1), get(CHANNELS + "/a/users", [respond(400)]))
    yield scenario(
        "users-parameters",
        "takes none",
        get(CHANNELS + "/presence-x/users", [respond(400)], ("info", "user_count")),
    )


def routing():
    for name, method, path, status in [
        ("unknown", "GET", "/apps/3/colours", 404),
        ("nothing", "GET", "/apps/3/", 404),
        ("deeper", "POST", EVENTS + "/x", 404),
        ("get-events", "GET", EVENTS, 405),
        ("get-batch", "GET", BATCH, 405),
        ("post-channels", "POST", CHANNELS, 405),
        ("put", "PUT", EVENTS, 405),
        ("delete", "DELETE", CHANNELS + "/a", 405),
    ]:
        yield scenario(
            f"route-{name}",
            f"{status}",
            send(method, path, "{}" if method in ("POST", "PUT") else "", [respond(status)]),
        )
    for name, path in {
        "root": "/",
        "apps": "/apps",
        "apps-slash": "/apps/",
        "no-resource": "/apps/3",
        "no-id": "/apps//events",
        "unknown-app": "/apps/9/events",
    }.items():
        yield scenario(
            f"route-{name}",
            "404 without a signature too",
            {
                "request": {"method": "GET", "path": path, "query": "", "body": ""},
                "now": NOW,
                "actions": [respond(404)],
            },
        )


def authentication():
    body = js({"name": "e", "data": "{}", "channels": ["a"]})
    good = signed_query(APP, "POST", EVENTS, (), body, NOW)

    def case(name, why, expect, query=good, method="POST", path=EVENTS, body=body, now=NOW):
        sent = [heard([1])] if expect == OK else []
        return scenario(
            f"auth-{name}", why, *on("a", 1), send(method, path, body, [*sent, expect], query=query, now=now)
        )

    def signed(pairs, app=APP, path=EVENTS):
        text = "&".join(f"{name}={value}" for name, value in sorted(pairs.items()))
        return text + "&auth_signature=" + hmac_hex(app["secret"], f"POST\n{path}\n{text}")

    pairs = {
        "auth_key": APP["key"],
        "auth_timestamp": str(NOW),
        "auth_version": "1.0",
        "body_md5": md5_hex(body),
    }
    no = respond(401)
    yield case("right", "passes", OK)
    for seconds in (599, 600, -599, -600):
        yield case(f"clock {seconds:+}", "within 600 s", OK, now=NOW + seconds)
    for seconds in (601, -601, 10**9):
        yield case(f"clock {seconds:+}", "not within 600 s", no, now=NOW + seconds)
    yield case(
        "wrong-signature", "one digit differs", no, query=good[:-1] + ("0" if good[-1] != "0" else "1")
    )
    yield case("no-query", "unsigned", no, query="")
    for missing in pairs:
        yield case(
            f"without-{missing}",
            "missing, though signed so",
            no,
            query=signed({name: value for name, value in pairs.items() if name != missing}),
        )
    yield case("without-auth_signature", "missing", no, query=good.split("&auth_signature")[0])
    yield case("wrong-md5", "of another body", no, query=signed({**pairs, "body_md5": md5_hex("{}")}))
    yield case("other-body", "the signature's md5 is not this body's", no, body=body.replace('"e"', '"f"'))
    yield case("unknown-key", "nobody's", no, query=signed({**pairs, "auth_key": "nobody"}))
    yield case(
        "other-app",
        "another app's key and secret on this app's path",
        no,
        query=signed({**pairs, "auth_key": OTHER["key"]}, app=OTHER),
    )
    yield case(
        "other-app-path",
        "this app's key and secret on another app's path",
        no,
        path="/apps/4/events",
        query=signed(pairs, path="/apps/4/events"),
    )
    yield case("other-app-secret", "this app's key, another's secret", no, query=signed(pairs, app=OTHER))
    yield case("path", "signed for another path", no, path=BATCH)
    yield case("method", "signed for another method", no, method="PUT")
    yield case("added-parameter", "not signed", no, query=good + "&colour=red")
    yield case("repeated-parameter", "which one is it?", no, query=good + "&auth_key=" + APP["key"])
    yield case("repeated-signature", "which one is it?", no, query=good + "&auth_signature=" + "0" * 64)
    yield case("version", "only 1.0", no, query=signed({**pairs, "auth_version": "2.0"}))
    for name, value in {
        "empty": "",
        "word": "now",
        "negative": "-1",
        "fraction": f"{NOW}.5",
        "milliseconds": f"{NOW}000",
        "huge": "9" * 30,
        "plus": f"+{NOW}",
    }.items():
        yield case(
            f"timestamp-{name}",
            "not Unix seconds of now",
            no,
            query=signed({**pairs, "auth_timestamp": value}),
        )
    yield scenario(
        "apps-are-apart",
        "same names, two apps",
        connect(1),
        connect(2, target="/app/other-key?protocol=7"),
        subscribe(1, "a", [subscribed(1, "a")]),
        subscribe(2, "a", [subscribed(2, "a")]),
        trigger([heard([1]), OK]),
        send("POST", "/apps/4/events", body, [heard([2]), OK], app=OTHER),
        send("GET", "/apps/4/channels", "", [respond(200, '{"channels":{"a":{}}}')], app=OTHER),
    )
    yield scenario(
        "apps-exclude-apart",
        "a socket of another app is not excluded",
        connect(1),
        connect(2, target="/app/other-key?protocol=7"),
        subscribe(1, "a", [subscribed(1, "a")]),
        trigger([heard([1]), OK], socket_id="2.1002"),
    )


VECTORS = {"requests": [*batches(), *queries(), *routing(), *authentication()]}
