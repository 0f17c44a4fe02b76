from .independent import bad, expand, good, hmac_hex, join, md5_hex, raw, repeat
from .published import REST_BODY, REST_BODY_MD5, RFC1321, RFC4231, SIGNATURES

# Around the ends of a block of 64 bytes, where padding goes wrong: 55 is the most that leaves room for the length.
EDGES = [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 1000]


def published_hmac():
    for name, source, _, secret, text, signature in SIGNATURES:
        assert hmac_hex(secret, text) == signature, name
        yield good(name, "published", source=source, secret=secret, message=text, expected=signature)
    for number, key, data, digest in RFC4231:
        full = hmac_hex(raw(key), raw(data))
        assert full.startswith(digest), number
        why = "a key that is hashed first" if len(key) > 128 else "published"
        yield good(
            f"rfc4231-{number}",
            why,
            source=f"RFC 4231 §4.{number + 1}",
            secret=raw(key),
            message=raw(data),
            expected=full,
        )


def computed_hmac():
    for size in EDGES:
        message = repeat("m", size)
        yield good(
            f"message-of-{size}",
            "padding at the ends of a block",
            secret="secret",
            message=message,
            expected=hmac_hex("secret", message),
        )
    for size in (1, 63, 64, 65, 127, 128, 129):
        secret = repeat("k", size)
        yield good(
            f"key-of-{size}",
            "64 bytes are used as they are, 65 are hashed",
            secret=secret,
            message="Hello!",
            expected=hmac_hex(secret, "Hello!"),
        )
    for name, message in (("unicode", "Grüße, 世界 🎉"), ("nul", "a\0b"), ("line-separator", "\u2028")):
        yield good(
            name,
            "bytes are signed, not characters",
            secret="ключ",
            message=message,
            expected=hmac_hex("ключ", message),
        )


def verify():
    right = hmac_hex("secret", "message")
    fields = {"secret": "secret", "message": "message"}
    yield good("right", "the signature itself", **fields, hex=right)
    for at in (0, 31, 32, 63):
        other = right[:at] + ("0" if right[at] != "0" else "1") + right[at + 1 :]
        yield bad(f"digit-{at}-differs", "one digit differs", **fields, hex=other)
    yield bad("empty", "no signature at all", **fields, hex="")
    yield bad("short", "a prefix is not enough", **fields, hex=right[:63])
    yield bad("long", "nor may anything follow", **fields, hex=right + "0")
    yield bad("upper-case", "the protocol writes lower case", **fields, hex=right.upper())
    yield bad("not-hex", "64 characters that are no digits", **fields, hex=repeat("z", 64))
    yield bad("line-break", "64 characters and a line break", **fields, hex=right + "\n")
    yield bad(
        "other-message", "the signature of something else", **fields, hex=hmac_hex("secret", "message ")
    )
    yield bad("other-secret", "somebody else's signature", **fields, hex=hmac_hex("Secret", "message"))


def md5():
    for message, digest in RFC1321:
        assert md5_hex(message) == digest
        yield good(
            f"rfc1321-{len(message)}", "published", source="RFC 1321 A.5", message=message, expected=digest
        )
    assert md5_hex(REST_BODY) == REST_BODY_MD5
    yield good(
        "docs-body",
        "published",
        source="pusher/docs:docs/channels/library_auth_reference/rest-api.md",
        message=REST_BODY,
        expected=REST_BODY_MD5,
    )
    for size in EDGES:
        yield good(
            f"message-of-{size}",
            "padding at the ends of a block",
            message=repeat("m", size),
            expected=md5_hex(repeat("m", size)),
        )
    mixed = join("a", raw("00ff80"), repeat("ü", 40))
    yield good("bytes", "bytes are hashed, not characters", message=mixed, expected=md5_hex(mixed))
    assert expand(mixed)[:4] == b"a\x00\xff\x80"


VECTORS = {
    "hmac_sha256": [*published_hmac(), *computed_hmac()],
    "verify_hmac_sha256": list(verify()),
    "md5": list(md5()),
}
