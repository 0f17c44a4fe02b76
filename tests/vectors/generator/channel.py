from .independent import CHANNEL, bad, expand, good, raw, repeat

ALLOWED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-=@,.;"

REFUSED = {
    "empty": ("", "a channel has a name"),
    "space": ("my channel", "not in the documented set"),
    "slash": ("a/b", "would change the path of a request"),
    "dot-dot-slash": ("../users", "would leave the path of a request"),
    "question-mark": ("a?b", "would begin a query"),
    "ampersand": ("a&b=c", "would begin a parameter"),
    "percent": ("a%2Fb", "would be decoded on the way"),
    "hash": ("a#b", "not in the documented set"),
    "server-to-user": (
        "#server-to-user-1",
        "a server's own channel: nobody subscribes or sends to it by name",
    ),
    "hash-alone": ("#", "reserved"),
    "plus": ("a+b", "not in the documented set"),
    "asterisk": ("a*", "not in the documented set"),
    "quote": ('a"b', "not in the documented set"),
    "braces": ("orders.{id}", "a rule's pattern is not a name"),
    "trailing-line-break": ("private-x\n", "a regular expression's $ lets it through"),
    "leading-line-break": ("\nprivate-x", "a regular expression in multi-line mode lets it through"),
    "line-break-inside": ("a\nb", "a regular expression in multi-line mode lets it through"),
    "carriage-return": ("a\r", "not in the documented set"),
    "tab": ("a\tb", "not in the documented set"),
    "nul": ("a\0b", "not in the documented set"),
    "umlaut": ("kanäle", "ASCII only"),
    "full-width-letter": ("\uff41", "ASCII only, whatever Unicode calls a letter"),
    "arabic-digit": ("a\u0661", "ASCII only, whatever Unicode calls a digit"),
    "zero-width-space": ("a\u200b", "ASCII only"),
    "emoji": ("🎉", "ASCII only"),
    "backslash": ("a\\b", "not in the documented set"),
    "html": ("<script>", "not in the documented set"),
}

ATTACKS = {
    "sign-in-token": (
        ':user::{"id":"admin"}',
        "a channel's signature would be a sign-in token: <socket>::user::<user_data>",
    ),
    "presence-token": (
        'presence-x:{"user_id":"1"}',
        "a channel's signature would be a member's: <socket>:<channel>:<channel_data>",
    ),
    "http-request": ("a\nPOST\n/apps/3/events", "a channel's signature would be a request's"),
    "colon": ("a:b", "the separator of the text to sign"),
}

KINDS = [
    ("releases", "public", False, "no prefix"),
    ("cache-x", "public", True, "a public cache channel"),
    ("private-x", "private", False, "the prefix"),
    ("private-cache-x", "private", True, "a private cache channel"),
    ("presence-x", "presence", False, "the prefix"),
    ("presence-cache-x", "presence", True, "a presence cache channel"),
    ("private-encrypted-x", "encrypted", False, "told from private- first"),
    ("private-encrypted-cache-x", "encrypted", True, "an encrypted cache channel"),
    (
        "private-mycache-x",
        "private",
        False,
        "cache- stands at the start or nowhere (soketi took it for a cache channel)",
    ),
    ("my-cache-x", "public", False, "cache- stands at the start or nowhere"),
    ("cache-private-x", "public", True, "the kind's prefix comes first, so this is public"),
    ("presence-private-x", "presence", False, "the first prefix counts"),
    ("Private-x", "public", False, "prefixes are lower case"),
    ("private", "public", False, "a prefix ends with its hyphen"),
    ("private-", "private", False, "a bare prefix has its kind"),
    ("presence-encrypted-x", "presence", False, "only private channels are encrypted"),
    ("x-private-encrypted-y", "public", False, "the prefix stands at the start"),
]

# pusher/pusher-http-python: pusher_tests/test_crypto.py
NOT_ENCRYPTED = [
    "private--encrypted--x",
    "private-encr-x",
    "private-encryptedx",
    "private-encrypte-x",
    "privateencrypte-x",
    "private-x",
    "--x private-encrypted-y",
]
ENCRYPTED = ["private-encrypted--x", "private-encrypted-x-"]


def names():
    yield good("all-allowed", "every character of the documented set", channel=ALLOWED)
    for character in "_-=@,.;":
        yield good(f"only {character}", "each of them may stand alone", channel=character)
    for maximum in (164, 200):
        where = "Pusher's limit" if maximum == 164 else "other hosts' limit"
        yield good(f"length-{maximum}", where, channel=repeat("a", maximum), max=maximum)
        yield bad(
            f"length-{maximum + 1}",
            "one more than " + where,
            "invalid_channel",
            channel=repeat("a", maximum + 1),
            max=maximum,
        )
    for name, (channel, why) in REFUSED.items():
        yield bad(name, why, "invalid_channel", channel=channel)
    for name, (channel, why) in ATTACKS.items():
        yield {"attack": name, **bad(name, why, "invalid_channel", channel=channel)}
    yield bad("not-utf8", "bytes of no character", "invalid_channel", channel=raw("61ff"))


def kinds():
    for channel, kind, cache, why in KINDS:
        yield good(channel, why, channel=channel, expected={"kind": kind, "cache": cache})
    for channel in NOT_ENCRYPTED + ENCRYPTED:
        kind = (
            "encrypted" if channel in ENCRYPTED else "private" if channel.startswith("private-") else "public"
        )
        why = "python's cases of what is encrypted and what is not"
        yield good(f"python {channel}", why, channel=channel, expected={"kind": kind, "cache": False})


def prefixes():
    for kind in ("private", "presence"):
        yield good(
            f"{kind}-added", "the prefix is added", kind=kind, given="admins", expected=f"{kind}-admins"
        )
        yield good(
            f"{kind}-once", "and only once", kind=kind, given=f"{kind}-admins", expected=f"{kind}-admins"
        )
        yield good(
            f"{kind}-empty",
            "what is wrong with a name is told when it is used",
            kind=kind,
            given="",
            expected=f"{kind}-",
        )
    yield good(
        "private-encrypted",
        "an encrypted name begins with private- already",
        kind="private",
        given="private-encrypted-x",
        expected="private-encrypted-x",
    )
    yield good(
        "private-of-presence",
        "another kind's prefix is part of the name",
        kind="private",
        given="presence-x",
        expected="private-presence-x",
    )
    yield good(
        "presence-of-private",
        "another kind's prefix is part of the name",
        kind="presence",
        given="private-x",
        expected="presence-private-x",
    )


NAMES = list(names())
for case in NAMES:
    channel = expand(case["channel"])
    assert case["valid"] == (bool(CHANNEL.match(channel)) and len(channel) <= case.get("max", 200)), case[
        "name"
    ]

VECTORS = {"check_channel_name": NAMES, "channel_kind": list(kinds()), "add_prefix": list(prefixes())}
