"""Methods and origins of authorization requests."""

from .routes_case import (
    ANN,
    BOB,
    BY_POST,
    FOREIGN,
    LISTED,
    NATIVE,
    ORIGIN,
    ROUTE,
    RULES,
    SAME,
    SOCKET_MISSING,
    ask,
    case,
    denied,
    error,
    form,
    granted,
    post,
    signed,
)


def methods():
    allow = {"Allow": "POST, OPTIONS"}
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        yield case(
            f"method-{method}",
            "only POST is served",
            RULES,
            ask(method, SAME),
            405,
            error("method_not_allowed", BY_POST),
            headers=allow,
        )
    jsonp = ROUTE + "?callback=Pusher.auth_callbacks%5B%271%27%5D&socket_id=1.1&channel_name=private-admins"
    yield case(
        "jsonp",
        "JSONP would give the token to any page",
        {},
        ask("GET", {"Sec-Fetch-Site": "cross-site", "Host": "app.example"}, jsonp),
        405,
        error("method_not_allowed", BY_POST),
        headers=allow,
    )
    yield case(
        "query-is-no-body",
        "what stands in the query is not read",
        RULES,
        post("", ANN, path=ROUTE + "?socket_id=1.1&channel_name=private-admins"),
        400,
        error("malformed_request", SOCKET_MISSING),
    )
    elsewhere = "Subscriptions are authorized at /broadcasting/authorize."
    for name, path in (
        ("other-path", "/pusher/auth"),
        ("trailing-slash", ROUTE + "/"),
        ("root", "/"),
        ("upper-case", ROUTE.upper()),
    ):
        yield case(
            name,
            "another path",
            RULES,
            post(form("private-admins"), ANN, path=path),
            404,
            error("not_found", elsewhere),
        )
    yield case(
        "other-path-options",
        "no preflight for other paths",
        {**RULES, "allowed_origins": [LISTED]},
        ask("OPTIONS", {"Origin": LISTED, "Access-Control-Request-Method": "POST"}, "/other"),
        404,
        headers={"Access-Control-Allow-Origin": None},
    )
    yield granted(
        "any-path",
        "mounted by the application, wherever",
        {**RULES, "auth_route": None},
        post(form("private-admins"), ANN, path="/some/where"),
        signed("private-admins"),
    )


def origins():
    cors = {"Access-Control-Allow-Origin": LISTED, "Access-Control-Allow-Credentials": "true"}
    none = {"Access-Control-Allow-Origin": None, "Access-Control-Allow-Credentials": None}
    own = {**RULES, "allowed_origins": [LISTED]}
    answer = signed("private-admins")
    passes = [
        (
            "same-origin",
            "a page of the same origin",
            {"Origin": "https://app.example", "Sec-Fetch-Site": "same-origin", "Host": "app.example"},
            none,
        ),
        (
            "same-origin-behind-proxy",
            "the proxy rewrote Host",
            {"Origin": "https://app.example", "Sec-Fetch-Site": "same-origin", "Host": "10.0.0.5:3000"},
            none,
        ),
        ("native-client", "neither header: no browser", NATIVE, none),
        ("site-none", "the user's own doing", {"Sec-Fetch-Site": "none", "Host": "app.example"}, none),
        (
            "plain-http",
            "no Sec-Fetch headers on a plain http name: the host decides",
            {"Origin": "http://app.example", "Host": "app.example"},
            none,
        ),
        (
            "ended-tls",
            "the scheme differs behind what ends TLS",
            {"Origin": "https://app.example", "Host": "app.example"},
            none,
        ),
        (
            "forwarded-host",
            "the host that the browser asked",
            {"Origin": "https://app.example", "Host": "10.0.0.5", "X-Forwarded-Host": "app.example"},
            none,
        ),
        (
            "listed-cross-site",
            "a listed page of another site",
            {"Origin": LISTED, "Sec-Fetch-Site": "cross-site", "Host": "app.example"},
            cors,
        ),
        (
            "listed-same-site",
            "a listed page on another port or subdomain",
            {"Origin": LISTED, "Sec-Fetch-Site": "same-site", "Host": "app.example"},
            cors,
        ),
        (
            "listed-old-browser",
            "a listed page without Sec-Fetch headers",
            {"Origin": LISTED, "Host": "app.example"},
            cors,
        ),
    ]
    for name, why, headers, expected in passes:
        yield granted(
            f"origin-{name}", why, own, post(form("private-admins"), ANN, headers), answer, headers=expected
        )
    yield granted(
        "origin-null-listed",
        "null passes where it is listed",
        {**RULES, "allowed_origins": ["null"]},
        post(
            form("private-admins"),
            ANN,
            {"Origin": "null", "Sec-Fetch-Site": "cross-site", "Host": "app.example"},
        ),
        answer,
        headers={"Access-Control-Allow-Origin": "null", "Access-Control-Allow-Credentials": "true"},
    )
    refuses = [
        (
            "foreign",
            "a page of another site",
            {"Origin": FOREIGN, "Sec-Fetch-Site": "cross-site", "Host": "app.example"},
            f'allowedOrigins: ["{FOREIGN}"]',
        ),
        (
            "foreign-old-browser",
            "another host",
            {"Origin": FOREIGN, "Host": "app.example"},
            f'allowedOrigins: ["{FOREIGN}"]',
        ),
        (
            "same-site",
            "another port of the same host",
            {"Origin": "http://localhost:3000", "Sec-Fetch-Site": "same-site", "Host": "localhost:8000"},
            'allowedOrigins: ["http://localhost:3000"]',
        ),
        (
            "other-port",
            "a port belongs to the host",
            {"Origin": "http://localhost:3000", "Host": "localhost:8000"},
            'allowedOrigins: ["http://localhost:3000"]',
        ),
        (
            "null",
            "a file or a sandboxed frame",
            {"Origin": "null", "Sec-Fetch-Site": "cross-site", "Host": "app.example"},
            'allowedOrigins: ["null"]',
        ),
        (
            "null-old-browser",
            "a file or a sandboxed frame",
            {"Origin": "null", "Host": "app.example"},
            'allowedOrigins: ["null"]',
        ),
        (
            "cross-site-without-origin",
            "a browser that does not say whose page",
            {"Sec-Fetch-Site": "cross-site", "Host": "app.example"},
            "",
        ),
        (
            "suffix",
            "ends like the listed one",
            {"Origin": "https://evil-page.example", "Sec-Fetch-Site": "cross-site", "Host": "app.example"},
            "evil-page.example",
        ),
        (
            "prefix",
            "begins like the listed one",
            {
                "Origin": "https://page.example.evil.example",
                "Sec-Fetch-Site": "cross-site",
                "Host": "app.example",
            },
            "page.example.evil.example",
        ),
        (
            "subdomain",
            "a subdomain is another origin",
            {"Origin": "https://sub.page.example", "Sec-Fetch-Site": "cross-site", "Host": "app.example"},
            "sub.page.example",
        ),
        (
            "other-scheme",
            "the scheme counts where it is listed",
            {"Origin": "http://page.example", "Sec-Fetch-Site": "cross-site", "Host": "app.example"},
            "http://page.example",
        ),
        (
            "two-origins",
            "no browser sends two",
            {"Origin": f"{LISTED}, {FOREIGN}", "Sec-Fetch-Site": "cross-site", "Host": "app.example"},
            "",
        ),
        (
            "host-in-userinfo",
            "no browser sends one",
            {"Origin": "https://app.example@evil.example", "Host": "app.example"},
            "",
        ),
    ]
    for name, why, headers, line in refuses:
        yield denied(
            f"origin-{name}",
            why,
            own,
            post(form("private-admins"), ANN, headers),
            "origin_refused",
            ORIGIN,
            headers=none,
            log=[line],
        )
    yield denied(
        "origin-null-host",
        "an empty Host is nobody's host",
        own,
        post(form("private-admins"), ANN, {"Origin": FOREIGN}),
        "origin_refused",
        ORIGIN,
        headers=none,
        log=[FOREIGN],
    )
    yield denied(
        "origin-default-everyone",
        "the open default is not open to other sites",
        {},
        post(
            form("private-x"),
            headers={"Origin": FOREIGN, "Sec-Fetch-Site": "cross-site", "Host": "app.example"},
        ),
        "origin_refused",
        ORIGIN,
        headers=none,
        log=[FOREIGN],
    )
    yield denied(
        "origin-sign-in",
        "signing in is checked too",
        own,
        post(form(), ANN, {"Origin": FOREIGN, "Sec-Fetch-Site": "cross-site", "Host": "app.example"}),
        "origin_refused",
        ORIGIN,
        headers=none,
        log=[FOREIGN],
    )
    yield denied(
        "cors-on-403",
        "a listed page may read why it was denied",
        own,
        post(
            form("private-admins"),
            BOB,
            {"Origin": LISTED, "Sec-Fetch-Site": "cross-site", "Host": "app.example"},
        ),
        headers=cors,
    )
    yield case(
        "cors-on-405",
        "a listed page may read it",
        own,
        ask("GET", {"Origin": LISTED, "Sec-Fetch-Site": "cross-site", "Host": "app.example"}),
        405,
        headers=cors,
    )
    yield case(
        "cors-on-405-foreign",
        "another may not",
        own,
        ask("GET", {"Origin": FOREIGN, "Sec-Fetch-Site": "cross-site", "Host": "app.example"}),
        405,
        headers=none,
    )
    flight = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,x-csrf-token",
        "Sec-Fetch-Site": "cross-site",
        "Host": "app.example",
    }
    yield case(
        "preflight",
        "a listed page may send headers of its own",
        own,
        ask("OPTIONS", {"Origin": LISTED, **flight}),
        204,
        "",
        headers={
            **cors,
            "Access-Control-Allow-Methods": "POST",
            "Access-Control-Allow-Headers": "authorization,x-csrf-token",
            "Access-Control-Max-Age": "600",
        },
    )
    yield case(
        "preflight-without-headers",
        "nothing is asked for, nothing is allowed",
        own,
        ask("OPTIONS", {"Origin": LISTED, "Access-Control-Request-Method": "POST", "Host": "app.example"}),
        204,
        "",
        headers={**cors, "Access-Control-Allow-Headers": None},
    )
    yield case(
        "preflight-hostile-headers",
        "only header names are repeated",
        own,
        ask(
            "OPTIONS",
            {
                "Origin": LISTED,
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "x-a; <script>",
                "Host": "app.example",
            },
        ),
        204,
        "",
        headers={**cors, "Access-Control-Allow-Headers": None},
    )
    yield denied(
        "preflight-foreign",
        "another page may not",
        own,
        ask("OPTIONS", {"Origin": FOREIGN, **flight}),
        "origin_refused",
        ORIGIN,
        headers={**none, "Access-Control-Allow-Headers": None},
        log=[FOREIGN],
    )
    yield case(
        "options-same-origin",
        "OPTIONS outside of CORS",
        own,
        ask("OPTIONS", SAME),
        204,
        "",
        headers={"Allow": "POST, OPTIONS", **none},
    )


VECTORS = {"routes": [*methods(), *origins()]}
