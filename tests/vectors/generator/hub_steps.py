"""The steps of conversations with a hub, and what it answers."""

from .app import APP
from .independent import hmac_hex, js, signed_query

OTHER = {"id": "4", "key": "other-key", "secret": "other-secret"}
NOW = 1353088179


def scenario(name, why, *steps):
    return {"name": name, "why": why, "apps": [APP, OTHER], "steps": list(steps)}


def socket_id(connection):
    """Of a connection that was made with the default randomness."""
    return connection if isinstance(connection, str) else f"{connection}.{1000 + connection}"


def ESTABLISHED(connection):
    return js(
        {
            "event": "pusher:connection_established",
            "data": js({"socket_id": socket_id(connection), "activity_timeout": 30}),
        }
    )


def receive(to, frame):
    return {"send": to, "frame": frame}


def close(connection, code):
    return {"close": connection, "code": code}


def respond(status, body=None):
    """Without a body: any sentence."""
    return {"respond": status} if body is None else {"respond": status, "body": body}


def event(channel, name, data):
    return js({"event": name, "channel": channel, "data": data if isinstance(data, str) else js(data)})


def subscribed(connection, channel):
    return receive([connection], event(channel, "pusher_internal:subscription_succeeded", "{}"))


def connect(connection, target=None, random=None, at=0, expect=None):
    random = random or (connection, 1000 + connection)
    if expect is None:
        expect = [receive([connection], ESTABLISHED(f"{random[0]}.{random[1]}"))]
    return {
        "connect": connection,
        "target": target or f"/app/{APP['key']}?protocol=7",
        "random": list(random),
        "at": at,
        "actions": expect,
    }


def frame(connection, text, expect, at=0):
    return {"frame": connection, "text": text, "at": at, "actions": expect}


def closed(connection, expect):
    return {"closed": connection, "actions": expect}


def tick(at, expect):
    return {"tick": at, "actions": expect}


def holds(**counts):
    return {
        "holds": {"connections": 0, "sockets": 0, "channels": 0, "subscriptions": 0, "members": 0, **counts}
    }


def token(connection, channel, channel_data=None, app=APP):
    parts = [socket_id(connection), channel] + ([channel_data] if channel_data is not None else [])
    return app["key"] + ":" + hmac_hex(app["secret"], ":".join(parts))


def subscribe(connection, channel, expect, auth=None, channel_data=None):
    data = {"channel": channel}
    if auth is not None:
        data["auth"] = auth
    if channel_data is not None:
        data["channel_data"] = channel_data
    return frame(connection, js({"event": "pusher:subscribe", "data": data}), expect)


def send(method, path, body, expect, parameters=(), app=APP, now=NOW, at=NOW, query=None):
    """A request to the HTTP API that was signed at `at` and arrives at `now`."""
    if query is None:
        query = signed_query(app, method, path, parameters, body, at)
    return {
        "request": {"method": method, "path": path, "query": query, "body": body},
        "now": now,
        "actions": expect,
    }


def error(to, code=None, message=None):
    data = {"code": code} if message is None else {"code": code, "message": message}
    return receive([to], {"event": "pusher:error", "data": data})


def refused(to, channel, kind, status):
    return receive(
        [to],
        {"event": "pusher:subscription_error", "channel": channel, "data": {"type": kind, "status": status}},
    )


def member(user_id, info=None):
    return js({"user_id": user_id} if info is None else {"user_id": user_id, "user_info": info})


def join(connection, channel, data, expect):
    return subscribe(connection, channel, expect, auth=token(connection, channel, data), channel_data=data)


def here(to, channel, users):
    """`users` as the answer lists them: in the order of their ids' bytes."""
    ids = list(users)
    return receive(
        [to],
        event(
            channel,
            "pusher_internal:subscription_succeeded",
            {"presence": {"ids": ids, "hash": users, "count": len(ids)}},
        ),
    )


def added(to, channel, user_id, info=None):
    return receive(
        to, event(channel, "pusher_internal:member_added", {"user_id": user_id, "user_info": info})
    )


def removed(to, channel, user_id):
    return receive(to, event(channel, "pusher_internal:member_removed", {"user_id": user_id}))


def presence_of(*connections):
    """Each of them as a user of its own on presence-x."""
    before = []
    for number in connections:
        yield connect(number)
        user = f"u{number}"
        others = [added(list(before), "presence-x", user)] if before else []
        before.append(number)
        yield join(
            number,
            "presence-x",
            member(user),
            [here(number, "presence-x", {f"u{n}": None for n in before}), *others],
        )
