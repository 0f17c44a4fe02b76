"""Authorization requests and what answers them, in C++ and in TypeScript.

Users, rules and the like are named here and written out once in each test: tests/js/routes/cases.ts and
tests/native/routes_cases.h.
"""

import json

from .app import APP
from .independent import hmac_hex, join, raw, repeat

ROUTE = "/broadcasting/authorize"
FORM = "application/x-www-form-urlencoded"
SAME = {"Origin": "https://app.example", "Sec-Fetch-Site": "same-origin", "Host": "app.example"}
NATIVE = {"Host": "app.example"}
LISTED = "https://page.example"
FOREIGN = "https://evil.example"
ANN = {"id": 7, "name": "Ann", "role": "admin"}
BOB = {"id": 8, "name": "Bob", "role": "basic"}
SOCKET = "1234.1234"

NOT_ALLOWED = "This subscription is not allowed."
NOBODY = "Nobody is signed in, and this needs someone: sign in first."
SOCKET_MISSING = "socket_id is missing: pusher-js sends it with every authorization request."
SOCKET_ONCE = "socket_id must be one string, given once."
LISTS = "channel_name must be one string, given once; several are a list, channel_name[]."
NOT_JSON = "The body is not a JSON object, at most 32 levels deep."
BY_POST = "Authorization is asked for by POST; JSONP is not served."
ORIGIN = "Pages of this origin may not ask here; the server's log says what allows them."

RULES = {"channels": [["private-admins", "admins-only"], ["private-orders.{id}", "own-id"], ["presence-chat.{room}", "member"]], "user": "session"}


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def form(channel=None, socket=SOCKET, more=""):
    return f"socket_id={socket}" + (f"&channel_name={channel}" if channel is not None else "") + more


def post(body, user=None, headers=SAME, path=ROUTE, type=FORM):
    content = {"Content-Type": type} if type else {}
    return {"method": "POST", "path": path, "headers": {**headers, **content}, "body": body, **({"user": user} if user else {})}


def ask(method, headers, path=ROUTE):
    return {"method": method, "path": path, "headers": headers, "body": ""}


def case(name, why, options, request, status, body=None, **expect):
    return {"name": name, "why": why, "options": options, "request": request, "expect": {"status": status, **({"body": body} if body is not None else {}), **expect}}


def error(code, message):
    return compact({"error": {"code": code, "message": message}})


def signed(channel, socket=SOCKET, member=None):
    data = compact(member) if member else None
    text = f"{socket}:{channel}" + (f":{data}" if data else "")
    answer = {"auth": f"{APP['key']}:{hmac_hex(APP['secret'], text)}", **({"channel_data": data} if data else {})}
    return compact(answer)


def signed_in(user, socket=SOCKET):
    data = compact(user)
    return compact({"auth": f"{APP['key']}:{hmac_hex(APP['secret'], f'{socket}::user::{data}')}", "user_data": data})


def granted(name, why, options, request, answer, **expect):
    return case(name, why, options, request, 200, answer, headers={"Content-Type": "application/json", **expect.pop("headers", {})}, **expect)


def denied(name, why, options, request, code="denied", message=NOT_ALLOWED, **expect):
    return case(name, why, options, request, 403, error(code, message) if message else None, code=code, **expect)


def malformed(name, why, request, message, status=400, **expect):
    return case(name, why, RULES, request, status, error("malformed_request", message) if message else None, code="malformed_request", **expect)


def rules():
    yield granted("docs-private", "the documentation's example, whose signature is published", {}, post(form("private-foobar")), compact({"auth": "278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4"}))
    yield granted("admin", "a rule that allows", RULES, post(form("private-admins"), ANN), signed("private-admins"))
    yield denied("basic-user", "a rule that denies", RULES, post(form("private-admins"), BOB))
    yield denied("guest", "rules are asked for users alone", RULES, post(form("private-admins")), "unauthenticated", NOBODY)
    yield granted("parameter", "the rule gets what {id} stands for", RULES, post(form("private-orders.7"), ANN), signed("private-orders.7"))
    yield denied("other-parameter", "and compares it", RULES, post(form("private-orders.8"), ANN))
    yield denied("parameter-with-dot", "{id} is one segment (laravel/framework #29971)", RULES, post(form("private-orders.7.items"), ANN), log=["No rule matches private-orders.7.items"])
    yield denied("prefix-of-name", "a pattern is anchored at its end", RULES, post(form("private-admins2"), ANN), log=["No rule matches private-admins2"])
    yield denied("no-rule", "what no rule matches is denied", RULES, post(form("private-other"), ANN), log=["No rule matches private-other"])
    yield denied("empty-rules", "rules are given, and none allows", {"channels": [], "user": "session"}, post(form("private-x"), ANN), log=["No rule matches private-x"])
    order = [["private-{x}", "next"], ["private-a{x}", "nobody"], ["private-{y}", "anyone"]]
    yield granted("falls-through", "null lets the next matching rule decide", {"channels": order, "user": "session"}, post(form("private-b"), ANN), signed("private-b"))
    yield denied("first-decides", "false is final", {"channels": order, "user": "session"}, post(form("private-ab"), ANN))
    yield denied("none-decides", "all let the next decide, and there is none", {"channels": [["private-{x}", "next"]], "user": "session"}, post(form("private-b"), ANN))
    yield denied("rule-throws", "a rule that throws denies, and the next is not asked", {"channels": [["private-{x}", "throws"], ["private-{y}", "anyone"]], "user": "session"}, post(form("private-x"), ANN), log=['The rule "private-{x}" threw'])
    yield denied("user-throws", "nobody is known to be signed in", {**RULES, "user": "throws"}, post(form("private-admins"), ANN), log=["user threw"])
    yield granted("no-user-option", "a rule that needs no user", {"channels": [["private-{x}", "anyone"]]}, post(form("private-x")), signed("private-x"))


def presence():
    ann = {"user_id": "7", "user_info": {"name": "Ann"}}
    yield granted("member", "a presence rule returns the member", RULES, post(form("presence-chat.1"), ANN), signed("presence-chat.1", member=ann))
    yield granted("member-without-info", "user_info may be left out", {"channels": [["presence-x", "member-without-info"]], "user": "session"}, post(form("presence-x"), ANN), signed("presence-x", member={"user_id": "7"}))
    yield denied("presence-true", "true does not say who comes", {"channels": [["presence-{x}", "anyone"]], "user": "session"}, post(form("presence-x"), ANN), log=['The rule "presence-{x}" answered true for a presence channel'])
    yield denied("presence-false", "a rule that denies", {"channels": [["presence-{x}", "nobody"]], "user": "session"}, post(form("presence-x"), ANN))
    yield granted("presence-falls-through", "null lets the next matching rule decide", {"channels": [["presence-{x}", "next"], ["presence-x", "member"]], "user": "session"}, post(form("presence-x"), ANN), signed("presence-x", member=ann))
    yield denied("member-on-private", "only presence channels have members", {"channels": [["private-{x}", "member"]], "user": "session"}, post(form("private-x"), ANN), log=['The rule "private-{x}" answered something else'])
    yield denied("member-with-empty-id", "a member has an id", {"channels": [["presence-x", "member-with-empty-id"]], "user": "session"}, post(form("presence-x"), ANN), "invalid_member", None, log=["invalid_member"])
    yield denied("member-too-large", "over 1,024 bytes", {"channels": [["presence-x", "member-too-large"]], "user": "session"}, post(form("presence-x"), ANN), "member_too_large", None, log=["member_too_large"])
    yield granted("client-fields-ignored", "a user_id or channel_data that the page sends means nothing", RULES, post(form("presence-chat.1", more="&user_id=1&channel_data=%7B%22user_id%22%3A%221%22%7D"), ANN), signed("presence-chat.1", member=ann))


def kinds():
    wide = {"channels": [["private-{x}", "anyone"], ["presence-{x}", "member"]], "user": "session"}
    for channel, why in (
        ("private-encrypted-y", "its answer would give away the channel's key"),
        ("private-cache-y", "cache channels have rules of their own"),
        ("private-encrypted-cache-y", "encrypted, and a cache channel"),
        ("presence-cache-y", "a presence cache channel"),
    ):
        yield denied(f"kind-{channel}", f"the kind is compared first: {why}", wide, post(form(channel), ANN), log=[f"No rule matches {channel}"])
    yield granted("kind-own-cache-rule", "a rule for a cache channel", {"channels": [["private-cache-{x}", "anyone"]], "user": "session"}, post(form("private-cache-y"), ANN), signed("private-cache-y"))
    yield denied("encrypted-rule", "a rule allows it, and there is no master key to serve it with", {"channels": [["private-encrypted-{x}", "anyone"]], "user": "session"}, post(form("private-encrypted-y"), ANN), "encrypted_channel", None, log=["encrypted_channel"])
    for channel in ("releases", "cache-releases", "Private-admins", "privat-x"):
        yield denied(f"public-{channel}", "public channels need no authorization, so none is signed", wide, post(form(channel), ANN), "public_channel", "Public channels need no authorization: subscribe without asking.")


def defaults():
    yield granted("default-everyone", "without rules and without user, private channels are everyone's", {}, post(form("private-x")), signed("private-x"))
    yield granted("default-cache", "cache channels too", {}, post(form("private-cache-x")), signed("private-cache-x"))
    yield granted("default-user", "with user, those of who is signed in", {"user": "session"}, post(form("private-x"), BOB), signed("private-x"))
    yield denied("default-guest", "and not a guest's", {"user": "session"}, post(form("private-x")), "unauthenticated", NOBODY)
    yield granted("default-presence", "the member is the user's id alone", {"user": "session"}, post(form("presence-x"), ANN), signed("presence-x", member={"user_id": "7"}))
    yield granted("default-presence-user-data", "the id that signs in is the member's", {"user": "session", "user_data": "by-name"}, post(form("presence-x"), ANN), signed("presence-x", member={"user_id": "user-Ann"}))
    yield denied("default-presence-guest", "presence needs a user", {"user": "session"}, post(form("presence-x")), "unauthenticated", NOBODY)
    yield denied("default-presence-no-user", "presence needs a user, with or without the option", {}, post(form("presence-x")), "unauthenticated", NOBODY)
    for user in ({}, {"user": "session"}):
        yield denied("default-encrypted" + ("-user" if user else ""), "encrypted channels are never authorized by default", user, post(form("private-encrypted-x"), ANN), "encrypted_channel", "Encrypted channels are authorized only by rules.", log=["encrypted_channel"])


def alone():
    by_role = {"authorize": "by-role-header"}
    yield granted("controller-allows", "authorize replaces the rules", by_role, post(form("private-x"), headers={**SAME, "X-Role": "admin"}), signed("private-x"))
    yield denied("controller-denies", "and denies with 403 (Masonite's `return False` was a 200)", by_role, post(form("private-x"), headers={**SAME, "X-Role": "basic"}))
    yield denied("controller-true-on-presence", "authorize too must say who comes", by_role, post(form("presence-x"), headers={**SAME, "X-Role": "admin"}), log=["authorize answered true for a presence channel"])
    yield granted("controller-member", "and may", {"authorize": "member-by-header"}, post(form("presence-x"), headers={**SAME, "X-User": "5"}), signed("presence-x", member={"user_id": "5"}))
    yield denied("controller-member-on-private", "only presence channels have members", {"authorize": "member-by-header"}, post(form("private-x"), headers={**SAME, "X-User": "5"}), log=["authorize answered something else"])
    yield denied("controller-null", "there is no next rule", {"authorize": "nothing"}, post(form("private-x")))
    yield denied("controller-throws", "what throws denies", {"authorize": "throws"}, post(form("private-x")), log=["authorize threw"])
    yield denied("controller-encrypted", "there is no master key to serve it with", by_role, post(form("private-encrypted-x"), headers={**SAME, "X-Role": "admin"}), "encrypted_channel", None, log=["encrypted_channel"])
    yield granted("controller-sees-both", "it gets the channel and the socket id", {"authorize": "echo"}, post(form("presence-x", "5.6")), signed("presence-x", "5.6", {"user_id": "presence-x 5.6"}))


def sign_in():
    yield granted("docs-user", "the documentation's example, whose signature is published", {"user": "session"}, post(form(), {**ANN, "id": 12345}), compact({"auth": "278d425bdf160c739803:4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba", "user_data": '{"id":"12345"}'}))
    yield granted("sign-in", "socket_id alone signs in, with rules or without", RULES, post(form(), ANN), signed_in({"id": "7"}))
    yield granted("sign-in-on-its-own-path", "pusher-js's default path for it", {**RULES, "auth_route": "/pusher/user-auth"}, post(form(), ANN, path="/pusher/user-auth"), signed_in({"id": "7"}))
    yield granted("channel-on-sign-in-path", "one route serves both", {**RULES, "auth_route": "/pusher/user-auth"}, post(form("private-admins"), ANN, path="/pusher/user-auth"), signed("private-admins"))
    yield granted("watchlist", "userData says what is signed", {"user": "session", "user_data": "with-watchlist"}, post(form(), ANN), signed_in({"id": "7", "user_info": {"name": "Ann"}, "watchlist": ["8", "9"]}))
    at_most = signed_in({"id": "7", "watchlist": [str(n) for n in range(100)]})
    yield granted("watchlist-100", "as many as there may be", {"user": "session", "user_data": "watching-100"}, post(form(), ANN), at_most)
    yield denied("watchlist-101", "one more", {"user": "session", "user_data": "watching-101"}, post(form(), ANN), "invalid_user", "The watchlist has 101 users: at most 100 are allowed.", log=["invalid_user"])
    yield denied("sign-in-guest", "nobody is signed in", RULES, post(form()), "unauthenticated", NOBODY)
    yield denied("sign-in-without-user", "nobody can be", {}, post(form()), "unauthenticated", NOBODY, log=["pusher.signin()"])
    yield denied("user-data-throws", "what throws denies", {"user": "session", "user_data": "throws"}, post(form(), ANN), log=["threw"])
    yield denied("user-data-empty-id", "pusher-js refuses an empty id", {"user": "session", "user_data": "with-empty-id"}, post(form(), ANN), "invalid_user", None, log=["invalid_user"])
    yield case("empty-channel-is-no-sign-in", "channel_name is there", RULES, post(form(""), ANN), 400, code="invalid_channel")


def bodies():
    granted_body = signed("private-admins")
    for name, why, request in (
        ("json", "a JSON body", post(compact({"socket_id": SOCKET, "channel_name": "private-admins"}), ANN, type="application/json")),
        ("json-charset", "parameters of the type are let be", post(compact({"socket_id": SOCKET, "channel_name": "private-admins"}), ANN, type="Application/JSON; charset=utf-8")),
        ("form-charset", "parameters of the type are let be", post(form("private-admins"), ANN, type=FORM + "; charset=UTF-8")),
        ("form-encoded", "percent signs in names and values", post("socket%5Fid=1234%2E1234&channel_name=private%2dadmins", ANN)),
        ("form-odd-parts", "empty parts, parts without a value, percent signs that stand for themselves", post("&&a&=b&%zz=%&x=%4&" + form("private-admins", more="&"), ANN)),
        ("more-fields", "params of the page are let be, repeated too", post(form("private-admins", more="&x=1&x=2"), ANN)),
        ("json-deepest", "32 levels", post('{"socket_id":"1234.1234","channel_name":"private-admins","x":' + "[" * 31 + "]" * 31 + "}", ANN, type="application/json")),
        ("json-brackets-in-text", "brackets in a text are no levels", post(compact({"socket_id": SOCKET, "channel_name": "private-admins", "x": "[{\\\"" * 40}), ANN, type="application/json")),
        ("json-last-counts", "the second one of a name, as every JSON parser has it", post('{"socket_id":"9.9","socket_id":"1234.1234","channel_name":"private-admins"}', ANN, type="application/json")),
        ("largest-body", "65,536 bytes", post(join(form("private-admins", more="&x="), repeat("x", 65536 - len(form("private-admins", more="&x=")))), ANN)),
    ):
        yield granted(f"body-{name}", why, RULES, request, granted_body)
    for name, why, request, message in (
        ("empty", "nothing is asked", post(""), SOCKET_MISSING),
        ("no-socket-id", "no socket to sign for", post("channel_name=private-admins"), SOCKET_MISSING),
        ("other-fields", "no socket to sign for", post("channel=private-admins&socketId=1.1"), SOCKET_MISSING),
        ("question-mark", "a body is no query: the name begins with a question mark", post("?socket_id=1.1"), SOCKET_MISSING),
        ("array-name", "PHP's way of writing a list is another name", post("socket_id[]=1.1&channel_name=private-admins"), SOCKET_MISSING),
        ("two-socket-ids", "which one was checked?", post("socket_id=1.1&socket_id=2.2&channel_name=private-admins"), SOCKET_ONCE),
        ("two-channels", "which one was checked?", post("socket_id=1.1&channel_name=private-a&channel_name=private-admins"), LISTS),
        ("two-in-disguise", "names are compared after decoding", post("socket_id=1.1&channel_name=private-a&channel%5Fname=private-admins"), LISTS),
        ("json-broken", "no JSON", post('{"socket_id":"1.1"', type="application/json"), NOT_JSON),
        ("json-empty", "no JSON", post("", type="application/json"), NOT_JSON),
        ("json-array", "no object", post('["1.1","private-admins"]', type="application/json"), NOT_JSON),
        ("json-text", "no object", post('"socket_id=1.1"', type="application/json"), NOT_JSON),
        ("json-null", "no object", post("null", type="application/json"), NOT_JSON),
        ("json-number-id", "1.1 is a number and no socket id", post('{"socket_id":1.1,"channel_name":"private-admins"}', type="application/json"), SOCKET_ONCE),
        ("json-null-channel", "null is no string, and no sign-in", post('{"socket_id":"1.1","channel_name":null}', type="application/json"), LISTS),
        ("json-too-deep", "33 levels", post('{"socket_id":"1.1","x":' + "[" * 32 + "]" * 32 + "}", type="application/json"), NOT_JSON),
        ("json-endless-depth", "a parser that recurses would not come back", post(repeat("[", 60000), type="application/json"), NOT_JSON),
        ("json-byte-order-mark", "not JSON (RFC 8259)", post("\ufeff" + '{"socket_id":"1.1"}', type="application/json"), NOT_JSON),
        ("json-prototype", "what is inherited is not what was sent", post('{"__proto__":{"socket_id":"1.1","channel_name":"private-admins"}}', type="application/json"), SOCKET_MISSING),
        ("not-utf8", "bytes that are no text", post(join(form("private-admins", more="&x="), raw("c328")), ANN), "The body is not UTF-8."),
    ):
        yield malformed(f"body-{name}", why, request, message)
    types = "The Content-Type must be application/x-www-form-urlencoded, as pusher-js sends it, or application/json."
    for name, type in (("none", None), ("text", "text/plain"), ("multipart", "multipart/form-data; boundary=x"), ("json-like", "application/jsonx"), ("both", "text/plain, application/json")):
        yield malformed(f"type-{name}", "only what pusher-js sends, and JSON", post(form("private-admins"), ANN, type=type), types)
    yield malformed("body-too-large", "65,537 bytes", post(join(form("private-admins", more="&x="), repeat("x", 65537 - len(form("private-admins", more="&x=")))), ANN), "The body has more than 65536 bytes.", status=413)


def hostile_names():
    sockets = {
        "empty": "", "dot": ".", "half": "1.1:", "colon-first": ":1.1", "letters-first": "foo1.1", "letters-last": "1.1foo", "negative": "-1.1", "sign": "%2B1.1",
        "exponent": "1e5.1", "three-parts": "1.1.1", "space": "1.1%20", "plus-is-space": "1.1+", "newline": "1.1%0A", "newline-first": "%0A1.1", "newline-colon": "1.1%0A:", "nul": "1.1%00",
        "homakov": "1.1%0APOST%0A/apps/3/events%0Aauth_key=278d425bdf160c739803", "sign-in": "1.1::user::%7B%22id%22:%221%22%7D",
        "arabic-digits": "%D9%A1.%D9%A2", "full-width-digits": "%EF%BC%91.%EF%BC%91", "other-dot": "1%E3%80%821", "not-utf8": "%FF.1",
    }
    for name, socket in sockets.items():
        yield case(f"socket-{name}", "only digits, a dot, digits are signed (sakurity.com/blog/2015/05/08/pusher.html)", RULES, post(form("private-admins", socket), ANN), 400, code="invalid_socket_id")
    yield case("socket-before-user", "what is malformed is not denied: nobody is asked", {**RULES, "user": "throws"}, post(form("private-admins", "1.1:"), ANN), 400, code="invalid_socket_id")
    yield case("channel-before-user", "what is malformed is not denied: nobody is asked", {**RULES, "user": "throws"}, post(form("private-a:b"), ANN), 400, code="invalid_channel")
    channels = {
        "empty": "", "space": "private-a%20b", "newline": "private-admins%0A", "colon": "private-x:y", "user-token": ":user::%7B%22id%22:%22admin%22%7D", "presence-token": "presence-x:%7B%22user_id%22:%221%22%7D",
        "server-to-user": "%23server-to-user-1", "slash": "private-a/b", "unicode": "private-%C3%A4", "201-characters": "private-" + "x" * 193, "quote": "private-%22", "braces": "private-orders.%7Bid%7D",
    }
    for name, channel in channels.items():
        yield case(f"channel-{name}", "a name that no channel has", RULES, post(form(channel), ANN), 400, code="invalid_channel")
    yield granted("channel-200-characters", "the longest name", {"channels": [["private-{x}", "anyone"]], "user": "session"}, post(form("private-" + "x" * 192), ANN), signed("private-" + "x" * 192))


def methods():
    allow = {"Allow": "POST, OPTIONS"}
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        yield case(f"method-{method}", "only POST is served", RULES, ask(method, SAME), 405, error("method_not_allowed", BY_POST), headers=allow)
    jsonp = ROUTE + "?callback=Pusher.auth_callbacks%5B%271%27%5D&socket_id=1.1&channel_name=private-admins"
    yield case("jsonp", "JSONP would give the token to any page", {}, ask("GET", {"Sec-Fetch-Site": "cross-site", "Host": "app.example"}, jsonp), 405, error("method_not_allowed", BY_POST), headers=allow)
    yield case("query-is-no-body", "what stands in the query is not read", RULES, post("", ANN, path=ROUTE + "?socket_id=1.1&channel_name=private-admins"), 400, error("malformed_request", SOCKET_MISSING))
    elsewhere = "Subscriptions are authorized at /broadcasting/authorize."
    for name, path in (("other-path", "/pusher/auth"), ("trailing-slash", ROUTE + "/"), ("root", "/"), ("upper-case", ROUTE.upper())):
        yield case(name, "another path", RULES, post(form("private-admins"), ANN, path=path), 404, error("not_found", elsewhere))
    yield case("other-path-options", "no preflight for other paths", {**RULES, "allowed_origins": [LISTED]}, ask("OPTIONS", {"Origin": LISTED, "Access-Control-Request-Method": "POST"}, "/other"), 404, headers={"Access-Control-Allow-Origin": None})
    yield granted("any-path", "mounted by the application, wherever", {**RULES, "auth_route": None}, post(form("private-admins"), ANN, path="/some/where"), signed("private-admins"))


def origins():
    cors = {"Access-Control-Allow-Origin": LISTED, "Access-Control-Allow-Credentials": "true"}
    none = {"Access-Control-Allow-Origin": None, "Access-Control-Allow-Credentials": None}
    own = {**RULES, "allowed_origins": [LISTED]}
    answer = signed("private-admins")
    passes = [
        ("same-origin", "a page of the same origin", {"Origin": "https://app.example", "Sec-Fetch-Site": "same-origin", "Host": "app.example"}, none),
        ("same-origin-behind-proxy", "the proxy rewrote Host", {"Origin": "https://app.example", "Sec-Fetch-Site": "same-origin", "Host": "10.0.0.5:3000"}, none),
        ("native-client", "neither header: no browser", NATIVE, none),
        ("site-none", "the user's own doing", {"Sec-Fetch-Site": "none", "Host": "app.example"}, none),
        ("plain-http", "no Sec-Fetch headers on a plain http name: the host decides", {"Origin": "http://app.example", "Host": "app.example"}, none),
        ("ended-tls", "the scheme differs behind what ends TLS", {"Origin": "https://app.example", "Host": "app.example"}, none),
        ("forwarded-host", "the host that the browser asked", {"Origin": "https://app.example", "Host": "10.0.0.5", "X-Forwarded-Host": "app.example"}, none),
        ("listed-cross-site", "a listed page of another site", {"Origin": LISTED, "Sec-Fetch-Site": "cross-site", "Host": "app.example"}, cors),
        ("listed-same-site", "a listed page on another port or subdomain", {"Origin": LISTED, "Sec-Fetch-Site": "same-site", "Host": "app.example"}, cors),
        ("listed-old-browser", "a listed page without Sec-Fetch headers", {"Origin": LISTED, "Host": "app.example"}, cors),
    ]
    for name, why, headers, expected in passes:
        yield granted(f"origin-{name}", why, own, post(form("private-admins"), ANN, headers), answer, headers=expected)
    yield granted("origin-null-listed", "null passes where it is listed", {**RULES, "allowed_origins": ["null"]}, post(form("private-admins"), ANN, {"Origin": "null", "Sec-Fetch-Site": "cross-site", "Host": "app.example"}), answer, headers={"Access-Control-Allow-Origin": "null", "Access-Control-Allow-Credentials": "true"})
    refuses = [
        ("foreign", "a page of another site", {"Origin": FOREIGN, "Sec-Fetch-Site": "cross-site", "Host": "app.example"}, f'allowedOrigins: ["{FOREIGN}"]'),
        ("foreign-old-browser", "another host", {"Origin": FOREIGN, "Host": "app.example"}, f'allowedOrigins: ["{FOREIGN}"]'),
        ("same-site", "another port of the same host", {"Origin": "http://localhost:3000", "Sec-Fetch-Site": "same-site", "Host": "localhost:8000"}, 'allowedOrigins: ["http://localhost:3000"]'),
        ("other-port", "a port belongs to the host", {"Origin": "http://localhost:3000", "Host": "localhost:8000"}, 'allowedOrigins: ["http://localhost:3000"]'),
        ("null", "a file or a sandboxed frame", {"Origin": "null", "Sec-Fetch-Site": "cross-site", "Host": "app.example"}, 'allowedOrigins: ["null"]'),
        ("null-old-browser", "a file or a sandboxed frame", {"Origin": "null", "Host": "app.example"}, 'allowedOrigins: ["null"]'),
        ("cross-site-without-origin", "a browser that does not say whose page", {"Sec-Fetch-Site": "cross-site", "Host": "app.example"}, ""),
        ("suffix", "ends like the listed one", {"Origin": "https://evil-page.example", "Sec-Fetch-Site": "cross-site", "Host": "app.example"}, "evil-page.example"),
        ("prefix", "begins like the listed one", {"Origin": "https://page.example.evil.example", "Sec-Fetch-Site": "cross-site", "Host": "app.example"}, "page.example.evil.example"),
        ("subdomain", "a subdomain is another origin", {"Origin": "https://sub.page.example", "Sec-Fetch-Site": "cross-site", "Host": "app.example"}, "sub.page.example"),
        ("other-scheme", "the scheme counts where it is listed", {"Origin": "http://page.example", "Sec-Fetch-Site": "cross-site", "Host": "app.example"}, "http://page.example"),
        ("two-origins", "no browser sends two", {"Origin": f"{LISTED}, {FOREIGN}", "Sec-Fetch-Site": "cross-site", "Host": "app.example"}, ""),
        ("host-in-userinfo", "no browser sends one", {"Origin": "https://app.example@evil.example", "Host": "app.example"}, ""),
    ]
    for name, why, headers, line in refuses:
        yield denied(f"origin-{name}", why, own, post(form("private-admins"), ANN, headers), "origin_refused", ORIGIN, headers=none, log=[line])
    yield denied("origin-null-host", "an empty Host is nobody's host", own, post(form("private-admins"), ANN, {"Origin": FOREIGN}), "origin_refused", ORIGIN, headers=none, log=[FOREIGN])
    yield denied("origin-default-everyone", "the open default is not open to other sites", {}, post(form("private-x"), headers={"Origin": FOREIGN, "Sec-Fetch-Site": "cross-site", "Host": "app.example"}), "origin_refused", ORIGIN, headers=none, log=[FOREIGN])
    yield denied("origin-sign-in", "signing in is checked too", own, post(form(), ANN, {"Origin": FOREIGN, "Sec-Fetch-Site": "cross-site", "Host": "app.example"}), "origin_refused", ORIGIN, headers=none, log=[FOREIGN])
    yield denied("cors-on-403", "a listed page may read why it was denied", own, post(form("private-admins"), BOB, {"Origin": LISTED, "Sec-Fetch-Site": "cross-site", "Host": "app.example"}), headers=cors)
    yield case("cors-on-405", "a listed page may read it", own, ask("GET", {"Origin": LISTED, "Sec-Fetch-Site": "cross-site", "Host": "app.example"}), 405, headers=cors)
    yield case("cors-on-405-foreign", "another may not", own, ask("GET", {"Origin": FOREIGN, "Sec-Fetch-Site": "cross-site", "Host": "app.example"}), 405, headers=none)
    flight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,x-csrf-token", "Sec-Fetch-Site": "cross-site", "Host": "app.example"}
    yield case("preflight", "a listed page may send headers of its own", own, ask("OPTIONS", {"Origin": LISTED, **flight}), 204, "", headers={**cors, "Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "authorization,x-csrf-token", "Access-Control-Max-Age": "600"})
    yield case("preflight-without-headers", "nothing is asked for, nothing is allowed", own, ask("OPTIONS", {"Origin": LISTED, "Access-Control-Request-Method": "POST", "Host": "app.example"}), 204, "", headers={**cors, "Access-Control-Allow-Headers": None})
    yield case("preflight-hostile-headers", "only header names are repeated", own, ask("OPTIONS", {"Origin": LISTED, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-a; <script>", "Host": "app.example"}), 204, "", headers={**cors, "Access-Control-Allow-Headers": None})
    yield denied("preflight-foreign", "another page may not", own, ask("OPTIONS", {"Origin": FOREIGN, **flight}), "origin_refused", ORIGIN, headers={**none, "Access-Control-Allow-Headers": None}, log=[FOREIGN])
    yield case("options-same-origin", "OPTIONS outside of CORS", own, ask("OPTIONS", SAME), 204, "", headers={"Allow": "POST, OPTIONS", **none})


VECTORS = {"routes": [*rules(), *presence(), *kinds(), *defaults(), *alone(), *sign_in(), *bodies(), *hostile_names(), *methods(), *origins()]}
