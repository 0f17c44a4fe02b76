"""Requests for authorization, their answers, and the cases that the vectors of routes are made of."""

import json

from .app import APP
from .independent import hmac_hex

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


RULES = {
    "channels": [
        ["private-admins", "admins-only"],
        ["private-orders.{id}", "own-id"],
        ["presence-chat.{room}", "member"],
    ],
    "user": "session",
}


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def form(channel=None, socket=SOCKET, more=""):
    return f"socket_id={socket}" + (f"&channel_name={channel}" if channel is not None else "") + more


def post(body, user=None, headers=SAME, path=ROUTE, type=FORM):
    content = {"Content-Type": type} if type else {}
    return {
        "method": "POST",
        "path": path,
        "headers": {**headers, **content},
        "body": body,
        **({"user": user} if user else {}),
    }


def ask(method, headers, path=ROUTE):
    return {"method": method, "path": path, "headers": headers, "body": ""}


def case(name, why, options, request, status, body=None, **expect):
    return {
        "name": name,
        "why": why,
        "options": options,
        "request": request,
        "expect": {"status": status, **({"body": body} if body is not None else {}), **expect},
    }


def error(code, message):
    return compact({"error": {"code": code, "message": message}})


def signed(channel, socket=SOCKET, member=None):
    data = compact(member) if member else None
    text = f"{socket}:{channel}" + (f":{data}" if data else "")
    answer = {
        "auth": f"{APP['key']}:{hmac_hex(APP['secret'], text)}",
        **({"channel_data": data} if data else {}),
    }
    return compact(answer)


def signed_in(user, socket=SOCKET):
    data = compact(user)
    return compact(
        {"auth": f"{APP['key']}:{hmac_hex(APP['secret'], f'{socket}::user::{data}')}", "user_data": data}
    )


def granted(name, why, options, request, answer, **expect):
    return case(
        name,
        why,
        options,
        request,
        200,
        answer,
        headers={"Content-Type": "application/json", **expect.pop("headers", {})},
        **expect,
    )


def denied(name, why, options, request, code="denied", message=NOT_ALLOWED, **expect):
    return case(
        name, why, options, request, 403, error(code, message) if message else None, code=code, **expect
    )


def malformed(name, why, request, message, status=400, **expect):
    return case(
        name,
        why,
        RULES,
        request,
        status,
        error("malformed_request", message) if message else None,
        code="malformed_request",
        **expect,
    )
