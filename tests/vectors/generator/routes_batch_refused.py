"""Lists of channels that are refused as a whole, and their origins."""

from .independent import join, raw, repeat
from .routes_batch import PUBLIC, WIDE, batch, listed, lists, unfit, yes
from .routes_case import (
    ANN,
    FOREIGN,
    FORM,
    LISTED,
    LISTS,
    NOT_JSON,
    ORIGIN,
    ROUTE,
    RULES,
    SAME,
    SOCKET,
    SOCKET_MISSING,
    SOCKET_ONCE,
    case,
    denied,
    error,
    malformed,
    post,
)


def wholly_refused():
    hundred_and_one = lists(*(f"private-x{i}" for i in range(101)))
    too_many = error("too_many_channels", "The request asks for 101 channels: one takes at most 100.")
    yield case(
        "101-channels",
        "one more than 100",
        WIDE,
        post(hundred_and_one, ANN),
        400,
        too_many,
        code="too_many_channels",
    )
    yield case(
        "101-times-the-same",
        "they are counted as they come",
        WIDE,
        post(lists(*["private-x"] * 101), ANN),
        400,
        too_many,
        code="too_many_channels",
    )
    yield case(
        "101-channels-json",
        "one more than 100",
        WIDE,
        listed([f"private-x{i}" for i in range(101)]),
        400,
        too_many,
        code="too_many_channels",
    )
    for name, why, request, message in (
        (
            "mixed",
            "one or several?",
            post(lists("private-a", "private-b") + "&channel_name=private-admins", ANN),
            LISTS,
        ),
        (
            "two-single",
            "a list is named as one",
            post(f"socket_id={SOCKET}&channel_name=private-a&channel_name=private-b", ANN),
            LISTS,
        ),
        (
            "index-name",
            "no place in a list",
            post(lists("private-a", "private-b", name="channel_name[a]"), ANN),
            LISTS,
        ),
        (
            "index-negative",
            "no place in a list",
            post(lists("private-a", name="channel_name[-1]"), ANN),
            LISTS,
        ),
        ("index-nested", "a list of lists", post(lists("private-a", name="channel_name[][]"), ANN), LISTS),
        (
            "index-open",
            "a list that does not end",
            post(lists("private-a", name="channel_name["), ANN),
            LISTS,
        ),
        (
            "index-prototype",
            "no place in a list",
            post(lists("private-a", name="channel_name[__proto__]"), ANN),
            LISTS,
        ),
        (
            "one-bad-name",
            "one place of several",
            post(lists("private-a") + "&channel_name[x]=private-b", ANN),
            LISTS,
        ),
        ("json-empty-list", "nothing is asked for, and it is no sign-in", listed([]), LISTS),
        ("json-number", "a list of texts", listed(["private-a", 1]), LISTS),
        ("json-null", "a list of texts", listed(["private-a", None]), LISTS),
        ("json-nested", "a list of texts", listed([["private-a"]]), LISTS),
        ("json-object", "no list", listed({"0": "private-a"}), LISTS),
        (
            "json-too-deep",
            "33 levels",
            post(
                '{"socket_id":"1.1","channel_name":' + "[" * 32 + "]" * 32 + "}", ANN, type="application/json"
            ),
            NOT_JSON,
        ),
        (
            "no-socket-id",
            "no socket to sign for",
            post("channel_name[]=private-admins&channel_name[]=private-x", ANN),
            SOCKET_MISSING,
        ),
        (
            "socket-list",
            "one socket a request",
            post(f"socket_id={SOCKET}&socket_id=1.1&channel_name[]=private-admins", ANN),
            SOCKET_ONCE,
        ),
        (
            "socket-brackets",
            "one socket a request",
            post(f"socket_id[]={SOCKET}&channel_name[]=private-admins", ANN),
            SOCKET_MISSING,
        ),
    ):
        yield malformed(name, why, request, message)
    yield malformed(
        "too-large",
        "65,537 bytes",
        post(
            join(lists("private-admins") + "&x=", repeat("x", 65537 - len(lists("private-admins") + "&x="))),
            ANN,
        ),
        "The body has more than 65536 bytes.",
        status=413,
    )
    yield malformed(
        "not-utf8-body",
        "bytes that are no text",
        post(join(lists("private-x"), raw("c328")), ANN),
        "The body is not UTF-8.",
    )
    yield case(
        "bad-socket",
        "one malformed socket id is everyone's",
        RULES,
        post(lists("private-admins", "private-x", socket="1.1:"), ANN),
        400,
        code="invalid_socket_id",
    )
    yield case(
        "socket-before-user",
        "what is malformed is not denied: nobody is asked",
        {**RULES, "user": "throws"},
        post(lists("private-admins", socket="1.1:"), ANN),
        400,
        code="invalid_socket_id",
    )
    yield batch(
        "names-before-user",
        "what is malformed is not denied: nobody is asked",
        {**RULES, "user": "throws"},
        post(lists("private-a:b", "releases"), ANN),
        unfit("private-a:b"),
        ("releases", 403, PUBLIC),
    )


def origins():
    cors = {"Access-Control-Allow-Origin": LISTED, "Access-Control-Allow-Credentials": "true"}
    none = {"Access-Control-Allow-Origin": None, "Access-Control-Allow-Credentials": None}
    own = {**RULES, "allowed_origins": [LISTED]}
    cross = {"Sec-Fetch-Site": "cross-site", "Host": "app.example"}
    yield batch(
        "same-origin",
        "its own page",
        own,
        post(lists("private-admins"), ANN, SAME),
        yes("private-admins"),
        headers=none,
    )
    yield batch(
        "listed",
        "a listed page may read it",
        own,
        post(lists("private-admins"), ANN, {"Origin": LISTED, **cross}),
        yes("private-admins"),
        headers=cors,
    )
    yield denied(
        "foreign",
        "another may not ask at all",
        own,
        post(lists("private-admins", "private-x"), ANN, {"Origin": FOREIGN, **cross}),
        "origin_refused",
        ORIGIN,
        headers=none,
        log=[FOREIGN],
    )
    yield case(
        "other-path",
        "another path",
        RULES,
        post(lists("private-admins"), ANN, path="/pusher/auth"),
        404,
        error("not_found", f"Subscriptions are authorized at {ROUTE}."),
    )
    yield malformed(
        "no-type",
        "only what pusher-js sends, and JSON",
        post(lists("private-admins"), ANN, type=None),
        f"The Content-Type must be {FORM}, as pusher-js sends it, or application/json.",
    )


VECTORS = {"batch": [*wholly_refused(), *origins()]}
