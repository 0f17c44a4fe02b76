"""Socket ids that would make a token another kind's. They come from the page, as pusher-js's form field socket_id.

The rule: digits, a dot, digits, in ASCII and nothing else, and it is checked before all others (pusher/pusher-http-go:
util.go, `\\A\\d+\\.\\d+\\z`). So each is `invalid_socket_id`, whatever it goes with.
"""

from .independent import join, js, repeat
from .token_parts import BREAKS, COLONS, CONTROLS, DIGITS, DOTS, ILL_FORMED, INVISIBLE, Family, spliced

QUERY = "auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0"


def family(attack, why):
    return Family(attack, why, "invalid_socket_id")


def cases():
    one = family(
        "a socket id that carries another subscription",
        "the channel that is asked for would be taken for channel_data",
    )
    targets = ["private-admins", "presence-room", "private-encrypted-vault"]
    for turn, (name, colon) in enumerate(COLONS.items()):
        yield one.everywhere(name, f"1.1{colon}{targets[turn % 3]}", turn)
        if turn % 3 == 0:
            yield one.everywhere(f"{name}, two sockets", f"1.1{colon}private-a{colon}2.2", turn + 1)

    one = family("a socket id that carries ::user::", "the token would sign somebody in")
    for turn, (name, colon) in enumerate(COLONS.items()):
        yield one.everywhere(name, f'1.1{colon}user{colon}{{"id":"admin"}}', turn + 1)
    for turn, user in enumerate(
        [
            "::user::",
            "::user",
            ":user::",
            "::USER::",
            "::user:: ",
            "::user::{}",
            '::user::{"id":"a","x":"',
            "::us\u00adr::",
            "::\uff55ser::",
        ]
    ):
        yield one.everywhere(f"1.1{user}", f"1.1{user}", turn)

    one = family(
        "a socket id that carries presence data", "the token would let a member of the attacker's own in"
    )
    datas = [
        '{"user_id":"admin"}',
        '{"user_id":"admin","user_info":{"role":"owner"}}',
        '{"user_id":"admin","x":"',
        "null",
        "",
    ]
    for turn, (name, colon) in enumerate(list(COLONS.items())[:12]):
        yield one.everywhere(name, f"1.1{colon}presence-room{colon}{datas[turn % 5]}", turn)

    one = family(
        "a socket id that forges a REST signature",
        "the rest would be a parameter's value, and the token a request's signature",
    )
    resources = [
        ("POST", "/apps/3/events", "&body_md5=ec365a775a4cd0599faeb73354201b6f"),
        ("POST", "/apps/3/batch_events", "&body_md5=ec365a775a4cd0599faeb73354201b6f"),
        ("GET", "/apps/3/channels", ""),
        ("GET", "/apps/3/channels/presence-x/users", ""),
        ("POST", "/apps/3/users/1/terminate_connections", ""),
    ]
    for turn, (name, end) in enumerate(BREAKS.items()):
        method, path, md5 = resources[turn % 5]
        yield one.everywhere(name, f"{method}{end}{path}{end}{QUERY}{md5}&x=", turn)
        yield one.everywhere(
            f"{name}, after a real one", f"1.1{end}{method}{end}{path}{end}{QUERY}{md5}&x=", turn + 1
        )
    for turn, (method, path, md5) in enumerate(resources):
        yield one.everywhere(f"{method} {path}", f"{method}\n{path}\n{QUERY}{md5}&zz=1.1", turn)
        yield one.everywhere(
            f"{method} {path}, in a path that ends in digits",
            f"{method}\n{path}\n{QUERY}{md5}\n1.1",
            turn + 2,
        )

    one = family("a socket id that begins a webhook", "the token would be the signature of a body")
    for turn, body in enumerate(
        [
            '{"time_ms":1,"events":[]}',
            '{"time_ms":1,"events":[{"name":"member_added","user_id":"admin"}],"x":"',
            '{"time_ms":1.1,"x":"',
            "[1.1",
            '"1.1',
            " 1.1",
            "\ufeff1.1",
            "1.1\n{}",
        ]
    ):
        yield one.everywhere(js(body)[1:-1], body, turn)

    one = family(
        "digits of another script in a socket id",
        "\\d of some languages takes them, and each reader splits elsewhere",
    )
    for turn, (name, digit) in enumerate(DIGITS.items()):
        yield one.everywhere(f"{name}, before the dot", f"{digit}.1", turn)
        yield one.everywhere(f"{name}, after the dot", f"1.{digit}", turn + 1)
        if turn % 2 == 0:
            yield one.everywhere(f"{name}, one of many", f"12{digit}4.5678", turn + 2)
    for turn, (name, dot) in enumerate(DOTS.items()):
        yield one.everywhere(f"dot: {name}", f"1{dot}1" if dot else spliced("1", "c0ae", "1"), turn)

    one = family(
        "a control character in a socket id",
        "a pattern whose $ is a line's end, or a text that ends at NUL, lets it through",
    )
    for turn, (name, control) in enumerate(CONTROLS.items()):
        at_end, inside = (
            f"1.1{control}",
            [f"{control}1.1", f"1{control}.1", f"1.{control}1", f"1.1{control}:private-y"][turn % 4],
        )
        yield one.everywhere(f"{name} at the end", at_end, turn)
        yield one.everywhere(f"{name} elsewhere", inside, turn + 1)

    one = family(
        "an invisible character in a socket id",
        "it would be trimmed, folded or overlooked by the next reader",
    )
    for turn, (name, character) in enumerate(INVISIBLE.items()):
        where = [f"1.1{character}", f"{character}1.1", f"1{character}.1", f"1.1{character}:private-y"][
            turn % 4
        ]
        yield one.everywhere(name, where, turn)

    one = family(
        "bytes in a socket id that are no UTF-8", "a decoder that does not check finds a separator in them"
    )
    for turn, (name, digits) in enumerate(ILL_FORMED.items()):
        yield one.everywhere(f"{name}, inside", spliced("1.1", digits, "private-y"), turn)
        yield one.everywhere(f"{name}, at the end", spliced("1.1", digits, ""), turn + 1)

    one = family(
        "a socket id that only a number parser reads",
        "the text that is signed is not the text that was checked",
    )
    numbers = [
        "-1.1",
        "+1.1",
        "1.-1",
        "1.+1",
        "1e1.1",
        "1.1e1",
        "1.1E+1",
        "0x1.1",
        "1.0x1",
        "0b1.1",
        "1_0.1",
        "1'0.1",
        "1 0.1",
        "1,000.1",
        "1.1f",
        "1.1n",
        "Infinity.1",
        "NaN.NaN",
        "1.1.1",
        "1..1",
        ".1.1",
        "1.1.",
        "1.",
        ".1",
        ".",
        "",
        "1",
        "0.1%",
        "(1.1)",
        "[1.1]",
        '"1.1"',
        "'1.1'",
        "1.1;1.1",
        "1.1,2.2",
        "1.1&socket_id=2.2",
        "1.1#",
        "1.1?x",
        "1.1/..",
        "1.1\\",
    ]
    for turn, number in enumerate(numbers):
        yield one.everywhere(number or "nothing", number, turn)

    one = family("a long socket id that would be cut", "what is left of it would be another")
    for turn, times in enumerate([64, 255, 256, 1024, 65535, 65536, 100000]):
        yield one.everywhere(f"{times} digits and no dot", repeat("1", times), turn)
        yield one.everywhere(
            f"{times} digits, then the separator", join("1.", repeat("1", times), ":private-y"), turn + 1
        )
