"""What the attacks on tokens are made of.

One secret signs `socket:channel`, `socket:channel:channel_data`, `socket::user::user_data`, `METHOD\\npath\\nquery` and a
webhook's body (protocol: auth-signatures.md, rest-api.md, webhooks.md). Whoever gets a separator of one form into a part of
another has a token of the other.
"""

from .independent import bad, js, raw

SOCKET = "1234.1234"
ANN = {"user_id": "1", "user_info": '{"name":"Ann"}'}
KINDS = {
    "private": "private-",
    "presence": "presence-",
    "private cache": "private-cache-",
    "presence cache": "presence-cache-",
}

# Colons, and what a lax reader, a decoder or a font takes for one.
COLONS = {
    "a colon": ":",
    "two colons": "::",
    "three colons": ":::",
    "a full-width colon": "\uff1a",
    "a ratio sign": "\u2236",
    "a small colon": "\ufe55",
    "a vertical colon": "\ufe13",
    "a modifier colon": "\ua789",
    "a length mark": "\u02d0",
    "an Armenian full stop": "\u0589",
    "a Hebrew sof pasuq": "\u05c3",
    "a percent-encoded colon": "%3A",
    "a lower-case percent-encoded colon": "%3a",
    "a colon percent-encoded twice": "%253A",
    "a colon of HTML": "&#58;",
    "a named colon of HTML": "&colon;",
    "a colon of JSON": "\\u003a",
    "a colon of C": "\\x3a",
    "an octal colon": "\\072",
    "a colon of UTF-7": "+ADo-",
    "a colon after a zero-width space": "\u200b:",
    "a colon after a joiner": "\u2060:",
    "a colon with an accent": ":\u0301",
    "a colon after NUL": "\0:",
    "a colon after a space": " :",
}
# Line breaks, and what some reader, of regular expressions, of headers or of Unicode, ends a line by.
BREAKS = {
    "a line feed": "\n",
    "CR LF": "\r\n",
    "a carriage return": "\r",
    "a vertical tab": "\v",
    "a form feed": "\f",
    "a next line": "\u0085",
    "a line separator": "\u2028",
    "a paragraph separator": "\u2029",
    "a file separator": "\x1c",
    "a record separator": "\x1e",
    "NUL": "\0",
    "a percent-encoded line feed": "%0A",
    "a percent-encoded CR LF": "%0d%0a",
    "a line feed percent-encoded twice": "%250A",
    "a line feed of JSON": "\\n",
    "a picture of a line feed": "\u240a",
    "a line feed of HTML": "&#10;",
}
CONTROLS = {f"U+{point:04X}": chr(point) for point in [*range(0x20), 0x7F]}
INVISIBLE = {
    f"U+{point:04X}": chr(point)
    for point in [
        0x80,
        0x85,
        0xA0,
        0xAD,
        0x34F,
        0x61C,
        0x115F,
        0x1680,
        0x180E,
        0x2000,
        0x200B,
        0x200C,
        0x200D,
        0x200E,
        0x200F,
        0x2028,
        0x2029,
        0x202A,
        0x202E,
        0x202F,
        0x205F,
        0x2060,
        0x2066,
        0x206F,
        0x3000,
        0x3164,
        0xFE0F,
        0xFEFF,
        0xFFF9,
        0xFFFD,
        0xFFFF,
        0xE0001,
        0xE0020,
        0x10FFFF,
    ]
}
# Byte sequences that a decoder which does not check takes for `:` (3a) and line feed (0a), or that are no text at all.
ILL_FORMED = {
    "an overlong colon of two bytes": "c0ba",
    "an overlong colon of three bytes": "e080ba",
    "an overlong colon of four bytes": "f08080ba",
    "an overlong line feed": "c08a",
    "an overlong line feed of three bytes": "e0808a",
    "an overlong NUL": "c080",
    "a colon of UTF-16": "003a",
    "half of a surrogate pair": "eda0bd",
    "a pair of surrogates": "eda0bdedb8bd",
    "a byte that no UTF-8 has": "ff",
    "a lone continuation": "80",
    "a sequence that is cut": "e280",
    "a sequence that swallows the next": "f0",
    "beyond Unicode": "f4908080",
}
# Digits that \d, isdigit or a number parser of some language takes for 1.
DIGITS = {
    "full-width": "\uff11",
    "Arabic": "\u0661",
    "Persian": "\u06f1",
    "Devanagari": "\u0967",
    "Bengali": "\u09e7",
    "Thai": "\u0e51",
    "Tibetan": "\u0f21",
    "Khmer": "\u17e1",
    "Mongolian": "\u1811",
    "bold": "\U0001d7cf",
    "double-struck": "\U0001d7d9",
    "monospace": "\U0001d7f7",
    "superscript": "\u00b9",
    "subscript": "\u2081",
    "circled": "\u2460",
    "parenthesized": "\u2474",
    "with a full stop": "\u2488",
    "Roman": "\u2160",
    "Chinese": "\u4e00",
    "segmented": "\U0001fbf1",
    "with an accent": "1\u0301",
    "with a keycap": "1\ufe0f\u20e3",
}
DOTS = {
    "full-width": "\uff0e",
    "ideographic": "\u3002",
    "half-width ideographic": "\uff61",
    "one-dot leader": "\u2024",
    "middle": "\u00b7",
    "Arabic decimal": "\u066b",
    "a comma": ",",
    "percent-encoded": "%2E",
    "an overlong": None,
    "two": "..",
    "with an accent": ".\u0301",
}


class Family:
    """Cases of one attack, each named after it."""

    def __init__(self, attack, why, code):
        self.attack, self.why, self.code = attack, why, code

    def case(self, variant, **fields):
        return {"attack": self.attack, **bad(f"{self.attack}: {variant}", self.why, self.code, **fields)}

    def authorize(self, variant, channel="private-x", socket_id=SOCKET, member=None):
        given = {"member": member} if member else {}
        return "authorize", self.case(variant, socket_id=socket_id, channel=channel, **given)

    def encrypted(self, variant, channel="private-encrypted-x", socket_id=SOCKET):
        return "authorize_encrypted", self.case(variant, socket_id=socket_id, channel=channel)

    def authenticate(self, variant, user_data='{"id":"1"}', socket_id=SOCKET):
        return "authenticate", self.case(variant, socket_id=socket_id, user_data=user_data)

    def everywhere(self, variant, socket_id, turn):
        """A socket id that goes with each kind of token; `turn` picks which, so that no list holds each three times."""
        ways = [
            lambda: self.authorize(f"{variant}, private", "private-x", socket_id),
            lambda: self.authorize(f"{variant}, presence", "presence-x", socket_id, ANN),
            lambda: self.authenticate(f"{variant}, sign-in", socket_id=socket_id),
            lambda: self.encrypted(f"{variant}, encrypted", socket_id=socket_id),
        ]
        return ways[turn % len(ways)]()


def spliced(before, digits, after):
    """A text with bytes in it that are not UTF-8."""
    return raw(before.encode().hex() + digits + after.encode().hex())


def shown(text):
    return js(text)[1:-1]
