from .app import APP
from .independent import SOCKET_ID, bad, expand, good, js, raw, token
from .published import SIGNATURES

SOCKET = "1234.1234"
DEEP_31 = "[" * 31 + "]" * 31
DEEP_32 = "[" * 32 + "]" * 32
DEEP_33 = "[" * 33 + "]" * 33


def socket_ids():
    for socket_id in ("1.1", "1234.1234", "0.0", "007.1", "123456789012345678901234567890.9"):
        yield good(socket_id, "digits, a dot, digits", socket_id=socket_id)
    shapes = [
        "",
        ".",
        "1",
        "1.",
        ".1",
        "1..1",
        "1.1.1",
        "1.1:",
        ":1.1",
        "foo",
        "foo1.1",
        "1.1foo",
        "a.b",
        "1,1",
        "-1.1",
        "+1.1",
        "1.-1",
        "1e3.1",
        "0x1.1",
    ]
    for socket_id in shapes:
        yield bad(
            f"shape {js(socket_id)}", "not digits, a dot, digits", "invalid_socket_id", socket_id=socket_id
        )
    breaks = [
        "1.1\n",
        "\n1.1",
        "1.1\n:",
        "1.1\r\n",
        "1.1\nPOST",
        "x\n1.1",
        "1.1\nx",
        "1\n.1",
        "1.1\0",
        " 1.1",
        "1.1 ",
        "1 .1",
        "1.1\t",
        "1.1\u2028",
        "1.1\u00a0",
    ]
    for socket_id in breaks:
        yield bad(
            f"break {js(socket_id)}",
            "a regular expression's ^ and $ let some of these through",
            "invalid_socket_id",
            socket_id=socket_id,
        )
    digits = {
        "arabic": "١.١",
        "devanagari": "१.१",
        "full-width": "１.１",
        "mathematical": "𝟏.𝟏",
        "superscript": "1.²",
        "full-width-dot": "1．1",
        "one-of-many": "12٣4.1",
    }
    for name, socket_id in digits.items():
        yield bad(
            f"unicode-{name}",
            "a regular expression's \\d lets some of these through",
            "invalid_socket_id",
            socket_id=socket_id,
        )
    yield bad("not-utf8", "ASCII digits only", "invalid_socket_id", socket_id=raw("312e31ff"))
    for name, socket_id in socket_attacks():
        yield {
            "attack": name,
            **bad(name, "its signature would be something else's", "invalid_socket_id", socket_id=socket_id),
        }


def socket_attacks():
    """What an outsider may send as socket_id to have a text of his choice signed (sakurity.com/blog/2015/05/08/pusher.html)."""
    query = "auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0"
    yield "http-request", f"POST\n/apps/3/events\n{query}&body_md5=ec365a775a4cd0599faeb73354201b6f&x="
    yield "http-get", f"GET\n/apps/3/channels\n{query}&x="
    yield "other-channel", "1.1:private-secret"
    yield "presence-member", '1.1:presence-room:{"user_id":"admin"}'
    yield "sign-in", '1.1::user::{"id":"admin"}'
    yield "webhook", '{"time_ms":1,"events":[]}'
    yield "second-line", "1.1\nPOST\n/apps/3/events"


def granted(app, socket_id, channel, member=None):
    if member is None:
        answer = {"auth": token(app, socket_id, channel)}
    else:
        info = f',"user_info":{member["user_info"]}' if member.get("user_info") else ""
        data = f'{{"user_id":{js(member["user_id"])}{info}}}'
        answer = {"auth": token(app, socket_id, channel, data), "channel_data": data}
    return {**answer, "json": js(answer)}


def published_auth():
    """The published tokens, as far as a caller can ask for them: operation and case."""
    for name, source, key, secret, text, signature in SIGNATURES:
        if key is None or not text[0].isdigit():
            continue
        app, auth = {"id": "3", "key": key, "secret": secret}, f"{key}:{signature}"
        common = {"source": source, "app": app}
        socket_id, rest = text.split(":", 1)
        if rest.startswith(":user::"):
            data = rest[len(":user::") :]
            expected = {"auth": auth, "user_data": data}
            yield (
                "authenticate",
                good(
                    name,
                    "published",
                    **common,
                    socket_id=socket_id,
                    user_data=data,
                    expected={**expected, "json": js(expected)},
                ),
            )
            yield (
                "verify_authentication",
                good(name, "published", **common, socket_id=socket_id, user_data=data, auth=auth),
            )
            continue
        channel, _, data = rest.partition(":")
        yield (
            "verify_authorization",
            good(
                name,
                "published",
                **common,
                socket_id=socket_id,
                channel=channel,
                channel_data=data,
                auth=auth,
            ),
        )
        member = {
            "go-presence": {"user_id": "10", "user_info": '{"name":"Mr. Pusher"}'},
            "py-3": {"user_id": "fred", "user_info": '{"key":"value"}'},
        }.get(name)
        if member or (not data and not channel.startswith("private-encrypted-")):
            expected = granted(app, socket_id, channel, member)
            assert expected["auth"] == auth, name
            given = {"member": member} if member else {}
            yield (
                "authorize",
                good(
                    name,
                    "published",
                    **common,
                    socket_id=socket_id,
                    channel=channel,
                    **given,
                    expected=expected,
                ),
            )


def authorizations():
    def ok(name, why, channel, member=None):
        given = {"member": member} if member else {}
        return good(
            name,
            why,
            app=APP,
            socket_id=SOCKET,
            channel=channel,
            **given,
            expected=granted(APP, SOCKET, channel, member),
        )

    def no(name, why, code, channel, member=None, socket_id=SOCKET):
        given = {"member": member} if member else {}
        return bad(name, why, code, app=APP, socket_id=socket_id, channel=channel, **given)

    ann = {"user_id": "1", "user_info": '{"name":"Ann"}'}
    yield ok("private", "socket and channel", "private-admins")
    yield ok("private-cache", "a cache channel is signed as any", "private-cache-x")
    yield ok("private-all-characters", "every character a name may have", "private-A_z=0@1,2.3;4-")
    yield ok("presence", "the member is signed too", "presence-chat.1", ann)
    yield ok("presence-cache", "a cache channel is signed as any", "presence-cache-x", ann)
    yield ok("presence-without-info", "no user_info, no member of that name", "presence-x", {"user_id": "1"})
    yield ok(
        "info-as-it-stands",
        "spaces and order stay",
        "presence-x",
        {"user_id": "1", "user_info": '{ "b" : 1,\n"a":[1.0,1e5] }'},
    )
    for name, info in {"null": "null", "string": '"Ann"', "array": "[1]", "number": "-0.5e+10"}.items():
        yield ok(f"info-{name}", "any JSON", "presence-x", {"user_id": "1", "user_info": info})
    hostile = [
        '"',
        "\\",
        '","user_id":"2',
        "a\nb\x01",
        "\u2028",
        "Zoë 🎉",
        "</script>",
        "__proto__",
        ":user::",
    ]
    for user_id in hostile:
        yield ok(
            f"user_id {js(user_id)}", "escaped, so it stays a user_id", "presence-x", {"user_id": user_id}
        )
    yield ok("user_id-128", "the limit", "presence-x", {"user_id": "u" * 128})
    yield no("user_id-129", "one more than the limit", "invalid_member", "presence-x", {"user_id": "u" * 129})
    yield ok("user_id-128-emoji", "characters are code points", "presence-x", {"user_id": "🎉" * 128})
    yield no(
        "user_id-129-emoji",
        "one more than the limit",
        "invalid_member",
        "presence-x",
        {"user_id": "🎉" * 129},
    )
    yield no("user_id-empty", "a member has one", "invalid_member", "presence-x", {"user_id": ""})
    yield no("user_id-not-utf8", "not text", "invalid_member", "presence-x", {"user_id": raw("ff")})

    frame = len('{"user_id":"1","user_info":""}')
    yield ok(
        "member-1024",
        "the limit, in bytes",
        "presence-x",
        {"user_id": "1", "user_info": '"' + "i" * (1024 - frame) + '"'},
    )
    yield no(
        "member-1025",
        "one more than the limit",
        "member_too_large",
        "presence-x",
        {"user_id": "1", "user_info": '"' + "i" * (1025 - frame) + '"'},
    )
    yield no(
        "member-huge",
        "over the limit",
        "member_too_large",
        "presence-x",
        {"user_id": "1", "user_info": '"' + "i" * 20000 + '"'},
    )
    bytes_of = {"user_id": "1", "user_info": '"' + "ü" * 498 + '"'}
    assert len(granted(APP, SOCKET, "presence-x", bytes_of)["channel_data"].encode()) == 1026
    yield no(
        "member-1026-of-unicode",
        "bytes are counted, not characters",
        "member_too_large",
        "presence-x",
        bytes_of,
    )
    yield ok(
        "info-depth-31",
        "32 levels with the member itself",
        "presence-x",
        {"user_id": "1", "user_info": DEEP_31},
    )
    yield no(
        "info-depth-32", "one more", "json_too_deep", "presence-x", {"user_id": "1", "user_info": DEEP_32}
    )
    broken = [
        "{",
        "{}}",
        "nul",
        "'a'",
        '{"a":1,}',
        "[1,]",
        "01",
        "1.",
        ".5",
        "+1",
        "NaN",
        '"\n"',
        '"\\x"',
        '"\\ud800"',
        '"\\udc00\\ud800"',
        "1 2",
        "/**/1",
        '{"a" 1}',
        "{1:2}",
        " ",
    ]
    for info in broken:
        yield no(
            f"info {js(info)}", "not JSON", "invalid_json", "presence-x", {"user_id": "1", "user_info": info}
        )
    yield no(
        "info-not-utf8",
        "not JSON",
        "invalid_json",
        "presence-x",
        {"user_id": "1", "user_info": raw("22ff22")},
    )
    for name, info in {
        "second-user-id": '1,"user_id":"admin"',
        "closes-the-member": '1},"user_id":"admin"',
        "empty-then-more": ',"user_id":"admin"',
    }.items():
        yield {
            "attack": "user_info injection",
            **no(
                f"info-{name}",
                "would bring a user_id of its own",
                "invalid_json",
                "presence-x",
                {"user_id": "1", "user_info": info},
            ),
        }

    for channel in ("releases", "cache-x", "presence", "Private-x", "x-private-y"):
        yield no(f"public {channel}", "nothing to authorize", "public_channel", channel)
    yield no("public-with-member", "nothing to authorize", "public_channel", "releases", ann)
    for channel in ("private-encrypted-x", "private-encrypted-cache-x"):
        yield no(f"encrypted {channel}", "its key cannot be given", "encrypted_channel", channel)
    yield no(
        "encrypted-with-member", "its key cannot be given", "encrypted_channel", "private-encrypted-x", ann
    )
    yield no("presence-without-member", "somebody must be there", "invalid_member", "presence-x")
    yield no("private-with-member", "a private channel has no members", "invalid_member", "private-x", ann)
    yield ok("channel-200", "other hosts' limit: the server decides on Pusher's", "private-" + "c" * 192)
    yield no("channel-201", "one more", "invalid_channel", "private-" + "c" * 193)

    for channel in (
        'private-x:{"user_id":"1"}',
        "private-x:",
        "private-x\n",
        "private-x y",
        "",
        "#server-to-user-1",
        "private-ü",
    ):
        yield no(f"channel {js(channel)}", "not a channel's name", "invalid_channel", channel)
    for name, channel in {
        "sign-in": ':user::{"id":"admin"}',
        "presence-as-private": 'presence-x:{"user_id":"admin"}',
        "http-request": "private-x\nPOST\n/apps/3/events",
    }.items():
        yield {
            "attack": name,
            **no(f"attack-{name}", "the token would be another kind's", "invalid_channel", channel),
        }
        yield {
            "attack": name,
            **no(
                f"attack-{name}-with-member",
                "the token would be another kind's",
                "invalid_channel",
                channel,
                ann,
            ),
        }
    for name, socket_id in socket_attacks():
        yield {
            "attack": name,
            **no(
                f"socket-{name}",
                "the token would be another kind's",
                "invalid_socket_id",
                "private-x",
                socket_id=socket_id,
            ),
        }
        yield {
            "attack": name,
            **no(
                f"socket-{name}-with-member",
                "the token would be another kind's",
                "invalid_socket_id",
                "presence-x",
                ann,
                socket_id,
            ),
        }


SOCKET_IDS = list(socket_ids())
for case in SOCKET_IDS:
    assert case["valid"] == bool(SOCKET_ID.match(expand(case["socket_id"]))), case["name"]
PUBLISHED = list(published_auth())


def of(operation):
    return [case for name, case in PUBLISHED if name == operation]


VECTORS = {"check_socket_id": SOCKET_IDS, "authorize": [*of("authorize"), *authorizations()]}
