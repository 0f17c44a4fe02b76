from .app import APP
from .event import EVENT, event, wire
from .independent import bad, good, js, signed_query
from .published import REST_BODY, SIGNATURES

NOW = 1353088179
GO_APP = {"id": "102015", "key": "d41a439c438a100756f5", "secret": "4bf35003e819bb138249"}


def published():
    """The published texts to sign, taken apart into what a caller gives."""
    for name, source, key, secret, text, signature in SIGNATURES:
        if not text.startswith(("GET\n", "POST\n")):
            continue
        method, path, query = text.split("\n")
        _, _, app_id, resource = path.split("/", 3)
        given = [tuple(pair.split("=", 1)) for pair in query.split("&")]
        now = int(dict(given)["auth_timestamp"])
        parameters = [[n, v] for n, v in given if not n.startswith("auth_") and n != "body_md5"]
        app = {"id": app_id, "key": key, "secret": secret}
        body = REST_BODY if method == "POST" else ""
        expected = signed_query(app, method, path, parameters, body, now)
        assert expected.endswith(signature), name
        fields = {"app": app, "method": method, "parameters": parameters, "body": body, "now": now}
        yield name, source, {**fields, "resource": "/" + resource}, {"path": path, "query": expected}


def signing():
    for name, source, fields, expected in published():
        yield good(name, "published", source=source, **fields, expected=expected)

    def signed(
        name, why, method="GET", resource="/channels", parameters=(), body="", now=NOW, app=APP, **prefix
    ):
        path = f"/apps/{app['id']}{resource}"
        query = signed_query(app, method, prefix.get("signed_prefix", "") + path, parameters, body, now)
        fields = {
            "app": app,
            "method": method,
            "resource": resource,
            "parameters": list(parameters),
            "body": body,
            "now": now,
            **prefix,
        }
        return good(name, why, **fields, expected={"path": path, "query": query})

    def refused(name, why, method="GET", resource="/channels", parameters=(), now=NOW, **prefix):
        fields = {
            "app": APP,
            "method": method,
            "resource": resource,
            "parameters": list(parameters),
            "body": "",
            "now": now,
            **prefix,
        }
        return bad(name, why, "invalid_parameter", **fields)

    yield signed(
        "no-body-no-md5",
        "body_md5 only with a body",
        method="POST",
        resource="/users/1/terminate_connections",
    )
    yield signed("body", "with its MD5", method="POST", resource="/events", body="{}")
    yield signed("unicode-body", "the MD5 of its bytes", method="POST", resource="/events", body="Grüße 🎉")
    yield signed("upper-case-name", "names are lower-cased", parameters=[["Info", "user_count"]])
    yield signed(
        "sorted",
        "by name, among the signature's own",
        parameters=[["zebra", "1"], ["a", "2"], ["auto", "3"], ["b", "4"]],
    )
    yield signed(
        "escaped",
        "in the query, not in the text to sign",
        parameters=[["filter_by_prefix", "a b&c=d/é+%,:;@'()*!~-._"]],
    )
    yield signed("empty-value", "stays", parameters=[["info", ""]])
    yield signed("signs-in-key", "the key is escaped too", app={"id": "app", "key": "a+b=c", "secret": "s"})
    yield signed("year-2038", "no 32 bits", now=2147483648)
    yield signed("year-2106", "no 32 bits without sign either", now=4294967296)
    yield signed(
        "all-of-a-path", "characters of channels and ids", resource="/channels/presence-a_b=c@d,e.f;g/users"
    )
    for reserved in (
        "auth_key",
        "auth_timestamp",
        "auth_version",
        "auth_signature",
        "body_md5",
        "AUTH_KEY",
        "Body_MD5",
    ):
        yield refused(f"reserved {reserved}", "part of the signature", parameters=[[reserved, "x"]])
    yield refused("twice", "one value each", parameters=[["info", "a"], ["info", "b"]])
    yield refused("twice-by-case", "names are lower-cased", parameters=[["info", "a"], ["INFO", "a"]])
    yield refused("empty-name", "a name has characters", parameters=[["", "a"]])
    yield refused(
        "name-with-equals", "would be another parameter in the text to sign", parameters=[["a=b&c", "d"]]
    )
    yield refused(
        "value-with-line-break", "would be another line of the text to sign", parameters=[["a", "b\nc"]]
    )
    for method in ("get", "PUT", "DELETE", "", "POST\n"):
        yield refused(f"method {js(method)}", "not of the HTTP API", method=method)
    paths = [
        "",
        "events",
        "//events",
        "/events/",
        "/a//b",
        "/../x",
        "/..",
        "/a/./b",
        "/a b",
        "/a?b=c",
        "/a#b",
        "/a%2Fb",
        "/a\nb",
        "/ä",
        "/a:b",
    ]
    for resource in paths:
        yield refused(f"resource {js(resource)}", "would be rewritten on its way", resource=resource)
    yield refused("before-1970", "a broken clock", now=-1)
    yield signed("signed-prefix", "behind a proxy that leaves its prefix on the path", signed_prefix="/push")
    yield signed(
        "signed-prefix-of-two",
        "with the body's MD5 as ever",
        method="POST",
        resource="/events",
        body="{}",
        signed_prefix="/a.b/c~d-e_f",
    )
    for prefix in ["/", "/push/", "/a//b", "/../x", "/a/.", "/a?b", "/a#b", "/a%2Fb", "/a\nb", "/ä"]:
        yield refused(f"signed-prefix {js(prefix)}", "would be rewritten on its way", signed_prefix=prefix)


def triggering():
    def trigger(name, why, fields, resource="/events", body=None, **extra):
        body = body or wire(fields)
        query = signed_query(APP, "POST", f"{extra.get('signed_prefix', '')}/apps/3{resource}", [], body, NOW)
        return good(
            name,
            why,
            app=APP,
            now=NOW,
            **extra,
            expected={"path": f"/apps/3{resource}", "query": query, "body": body},
        )

    yield "trigger_request", trigger("event", "signed with the MD5 of its body", EVENT, event=EVENT)
    several = event(channels=["a", "b"], socket_id="1.2", data="Grüße")
    yield "trigger_request", trigger("everything", "signed with the MD5 of its body", several, event=several)
    yield (
        "trigger_request",
        trigger("signed-prefix", "a proxy leaves it on the path", EVENT, event=EVENT, signed_prefix="/push"),
    )
    yield (
        "trigger_request",
        bad(
            "fails-as-the-body",
            "checked before it is signed",
            "invalid_data",
            app=APP,
            now=NOW,
            event=event(data=""),
        ),
    )
    batch = js({"batch": [{"channel": "releases", "name": EVENT["name"], "data": EVENT["data"]}] * 2})
    yield (
        "batch_request",
        trigger(
            "two", "signed with the MD5 of its body", None, "/batch_events", batch, events=[EVENT, EVENT]
        ),
    )
    yield (
        "batch_request",
        trigger(
            "signed-prefix",
            "a proxy leaves it on the path",
            None,
            "/batch_events",
            batch,
            events=[EVENT, EVENT],
            signed_prefix="/push",
        ),
    )
    yield (
        "batch_request",
        bad(
            "fails-as-the-body",
            "checked before it is signed",
            "too_many_events",
            app=APP,
            now=NOW,
            events=[EVENT] * 11,
        ),
    )


operations = list(triggering())
VECTORS = {
    "sign_request": list(signing()),
    "trigger_request": [case for operation, case in operations if operation == "trigger_request"],
    "batch_request": [case for operation, case in operations if operation == "batch_request"],
}
