"""The protocol once more, from its documentation and Python's own hmac, hashlib, json and urllib: the oracle of the vectors.

pusher/docs: docs/channels/library_auth_reference/{rest-api,auth-signatures}.md
"""

import hashlib
import hmac
import json
import re
from urllib.parse import quote

# pusher/docs: docs/channels/using_channels/channels.md, and the pattern of the official server libraries
CHANNEL = re.compile(rb"\A[A-Za-z0-9_\-=@,.;]+\Z")
SOCKET_ID = re.compile(rb"\A[0-9]+\.[0-9]+\Z")


def repeat(text, times):
    """The compact form of a long text."""
    return {"repeat": text, "times": times}


def join(*texts):
    return {"join": list(texts)}


def raw(hex_digits):
    """Bytes that are not UTF-8."""
    return {"hex": hex_digits}


def several(text, times):
    """The compact form of a list that holds the same text several times."""
    return {"list": text, "times": times}


def expand(text):
    """The bytes of a text in any of its forms."""
    if isinstance(text, str):
        return text.encode()
    if "repeat" in text:
        return text["repeat"].encode() * text["times"]
    if "join" in text:
        return b"".join(expand(part) for part in text["join"])
    return bytes.fromhex(text["hex"])


def good(name, why, **fields):
    return {"name": name, "why": why, **fields, "valid": True}


def bad(name, why, code=None, **fields):
    return {"name": name, "why": why, **fields, "valid": False, **({"code": code} if code else {})}


def hmac_hex(secret, message):
    return hmac.new(expand(secret), expand(message), hashlib.sha256).hexdigest()


def md5_hex(message):
    return hashlib.md5(expand(message)).hexdigest()


def js(value):
    """What JavaScript's JSON.stringify gives."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def signed_query(app, method, path, parameters, body, now):
    """The query of a signed request: parameters by lower-case name, escaped here and not in the text to sign."""
    all_of_them = {name.lower(): value for name, value in parameters}
    all_of_them.update(auth_key=app["key"], auth_timestamp=str(now), auth_version="1.0")
    if body:
        all_of_them["body_md5"] = md5_hex(body)
    pairs = sorted(all_of_them.items())
    text = "\n".join([method, path, "&".join(f"{name}={value}" for name, value in pairs)])
    escaped = "&".join(f"{name}={quote(value, safe='-._~')}" for name, value in pairs)
    return escaped + "&auth_signature=" + hmac_hex(app["secret"], text)


def token(app, *parts):
    return app["key"] + ":" + hmac_hex(app["secret"], ":".join(parts))
