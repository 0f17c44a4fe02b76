"""Members and user data that would make a token say more than it was asked for.

The rules: `user_id` is text of 1 to 128 characters, else `invalid_member`; the member takes 1,024 bytes, else
`member_too_large`; `user_info` is exactly one JSON text in UTF-8 (RFC 8259), else `invalid_json`, at most 31 levels deep, else
`json_too_deep`. User data is one JSON text, at most 32 deep, an object with exactly one `id`, a string of 1 to 128
characters, else `invalid_user`.
"""

from .independent import raw, repeat
from .token_parts import CONTROLS, ILL_FORMED, INVISIBLE, Family, shown, spliced


def family(attack, why, code):
    return Family(attack, why, code)


def infos():
    def info(one, variant, text, user_id="1"):
        return one.authorize(variant, "presence-x", member={"user_id": user_id, "user_info": text})

    one = family(
        "user_info that brings a user_id of its own", "readers take the last user_id", "invalid_json"
    )
    values = ["1", "{}", "null", '"x"', "[]", '{"a":1}', "true"]
    for turn, name in enumerate(
        ['"user_id"', '"user\\u005fid"', '"\\u0075ser_id"', "'user_id'", "user_id", '"user_id" ']
    ):
        value = values[turn % 7]
        yield info(one, f"{value},{name}", f'{value},{name}:"admin"')
        yield info(one, f"{value}}},{{{name}", f'{value}}},{{{name}:"admin"')
        yield info(one, f"{value}}} and a new one by {name}", f'{value}}}{{{name}:"admin"')
    for text in [
        ',"user_id":"admin"',
        '}{"user_id":"admin"',
        '"}',
        '"x',
        "1}",
        '{"a":1}}',
        '{"a":1}]',
        '1,"user_info":2',
        '{"user_id":"admin"},"user_id":"admin"',
    ]:
        yield info(one, shown(text), text)

    one = family(
        "user_info that carries another token's text",
        "what follows it would be signed as well",
        "invalid_json",
    )
    tails = [
        ":private-admins",
        '::user::{"id":"admin"}',
        "\nPOST\n/apps/3/events\nauth_key=x",
        "\n{}",
        "\r\n1",
        " 1",
        "\0",
        "\0\0",
        "//",
        "/* */",
        "#",
        ";",
        "\u2028",
        "\u2029",
        "\u0085",
        "\u00a0",
        "\ufeff",
        "\u3000",
        "\v",
        "\f",
        "\x1f",
        "\x7f",
        "&x=",
        "%00",
        "\\u0000",
    ]
    for turn, tail in enumerate(tails):
        yield info(one, shown(tail), f"{values[turn % 7]}{tail}")
        if turn % 2:
            yield info(one, f"{shown(tail)} in front", f"{tail}{values[turn % 7]}")

    one = family(
        "user_info that only a lax reader takes for JSON",
        "readers would differ in what was signed",
        "invalid_json",
    )
    lax = [
        "NaN",
        "Infinity",
        "-Infinity",
        "undefined",
        "0x1",
        "1_0",
        "01",
        "-01",
        "1.",
        ".1",
        "+1",
        "1e",
        "1e+",
        "--1",
        "- 1",
        "True",
        "nul",
        "nulll",
        "'x'",
        "`x`",
        "{a:1}",
        "{'a':1}",
        '{"a":1,}',
        "[1,]",
        "[,1]",
        "[1 2]",
        '{"a" 1}',
        '{"a"::1}',
        '{"a":}',
        '{,"a":1}',
        "{1:1}",
        '{"a":1 "b":2}',
        '"\\x41"',
        '"\\u12"',
        '"\\u{41}"',
        '"\\a"',
        '"a\nb"',
        '"\0"',
        "(1)",
        "[1)",
        "{1]",
        "[",
        "{",
        '"',
        "]",
        "}",
        ",",
        ":",
        "\u201cx\u201d",
        "\uff5b\uff5d",
    ]
    for text in lax:
        yield info(one, shown(text), text)
    for name, control in list(CONTROLS.items())[1:31:4]:
        yield info(one, f"{name} within a string", f'"a{control}b"')
    one = family(
        "user_info with half of a character", "each reader repairs it to another text", "invalid_json"
    )
    for text in [
        '"\\ud800"',
        '"\\udc00"',
        '"\\ud800\\ud800"',
        '"\\udc00\\ud800"',
        '"\\ud83d"',
        '"\\ud83dx"',
        '"\\ud83d\\n"',
        '"\\ud83d\\u0041"',
        '{"\\udead":1}',
        '["\\ud800",1]',
    ]:
        yield info(one, shown(text), text)
    for name, digits in ILL_FORMED.items():
        if name != "a colon of UTF-16":
            yield info(one, name, spliced('"a', digits, '"'))
    one = family(
        "user_info that nests too deep", "a reader that recurses would overrun its stack", "json_too_deep"
    )
    for depth in (32, 33, 64, 128, 400):
        yield info(one, f"{depth} lists", "[" * depth + "]" * depth)
        yield info(one, f"{depth} lists that stay open", "[" * depth)
    for depth in (32, 40, 100):
        yield info(one, f"{depth} objects", '{"a":' * depth + "1" + "}" * depth)
        yield info(one, f"{depth} of both", '[{"":' * (depth // 2) + "[[]]" + "}]" * (depth // 2))
    one = family("a member that would be cut", "what is left of it would be another", "member_too_large")
    for text in [
        repeat("1", 1100),
        {"join": ['"', repeat("x", 1000), '","user_id":"admin"']},
        {"join": [repeat(" ", 1020), "1"]},
        {"join": ["1", repeat("\n", 1020)]},
        repeat("[", 10000),
        {"join": [repeat("[", 10000), repeat("]", 10000)]},
        repeat('{"a":', 10000),
    ]:
        yield info(one, str(text)[:60], text)


def user_ids():
    def member(one, variant, user_id):
        return one.authorize(variant, "presence-x", member={"user_id": user_id})

    one = family("a user_id that would be cut", "what is left of it would be another user", "invalid_member")
    for name, text in {
        "digits": "1",
        "Latin": "a",
        "Cyrillic": "\u0430",
        "emoji": "\U0001f600",
        "accents": "\u0301",
        "zero-width": "\u200b",
        "escaped": "\n",
        "quotes": '"',
    }.items():
        yield member(one, f"129 of {name}", repeat(text, 129))
        yield member(one, f"5,000 of {name}", repeat(text, 5000))
    yield member(one, "spaces, then another", {"join": ["admin", repeat(" ", 130), "x"]})
    yield member(one, "nothing", "")
    for name, digits in ILL_FORMED.items():
        if name != "a colon of UTF-16":
            one = family(
                "a user_id that is no text", "each reader repairs it to another user", "invalid_member"
            )
            yield member(one, name, spliced("admin", digits, ""))


def users():
    def sign_in(one, variant, text):
        return one.authenticate(variant, text)

    one = family("user data with a second id", "readers differ in which one counts", "invalid_user")
    names = ['"id"', '"i\\u0064"', '"\\u0069d"', '"\\u0069\\u0064"', '"\\u0069\\u0064" ']
    values = ['"admin"', "1", "null", "{}", "[]", "true", '"1"', '{"id":"admin"}']
    for turn, value in enumerate(values):
        name = names[turn % 5]
        yield sign_in(one, f"{name}:{value} after", f'{{"id":"1",{name}:{value}}}')
        yield sign_in(one, f"{name}:{value} before", f'{{{name}:{value},"id":"1"}}')
        yield sign_in(
            one,
            f"{name}:{value} around other members",
            f'{{"id":"1","user_info":{{"id":"2"}},{name}:{value},"watchlist":[]}}',
        )
    one = family("user data without an id of its own", "another member would be taken for it", "invalid_user")
    for text in [
        "{}",
        "[]",
        "null",
        "1",
        '"id"',
        "true",
        '["id","1"]',
        '[{"id":"1"}]',
        '{"ID":"1"}',
        '{"Id":"1"}',
        '{" id":"1"}',
        '{"id ":"1"}',
        '{"id\\u0000":"1"}',
        '{"\\u200bid":"1"}',
        '{"\uff49\uff44":"1"}',
        '{"\u0456d":"1"}',
        '{"user_id":"1"}',
        '{"user":{"id":"1"}}',
        '{"user_info":{"id":"1"}}',
        '{"__proto__":{"id":"1"}}',
        '{"constructor":{"id":"1"}}',
        '{"":"1"}',
        '{"\\"id\\"":"1"}',
        '{"id":1}',
        '{"id":0}',
        '{"id":null}',
        '{"id":true}',
        '{"id":["1"]}',
        '{"id":{"id":"1"}}',
        '{"id":-0.0}',
        '{"id":9007199254740993}',
        '{"id":""}',
    ]:
        yield sign_in(one, shown(text), text)
    for name, text in {
        "digits": "1",
        "Cyrillic": "\u0430",
        "emoji": "\U0001f600",
        "escaped emoji": "\\ud83d\\ude00",
        "escaped": "\\n",
    }.items():
        yield sign_in(one, f"an id of 129 {name}", {"join": ['{"id":"', repeat(text, 129), '"}']})

    one = family(
        "user data that carries another token's text",
        "what follows it would be signed as well",
        "invalid_json",
    )
    tails = [
        ":private-admins",
        ":presence-x",
        ':presence-x:{"user_id":"admin"}',
        '::user::{"id":"admin"}',
        '{"id":"admin"}',
        ',"id":"admin"',
        "\nPOST\n/apps/3/events\nauth_key=x",
        "\n\n1",
        "\0",
        "\0{}",
        "//",
        "/* */",
        "#",
        ";",
        "\u2028",
        "\u0085",
        "\u00a0",
        "\ufeff",
        "\v",
        "\f",
        "&x=",
        "\\n",
        "}",
        "]",
    ]
    for turn, tail in enumerate(tails):
        yield sign_in(one, shown(tail), f'{{"id":"1"}}{tail}')
        if turn % 2 == 0:
            yield sign_in(one, f"{shown(tail)} in front", f'{tail}{{"id":"1"}}')
    one = family("user data that is another token's text", "the token would be that token", "invalid_json")
    for text in [
        "",
        " ",
        "private-x",
        "presence-x",
        ":private-x",
        "private-x:{}",
        "\nPOST\n/apps/3/events\nauth_key=x",
        "id=1",
        "<id>1</id>",
        "id: 1",
        "{'id':'1'}",
        '{id:"1"}',
        '{"id":"1",}',
        '{"id":"1"',
        '"id":"1"',
        '{"id" "1"}',
        '{"id"="1"}',
        '{"id":"1"\uff0c"a":1}',
    ]:
        yield sign_in(one, shown(text) or "nothing", text)
    for name, control in CONTROLS.items():
        if control != "\x7f":
            yield sign_in(one, f"{name} within a string", f'{{"id":"1{control}:private-x"}}')
    for name, character in list(INVISIBLE.items())[::4]:
        yield sign_in(one, f"{name} between members", f'{{"id":"1"{character},"a":1}}')
    one = family(
        "user data with half of a character", "each reader repairs it to another text", "invalid_json"
    )
    for text in [
        '{"id":"\\ud800"}',
        '{"id":"\\udc00x"}',
        '{"id":"1","\\ud800":1}',
        '{"id":"1","user_info":"\\ud83d"}',
        '{"id":"1","user_info":"\\ud83d\\u0041"}',
        '{"\\ud800id":"1"}',
    ]:
        yield sign_in(one, shown(text), text)
    for name, digits in ILL_FORMED.items():
        if name != "a colon of UTF-16":
            yield sign_in(one, name, spliced('{"id":"1', digits, '"}'))
    yield sign_in(one, "all of it in UTF-16", raw("7b002200690064002200"))
    one = family(
        "user data that nests too deep", "a reader that recurses would overrun its stack", "json_too_deep"
    )
    for depth in (32, 33, 64, 1000, 10000, 100000):
        yield sign_in(
            one,
            f"{depth} lists within",
            {"join": ['{"id":"1","a":', repeat("[", depth), repeat("]", depth), "}"]},
        )
        yield sign_in(one, f"{depth + 1} lists", {"join": [repeat("[", depth + 1), repeat("]", depth + 1)]})
        yield sign_in(
            one, f"{depth} objects that stay open", {"join": ['{"id":"1","a":', repeat('{"a":', depth)]}
        )


def cases():
    yield from infos()
    yield from user_ids()
    yield from users()
