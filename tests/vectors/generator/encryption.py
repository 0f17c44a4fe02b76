import base64
import hashlib

from . import secretbox
from .event import TEXTS
from .independent import bad, expand, good, js, raw, repeat
from .published import FIPS180

PYTHON = "pusher/pusher-http-python: pusher_tests/"
GO = "pusher/pusher-http-go: crypto_test.go"
NODE = "pusher/pusher-http-node: tests/integration/pusher/authenticate.js"

# nacl.cr.yp.to: tests/secretbox.c and tests/secretbox.out
NACL = {
    "key": "1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389",
    "nonce": "69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37",
    "message": "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705",
    "sealed": "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5",
}

MASTER = b"8tW5FQLniQ1sBQFwrw7t6TVEsJZd10yY"
OTHER = bytes(range(32))
CHANNEL = "private-encrypted-x"
NONCE = bytes(range(24))
NOW = 1353088179


def b64(data):
    return base64.b64encode(data).decode()


def shared(master, channel):
    return hashlib.sha256(expand(channel) + master).digest()


def sealed(master, channel, plaintext, nonce=NONCE):
    box = secretbox.seal(shared(master, channel), nonce, expand(plaintext))
    return js({"nonce": b64(nonce), "ciphertext": b64(box)})


def master_keys():
    def key(name, why, data, **fields):
        return good(name, why, **fields, base64=b64(data), expected=data.hex())

    yield key("python", "published", MASTER, source=PYTHON + "test_authentication_client.py")
    yield key(
        "python-not-printable",
        "published",
        b"this key has nonprintable char \0",
        source=PYTHON + "test_crypto.py",
    )
    yield key("all-bits", "every digit of the alphabet's end", b"\xff" * 32)
    yield key("no-bits", "and of its beginning", bytes(32))
    yield key("signs", "both signs of the alphabet", b"\xfb\xef\xbe\xff\xff\xff" * 5 + b"\0\0")
    right = b64(MASTER)
    for size in (0, 1, 16, 31, 33, 64):
        yield bad(f"bytes-{size}", "exactly 32 bytes", "invalid_master_key", base64=b64(b"k" * size))
    for name, text in {
        "python-31-bytes": "dGhpcyBpcyAzMSBieXRlcyAxMjM0NTY3ODkwMTIzNA==",
        "python-33-bytes": "dGhpcyBpcyAzMyBieXRlcyAxMjM0NTY3ODkwMTIzNDU2",
        "python-cut-padding": "dGhpcyBpcyAzMSBieXRlcyAxMjM0NTY3ODkwMTIzNA=",
        "python-foreign-characters": "dGhpcyBpcyA!MiBieXRlcyAxMjM0NTY3OD#wMTIzNDU=",
    }.items():
        yield bad(
            name,
            "Python's library refuses it too",
            "invalid_master_key",
            base64=text,
            source=PYTHON + "test_crypto.py",
        )
    for name, text in {
        "without-padding": right.rstrip("="),
        "line-break": right + "\n",
        "line-break-inside": right[:20] + "\n" + right[21:],
        "space-before": " " + right,
        "space-in-place": right[:10] + " " + right[11:],
        "url-alphabet": b64(b"\xfb\xff" * 16).replace("+", "-").replace("/", "_"),
        "bits-under-the-padding": right[:-2] + chr(ord(right[-2]) + 1) + "=",
        "padding-inside": right[:19] + "=" + right[20:],
        "only-padding": "=" * 44,
        "hex": MASTER.hex(),
        "the-key-itself": MASTER.decode(),
        "unicode": "ü" + right[2:],
    }.items():
        yield bad(name, "not the base64 that an encoder writes", "invalid_master_key", base64=text)
    yield bad("nul", "not the base64 that an encoder writes", "invalid_master_key", base64=raw("00" * 44))
    yield bad(
        "high-bytes", "not the base64 that an encoder writes", "invalid_master_key", base64=raw("ff" * 44)
    )


def secretboxes():
    given = {name: bytes.fromhex(digits) for name, digits in NACL.items()}
    assert secretbox.seal(given["key"], given["nonce"], given["message"]) == given["sealed"]
    fields = {name: raw(NACL[name]) for name in ("key", "nonce", "message")}
    yield good(
        "nacl",
        "published",
        source="NaCl: tests/secretbox.c, tests/secretbox.out",
        **fields,
        expected=NACL["sealed"],
    )
    # around the ends of a block of Poly1305, and of the first and second block of Salsa20, whose first half is the authenticator's key
    for size in (0, 1, 15, 16, 17, 31, 32, 33, 63, 64, 65, 95, 96, 97, 1000):
        message = repeat("m", size)
        box = secretbox.seal(OTHER, NONCE, expand(message))
        yield good(
            f"message-of-{size}",
            "the ends of a block",
            key=raw(OTHER.hex()),
            nonce=raw(NONCE.hex()),
            message=message,
            expected=box.hex(),
        )


def shared_secrets():
    def secret(name, why, master, channel, expected=None, **fields):
        computed = b64(shared(master, channel))
        assert expected in (None, computed), name
        return good(name, why, **fields, master=master.hex(), channel=channel, expected=computed)

    yield secret(
        "python-authentication",
        "published",
        MASTER,
        "private-encrypted-channel",
        "VmIsNZtCSteh8kazd2toc+ofhohBtUouQRSDtRvuyVI=",
        source=PYTHON + "test_authentication_client.py",
    )
    digest = b"p\x9e\xf3\t\n$\xbf\xa9\x83\x82\xcb]\x02\\\xa3b,\x82\xd3\x1f\xa2\x7f\x10\xb0\x05\xc0\xdc\xa2{\xaee\x16"
    yield secret(
        "python-crypto",
        "published, for a channel of no prefix",
        b"OTk5" * 8,
        "pvUPIk0YG6MnxCEMIUUVFrbDmQwbhICXUcy",
        b64(digest),
        source=PYTHON + "test_crypto.py",
    )
    node = base64.b64decode("zyrm8pvV2C9fJcBfhyXzvxbJVN/H7QLmbe0xJi1GhPU=")
    yield secret(
        "node",
        "published",
        node,
        "private-encrypted-bla",
        "nlr49ISQHz91yS3cy/yWmW8wFMNeTnNL5tNHnbPJcLQ=",
        source=NODE,
    )
    go = "004831f99d2a4e86723e893caded3a2897deeddbed9514fe9497dcddc52bd50b"
    yield secret(
        "go",
        "published with a key of 33 bytes: its first is the channel's last here, and the text hashed is the same",
        b"his is a string that is 32 chars",
        "private-encrypted-blaT",
        b64(bytes.fromhex(go)),
        source=GO,
    )
    # what is hashed is the channel and then the master key, so that the end of a published text can be the key
    for source, text, times, digest in FIPS180:
        channel = text[:-32] if times == 1 else repeat(text, times - 32)
        name = f"fips180-{len(text) * times}-bytes-{js(text[:1])}"
        yield secret(
            name,
            "published: SHA-256 itself",
            (text * times)[-32:].encode(),
            channel,
            b64(bytes.fromhex(digest)),
            source=source,
        )
    yield secret("longest", "a channel over several blocks", OTHER, "private-encrypted-" + "c" * 182)


def seals():
    def seal(name, why, plaintext, channel=CHANNEL, nonce=NONCE, **fields):
        return good(
            name,
            why,
            **fields,
            master=MASTER.hex(),
            channel=channel,
            plaintext=plaintext,
            nonce=nonce.hex(),
            expected=sealed(MASTER, channel, plaintext, nonce),
        )

    for name, text in {**TEXTS, "empty": ""}.items():
        yield seal(name, "sealed as it stands", text)
    yield seal("cache", "an encrypted cache channel", '{"a":1}', "private-encrypted-cache-x")
    yield seal("nonce-of-zeros", "any nonce", "{}", nonce=bytes(24))
    yield seal("nonce-of-ones", "any nonce", "{}", nonce=b"\xff" * 24)
    for size in (1, 2, 3, 47, 48, 49):
        yield seal(f"length-{size}", "every length of padding, and the ends of a block", repeat("s", size))
    refused = {
        "public": "x",
        "private": "private-x",
        "presence": "presence-x",
        "almost": "private-encryptedx",
        "empty": "",
        "not-a-name": "private-encrypted-x y",
    }
    for name, channel in refused.items():
        yield bad(
            f"channel-{name}",
            "nobody could open it",
            "invalid_channel",
            master=MASTER.hex(),
            channel=channel,
            plaintext="{}",
            nonce=NONCE.hex(),
        )
    yield bad(
        "not-utf8",
        "pages read text",
        "invalid_data",
        master=MASTER.hex(),
        channel=CHANNEL,
        plaintext=raw("22ff22"),
        nonce=NONCE.hex(),
    )


def opens():
    def opened(name, why, data, plaintext, channel=CHANNEL, master=MASTER, **fields):
        return good(name, why, **fields, master=master.hex(), channel=channel, data=data, expected=plaintext)

    def refused(name, why, data, code="decryption_failed", channel=CHANNEL, master=MASTER):
        return bad(name, why, code, master=master.hex(), channel=channel, data=data)

    go = '{"nonce":"sjklahvpWWQgAjTx5FfYHCCxd2AmaL9T","ciphertext":"zoDEe8dA3nDXKsybAWce/hXGW4szJw=="}'
    yield opened(
        "go",
        "published with a key of 33 bytes: its first is the channel's last here",
        go,
        "Hello!",
        "private-encrypted-blaT",
        b"his is a string that is 32 chars",
        source=GO,
    )
    box = b64(
        secretbox.seal(
            shared(b"OTk5" * 8, "pvUPIk0YG6MnxCEMIUUVFrbDmQwbhICXUcy"),
            b"XAJI0Y6DPBHSAHXTHV3A3ZMF",
            b"kkkT5OOkOkO5kT5TOO5TkOT5TTk5O55T",
        )
    )
    assert box == "tsYJa2JgGDOpVIYFe4aNVWAvZlpB7z7CjN9mpIdbATE0Yc4izN8aM8D6VigBxnIQ", "python: test_crypto.py"
    right = sealed(MASTER, CHANNEL, '{"a":1}')
    for name, text in {**TEXTS, "empty": "", "length-1000": "s" * 1000}.items():
        yield opened(name, "comes back as it was", sealed(MASTER, CHANNEL, text), text)
    nonce, ciphertext = b64(NONCE), right.split('"')[7]
    yield opened(
        "spaces", "any JSON", f' {{ "ciphertext" : "{ciphertext}",\n"nonce":"{nonce}" }} ', '{"a":1}'
    )
    yield opened(
        "more-members",
        "passed over",
        js({"v": [1, {"nonce": 1}], "nonce": nonce, "ciphertext": ciphertext}),
        '{"a":1}',
    )
    yield opened(
        "escaped", "JSON's escapes", right.replace("nonce", "\\u006eonce").replace("A", "\\u0041"), '{"a":1}'
    )
    yield refused("other-master-key", "the key is another", right, master=OTHER)
    yield refused("other-channel", "each channel has its own key", right, channel="private-encrypted-y")
    yield refused(
        "other-nonce",
        "the nonce is part of it",
        sealed(MASTER, CHANNEL, '{"a":1}').replace(nonce, b64(bytes(24))),
    )
    for name, channel in {"public": "x", "private": "private-x", "presence": "presence-x"}.items():
        yield refused(f"channel-{name}", "nothing is sealed there", right, "invalid_channel", channel)
    for name, text in {
        "empty": "",
        "brace": "{",
        "word": "Hello",
        "longer": right + "x",
        "cut": right[:-1],
        "bom": "\ufeff" + right,
    }.items():
        yield refused(f"text-{name}", "not JSON", text, "invalid_json")
    yield refused("not-utf8", "not JSON", raw("7b22ff227d"), "invalid_json")
    yield refused("depth-33", "one more than the limit", "[" * 33 + "]" * 33, "json_too_deep")
    yield refused("depth-10000", "far more", repeat("[", 10000), "json_too_deep")
    for name, data in {
        "null": "null",
        "string": js(right),
        "list": f"[{right}]",
        "number": "1",
        "plain": '{"message":"hi"}',
        "no-nonce": js({"ciphertext": ciphertext}),
        "no-ciphertext": js({"nonce": nonce}),
    }.items():
        yield refused(f"form-{name}", "not of the form", data)
    for value in (None, 1, [nonce], {"nonce": nonce}, True):
        yield refused(f"nonce {js(value)}", "not a string", js({"nonce": value, "ciphertext": ciphertext}))
    for name, value in {
        "short": b64(NONCE[:23]),
        "long": b64(NONCE + b"\0"),
        "empty": "",
        "not-base64": nonce[:-1] + "!",
        "cut": nonce[:-1],
        "line-break": nonce + "\n",
    }.items():
        yield refused(f"nonce-{name}", "24 bytes in base64", js({"nonce": value, "ciphertext": ciphertext}))
    raw_box = base64.b64decode(ciphertext)
    for name, value in {
        "empty": "",
        "mac-alone-cut": b64(raw_box[:15]),
        "mac-alone": b64(raw_box[:16]),
        "cut": b64(raw_box[:-1]),
        "longer": b64(raw_box + b"\0"),
        "without-padding": ciphertext.rstrip("="),
        "bits-under-the-padding": ciphertext[:-2] + chr(ord(ciphertext[-2]) + 1) + "=",
        "url-alphabet": ciphertext[:-4] + "-_" + ciphertext[-2:],
    }.items():
        yield refused(f"ciphertext-{name}", "not what was sealed", js({"nonce": nonce, "ciphertext": value}))
    last_counts = js({"nonce": nonce, "ciphertext": ciphertext})[:-1] + ',"nonce":"AAAA"}'
    yield refused("nonce-twice", "the last counts, as in every reader of JSON", last_counts)
    box = secretbox.seal(shared(MASTER, CHANNEL), NONCE, b"\xff")
    yield refused("plaintext-not-utf8", "pages read text", js({"nonce": nonce, "ciphertext": b64(box)}))


VECTORS = {
    "master_key": list(master_keys()),
    "secretbox": list(secretboxes()),
    "shared_secret": list(shared_secrets()),
    "seal": list(seals()),
    "open": list(opens()),
}
