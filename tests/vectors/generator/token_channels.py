"""Channel names that would make a token another kind's.

The rule: 1 to 200 characters of A-Za-z0-9_-=@,.; and no other (pusher/docs: using_channels/channels.md; the official
libraries' pattern), else `invalid_channel`; then the kind by its prefix: nothing to sign for a public channel
(`public_channel`), an encrypted one only with its key (`encrypted_channel`), and a member for a presence channel and for
no other (`invalid_member`).
"""

from .independent import join, repeat
from .token_parts import ANN, BREAKS, COLONS, CONTROLS, ILL_FORMED, INVISIBLE, KINDS, Family, shown, spliced
from .token_sockets import QUERY

PREFIXES = list(KINDS.values())


def family(attack, why, code="invalid_channel"):
    return Family(attack, why, code)


def ask(one, variant, channel, turn=0):
    """With a member wherever it asks for a presence channel, and on every third other, too."""
    is_presence = isinstance(channel, str) and channel.startswith("presence-")
    return one.authorize(variant, channel, member=ANN if is_presence or turn % 3 == 2 else None)


def smuggling():
    datas = [
        '{"user_id":"admin"}',
        '{"user_id":"admin","user_info":{"role":"owner"}}',
        "{}",
        '{"user_id":"',
        "",
    ]
    one = family(
        "a channel name that smuggles presence data", "the token would let a member of the attacker's own in"
    )
    for turn, (name, colon) in enumerate(COLONS.items()):
        prefix = PREFIXES[turn % 4]
        yield ask(one, f"{prefix}x, {name}", f"{prefix}x{colon}{datas[turn % 5]}", turn)
        yield ask(
            one,
            f"{PREFIXES[(turn + 1) % 4]}x, {name}, twice",
            f"{PREFIXES[(turn + 1) % 4]}x{colon}y{colon}{datas[0]}",
            turn,
        )
    for data in datas[:3]:
        yield one.encrypted(f"private-encrypted-x, {data}", f"private-encrypted-x:{data}")
        yield ask(one, f"no prefix, {data}", f"x:{data}")

    one = family("a channel name that is a sign-in", "the token would sign somebody in")
    for turn, (name, colon) in enumerate(COLONS.items()):
        yield ask(one, name, f'{colon}user{colon}{colon}{{"id":"admin"}}', turn)
    for turn, channel in enumerate(
        [
            ':user::{"id":"owner"}',
            ":user::{}",
            ":user::",
            ":user:",
            ":user",
            ":",
            "::",
            '::user::{"id":"a"}',
            'private-x::user::{"id":"a"}',
            'presence-x::user::{"id":"a"}',
            ':user::{"id":"a","x":"private-',
        ]
    ):
        yield ask(one, shown(channel), channel, turn)
    yield one.encrypted("encrypted", ':user::{"id":"admin"}')
    yield one.encrypted("encrypted, after its prefix", 'private-encrypted-x::user::{"id":"admin"}')

    one = family(
        "a channel name that carries another socket's subscription",
        "the socket that is asked for would be taken for something else",
    )
    for turn, (name, colon) in enumerate(COLONS.items()):
        yield ask(one, name, f"{PREFIXES[turn % 4]}x{colon}2.2{colon}private-y", turn)
    yield one.encrypted("encrypted", "private-encrypted-x:2.2:private-y")

    one = family(
        "a newline in a channel name that forges a REST signature", "the token would be a request's signature"
    )
    for turn, (name, end) in enumerate(BREAKS.items()):
        prefix = PREFIXES[turn % 4]
        yield ask(one, f"{prefix}x, {name}", f"{prefix}x{end}POST{end}/apps/3/events{end}{QUERY}", turn)
        yield ask(one, f"{name} and nothing before", f"{end}/apps/3/channels{end}{QUERY}", turn)
    for path in ("/apps/3/events", "/apps/3/channels", "/apps/3/users/1/terminate_connections"):
        yield one.encrypted(path, f"private-encrypted-x\nPOST\n{path}\n{QUERY}")

    one = family("a channel name that is a webhook's body", "the token would be a webhook's signature")
    for turn, body in enumerate(
        [
            '{"time_ms":1,"events":[]}',
            '[{"name":"channel_occupied"}]',
            '"private-x"',
            'private-x{"time_ms":1}',
        ]
    ):
        yield ask(one, shown(body), body, turn)


def characters():
    one = family(
        "a control character in a channel name",
        "a pattern whose $ is a line's end, or a text that ends at NUL, lets it through",
    )
    for turn, (name, control) in enumerate(CONTROLS.items()):
        prefix = PREFIXES[turn % 4]
        yield ask(one, f"{name} at the end", f"{prefix}x{control}", turn)
        yield ask(
            one,
            f"{name} elsewhere",
            [
                f"{control}{prefix}x",
                f"{prefix}{control}x",
                f"{prefix}x{control}y",
                f"{prefix}x{control}:{{}}",
            ][turn % 4],
            turn,
        )
    one = family(
        "an invisible character in a channel name",
        "two names that look alike, or one that is trimmed to another",
    )
    for turn, (name, character) in enumerate(INVISIBLE.items()):
        prefix = PREFIXES[turn % 4]
        yield ask(
            one,
            name,
            [
                f"{prefix}x{character}",
                f"{character}{prefix}x",
                f"{prefix[:4]}{character}{prefix[4:]}x",
                f"{prefix}x{character}admin",
            ][turn // 4 % 4],
            turn,
        )
    one = family(
        "bytes in a channel name that are no UTF-8", "a decoder that does not check finds a separator in them"
    )
    for turn, (name, digits) in enumerate(ILL_FORMED.items()):
        prefix = PREFIXES[turn % 4]
        yield one.authorize(
            f"{prefix}x, {name}",
            spliced(f"{prefix}x", digits, '{"user_id":"admin"}'),
            member=ANN if turn % 2 else None,
        )
        if turn % 3 == 0:
            yield one.encrypted(name, spliced("private-encrypted-x", digits, ""))
    one = family("an encoded separator in a channel name", "who decodes it once more finds the separator")
    codes = [
        "%3A",
        "%3a",
        "%253A",
        "%0A",
        "%0D%0A",
        "%00",
        "%2F",
        "%2e%2e%2f",
        "%C0%BA",
        "%u003a",
        "&#58;",
        "&#x3a;",
        "&#10;",
        "\\u003a",
        "\\x3a",
        "\\n",
        "\\0",
        "=?utf-8?q?=3A?=",
        "+",
        "?",
        "#",
        "&",
        "/",
        "\\",
        "*",
        "|",
        "<",
        ">",
        "'",
        '"',
        "`",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "~",
        "!",
        "$",
        "^",
    ]
    for turn, code in enumerate(codes):
        prefix = PREFIXES[turn % 4]
        yield ask(one, f"{prefix}x{code}", f"{prefix}x{code}{['y', 'user', ''][turn % 3]}", turn)


def prefixes():
    one = family(
        "a look-alike prefix",
        "folded to ASCII by another reader, it is a channel that no rule here was asked for",
    )
    alike = [
        "\u0440rivate-x",
        "pr\u0456vate-x",
        "priv\u0430te-x",
        "privat\u0435-x",
        "\u0440r\u0435s\u0435nc\u0435-x",
        "\uff50\uff52\uff49\uff56\uff41\uff54\uff45-x",
        "private\uff0dx",
        "private\u2010x",
        "private\u2011x",
        "private\u2012x",
        "private\u2013x",
        "private\u2014x",
        "private\u2212x",
        "private\ufe63x",
        "private\u00adx",
        "private\u02d7x",
        "pre\u017fence-x",
        "pr\u0131vate-x",
        "pr\u0130vate-x",
        "\U0001d429rivate-x",
        "\u24dfrivate-x",
        "priv\u00e1te-x",
        "priva\u0301te-x",
        "\u200bprivate-x",
        "private\u200d-x",
        "private-encrypted\u2010x",
        "private-\u0435ncrypted-x",
        "presence-c\u0430che-x",
        "private-x\u00df",
        "private-\u212aelvin",
        "private-\ufb01le",
        "private-\u01c4",
        "private-\U0001f600",
        "private-x\u0660",
        "private-\uff21dmin",
    ]
    for turn, channel in enumerate(alike):
        yield ask(one, f"{turn} {channel.encode('ascii', 'backslashreplace').decode()}", channel, turn)
    one = family(
        "a prefix in another shape",
        "read without case or with another hyphen, it is a private channel's",
        "public_channel",
    )
    for turn, channel in enumerate(
        [
            "Private-x",
            "PRIVATE-x",
            "pRIVATE-x",
            "Presence-x",
            "PRESENCE-CACHE-x",
            "private_x",
            "private.x",
            "private=x",
            "private,x",
            "private;x",
            "private@x",
            "private",
            "privat-x",
            "privatex-",
            "rivate-x",
            "xprivate-x",
            "-private-x",
            ";private-x",
            "@presence-x",
            "=private-encrypted-x",
            "cache-private-x",
            "presence_cache-x",
            "presence",
            "Private-Encrypted-x",
            "-private-encrypted-x",
        ]
    ):
        yield one.authorize(channel, channel, member=ANN if turn % 2 else None)
    one = family(
        "an encrypted channel asked for as a private one",
        "its key must not depend on a private channel's rule",
        "encrypted_channel",
    )
    for channel in [
        "private-encrypted-",
        "private-encrypted-x",
        "private-encrypted-cache-x",
        "private-encrypted-private-x",
        "private-encrypted-presence-x",
        "private-encrypted--",
        "private-encrypted-encrypted-x",
        "private-encrypted-admin@x",
        "private-encrypted-user",
    ]:
        yield one.authorize(channel, channel)
        yield one.authorize(f"{channel} with a member", channel, member=ANN)
    one = family(
        "another kind of channel asked for as an encrypted one", "its token would be given without its rule"
    )
    for channel in [
        "private-x",
        "presence-x",
        "releases",
        "cache-x",
        "private-cache-encrypted-x",
        "private-encrypted",
        "private-encryptedx",
        "private-Encrypted-x",
        "PRIVATE-ENCRYPTED-x",
        "xprivate-encrypted-x",
        "presence-encrypted-x",
        "encrypted-x",
    ]:
        yield one.encrypted(channel, channel)
    one = family(
        "a presence channel asked for as a private one",
        "the token lacks the member that servers would have to trust",
        "invalid_member",
    )
    for channel in [
        "presence-x",
        "presence-",
        "presence-cache-x",
        "presence-private-x",
        "presence-encrypted-x",
        "presence-x@y",
        "presence-user",
        "presence-x;y",
    ]:
        yield one.authorize(channel, channel)
    one = family(
        "a private channel asked for with a member",
        "the token would hold data that no rule checked",
        "invalid_member",
    )
    for channel in [
        "private-x",
        "private-",
        "private-cache-x",
        "private-presence-x",
        "private-encryptedx",
        "private-user",
        "private-x@y",
        "private-presence",
    ]:
        yield one.authorize(channel, channel, member=ANN)
    one = family("a server's own channel", "a page would get what is for another user alone")
    for turn, channel in enumerate(
        [
            "#server-to-user-1",
            "#server-to-user-",
            "#private-x",
            "#",
            "#presence-x",
            "private-#server-to-user-1",
            "##server-to-user-1",
            "#server-to-user-1:x",
            "\uff03server-to-user-1",
            "%23server-to-user-1",
        ]
    ):
        yield one.authorize(channel, channel, member=ANN if turn % 2 else None)


def lengths():
    one = family("a long channel name that would be cut", "what is left of it would be another channel")
    for turn, length in enumerate([201, 255, 256, 257, 512, 1023, 1024, 4096, 65535, 65536, 65600, 100000]):
        prefix = PREFIXES[turn % 4]
        yield one.authorize(
            f"{length}, {prefix}",
            join(prefix, repeat("a", length - len(prefix))),
            member=ANN if prefix.startswith("presence") else None,
        )
    for length in (201, 256, 65536):
        yield one.encrypted(f"{length}, encrypted", join("private-encrypted-", repeat("a", length - 18)))
        yield one.authorize(f"{length} zeros", repeat("0", length))
        yield one.authorize(f"{length}, then the separator", join("private-", repeat("a", length - 8), ":{}"))
    yield one.authorize("nothing", "")
    yield one.authorize("nothing, with a member", "", member=ANN)
    yield one.encrypted("nothing, encrypted", "")


def cases():
    yield from smuggling()
    yield from characters()
    yield from prefixes()
    yield from lengths()
