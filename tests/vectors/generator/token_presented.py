"""Tokens that were given for one thing and are presented as another, with the very text that was signed cut in another place.

Every signature here is right for its text, so that only the rules stand in the way: a socket id is digits, a dot, digits; a
channel has no colon; a sign-in follows `::user::`; a request begins with its method; a webhook is a JSON object.
"""

from .app import APP
from .independent import CHANNEL, SOCKET_ID, hmac_hex, js
from .request import NOW
from .token_parts import SOCKET, Family, shown

QUERY = "auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0"


def issued():
    """What a server signs for whoever asks, the parts that a page or a user chooses chosen by an attacker."""
    yield "a subscription", f"{SOCKET}:private-x"
    yield "a subscription to an encrypted channel", f"{SOCKET}:private-encrypted-x"
    for user_id in [
        "1",
        ":private-admins",
        "1.1:private-admins",
        '::user::{"id":"admin"}',
        "presence-y:{}",
        "POST",
    ]:
        yield f"a member called {user_id}", f"{SOCKET}:presence-x:{js({'user_id': user_id})}"
    yield (
        "a member with info",
        f'{SOCKET}:presence-x:{{"user_id":"1","user_info":{{"a":":presence-y:","b":"2.2:private-z"}}}}',
    )
    yield (
        "a member with lines",
        f'{SOCKET}:presence-x:{{"user_id":"1","user_info":{{\n"/apps/3/events":\n"{QUERY}"}}}}',
    )
    for more in [
        "",
        ',"user_info":{"a":":private-admins"}',
        ',"watchlist":["presence-x:{}","2.2:private-y"]',
        ',"a":"::user::","b":":"',
    ]:
        yield f"a sign-in{more and ' with ' + more[1:]}", f'{SOCKET}::user::{{"id":"1"{more}}}'
    yield "a sign-in with lines", f'{SOCKET}::user::{{"id":"1",\n"/apps/3/events":\n"{QUERY}"}}'
    yield "a request", f"GET\n/apps/3/channels\n{QUERY}&filter_by_prefix=1.1:private-x"
    yield (
        "a request with a sign-in",
        f'GET\n/apps/3/channels\n{QUERY}&filter_by_prefix=1.1::user::{{"id":"1"}}',
    )
    yield (
        "a webhook",
        '{"time_ms":1,"events":[{"name":"client_event","channel":"private-x","event":"client-a","data":"1.1:presence-x:{}"}]}',
    )
    yield (
        "a webhook with a sign-in",
        '{"time_ms":1,"events":[{"name":"client_event","data":"1.1::user::{\\"id\\":\\"1\\"}"}]}',
    )


ISSUED = list(issued())


def token_of(text):
    return f"{APP['key']}:{hmac_hex(APP['secret'], text)}"


def places(text, separator):
    at = text.find(separator)
    while at >= 0:
        yield at
        at = text.find(separator, at + 1)


def subscriptions():
    """Each way to cut a text into socket id and channel, and into socket id, channel and data."""
    one = Family(
        "a token cut into another subscription", "socket id and channel are where the first colon says", None
    )
    for name, text in ISSUED:
        colons = list(places(text, ":"))
        for i in colons:
            for j in sorted({len(text), *colons[-1:], *[colon for colon in colons if colon > i][:1]}):
                socket_id, channel, data = text[:i], text[i + 1 : j], text[j + 1 :]
                # the cut that it was signed for
                if j <= i or (socket_id == SOCKET and CHANNEL.match(channel.encode())):
                    continue
                assert not (SOCKET_ID.match(socket_id.encode()) and CHANNEL.match(channel.encode())), (
                    name,
                    i,
                    j,
                )
                yield (
                    "verify_authorization",
                    one.case(
                        f"{name}, at {i} and {j}",
                        socket_id=socket_id,
                        channel=channel,
                        channel_data=data,
                        auth=token_of(text),
                    ),
                )


def sign_ins():
    one = Family("a token cut into a sign-in", "a sign-in's socket id ends at the first colon", None)
    for name, text in ISSUED:
        for at in places(text, "::user::"):
            socket_id, data = text[:at], text[at + len("::user::") :]
            if socket_id != SOCKET:
                yield (
                    "verify_authentication",
                    one.case(f"{name}, at {at}", socket_id=socket_id, user_data=data, auth=token_of(text)),
                )
        yield (
            "verify_authentication",
            one.case(f"{name}, whole", socket_id="", user_data=text, auth=token_of(text)),
        )
        if text.startswith(SOCKET):
            yield (
                "verify_authentication",
                one.case(
                    f"{name}, its rest",
                    socket_id=SOCKET,
                    user_data=text[len(SOCKET) + 1 :],
                    auth=token_of(text),
                ),
            )


def requests():
    """A request's line breaks are nowhere in a token but in JSON, where they stand between values."""
    one = Family(
        "a token cut into a request", "a request has a query with auth_key and the rest", "invalid_parameter"
    )
    for name, text in ISSUED:
        if text.startswith("GET\n"):
            continue
        lines = text.split("\n")
        method, path, query = lines if len(lines) == 3 else (text, "", "")
        signature = hmac_hex(APP["secret"], text)
        fields = {"method": method, "path": path, "body": "", "now": NOW}
        yield "verify_request", one.case(f"{name}, alone", query=query, **fields)
        yield (
            "verify_request",
            one.case(f"{name}, with its signature", query=f"{query}&auth_signature={signature}", **fields),
        )


def webhooks():
    one = Family("a token presented as a webhook", "a webhook is a JSON object", "invalid_json")
    none = Family("a token's JSON presented as a webhook", "a webhook lists its events", "invalid_webhook")
    for name, text in ISSUED:
        if not text.startswith("{"):
            yield (
                "read_webhook",
                one.case(name, key=APP["key"], signature=hmac_hex(APP["secret"], text), body=text),
            )
    for text in [
        '{"user_id":"1"}',
        '{"id":"1"}',
        '{"name":"E","channels":["a"],"data":"{}"}',
        '{"batch":[]}',
        "[]",
        "null",
        "1.1",
        '"1.1:private-x"',
        '{"time_ms":1}',
        '{"events":[]}',
        '{"time_ms":"1","events":[]}',
        '{"time_ms":1,"events":{}}',
        '{"time_ms":1,"events":[{}]}',
        '{"time_ms":1,"events":[{"name":1}]}',
    ]:
        yield (
            "read_webhook",
            none.case(shown(text), key=APP["key"], signature=hmac_hex(APP["secret"], text), body=text),
        )
    other = Family(
        "a webhook signed as another token", "the signature is over the body alone", "invalid_signature"
    )
    body = '{"time_ms":1,"events":[]}'
    for name, text in {
        "with a socket id": f"{SOCKET}:{body}",
        "as user data": f"{SOCKET}::user::{body}",
        "as channel_data": f"{SOCKET}:presence-x:{body}",
        "as a request's body": f"POST\n/apps/3/events\n{QUERY}",
        "with its key": f"{APP['key']}:{body}",
        "with a line feed": body + "\n",
        "of nothing": "",
    }.items():
        yield (
            "read_webhook",
            other.case(name, key=APP["key"], signature=hmac_hex(APP["secret"], text), body=body),
        )


def mixed():
    """The parts of one token under another's signature."""
    one = Family("a token with another's signature", "each signature is of one text alone", None)
    data = '{"user_id":"1","user_info":{"name":"Ann"}}'
    texts = {
        "private": f"{SOCKET}:private-x",
        "presence": f"{SOCKET}:presence-x:{data}",
        "sign-in": f"{SOCKET}::user::{data}",
        "webhook": data,
        "request": f"POST\n/apps/3/events\n{QUERY}",
        "presence without its member": f"{SOCKET}:presence-x",
        "two colons": f"{SOCKET}::presence-x:{data}",
        "a colon at the end": f"{SOCKET}:private-x:",
        "a line feed at the end": f"{SOCKET}:private-x\n",
        "NUL at the end": f"{SOCKET}:private-x\0",
    }
    for name, text in texts.items():
        if name != "private":
            yield (
                "verify_authorization",
                one.case(
                    f"{name} as private",
                    socket_id=SOCKET,
                    channel="private-x",
                    channel_data="",
                    auth=token_of(text),
                ),
            )
        if name != "presence":
            yield (
                "verify_authorization",
                one.case(
                    f"{name} as presence",
                    socket_id=SOCKET,
                    channel="presence-x",
                    channel_data=data,
                    auth=token_of(text),
                ),
            )
        if name != "sign-in":
            yield (
                "verify_authentication",
                one.case(f"{name} as sign-in", socket_id=SOCKET, user_data=data, auth=token_of(text)),
            )


def cases():
    for made in (subscriptions, sign_ins, requests, webhooks, mixed):
        yield from made()
