"""Sign-in, and the server's side of every token."""

from .app import APP
from .auth import DEEP_32, DEEP_33, SOCKET, granted, of, socket_attacks
from .independent import bad, good, js, raw, token

MEMBER = {"user_id": "1", "user_info": '{"name":"Ann"}'}
OTHER = {"id": "4", "key": "other-key", "secret": "other-secret"}


def authentications():
    def ok(name, why, user_data):
        expected = {"auth": token(APP, SOCKET, "", "user", "", user_data), "user_data": user_data}
        return good(
            name,
            why,
            app=APP,
            socket_id=SOCKET,
            user_data=user_data,
            expected={**expected, "json": js(expected)},
        )

    def no(name, why, code, user_data, socket_id=SOCKET):
        return bad(name, why, code, app=APP, socket_id=socket_id, user_data=user_data)

    yield ok("id", "the least", '{"id":"1"}')
    yield ok(
        "everything", "as it stands", '{ "id" : "1", "user_info":{"name":"Zoë 🎉"},\n"watchlist":["2","3"] }'
    )
    yield ok("id-last", "any order", '{"user_info":{"id":7},"id":"1"}')
    yield ok("id-escaped", "a name is what its escapes stand for", '{"\\u0069d":"1"}')
    yield ok("id-128", "the limit", js({"id": "u" * 128}))
    yield no("id-129", "one more than the limit", "invalid_user", js({"id": "u" * 129}))
    yield ok(
        "id-128-escaped", "characters are counted after unescaping", '{"id":"' + "\\ud83c\\udf89" * 128 + '"}'
    )
    yield no(
        "id-129-escaped", "one more than the limit", "invalid_user", '{"id":"' + "\\ud83c\\udf89" * 129 + '"}'
    )
    yield ok("depth-32", "the limit", '{"id":"1","user_info":' + DEEP_32[1:-1] + "}")
    yield no("depth-33", "one more than the limit", "json_too_deep", '{"id":"1","user_info":' + DEEP_32 + "}")
    yield no("depth-33-before-id", "one more than the limit", "json_too_deep", DEEP_33)
    for name, data in {
        "no-id": "{}",
        "empty-id": '{"id":""}',
        "number": '{"id":1}',
        "null": '{"id":null}',
        "object": '{"id":{"id":"1"}}',
        "list": '["id","1"]',
        "string": '"id"',
        "number-alone": "1",
        "inner-id": '{"user":{"id":"1"}}',
        "upper-case": '{"ID":"1"}',
    }.items():
        yield no(name, "no usable id", "invalid_user", data)
    for name, data in {
        "twice": '{"id":"1","id":"2"}',
        "twice-same": '{"id":"1","id":"1"}',
        "twice-escaped": '{"id":"1","i\\u0064":"2"}',
        "twice-other-type": '{"id":"1","id":2}',
    }.items():
        yield {
            "attack": "duplicate id",
            **no(f"id-{name}", "readers differ in which one counts", "invalid_user", data),
        }
    for data in (
        "",
        "{",
        '{"id":"1"} x',
        "{'id':'1'}",
        '{"id":"1",}',
        '{"id":"\\ud800"}',
        '{"id":"1\n"}',
        '{id:"1"}',
        '\ufeff{"id":"1"}',
    ):
        yield no(f"text {js(data)}", "not JSON", "invalid_json", data)
    yield no("not-utf8", "not JSON", "invalid_json", raw("7b226964223a22ff227d"))
    yield no("socket-id", "checked first", "invalid_socket_id", '{"id":"1"}', "1.1:")
    for name, socket_id in socket_attacks():
        yield {
            "attack": name,
            **no(
                f"socket-{name}",
                "the token would be another kind's",
                "invalid_socket_id",
                '{"id":"1"}',
                socket_id,
            ),
        }
    yield {
        "attack": "channel token",
        **no("data-as-channel", "the token would be a channel's", "invalid_json", "private-x"),
    }


def authorization_checks():
    def check(make, name, why, channel, auth, channel_data="", socket_id=SOCKET, app=APP):
        return make(
            name, why, app=app, socket_id=socket_id, channel=channel, channel_data=channel_data, auth=auth
        )

    private, presence = granted(APP, SOCKET, "private-x"), granted(APP, SOCKET, "presence-x", MEMBER)
    data = presence["channel_data"]
    yield check(good, "private", "right", "private-x", private["auth"])
    yield check(good, "presence", "right", "presence-x", presence["auth"], data)
    yield check(
        good,
        "encrypted",
        "its token is a private channel's",
        "private-encrypted-x",
        granted(APP, SOCKET, "private-encrypted-x")["auth"],
    )
    yield check(
        good,
        "private-with-data",
        "as pusher for Node signs it when it is given data",
        "private-x",
        token(APP, SOCKET, "private-x", data),
        data,
    )
    yield check(bad, "other-channel", "signed for another", "private-y", private["auth"])
    yield check(
        bad, "other-socket", "signed for another", "private-x", private["auth"], socket_id="1234.1235"
    )
    yield check(
        bad, "other-app", "signed by another", "private-x", granted(OTHER, SOCKET, "private-x")["auth"]
    )
    yield check(
        bad,
        "other-key",
        "the right signature under another key",
        "private-x",
        "other-key:" + private["auth"].split(":")[1],
    )
    yield check(
        bad,
        "data-changed",
        "the member is signed",
        "presence-x",
        presence["auth"],
        data.replace('"1"', '"2"'),
    )
    yield check(bad, "data-added", "no data was signed", "private-x", private["auth"], data)
    yield check(bad, "data-removed", "data was signed", "presence-x", presence["auth"])
    yield check(
        bad,
        "presence-without-data",
        "a presence channel needs its member (Reverb took it without)",
        "presence-x",
        token(APP, SOCKET, "presence-x"),
    )
    for channel in ("releases", "cache-x"):
        yield check(
            bad, f"public {channel}", "a public channel has no token", channel, token(APP, SOCKET, channel)
        )
    signature = private["auth"].split(":")[1]
    for name, auth in {
        "empty": "",
        "key": APP["key"],
        "key-and-colon": APP["key"] + ":",
        "signature": signature,
        "colon-and-signature": ":" + signature,
        "short": private["auth"][:-1],
        "long": private["auth"] + "0",
        "upper-case": APP["key"] + ":" + signature.upper(),
        "spaces": " " + private["auth"],
        "two-colons": private["auth"].replace(":", "::"),
    }.items():
        yield check(bad, f"auth-{name}", "not a token", "private-x", auth)
    yield {
        "attack": "presence as private",
        **check(
            bad,
            "member-in-the-name",
            "the member's token for a name that holds the member",
            f"presence-x:{data}",
            presence["auth"],
        ),
    }
    user_data = '{"id":"admin"}'
    sign_in = token(APP, SOCKET, "", "user", "", user_data)
    yield {
        "attack": "sign-in as channel",
        **check(bad, "sign-in-token", "a sign-in token for a crafted name", f":user::{user_data}", sign_in),
    }
    yield {
        "attack": "socket in the channel",
        **check(
            bad,
            "crafted-socket",
            "a socket id that holds the channel",
            "presence-x",
            token(APP, "1.1:private-y", "presence-x", data),
            data,
            "1.1:private-y",
        ),
    }


def authentication_checks():
    data = '{"id":"1"}'
    right = token(APP, SOCKET, "", "user", "", data)

    def no(name, why, auth=right, user_data=data, socket_id=SOCKET):
        return bad(name, why, app=APP, socket_id=socket_id, user_data=user_data, auth=auth)

    yield good("right", "right", app=APP, socket_id=SOCKET, user_data=data, auth=right)
    yield no("other-user", "signed for another", user_data='{"id":"2"}')
    yield no("other-socket", "signed for another", socket_id="1.1")
    yield no("other-app", "signed by another", auth=token(OTHER, SOCKET, "", "user", "", data))
    yield no("no-key", "the key belongs to it", auth=right.split(":")[1])
    yield no(
        "doubled-colons",
        "the documentation's other example, which no server takes",
        auth=right.replace(":", "::user::"),
    )
    yield {
        "attack": "channel as sign-in",
        **no("channel-token", "a channel's token", auth=token(APP, SOCKET, "private-x")),
    }
    yield {
        "attack": "crafted socket id",
        **no(
            "crafted-socket",
            "a socket id that holds the start",
            auth=token(APP, "1.1:", "user", "", data),
            socket_id="1.1:",
        ),
    }


VECTORS = {
    "authenticate": [*of("authenticate"), *authentications()],
    "verify_authorization": [*of("verify_authorization"), *authorization_checks()],
    "verify_authentication": [*of("verify_authentication"), *authentication_checks()],
}
