"""Authorization requests that bring more than they are asked for.

A page names the socket and the channel, and nothing else of what is signed: who it is comes from the session, what others
get to see of it from the rule (pusher/docs: using_channels/events.md, on user_id). So each answer is the one that the same
request gets without the additional field.
"""

from urllib.parse import quote

from .routes_case import ANN, NOBODY, RULES, compact, denied, form, granted, post, signed, signed_in

JSON = "application/json"
MEMBER = {"user_id": "7", "user_info": {"name": "Ann"}}
ADMIN = {"user_id": "admin", "user_info": {"role": "owner"}}
USER = {"id": "admin", "user_info": {"role": "owner"}, "watchlist": ["1"]}

# What some other library, or the answer itself, calls what is signed.
FIELDS = {
    "channel_data": compact(ADMIN),
    "user_id": "admin",
    "user_info": compact(ADMIN["user_info"]),
    "user_data": compact(USER),
    "user": compact(USER),
    "member": compact(ADMIN),
    "id": "admin",
    "auth": "278d425bdf160c739803:" + "0" * 64,
    "shared_secret": "AAAA",
    "channel_data[user_id]": "admin",
    "user_info[role]": "owner",
    "__proto__[user_id]": "admin",
    "constructor[prototype][user_id]": "admin",
    "__proto__": compact(ADMIN),
    "body": compact(ADMIN),
    "context": compact(ADMIN),
    "session": "admin",
    "watchlist": '["1"]',
    "authRoute": "/",
}
OBJECTS = {
    "channel_data": ADMIN,
    "user_info": ADMIN["user_info"],
    "user_data": USER,
    "user": USER,
    "member": ADMIN,
    "__proto__": {**ADMIN, "socket_id": "9.9", "channel_name": "private-admins"},
    "constructor": {"prototype": ADMIN},
    "watchlist": ["1"],
}


def cases():
    ways = {
        "presence": ("presence-chat.1", RULES, signed("presence-chat.1", member=MEMBER)),
        "private": ("private-orders.7", RULES, signed("private-orders.7")),
        "by default": ("presence-x", {"user": "session"}, signed("presence-x", member={"user_id": "7"})),
        "sign-in": (
            None,
            {"user": "session", "user_data": "with-watchlist"},
            signed_in({"id": "7", "user_info": {"name": "Ann"}, "watchlist": ["8", "9"]}),
        ),
    }
    why = "what the page says of itself is not signed"

    def asked(way, field, variant, body, type="application/x-www-form-urlencoded"):
        _, options, answer = ways[way]
        return {
            **granted(f"client {field}, {way}, {variant}", why, options, post(body, ANN, type=type), answer),
            "attack": "presence data from a client",
        }

    for turn, (field, value) in enumerate(FIELDS.items()):
        for way in [list(ways)[turn % 4], "presence"] if turn % 4 else ["presence"]:
            channel = ways[way][0]
            extra = f"{quote(field)}={quote(value)}"
            yield asked(way, field, "after", form(channel) + "&" + extra)
            if turn % 2:
                yield asked(way, field, "before", extra + "&" + form(channel))
    for turn, (field, value) in enumerate(OBJECTS.items()):
        for way in ("presence", list(ways)[turn % 3 + 1]):
            channel = ways[way][0]
            fields = {
                "socket_id": "1234.1234",
                **({"channel_name": channel} if channel else {}),
                field: value,
            }
            yield asked(way, field, "as JSON", compact(fields), JSON)
    for field in ("user_id", "id", "user_data", "channel_data"):
        yield {
            **denied(
                f"client {field}, nobody signed in",
                why,
                RULES,
                post(form("presence-chat.1") + f"&{field}=admin"),
                "unauthenticated",
                NOBODY,
            ),
            "attack": "presence data from a client",
        }


VECTORS = {"routes": list(cases())}
