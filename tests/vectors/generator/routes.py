"""Authorization requests and what answers them, in C++ and in TypeScript.

Users, rules and the like are named here and written out once in each test: tests/js/routes/cases.ts and
tests/native/routes_cases.h.
"""

from .routes_case import ANN, BOB, NOBODY, RULES, SAME, compact, denied, form, granted, post, signed


def rules():
    yield granted(
        "docs-private",
        "the documentation's example, whose signature is published",
        {},
        post(form("private-foobar")),
        compact(
            {"auth": "278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4"}
        ),
    )
    yield granted(
        "admin", "a rule that allows", RULES, post(form("private-admins"), ANN), signed("private-admins")
    )
    yield denied("basic-user", "a rule that denies", RULES, post(form("private-admins"), BOB))
    yield denied(
        "guest",
        "rules are asked for users alone",
        RULES,
        post(form("private-admins")),
        "unauthenticated",
        NOBODY,
    )
    yield granted(
        "parameter",
        "the rule gets what {id} stands for",
        RULES,
        post(form("private-orders.7"), ANN),
        signed("private-orders.7"),
    )
    yield denied("other-parameter", "and compares it", RULES, post(form("private-orders.8"), ANN))
    yield denied(
        "parameter-with-dot",
        "{id} is one segment (laravel/framework #29971)",
        RULES,
        post(form("private-orders.7.items"), ANN),
        log=["No rule matches private-orders.7.items"],
    )
    yield denied(
        "prefix-of-name",
        "a pattern is anchored at its end",
        RULES,
        post(form("private-admins2"), ANN),
        log=["No rule matches private-admins2"],
    )
    yield denied(
        "no-rule",
        "what no rule matches is denied",
        RULES,
        post(form("private-other"), ANN),
        log=["No rule matches private-other"],
    )
    yield denied(
        "empty-rules",
        "rules are given, and none allows",
        {"channels": [], "user": "session"},
        post(form("private-x"), ANN),
        log=["No rule matches private-x"],
    )
    order = [["private-{x}", "next"], ["private-a{x}", "nobody"], ["private-{y}", "anyone"]]
    yield granted(
        "falls-through",
        "null lets the next matching rule decide",
        {"channels": order, "user": "session"},
        post(form("private-b"), ANN),
        signed("private-b"),
    )
    yield denied(
        "first-decides",
        "false is final",
        {"channels": order, "user": "session"},
        post(form("private-ab"), ANN),
    )
    yield denied(
        "none-decides",
        "all let the next decide, and there is none",
        {"channels": [["private-{x}", "next"]], "user": "session"},
        post(form("private-b"), ANN),
    )
    yield denied(
        "rule-throws",
        "a rule that throws denies, and the next is not asked",
        {"channels": [["private-{x}", "throws"], ["private-{y}", "anyone"]], "user": "session"},
        post(form("private-x"), ANN),
        log=['The rule "private-{x}" threw'],
    )
    yield denied(
        "user-throws",
        "nobody is known to be signed in",
        {**RULES, "user": "throws"},
        post(form("private-admins"), ANN),
        log=["user threw"],
    )
    yield granted(
        "no-user-option",
        "a rule that needs no user",
        {"channels": [["private-{x}", "anyone"]]},
        post(form("private-x")),
        signed("private-x"),
    )


def presence():
    ann = {"user_id": "7", "user_info": {"name": "Ann"}}
    yield granted(
        "member",
        "a presence rule returns the member",
        RULES,
        post(form("presence-chat.1"), ANN),
        signed("presence-chat.1", member=ann),
    )
    yield granted(
        "member-without-info",
        "user_info may be left out",
        {"channels": [["presence-x", "member-without-info"]], "user": "session"},
        post(form("presence-x"), ANN),
        signed("presence-x", member={"user_id": "7"}),
    )
    yield denied(
        "presence-true",
        "true does not say who comes",
        {"channels": [["presence-{x}", "anyone"]], "user": "session"},
        post(form("presence-x"), ANN),
        log=['The rule "presence-{x}" answered true for a presence channel'],
    )
    yield denied(
        "presence-false",
        "a rule that denies",
        {"channels": [["presence-{x}", "nobody"]], "user": "session"},
        post(form("presence-x"), ANN),
    )
    yield granted(
        "presence-falls-through",
        "null lets the next matching rule decide",
        {"channels": [["presence-{x}", "next"], ["presence-x", "member"]], "user": "session"},
        post(form("presence-x"), ANN),
        signed("presence-x", member=ann),
    )
    yield denied(
        "member-on-private",
        "only presence channels have members",
        {"channels": [["private-{x}", "member"]], "user": "session"},
        post(form("private-x"), ANN),
        log=['The rule "private-{x}" answered something else'],
    )
    yield denied(
        "member-with-empty-id",
        "a member has an id",
        {"channels": [["presence-x", "member-with-empty-id"]], "user": "session"},
        post(form("presence-x"), ANN),
        "invalid_member",
        None,
        log=["invalid_member"],
    )
    yield denied(
        "member-too-large",
        "over 1,024 bytes",
        {"channels": [["presence-x", "member-too-large"]], "user": "session"},
        post(form("presence-x"), ANN),
        "member_too_large",
        None,
        log=["member_too_large"],
    )
    yield granted(
        "client-fields-ignored",
        "a user_id or channel_data that the page sends means nothing",
        RULES,
        post(form("presence-chat.1", more="&user_id=1&channel_data=%7B%22user_id%22%3A%221%22%7D"), ANN),
        signed("presence-chat.1", member=ann),
    )


def kinds():
    wide = {"channels": [["private-{x}", "anyone"], ["presence-{x}", "member"]], "user": "session"}
    for channel, why in (
        ("private-encrypted-y", "its answer would give away the channel's key"),
        ("private-cache-y", "cache channels have rules of their own"),
        ("private-encrypted-cache-y", "encrypted, and a cache channel"),
        ("presence-cache-y", "a presence cache channel"),
    ):
        yield denied(
            f"kind-{channel}",
            f"the kind is compared first: {why}",
            wide,
            post(form(channel), ANN),
            log=[f"No rule matches {channel}"],
        )
    yield granted(
        "kind-own-cache-rule",
        "a rule for a cache channel",
        {"channels": [["private-cache-{x}", "anyone"]], "user": "session"},
        post(form("private-cache-y"), ANN),
        signed("private-cache-y"),
    )
    yield denied(
        "encrypted-rule",
        "a rule allows it, and there is no master key to serve it with",
        {"channels": [["private-encrypted-{x}", "anyone"]], "user": "session"},
        post(form("private-encrypted-y"), ANN),
        "encrypted_channel",
        None,
        log=["encrypted_channel"],
    )
    for channel in ("releases", "cache-releases", "Private-admins", "privat-x"):
        yield denied(
            f"public-{channel}",
            "public channels need no authorization, so none is signed",
            wide,
            post(form(channel), ANN),
            "public_channel",
            "Public channels need no authorization: subscribe without asking.",
        )


def defaults():
    yield granted(
        "default-everyone",
        "without rules and without user, private channels are everyone's",
        {},
        post(form("private-x")),
        signed("private-x"),
    )
    yield granted(
        "default-cache", "cache channels too", {}, post(form("private-cache-x")), signed("private-cache-x")
    )
    yield granted(
        "default-user",
        "with user, those of who is signed in",
        {"user": "session"},
        post(form("private-x"), BOB),
        signed("private-x"),
    )
    yield denied(
        "default-guest",
        "and not a guest's",
        {"user": "session"},
        post(form("private-x")),
        "unauthenticated",
        NOBODY,
    )
    yield granted(
        "default-presence",
        "the member is the user's id alone",
        {"user": "session"},
        post(form("presence-x"), ANN),
        signed("presence-x", member={"user_id": "7"}),
    )
    yield granted(
        "default-presence-user-data",
        "the id that signs in is the member's",
        {"user": "session", "user_data": "by-name"},
        post(form("presence-x"), ANN),
        signed("presence-x", member={"user_id": "user-Ann"}),
    )
    yield denied(
        "default-presence-guest",
        "presence needs a user",
        {"user": "session"},
        post(form("presence-x")),
        "unauthenticated",
        NOBODY,
    )
    yield denied(
        "default-presence-no-user",
        "presence needs a user, with or without the option",
        {},
        post(form("presence-x")),
        "unauthenticated",
        NOBODY,
    )
    for user in ({}, {"user": "session"}):
        yield denied(
            "default-encrypted" + ("-user" if user else ""),
            "encrypted channels are never authorized by default",
            user,
            post(form("private-encrypted-x"), ANN),
            "encrypted_channel",
            "Encrypted channels are authorized only by rules.",
            log=["encrypted_channel"],
        )


def alone():
    by_role = {"authorize": "by-role-header"}
    yield granted(
        "controller-allows",
        "authorize replaces the rules",
        by_role,
        post(form("private-x"), headers={**SAME, "X-Role": "admin"}),
        signed("private-x"),
    )
    yield denied(
        "controller-denies",
        "and denies with 403 (Masonite's `return False` was a 200)",
        by_role,
        post(form("private-x"), headers={**SAME, "X-Role": "basic"}),
    )
    yield denied(
        "controller-true-on-presence",
        "authorize too must say who comes",
        by_role,
        post(form("presence-x"), headers={**SAME, "X-Role": "admin"}),
        log=["authorize answered true for a presence channel"],
    )
    yield granted(
        "controller-member",
        "and may",
        {"authorize": "member-by-header"},
        post(form("presence-x"), headers={**SAME, "X-User": "5"}),
        signed("presence-x", member={"user_id": "5"}),
    )
    yield denied(
        "controller-member-on-private",
        "only presence channels have members",
        {"authorize": "member-by-header"},
        post(form("private-x"), headers={**SAME, "X-User": "5"}),
        log=["authorize answered something else"],
    )
    yield denied(
        "controller-null", "there is no next rule", {"authorize": "nothing"}, post(form("private-x"))
    )
    yield denied(
        "controller-throws",
        "what throws denies",
        {"authorize": "throws"},
        post(form("private-x")),
        log=["authorize threw"],
    )
    yield denied(
        "controller-encrypted",
        "there is no master key to serve it with",
        by_role,
        post(form("private-encrypted-x"), headers={**SAME, "X-Role": "admin"}),
        "encrypted_channel",
        None,
        log=["encrypted_channel"],
    )
    yield granted(
        "controller-sees-both",
        "it gets the channel and the socket id",
        {"authorize": "echo"},
        post(form("presence-x", "5.6")),
        signed("presence-x", "5.6", {"user_id": "presence-x 5.6"}),
    )


VECTORS = {"routes": [*rules(), *presence(), *kinds(), *defaults(), *alone()]}
