from .independent import bad, good, repeat

APP = "https://app.example"
LOCAL = "http://localhost:3000"


def headers(origin="", site="", forwarded="", host=""):
    return {"origin": origin, "sec_fetch_site": site, "forwarded_host": forwarded, "host": host}


def line(origin):
    return f'allowedOrigins: ["{origin}"]'


PASSES = {
    "listed": (headers(APP, "cross-site"), [APP], "in the list"),
    "listed-second": (headers(APP, "cross-site"), ["https://other.example", APP], "in the list"),
    "listed-same-site": (headers(APP, "same-site"), [APP], "in the list"),
    "listed-port": (headers(LOCAL), [LOCAL], "in the list"),
    "listed-default-port": (headers(APP), ["https://app.example:443"], "443 is https's own"),
    "listed-default-port-80": (headers("http://app.example:80"), ["http://app.example"], "80 is http's own"),
    "listed-upper-case": (headers("https://app.example"), ["HTTPS://App.Example"], "case does not count"),
    "listed-slash": (headers(APP), [APP + "/"], "as it is copied from a browser"),
    "listed-path": (headers(APP), [APP + "/login"], "as it is copied from a browser"),
    "listed-spaces": (headers(APP), [" " + APP + " "], "as it comes out of a list with commas"),
    "listed-ipv6": (headers("http://[::1]:3000"), ["http://[::1]:3000"], "an address in brackets"),
    "listed-other-scheme": (
        headers("capacitor://localhost", "cross-site"),
        ["capacitor://localhost"],
        "an app's own web view",
    ),
    "listed-extension": (
        headers("chrome-extension://abcdef"),
        ["chrome-extension://abcdef"],
        "a browser's extension",
    ),
    "null-listed": (headers("null", "cross-site"), ["null"], "said explicitly"),
    "same-origin": (headers(APP, "same-origin", host="internal:8080"), [], "the browser says so"),
    "none": (headers("", "none"), [], "typed by the user"),
    "same-origin-without-origin": (headers("", "same-origin"), [], "the browser says so"),
    "native": (headers(host="app.example"), [], "no browser sends neither"),
    "host": (headers(APP, host="app.example"), [], "an older browser, the same host"),
    "host-port": (headers(LOCAL, host="localhost:3000"), [], "an older browser, the same host and port"),
    "host-other-scheme": (headers(APP, host="app.example"), [], "TLS ends before the server"),
    "host-default-port": (headers(APP, host="app.example:443"), [], "443 is https's own"),
    "host-upper-case": (headers(APP, host="App.Example"), [], "case does not count"),
    "forwarded": (headers(APP, forwarded="app.example", host="10.0.0.1:8080"), [], "behind a proxy"),
    "forwarded-list": (
        headers(APP, forwarded="app.example, proxy.internal", host="x"),
        [],
        "each proxy appends its own",
    ),
    "forwarded-other": (headers(APP, forwarded="elsewhere", host="app.example"), [], "either will do"),
    "host-ipv6": (headers("http://[::1]:3000", host="[::1]:3000"), [], "an address in brackets"),
}

REFUSED = {
    "cross-site": (
        headers("https://evil.example", "cross-site", host="app.example"),
        [APP],
        "not listed",
        "https://evil.example",
    ),
    "same-site": (
        headers("https://blog.app.example", "same-site", host="app.example"),
        [],
        "a sibling is another origin",
        "https://blog.app.example",
    ),
    "cross-site-same-host": (
        headers(APP, "cross-site", host="app.example"),
        [],
        "the browser knows better than Host",
        APP,
    ),
    "other-port": (
        headers("http://localhost:5173", host="localhost:3000"),
        [],
        "another port is another origin",
        "http://localhost:5173",
    ),
    "other-port-listed": (
        headers("https://app.example:8443"),
        [APP],
        "another port is another origin",
        "https://app.example:8443",
    ),
    "other-scheme-listed": (
        headers("http://app.example"),
        [APP],
        "another scheme is another origin",
        "http://app.example",
    ),
    "suffix": (
        headers("https://evil-app.example", host="x"),
        [APP],
        "the whole host counts",
        "https://evil-app.example",
    ),
    "subdomain": (
        headers("https://app.example.evil.example", host="x"),
        [APP],
        "the whole host counts",
        "https://app.example.evil.example",
    ),
    "prefix": (headers("https://app.exampl", host="x"), [APP], "the whole host counts", "https://app.exampl"),
    "wildcard": (headers("https://evil.example"), ["*"], "there are no wildcards", "https://evil.example"),
    "wildcard-host": (
        headers("https://evil.example"),
        ["https://*"],
        "there are no wildcards",
        "https://evil.example",
    ),
    "entry-without-scheme": (headers(APP), ["app.example"], "an origin has a scheme", APP),
    "entry-empty": (headers(APP), [""], "an empty entry is no wildcard", APP),
    "forwarded-second": (
        headers(APP, forwarded="proxy.internal, app.example", host="x"),
        [],
        "only the first is the browser's",
        APP,
    ),
    "no-hosts": (headers(APP), [], "nothing to compare with", APP),
    "upper-case-default-port": (
        headers("HTTPS://Evil.Example:443"),
        [],
        "told as it has to be listed",
        "https://evil.example",
    ),
    "null": (headers("null"), [APP], "a sandboxed frame", "null"),
    "null-same-origin": (headers("null", "same-origin"), [], "a sandboxed frame of one's own page", "null"),
    "null-host": (headers("null", host="null"), [], "no host is called so", "null"),
    "cross-site-without-origin": (
        headers("", "cross-site", host="app.example"),
        [],
        "a form of another site",
        None,
    ),
    "same-site-without-origin": (headers("", "same-site"), [APP], "a form of a sibling", None),
    "unknown-site": (headers("", "somewhere"), [], "not a word that lets pass", None),
    "upper-case-site": (headers("", "Same-Origin"), [], "browsers write it in lower case", None),
    "userinfo": (
        headers("https://app.example@evil.example", host="app.example"),
        [APP],
        "no Origin has one",
        None,
    ),
    "two-origins": (headers(APP + " https://evil.example", host="app.example"), [APP], "one at a time", None),
    "not-an-origin": (headers("app.example", host="app.example"), [], "an origin has a scheme", None),
    "scheme-with-space": (headers("ht tp://app.example", host="app.example"), [], "no scheme has one", None),
    "no-host": (headers("https://", host=""), [], "an origin has a host", None),
    "backslash": (
        headers("https://app.example\\.evil.example", host="app.example"),
        [APP],
        "no Origin has one",
        None,
    ),
    "query": (headers("https://app.example?x", host="app.example"), [APP], "no Origin has one", None),
    "markup": (headers('https://x"><script>', host="x"), [], "no host has such characters", None),
    "kelvin": (
        headers("https://\u212aaren.example", host="karen.example"),
        ["https://karen.example"],
        "U+212A is no k, though it is one in lower case",
        None,
    ),
    "long-s": (
        headers("http\u017f://app.example", host="app.example"),
        ["https://app.example"],
        "U+017F is no s, though it is one in upper case",
        None,
    ),
    "umlaut": (headers("https://äpp.example", host="äpp.example"), [], "browsers send the ASCII form", None),
}


def checks():
    for name, (given, allowed, why) in PASSES.items():
        yield good(name, why, headers=given, allowed=allowed)
    for name, (given, allowed, why, shown) in REFUSED.items():
        told = {"message_has": line(shown)} if shown else {}
        yield bad(name, why, "origin_refused", headers=given, allowed=allowed, **told)
    yield bad(
        "long",
        "the message is cut",
        "origin_refused",
        headers=headers({"join": ["https://", repeat("a", 5000)]}, host="x"),
        allowed=[],
        message_max=700,
    )


VECTORS = {"check_origin": list(checks())}
