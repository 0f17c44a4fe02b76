from .independent import bad, good

URL = "https://key:secret@push.example.com/apps/3"
OWN = {"PUSHER_APP_KEY": "key", "PUSHER_APP_SECRET": "secret"}
ALL = {"PUSHER_APP_ID": "3", **OWN}


def app(origin, path="", app_id="3", key="key", secret="secret"):
    return {"origin": origin, "path": path, "app_id": app_id, "key": key, "secret": secret}


PUSH = app("https://push.example.com")

ENVIRONMENTS = {
    "url": (
        {"PUSHER_URL": "https://key:secret@api-eu.pusher.com/apps/3"},
        app("https://api-eu.pusher.com"),
        "the documented form",
    ),
    "url-scheme-upper-case": (
        {"PUSHER_URL": URL.replace("https", "HTTPS")},
        PUSH,
        "a scheme's case does not count (RFC 3986, 3.1)",
    ),
    "url-host-upper-case": (
        {"PUSHER_URL": URL.replace("push", "Push")},
        PUSH,
        "nor does a host's (RFC 3986, 3.2.2)",
    ),
    "url-query": ({"PUSHER_URL": URL + "?x=1"}, PUSH, "a query is no part of the path"),
    "url-fragment": ({"PUSHER_URL": URL + "#x"}, PUSH, "nor is a fragment"),
    "url-slash": ({"PUSHER_URL": URL + "/"}, PUSH, "a slash at the end is no segment"),
    "url-port": (
        {"PUSHER_URL": "http://key:secret@127.0.0.1:6001/apps/3"},
        app("http://127.0.0.1:6001"),
        "a local server",
    ),
    "url-usual-port": ({"PUSHER_URL": URL.replace("com/", "com:443/")}, PUSH, "443 is https's own"),
    "url-ipv6": (
        {"PUSHER_URL": "http://key:secret@[::1]:6001/apps/3"},
        app("http://[::1]:6001"),
        "an address in brackets",
    ),
    "url-prefix": (
        {"PUSHER_URL": URL.replace("/apps", "/push/apps")},
        app("https://push.example.com", "/push"),
        "behind a proxy",
    ),
    "url-prefix-apps": (
        {"PUSHER_URL": URL.replace("/apps", "/apps/1/apps")},
        app("https://push.example.com", "/apps/1"),
        "the last one counts",
    ),
    "url-escapes": (
        {"PUSHER_URL": "https://k%65y:se%2Fcret@push.example.com/apps/3"},
        app("https://push.example.com", secret="se/cret"),
        "what a URL gives another sense",
    ),
    "url-alone": (
        {"PUSHER_URL": "https://push.example.com/apps/3", **OWN},
        PUSH,
        "the credentials have variables of their own",
    ),
    "url-key": (
        {"PUSHER_URL": "https://key@push.example.com/apps/3", "PUSHER_APP_SECRET": "secret"},
        PUSH,
        "the secret has one",
    ),
    "url-replaced": (
        {
            "PUSHER_URL": URL,
            "PUSHER_APP_ID": "4",
            "PUSHER_HOST": "other.example",
            "PUSHER_SCHEME": "http",
            "PUSHER_PORT": "81",
        },
        app("http://other.example:81", app_id="4"),
        "a variable goes before its part of the URL",
    ),
    "variables": (
        {**ALL, "PUSHER_HOST": "push.example.com", "PUSHER_PORT": "6001", "PUSHER_SCHEME": "http"},
        app("http://push.example.com:6001"),
        "without a URL",
    ),
    "cluster": (
        {**ALL, "PUSHER_APP_CLUSTER": "EU"},
        app("https://api-eu.pusher.com"),
        "a cluster is a part of a host's name",
    ),
    "no-cluster": (ALL, app("https://api-mt1.pusher.com"), "the first cluster"),
    "empty": (
        {
            **ALL,
            "PUSHER_URL": "",
            "PUSHER_HOST": "",
            "PUSHER_PORT": "",
            "PUSHER_SCHEME": "",
            "PUSHER_APP_CLUSTER": "",
        },
        app("https://api-mt1.pusher.com"),
        "an empty variable is none",
    ),
}

NO_ENVIRONMENTS = {
    "url-no-scheme": ({"PUSHER_URL": "secret"}, "no URL"),
    "url-other-scheme": ({"PUSHER_URL": URL.replace("https", "ftp")}, "sent by HTTP alone"),
    "url-no-apps": ({"PUSHER_URL": URL.replace("/apps", "/app")}, "another path"),
    "url-no-path": ({"PUSHER_URL": "https://key:secret@push.example.com"}, "no app"),
    "url-no-id": ({"PUSHER_URL": "https://key:secret@push.example.com/apps/"}, "no app"),
    "url-more-path": ({"PUSHER_URL": URL + "/events"}, "an id is one segment"),
    "url-no-host": ({"PUSHER_URL": "https://key:secret@/apps/3"}, "no server"),
    "url-port-zero": ({"PUSHER_URL": URL.replace("com/", "com:0/")}, "no port"),
    "url-port-large": ({"PUSHER_URL": URL.replace("com/", "com:65536/")}, "no port"),
    "url-half-escape": ({"PUSHER_URL": URL.replace("secret", "secret%4")}, "an escape has two digits"),
    "url-no-escape": ({"PUSHER_URL": URL.replace("secret", "secret%zz")}, "of hexadecimal"),
    "url-climbs": ({"PUSHER_URL": URL.replace("/apps", "/a b/apps")}, "no path that could be signed"),
    "scheme": ({**ALL, "PUSHER_SCHEME": "ws"}, "http or https"),
    "port-text": ({**ALL, "PUSHER_PORT": "six"}, "no number"),
    "port-rest": ({**ALL, "PUSHER_PORT": "80x"}, "a number and more"),
    "port-zero": ({**ALL, "PUSHER_PORT": "0"}, "no port"),
    "port-large": ({**ALL, "PUSHER_PORT": "65536"}, "no port"),
    "host-port": ({**ALL, "PUSHER_HOST": "push.example.com:80"}, "a port has a variable of its own"),
}


def server(origin="https://api-mt1.pusher.com", path="", channel_name=164):
    return {"origin": origin, "path": path, "channel_name": channel_name}


def other(host):
    return server("https://" + host, channel_name=200)


DRIVERS = {
    "nothing": ({}, server(), "Pusher's first cluster"),
    "path": ({"path": "/push"}, server(path="/push"), "a proxy's prefix"),
    "path-slash": ({"path": "/x/"}, server(path="/x"), "a slash at the end is no segment"),
    "path-root": ({"path": "/"}, server(), "no prefix"),
    "path-dot": (
        {"path": "/.well-known"},
        server(path="/.well-known"),
        "a name that begins with a dot climbs nowhere (RFC 8615)",
    ),
    "path-dots": ({"path": "/a../..b"}, server(path="/a../..b"), "nor does one that has two"),
    "path-deep": (
        {"path": "/a/b~c_d-e.f"},
        server(path="/a/b~c_d-e.f"),
        "what a URL leaves as it is (RFC 3986, 2.3)",
    ),
    "ssl": ({"ssl": False}, server("http://api-mt1.pusher.com"), "without TLS"),
    "port-text": ({"port": "6001"}, server("https://api-mt1.pusher.com:6001"), "as a variable has it"),
    "port-number": ({"port": 6001}, server("https://api-mt1.pusher.com:6001"), "as JSON has it"),
    "host-ipv4": ({"host": "127.0.0.1"}, other("127.0.0.1"), "an address"),
    "host-ipv6": ({"host": "[::1]"}, other("[::1]"), "an address in brackets"),
    "host-underscore": ({"host": "push_1.internal"}, other("push_1.internal"), "a name of a container"),
    "host-case": ({"host": "Push.Example.com"}, other("push.example.com"), "case does not count"),
    "host-over-cluster": (
        {"host": "push.example.com", "cluster": "eu"},
        other("push.example.com"),
        "a host goes before a cluster",
    ),
    "pusher": (
        {"host": "pusher.com"},
        server("https://pusher.com"),
        "Pusher's own limit on Pusher's own hosts",
    ),
    "pusher-dot": (
        {"host": "api-eu.pusher.com."},
        server("https://api-eu.pusher.com."),
        "a dot at the end is the same host",
    ),
    "pusherapp": ({"host": "api.pusherapp.com"}, server("https://api.pusherapp.com"), "its older name"),
    "pusherapp-any": (
        {"host": "api-eu.pusherapp.com"},
        server("https://api-eu.pusherapp.com"),
        "any host of it",
    ),
    "not-pusher": ({"host": "notpusher.com"}, other("notpusher.com"), "another name that ends alike"),
    "not-pusher-below": (
        {"host": "pusher.com.example"},
        other("pusher.com.example"),
        "another name that begins alike",
    ),
}

NO_DRIVERS = {
    "path-no-slash": ({"path": "push"}, "a path begins with a slash"),
    "path-climbs": ({"path": "/a/../b"}, "what a server or a proxy takes away"),
    "path-climbs-last": ({"path": "/.."}, "what a server or a proxy takes away"),
    "path-here": ({"path": "/./a"}, "what a server or a proxy takes away"),
    "path-empty-segment": ({"path": "/a//b"}, "what a proxy may join"),
    "path-two-slashes": ({"path": "//"}, "what a proxy may join"),
    "path-query": ({"path": "/a?b"}, "no part of a path"),
    "path-escape": ({"path": "/a%2e"}, "what a server may decode"),
    "host-bare-ipv6": ({"host": "::1"}, "an address without brackets would end in a port"),
    "host-open-ipv6": ({"host": "[::1"}, "half an address"),
    "host-no-ipv6": ({"host": "[]"}, "no address"),
    "host-scheme": ({"host": "https://push.example.com"}, "a scheme has an option of its own"),
    "host-port": ({"host": "push.example.com:80"}, "so has a port"),
    "host-path": ({"host": "push.example.com/push"}, "so has a path"),
    "host-user": ({"host": "a@push.example.com"}, "another host for a URL"),
    "host-line": ({"host": "push.example.com\r\nX: y"}, "a header of its own"),
    "host-escape": ({"host": "push%2eexample.com"}, "what a URL would decode"),
    "host-two-dots": ({"host": "push..example.com"}, "no name"),
    "host-dash": ({"host": "-push.example.com"}, "no name"),
    "host-dot": ({"host": ".example.com"}, "no name"),
    "host-long": ({"host": "h" * 254}, "a name has 253 characters"),
    "cluster-dash": ({"cluster": "-eu"}, "no name"),
    "cluster-host": ({"cluster": "eu.evil.example/"}, "another host"),
    "port-zero": ({"port": 0}, "no port"),
    "port-large": ({"port": 65536}, "no port"),
    "option": ({"sll": True}, "a misspelt option would be ignored"),
}

VECTORS = {
    "environment": [
        *(good(name, why, expected=expected, env=env) for name, (env, expected, why) in ENVIRONMENTS.items()),
        *(
            bad(name + "-refused", why, "invalid_option", env=env)
            for name, (env, why) in NO_ENVIRONMENTS.items()
        ),
        bad(
            "no-credentials",
            "a server alone",
            "missing_credentials",
            env={"PUSHER_URL": "https://push.example.com/apps/3"},
        ),
        bad(
            "no-secret",
            "half the credentials",
            "missing_credentials",
            env={"PUSHER_URL": "https://key@push.example.com/apps/3"},
        ),
        bad("driver", "another service", "unknown_driver", env={"BROADCAST_DRIVER": "ably"}),
    ],
    "driver": [
        *(
            good(name, why, expected=expected, options=options)
            for name, (options, expected, why) in DRIVERS.items()
        ),
        *(
            bad(name + "-refused", why, "invalid_option", options=options)
            for name, (options, why) in NO_DRIVERS.items()
        ),
    ],
}
