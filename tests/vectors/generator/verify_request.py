"""Requests as a server receives them: from other libraries, from the network, and from whoever has no secret."""

from urllib.parse import quote

from .app import APP
from .independent import bad, good, hmac_hex, md5_hex, signed_query
from .published import REST_BODY
from .request import NOW, published

OTHER = {"id": "4", "key": "other-key", "secret": "other-secret"}
PATH = "/apps/3/events"
BODY = '{"name":"a"}'


def arrived(method="POST", path=PATH, body=BODY, now=NOW, query=None, app=APP):
    return {"app": app, "method": method, "path": path, "query": query, "body": body, "now": now}


def query_of(pairs, method="POST", path=PATH, app=APP, escape=quote):
    """Signs exactly these pairs, in their own order of the query."""
    signed = "&".join(
        f"{name.lower()}={value}" for name, value in sorted(pairs, key=lambda pair: pair[0].lower())
    )
    signature = hmac_hex(app["secret"], f"{method}\n{path}\n{signed}")
    return (
        "&".join(f"{name}={escape(value, safe='')}" for name, value in pairs) + f"&auth_signature={signature}"
    )


def own(app=APP, now=NOW, body=BODY):
    pairs = [("auth_key", app["key"]), ("auth_timestamp", str(now)), ("auth_version", "1.0")]
    return pairs + ([("body_md5", md5_hex(body))] if body else [])


def accepted():
    for name, source, fields, expected in published():
        request = {key: fields[key] for key in ("app", "method", "body", "now")}
        yield good(name, "published", source=source, **request, **expected, expected=fields["parameters"])

    def ok(name, why, expected=(), **fields):
        return good(name, why, **arrived(**fields), expected=list(expected))

    right = signed_query(APP, "POST", PATH, [], BODY, NOW)
    yield ok("plain", "as this library sends it", query=right)
    for seconds in (-600, -599, 599, 600):
        yield ok(f"clock{seconds:+}", "within 600 s", query=right, now=NOW + seconds)
    yield ok("any-order", "the query need not be sorted", query=query_of(own()[::-1]))
    yield ok(
        "upper-case-names",
        "names are lower-cased before they are signed",
        query=query_of([(n.upper(), v) for n, v in own()]),
    )
    yield ok(
        "python-get",
        "python signs the MD5 of the empty body",
        method="GET",
        path="/apps/3/channels",
        body="",
        query=query_of(own(body="") + [("body_md5", md5_hex(""))], "GET", "/apps/3/channels"),
    )
    get = {"method": "GET", "path": "/apps/3/channels", "body": ""}
    prefix = [("filter_by_prefix", "presence-"), ("info", "user_count,subscription_count")]
    yield ok(
        "parameters",
        "what is not the signature's own comes back decoded",
        prefix,
        **get,
        query=query_of(own(body="") + prefix, "GET", "/apps/3/channels"),
    )
    yield ok(
        "unescaped-comma",
        "pusher for Node does not escape",
        prefix,
        **get,
        query=query_of(own(body="") + prefix, "GET", "/apps/3/channels", escape=lambda value, safe: value),
    )
    spaced = [("q", "a b+c")]

    def plus(value, safe):
        return quote(value, safe="").replace("%20", "+")

    yield ok(
        "plus-is-space",
        "PHP's and Go's form encoding",
        spaced,
        **get,
        query=query_of(own(body="") + spaced, "GET", "/apps/3/channels", escape=plus),
    )
    yield ok(
        "unicode",
        "UTF-8",
        [("q", "Grüße")],
        **get,
        query=query_of(own(body="") + [("q", "Grüße")], "GET", "/apps/3/channels"),
    )
    yield ok(
        "no-equals",
        "an empty value",
        [("q", "")],
        **get,
        query=query_of(own(body="") + [("q", "")], "GET", "/apps/3/channels").replace("&q=", "&q"),
    )
    yield ok("empty-pairs", "pairs of nothing are no parameters", query="&&" + right + "&")
    yield ok(
        "bare-path",
        "the app itself",
        method="GET",
        path="/apps/3",
        body="",
        query=query_of(own(body=""), "GET", "/apps/3"),
    )


def refused():
    right = signed_query(APP, "POST", PATH, [], BODY, NOW)

    def no(name, why, code, **fields):
        return bad(name, why, code, **arrived(**{"query": right, **fields}))

    for seconds in (-601, 601, -NOW, 10**15):
        yield no(f"clock{seconds:+}", "over 600 s", "timestamp_expired", now=NOW + seconds)
    for name, _ in own()[:3] + [("auth_signature", "")]:
        missing = "&".join(pair for pair in right.split("&") if not pair.startswith(name))
        yield no(f"no-{name}", "required", "invalid_parameter", query=missing)
        yield no(f"{name}-twice", "which one was signed?", "invalid_parameter", query=right + f"&{name}=1")
    yield no(
        "twice-by-case", "which one was signed?", "invalid_parameter", query=right + f"&AUTH_KEY={APP['key']}"
    )
    yield no("empty-query", "nothing is signed", "invalid_parameter", query="")
    for text in (
        "",
        "-1353088179",
        "+1353088179",
        " 1353088179",
        "1353088179.0",
        "1353088179x",
        "0x50a67973",
        "99999999999999999999",
        "١٣٥٣٠٨٨١٧٩",
    ):
        pairs = [(n, text if n == "auth_timestamp" else v) for n, v in own()]
        yield no(
            f"timestamp {text or 'empty'}",
            "digits, and not more than a number holds",
            "invalid_parameter",
            query=query_of(pairs),
        )
    yield no(
        "timestamp-far-future",
        "the largest that is a number",
        "timestamp_expired",
        query=query_of([(n, "9223372036854775807" if n == "auth_timestamp" else v) for n, v in own()]),
    )
    for version in ("", "1", "1.00", "2.0"):
        pairs = [(n, version if n == "auth_version" else v) for n, v in own()]
        yield no(
            f"version {version or 'empty'}",
            "the only version is 1.0",
            "invalid_parameter",
            query=query_of(pairs),
        )
    for name, tail in {
        "percent-at-end": "%",
        "percent-one-digit": "%4",
        "percent-no-digits": "%zz",
        "line-break": "%0A",
        "nul": "%00",
        "not-utf8": "%FF",
    }.items():
        yield no(f"value-{name}", "malformed", "invalid_parameter", query=right + "&q=a" + tail)
    yield no("name-empty", "malformed", "invalid_parameter", query=right + "&=x")
    yield no("name-escaped-ampersand", "malformed", "invalid_parameter", query=right + "&a%26b=x")

    yield no(
        "unknown-key",
        "not this app's",
        "unknown_key",
        query=signed_query({**APP, "key": "x"}, "POST", PATH, [], BODY, NOW),
    )
    other = signed_query(OTHER, "POST", PATH, [], BODY, NOW)
    yield {
        "attack": "cross-tenant",
        **no(
            "other-apps-key",
            "another app's key and secret on this app's path (sockudo PR 198)",
            "unknown_key",
            query=other,
        ),
    }
    for path in (
        "/apps/4/events",
        "/apps/33/events",
        "/apps/",
        "/apps",
        "/",
        "",
        "/x/apps/3/events",
        "apps/3/events",
        "/apps/3events",
        "/APPS/3/events",
    ):
        yield {
            "attack": "cross-tenant",
            **no(
                f"path {path or 'empty'}",
                "signed with this app's secret for another path",
                "unknown_key",
                path=path,
                query=query_of(own(), path=path),
            ),
        }

    yield no("body-changed", "another body than the one signed", "body_md5_mismatch", body=BODY + " ")
    yield no("body-removed", "no body where one was signed", "body_md5_mismatch", body="")
    yield no("body-without-md5", "a body must be signed", "body_md5_mismatch", query=query_of(own(body="")))
    yield no(
        "body-md5-upper-case",
        "lower-case hex",
        "body_md5_mismatch",
        query=query_of(own(body="") + [("body_md5", md5_hex(BODY).upper())]),
    )
    yield no(
        "body-md5-empty",
        "lower-case hex",
        "body_md5_mismatch",
        query=query_of(own(body="") + [("body_md5", "")]),
    )
    yield {
        "attack": "body-swap",
        **no(
            "body-md5-swapped",
            "the MD5 of the new body, under the old signature",
            "invalid_signature",
            body=REST_BODY,
            query=right.replace(md5_hex(BODY), md5_hex(REST_BODY)),
        ),
    }

    signature = right.rsplit("=", 1)[1]
    for name, claimed in {
        "empty": "",
        "short": signature[:-1],
        "long": signature + "0",
        "upper-case": signature.upper(),
        "zeros": "0" * 64,
        "not-hex": "z" * 64,
    }.items():
        yield no(
            f"signature-{name}",
            "not the signature",
            "invalid_signature",
            query=right.replace(signature, claimed),
        )
    yield no("signature-with-line-break", "no signature has one", "invalid_parameter", query=right + "%0A")
    yield no("method-changed", "the method is signed", "invalid_signature", method="GET")
    yield no("method-lower-case", "the method is signed in upper case", "invalid_signature", method="post")
    yield no("path-changed", "the path is signed", "invalid_signature", path="/apps/3/batch_events")
    yield no(
        "parameter-added", "the parameters are signed", "invalid_signature", query=right + "&info=user_count"
    )
    yield no(
        "other-secret",
        "this app's key with another secret",
        "invalid_signature",
        query=signed_query({**APP, "secret": "x"}, "POST", PATH, [], BODY, NOW),
    )
    yield {
        "attack": "channel-token",
        **no(
            "channel-token-as-signature",
            "a subscription's signature is not a request's",
            "invalid_signature",
            query=right.replace(signature, hmac_hex(APP["secret"], "1.1:private-x")),
        ),
    }
    token = right.replace(signature, hmac_hex(APP["secret"], f"1.1:private-x\nPOST\n{PATH}"))
    yield {
        "attack": "channel-token",
        **no(
            "crafted-channel-token", "nor one over a name with line breaks", "invalid_signature", query=token
        ),
    }


VECTORS = {"verify_request": [*accepted(), *refused()]}
