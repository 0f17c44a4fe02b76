"""Sign-in, and every form that an authorization request's body may have."""

from .independent import join, raw, repeat
from .routes_case import (
    ANN,
    FORM,
    LISTS,
    NOBODY,
    NOT_JSON,
    RULES,
    SOCKET,
    SOCKET_MISSING,
    SOCKET_ONCE,
    case,
    compact,
    denied,
    form,
    granted,
    malformed,
    post,
    signed,
    signed_in,
)


def sign_in():
    yield granted(
        "docs-user",
        "the documentation's example, whose signature is published",
        {"user": "session"},
        post(form(), {**ANN, "id": 12345}),
        compact(
            {
                "auth": "278d425bdf160c739803:4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba",
                "user_data": '{"id":"12345"}',
            }
        ),
    )
    yield granted(
        "sign-in",
        "socket_id alone signs in, with rules or without",
        RULES,
        post(form(), ANN),
        signed_in({"id": "7"}),
    )
    yield granted(
        "sign-in-on-its-own-path",
        "pusher-js's default path for it",
        {**RULES, "auth_route": "/pusher/user-auth"},
        post(form(), ANN, path="/pusher/user-auth"),
        signed_in({"id": "7"}),
    )
    yield granted(
        "channel-on-sign-in-path",
        "one route serves both",
        {**RULES, "auth_route": "/pusher/user-auth"},
        post(form("private-admins"), ANN, path="/pusher/user-auth"),
        signed("private-admins"),
    )
    yield granted(
        "watchlist",
        "userData says what is signed",
        {"user": "session", "user_data": "with-watchlist"},
        post(form(), ANN),
        signed_in({"id": "7", "user_info": {"name": "Ann"}, "watchlist": ["8", "9"]}),
    )
    at_most = signed_in({"id": "7", "watchlist": [str(n) for n in range(100)]})
    yield granted(
        "watchlist-100",
        "as many as there may be",
        {"user": "session", "user_data": "watching-100"},
        post(form(), ANN),
        at_most,
    )
    yield denied(
        "watchlist-101",
        "one more",
        {"user": "session", "user_data": "watching-101"},
        post(form(), ANN),
        "invalid_user",
        "The watchlist has 101 users: at most 100 are allowed.",
        log=["invalid_user"],
    )
    yield denied("sign-in-guest", "nobody is signed in", RULES, post(form()), "unauthenticated", NOBODY)
    yield denied(
        "sign-in-without-user",
        "nobody can be",
        {},
        post(form()),
        "unauthenticated",
        NOBODY,
        log=["pusher.signin()"],
    )
    yield denied(
        "user-data-throws",
        "what throws denies",
        {"user": "session", "user_data": "throws"},
        post(form(), ANN),
        log=["threw"],
    )
    yield denied(
        "user-data-empty-id",
        "pusher-js refuses an empty id",
        {"user": "session", "user_data": "with-empty-id"},
        post(form(), ANN),
        "invalid_user",
        None,
        log=["invalid_user"],
    )
    yield case(
        "empty-channel-is-no-sign-in",
        "channel_name is there",
        RULES,
        post(form(""), ANN),
        400,
        code="invalid_channel",
    )


def bodies():
    granted_body = signed("private-admins")
    for name, why, request in (
        (
            "json",
            "a JSON body",
            post(
                compact({"socket_id": SOCKET, "channel_name": "private-admins"}), ANN, type="application/json"
            ),
        ),
        (
            "json-charset",
            "parameters of the type are let be",
            post(
                compact({"socket_id": SOCKET, "channel_name": "private-admins"}),
                ANN,
                type="Application/JSON; charset=utf-8",
            ),
        ),
        (
            "form-charset",
            "parameters of the type are let be",
            post(form("private-admins"), ANN, type=FORM + "; charset=UTF-8"),
        ),
        (
            "form-encoded",
            "percent signs in names and values",
            post("socket%5Fid=1234%2E1234&channel_name=private%2dadmins", ANN),
        ),
        (
            "form-odd-parts",
            "empty parts, parts without a value, percent signs that stand for themselves",
            post("&&a&=b&%zz=%&x=%4&" + form("private-admins", more="&"), ANN),
        ),
        (
            "more-fields",
            "params of the page are let be, repeated too",
            post(form("private-admins", more="&x=1&x=2"), ANN),
        ),
        (
            "json-deepest",
            "32 levels",
            post(
                '{"socket_id":"1234.1234","channel_name":"private-admins","x":' + "[" * 31 + "]" * 31 + "}",
                ANN,
                type="application/json",
            ),
        ),
        (
            "json-brackets-in-text",
            "brackets in a text are no levels",
            post(
                compact({"socket_id": SOCKET, "channel_name": "private-admins", "x": '[{\\"' * 40}),
                ANN,
                type="application/json",
            ),
        ),
        (
            "json-last-counts",
            "the second one of a name, as every JSON parser has it",
            post(
                '{"socket_id":"9.9","socket_id":"1234.1234","channel_name":"private-admins"}',
                ANN,
                type="application/json",
            ),
        ),
        (
            "largest-body",
            "65,536 bytes",
            post(
                join(
                    form("private-admins", more="&x="),
                    repeat("x", 65536 - len(form("private-admins", more="&x="))),
                ),
                ANN,
            ),
        ),
    ):
        yield granted(f"body-{name}", why, RULES, request, granted_body)
    for name, why, request, message in (
        ("empty", "nothing is asked", post(""), SOCKET_MISSING),
        ("no-socket-id", "no socket to sign for", post("channel_name=private-admins"), SOCKET_MISSING),
        (
            "other-fields",
            "no socket to sign for",
            post("channel=private-admins&socketId=1.1"),
            SOCKET_MISSING,
        ),
        (
            "question-mark",
            "a body is no query: the name begins with a question mark",
            post("?socket_id=1.1"),
            SOCKET_MISSING,
        ),
        (
            "array-name",
            "PHP's way of writing a list is another name",
            post("socket_id[]=1.1&channel_name=private-admins"),
            SOCKET_MISSING,
        ),
        (
            "two-socket-ids",
            "which one was checked?",
            post("socket_id=1.1&socket_id=2.2&channel_name=private-admins"),
            SOCKET_ONCE,
        ),
        (
            "two-channels",
            "which one was checked?",
            post("socket_id=1.1&channel_name=private-a&channel_name=private-admins"),
            LISTS,
        ),
        (
            "two-in-disguise",
            "names are compared after decoding",
            post("socket_id=1.1&channel_name=private-a&channel%5Fname=private-admins"),
            LISTS,
        ),
        ("json-broken", "no JSON", post('{"socket_id":"1.1"', type="application/json"), NOT_JSON),
        ("json-empty", "no JSON", post("", type="application/json"), NOT_JSON),
        ("json-array", "no object", post('["1.1","private-admins"]', type="application/json"), NOT_JSON),
        ("json-text", "no object", post('"socket_id=1.1"', type="application/json"), NOT_JSON),
        ("json-null", "no object", post("null", type="application/json"), NOT_JSON),
        (
            "json-number-id",
            "1.1 is a number and no socket id",
            post('{"socket_id":1.1,"channel_name":"private-admins"}', type="application/json"),
            SOCKET_ONCE,
        ),
        (
            "json-null-channel",
            "null is no string, and no sign-in",
            post('{"socket_id":"1.1","channel_name":null}', type="application/json"),
            LISTS,
        ),
        (
            "json-too-deep",
            "33 levels",
            post('{"socket_id":"1.1","x":' + "[" * 32 + "]" * 32 + "}", type="application/json"),
            NOT_JSON,
        ),
        (
            "json-endless-depth",
            "a parser that recurses would not come back",
            post(repeat("[", 60000), type="application/json"),
            NOT_JSON,
        ),
        (
            "json-byte-order-mark",
            "not JSON (RFC 8259)",
            post("\ufeff" + '{"socket_id":"1.1"}', type="application/json"),
            NOT_JSON,
        ),
        (
            "json-prototype",
            "what is inherited is not what was sent",
            post(
                '{"__proto__":{"socket_id":"1.1","channel_name":"private-admins"}}', type="application/json"
            ),
            SOCKET_MISSING,
        ),
        (
            "not-utf8",
            "bytes that are no text",
            post(join(form("private-admins", more="&x="), raw("c328")), ANN),
            "The body is not UTF-8.",
        ),
    ):
        yield malformed(f"body-{name}", why, request, message)
    types = "The Content-Type must be application/x-www-form-urlencoded, as pusher-js sends it, or application/json."
    for name, type in (
        ("none", None),
        ("text", "text/plain"),
        ("multipart", "multipart/form-data; boundary=x"),
        ("json-like", "application/jsonx"),
        ("both", "text/plain, application/json"),
    ):
        yield malformed(
            f"type-{name}",
            "only what pusher-js sends, and JSON",
            post(form("private-admins"), ANN, type=type),
            types,
        )
    yield malformed(
        "body-too-large",
        "65,537 bytes",
        post(
            join(
                form("private-admins", more="&x="),
                repeat("x", 65537 - len(form("private-admins", more="&x="))),
            ),
            ANN,
        ),
        "The body has more than 65536 bytes.",
        status=413,
    )


def hostile_names():
    sockets = {
        "empty": "",
        "dot": ".",
        "half": "1.1:",
        "colon-first": ":1.1",
        "letters-first": "foo1.1",
        "letters-last": "1.1foo",
        "negative": "-1.1",
        "sign": "%2B1.1",
        "exponent": "1e5.1",
        "three-parts": "1.1.1",
        "space": "1.1%20",
        "plus-is-space": "1.1+",
        "newline": "1.1%0A",
        "newline-first": "%0A1.1",
        "newline-colon": "1.1%0A:",
        "nul": "1.1%00",
        "homakov": "1.1%0APOST%0A/apps/3/events%0Aauth_key=278d425bdf160c739803",
        "sign-in": "1.1::user::%7B%22id%22:%221%22%7D",
        "arabic-digits": "%D9%A1.%D9%A2",
        "full-width-digits": "%EF%BC%91.%EF%BC%91",
        "other-dot": "1%E3%80%821",
        "not-utf8": "%FF.1",
    }
    for name, socket in sockets.items():
        yield case(
            f"socket-{name}",
            "only digits, a dot, digits are signed (sakurity.com/blog/2015/05/08/pusher.html)",
            RULES,
            post(form("private-admins", socket), ANN),
            400,
            code="invalid_socket_id",
        )
    yield case(
        "socket-before-user",
        "what is malformed is not denied: nobody is asked",
        {**RULES, "user": "throws"},
        post(form("private-admins", "1.1:"), ANN),
        400,
        code="invalid_socket_id",
    )
    yield case(
        "channel-before-user",
        "what is malformed is not denied: nobody is asked",
        {**RULES, "user": "throws"},
        post(form("private-a:b"), ANN),
        400,
        code="invalid_channel",
    )
    channels = {
        "empty": "",
        "space": "private-a%20b",
        "newline": "private-admins%0A",
        "colon": "private-x:y",
        "user-token": ":user::%7B%22id%22:%22admin%22%7D",
        "presence-token": "presence-x:%7B%22user_id%22:%221%22%7D",
        "server-to-user": "%23server-to-user-1",
        "slash": "private-a/b",
        "unicode": "private-%C3%A4",
        "201-characters": "private-" + "x" * 193,
        "quote": "private-%22",
        "braces": "private-orders.%7Bid%7D",
    }
    for name, channel in channels.items():
        yield case(
            f"channel-{name}",
            "a name that no channel has",
            RULES,
            post(form(channel), ANN),
            400,
            code="invalid_channel",
        )
    yield granted(
        "channel-200-characters",
        "the longest name",
        {"channels": [["private-{x}", "anyone"]], "user": "session"},
        post(form("private-" + "x" * 192), ANN),
        signed("private-" + "x" * 192),
    )


VECTORS = {"routes": [*sign_in(), *bodies(), *hostile_names()]}
