"""NaCl's secretbox once more: XSalsa20 and Poly1305 from their papers, held to published values in encryption.py.

cr.yp.to/snuffle/spec.pdf, cr.yp.to/snuffle/xsalsa-20110204.pdf, cr.yp.to/mac/poly1305-20050329.pdf, nacl.cr.yp.to/secretbox.html
"""

import struct

SIGMA = struct.unpack("<4I", b"expand 32-byte k")
COLUMNS = [(0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11)]
ROWS = [(0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14)]


def rotated(value, by):
    value &= 0xFFFFFFFF
    return value << by & 0xFFFFFFFF | value >> 32 - by


def twenty_rounds(words):
    x = list(words)
    for _ in range(10):
        for a, b, c, d in COLUMNS + ROWS:
            x[b] ^= rotated(x[a] + x[d], 7)
            x[c] ^= rotated(x[b] + x[a], 9)
            x[d] ^= rotated(x[c] + x[b], 13)
            x[a] ^= rotated(x[d] + x[c], 18)
    return x


def matrix(key, block):
    k, n = struct.unpack("<8I", key), struct.unpack("<4I", block)
    return [SIGMA[0], *k[:4], SIGMA[1], *n, SIGMA[2], *k[4:], SIGMA[3]]


def hsalsa20(key, block):
    x = twenty_rounds(matrix(key, block))
    return struct.pack("<8I", *(x[i] for i in (0, 5, 10, 15, 6, 7, 8, 9)))


def xsalsa20(key, nonce, size):
    inner = hsalsa20(key, nonce[:16])
    stream = b""
    for counter in range((size + 63) // 64):
        words = matrix(inner, nonce[16:] + struct.pack("<Q", counter))
        stream += struct.pack(
            "<16I", *((a + b) & 0xFFFFFFFF for a, b in zip(twenty_rounds(words), words, strict=True))
        )
    return stream[:size]


def poly1305(key, message):
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for at in range(0, len(message), 16):
        total = (total + int.from_bytes(message[at : at + 16] + b"\1", "little")) * r % (2**130 - 5)
    return ((total + int.from_bytes(key[16:], "little")) % 2**128).to_bytes(16, "little")


def seal(key, nonce, message):
    """The authenticator, then the message under the key stream that follows the authenticator's own key."""
    stream = xsalsa20(key, nonce, 32 + len(message))
    sealed = bytes(a ^ b for a, b in zip(message, stream[32:], strict=True))
    return poly1305(stream[:32], sealed) + sealed
