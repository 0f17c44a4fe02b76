from .independent import bad, good, js, raw, repeat


def patterns():
    for pattern in [
        "private-admins",
        "private-orders.{id}",
        "presence-chat.{room}",
        "private-{a}.{b}",
        "private-{a}-x-{b}",
        "private-encrypted-{id}",
        "private-{_a$1}",
        "private-cache-{id}",
        "presence-cache-x",
        "private-a{b}c",
        "private-{__proto__}",
        "private-x;{a},{b}@{c}",
    ]:
        yield good(pattern, "a prefix, literal characters and parameters", pattern=pattern)
    refused = {
        "": "names no channel",
        "orders.{id}": "the prefix belongs to it (Laravel leaves it out)",
        "{id}": "the prefix belongs to it",
        "{kind}-x": "the prefix is literal",
        "Private-x": "prefixes are lower case",
        "cache-x": "a public channel needs no rule",
        "private-": "nothing follows",
        "presence-": "nothing follows",
        "private-encrypted-": "nothing follows",
        "private-*": "no wildcards",
        "private-{id": "half a parameter",
        "private-id}": "half a parameter",
        "private-{{id}}": "braces do not nest",
        "private-{}": "no name",
        "private-{1a}": "not an identifier",
        "private-{a b}": "not an identifier",
        "private-{a-b}": "not an identifier",
        "private-{ä}": "ASCII only",
        "private-{id}.{id}": "which one would it be?",
        "private-{a}{b}": "where would one end?",
        "private-a b": "no channel has a space",
        "private-a:b": "no channel has a colon",
        "private-a/b": "no channel has a slash",
        "private-#a": "no channel has a hash",
        "private-ä": "no channel has an umlaut",
        "private-x\n": "no channel has a line break",
        "private-(.*)": "not a regular expression",
    }
    for pattern, why in refused.items():
        yield bad(f"pattern {js(pattern)}", why, "invalid_option", pattern=pattern)
    yield bad("not-utf8", "no channel has such bytes", "invalid_option", pattern=raw("707269766174652dff"))


MATCHES = [
    ("private-admins", "private-admins", {}, "literal"),
    ("private-orders.{id}", "private-orders.42", {"id": "42"}, "one segment"),
    ("private-orders.{id}", "private-orders.{id}", None, "no channel's name"),
    ("private-orders.{id}", "private-orders.a_b-c=d@e,f;g", {"id": "a_b-c=d@e,f;g"}, "all but a dot"),
    ("private-orders.{id}", "private-orders.42.items", None, "a dot ends it"),
    ("private-orders.{id}", "private-orders.", None, "one character at least"),
    ("private-orders.{id}", "private-orders", None, "the dot is literal"),
    ("private-orders.{id}", "private-ordersx42", None, "a dot is a dot, not any character"),
    ("private-orders.{id}", "xprivate-orders.42", None, "anchored at the start"),
    ("private-admins", "private-admins2", None, "anchored at the end"),
    ("private-admins", "private-admin", None, "the whole of it"),
    ("private-admins", "private-Admins", None, "case counts"),
    ("private-{a}.{b}", "private-x.y", {"a": "x", "b": "y"}, "two segments"),
    ("private-{a}.{b}", "private-x.y.z", None, "two, not three"),
    ("private-{a}.{b}", "private-x.", None, "one character at least"),
    ("private-{a}.{b}", "private-.y", None, "one character at least"),
    ("private-{a}-{b}", "private-x-y-z", {"a": "x", "b": "y-z"}, "the earlier takes as few as can be"),
    ("private-{a}-{b}", "private--y-z", {"a": "-y", "b": "z"}, "but one at least"),
    ("private-{a}-{b}", "private-x-", None, "one character at least"),
    ("private-{a}-b", "private-x-b-b", {"a": "x-b"}, "the last literal stands at the end"),
    ("private-{a}ab", "private-abab", {"a": "ab"}, "the last literal stands at the end"),
    ("private-{a}aa{b}", "private-aaaa", {"a": "a", "b": "a"}, "overlapping places of a literal"),
    ("private-{a}aa{b}", "private-aaa", None, "too short for all"),
    ("private-{a}.x{b}", "private-q.xr", {"a": "q", "b": "r"}, "a literal with a dot"),
    ("private-{a}.x{b}", "private-q.y.xr", None, "a dot before it belongs to nothing"),
    ("private-{a}x.{b}", "private-axx.b", {"a": "ax", "b": "b"}, "as few as can be, up to the dot"),
    ("private-a{b}c", "private-abc", {"b": "b"}, "between literals"),
    ("private-a{b}c", "private-ac", None, "one character at least"),
    ("private-{x}", "private-encrypted-y", None, "an encrypted channel's answer would give away its key"),
    ("private-{x}", "private-encrypted-cache-y", None, "another kind"),
    ("private-encrypted-{x}", "private-encrypted-y", {"x": "y"}, "its own kind"),
    ("private-encrypted-{x}", "private-encryptedy", None, "another kind"),
    ("private-encrypted{x}", "private-encrypted-y", None, "the pattern's prefix is private-"),
    ("private-{x}", "private-cache-y", None, "a cache channel keeps its last event for the next"),
    ("private-cache-{x}", "private-cache-y", {"x": "y"}, "a cache channel's own pattern"),
    ("private-cache{x}", "private-cache-y", None, "the pattern is no cache channel's"),
    ("presence-{x}", "presence-cache-y", None, "a cache channel"),
    ("private-{x}", "presence-y", None, "another kind"),
    ("presence-{x}", "private-y", None, "another kind"),
    ("private-{x}", "public", None, "another kind"),
    ("private-{x}", "private-y", {"x": "y"}, "its own kind"),
    ("private-{__proto__}", "private-y", {"__proto__": "y"}, "a name like any"),
    ("private-{x}", "private-__proto__", {"x": "__proto__"}, "a value like any"),
    ("private-{x}", "private-a:b", None, "no channel's name"),
    ("private-{x}", "private-a\n", None, "no channel's name"),
    ("private-{x}", "private-ä", None, "no channel's name"),
    ("private-{x}", "private-a/../b", None, "no channel's name"),
    ("private-{a}{b}", "private-ab", None, "not a pattern"),
    ("orders.{id}", "orders.42", None, "not a pattern"),
    ("", "", None, "neither"),
]


def matches():
    for pattern, channel, found, why in MATCHES:
        fields = {"pattern": pattern, "channel": channel}
        name = js([pattern, channel])
        yield (
            bad(name, why, **fields)
            if found is None
            else good(name, why, **fields, expected=[[n, v] for n, v in found.items()])
        )
    long = repeat("private-", 25)
    many = "private-{a}-{b}-{c}-{d}-{e}-{f}.x"
    yield {
        "attack": "backtracking",
        **bad(
            "many-places",
            "every hyphen may end a parameter, and the end never matches",
            pattern=many,
            channel=long,
        ),
    }
    yield bad("channel-201", "no channel's name", pattern="private-{x}", channel=repeat("private-a", 23))


VECTORS = {"check_rule_pattern": list(patterns()), "match_rule": list(matches())}
