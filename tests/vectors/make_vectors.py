#!/usr/bin/env python3
"""Writes the vectors beside this file. `--check` writes nothing and fails if a file is not what it would write.

Python's standard library alone: nothing here calls Fanfare.
"""

import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
from generator import (  # noqa: E402 - without bytecode beside the sources
    app,
    auth,
    authenticate,
    channel,
    config,
    delivery,
    encryption,
    encryption_sending,
    event,
    hub,
    hub_client_events,
    hub_http,
    hub_http_queries,
    hub_presence,
    origin,
    request,
    routes,
    routes_batch,
    routes_batch_refused,
    routes_bodies,
    routes_client_fields,
    routes_origins,
    rule,
    signature,
    token,
    verify_request,
    webhook,
    webhook_bodies,
)

FILES = {
    "app": [app],
    "auth": [auth, authenticate],
    "channel": [channel],
    "config": [config],
    "delivery": [delivery],
    "encryption": [encryption, encryption_sending],
    "event": [event],
    "hub": [hub, hub_presence, hub_client_events, hub_http, hub_http_queries],
    "origin": [origin],
    "request": [request, verify_request],
    "routes": [
        routes,
        routes_bodies,
        routes_origins,
        routes_client_fields,
        routes_batch,
        routes_batch_refused,
    ],
    "rule": [rule],
    "signature": [signature],
    "token": [token],
    "webhook": [webhook, webhook_bodies],
}


def text_of(concept):
    """JSON with a case on each line, in ASCII, so that a difference and a strange character can be seen."""
    operations = {}
    for module in FILES[concept]:
        for name, cases in module.VECTORS.items():
            operations[name] = operations.get(name, []) + cases
    for operation, cases in operations.items():
        names = [case["name"] for case in cases]
        twice = {name for name in names if names.count(name) > 1}
        assert not twice, (concept, operation, twice)
    lines = {name: ",\n    ".join(json.dumps(case) for case in cases) for name, cases in operations.items()}
    lists = [f'  "{name}": [\n    {cases}\n  ]' for name, cases in lines.items()]
    return "{\n" + ",\n".join(lists) + "\n}\n"


def main():
    stale = []
    for concept in FILES:
        path = Path(__file__).with_name(concept + ".json")
        text = text_of(concept)
        if "--check" not in sys.argv:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            stale.append(path.name)
    if stale:
        sys.exit(f"Not what make_vectors.py writes: {', '.join(stale)}. Run it, and commit what it writes.")


if __name__ == "__main__":
    main()
