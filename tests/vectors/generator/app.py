from .independent import bad, good, raw

APP = {"id": "3", "key": "278d425bdf160c739803", "secret": "7ad3773142a6692b25b8"}


def apps():
    yield good("docs", "the documentation's app", **APP)
    yield good("words", "servers of one's own take words", id="app-id", key="app-key", secret="app-secret")
    yield good(
        "signs", "visible signs in a key and a secret", id="a_b.c~d", key="a+b=c", secret="p@ss:w/ord?#\"'\\"
    )
    for part in ("id", "key", "secret"):
        refused = {
            "empty": "",
            "space-before": " 3",
            "space-after": "3 ",
            "line-break": "3\n",
            "space-inside": "3 3",
            "nul": "3\0",
            "umlaut": "ü",
            "no-break-space": "3\u00a0",
        }
        if part != "secret":
            refused |= {"slash": "3/events", "hash": "3#", "question-mark": "3?", "colon": "3:"}
        if part == "id":
            refused |= {
                "dot": ".",
                "dot-dot": "..",
                "percent": "3%2F",
                "equals": "3=",
                "line-break-inside": "3\nauth_key=x",
            }
        for name, value in refused.items():
            yield bad(
                f"{part}-{name}",
                "missing" if name == "empty" else "cannot be sent, or was copied along",
                "missing_credentials",
                **{**APP, part: value},
            )
        yield bad(f"{part}-not-utf8", "cannot be sent", "missing_credentials", **{**APP, part: raw("ff")})


VECTORS = {"make_app": list(apps())}
