"""Requests for many channels at once, and what answers them.

The format is that of dirkbonhomme/pusher-js-auth: README.md. A channel's answer is what it would be alone.
"""

from .routes_case import (
    ANN,
    BOB,
    NATIVE,
    NOBODY,
    NOT_ALLOWED,
    RULES,
    SOCKET,
    compact,
    error,
    granted,
    post,
    signed,
)

MEMBER = {"user_id": "7", "user_info": {"name": "Ann"}}
PUBLIC = error("public_channel", "Public channels need no authorization: subscribe without asking.")
WIDE = {"channels": [["private-{x}", "anyone"], ["presence-{x}", "member"]], "user": "session"}
THROWS = {"channels": [["private-{x}", "throws"], ["presence-{x}", "member"]], "user": "session"}


def lists(*channels, socket=SOCKET, name="channel_name[]"):
    return "&".join([f"socket_id={socket}", *(f"{name}={channel}" for channel in channels)])


def listed(value, socket=SOCKET, user=ANN):
    return post(compact({"socket_id": socket, "channel_name": value}), user, type="application/json")


def yes(channel, member=None, socket=SOCKET):
    return channel, 200, signed(channel, socket, member)


def no(channel, code="denied", message=NOT_ALLOWED):
    return channel, 403, error(code, message)


def wrong(channel, sentence):
    return channel, 400, error("invalid_channel", sentence)


def unfit(channel, shown=None):
    return wrong(
        channel,
        f'The channel name "{shown or channel}" has a character that is not allowed: only ASCII letters, digits and _-=@,.; are.',
    )


def batch(name, why, options, request, *answers, **expect):
    fields = [f'{compact(channel)}:{{"status":{status},"data":{data}}}' for channel, status, data in answers]
    return granted(name, why, options, request, "{" + ",".join(fields) + "}", **expect)


def wholes():
    three = [yes("private-admins"), yes("presence-chat.1", MEMBER), yes("private-orders.7")]
    names = [channel for channel, _, _ in three]
    for name, why, request in (
        ("brackets", "the form of PHP, Rack and qs", post(lists(*names), ANN)),
        (
            "indices",
            "what pusher-js-auth sends",
            post(
                f"&socket_id={SOCKET}"
                + "".join(f"&channel_name[{i}]={channel}" for i, channel in enumerate(names)),
                ANN,
            ),
        ),
        (
            "indices-in-any-order",
            "the order is that of the body",
            post(
                f"channel_name[7]={names[0]}&channel_name[99999999999999999999]={names[1]}&channel_name[]={names[2]}&socket_id={SOCKET}",
                ANN,
            ),
        ),
        ("encoded", "what URLSearchParams sends", post(lists(*names, name="channel_name%5B%5D"), ANN)),
        ("json", "a list in JSON", listed(names)),
        (
            "more-fields",
            "params of the page are let be",
            post(lists(*names) + "&channel=private-x&x[]=1&channel_names[]=2", ANN),
        ),
        (
            "repeated",
            "each is answered once, where it was first named",
            post(lists(*names, *names[::-1]), ANN),
        ),
    ):
        yield batch(name, why, RULES, request, *three)
    yield batch(
        "of-one",
        "a list is answered as one, if it has one alone",
        RULES,
        post(lists("private-admins"), ANN),
        yes("private-admins"),
    )
    yield batch(
        "of-one-json",
        "a list is answered as one, if it has one alone",
        RULES,
        listed(["private-admins"]),
        yes("private-admins"),
    )
    hundred = [f"private-x{i}" for i in range(100)]
    yield batch(
        "largest", "100 channels", WIDE, post(lists(*hundred), ANN), *(yes(channel) for channel in hundred)
    )
    yield batch("native-client", "no browser", RULES, post(lists(*names), ANN, NATIVE), *three)
    other = "5678.5678"
    yield batch(
        "other-socket",
        "the socket is signed with each",
        RULES,
        post(lists("private-admins", "private-orders.7", socket=other), ANN),
        yes("private-admins", socket=other),
        yes("private-orders.7", socket=other),
    )


def parts():
    yield batch(
        "one-denied",
        "one that is denied is alone with it",
        RULES,
        post(
            lists("private-orders.7", "private-admins", "private-orders.8", "presence-chat.1"),
            {**BOB, "id": 7},
        ),
        yes("private-orders.7"),
        no("private-admins"),
        no("private-orders.8"),
        yes("presence-chat.1", {"user_id": "7", "user_info": {"name": "Bob"}}),
    )
    yield batch(
        "all-denied",
        "the request was understood, so it is 200",
        RULES,
        post(lists("private-admins", "private-orders.7"), BOB),
        no("private-admins"),
        no("private-orders.7"),
    )
    yield batch(
        "guest",
        "each is told that nobody is signed in",
        RULES,
        post(lists("private-admins", "presence-chat.1")),
        no("private-admins", "unauthenticated", NOBODY),
        no("presence-chat.1", "unauthenticated", NOBODY),
    )
    yield batch(
        "rule-throws",
        "a rule that throws denies its own channel",
        THROWS,
        post(lists("private-x", "presence-x"), ANN),
        no("private-x"),
        yes("presence-x", MEMBER),
        log=['The rule "private-{x}" threw'],
    )
    yield batch(
        "user-throws",
        "the user is asked for once",
        {**RULES, "user": "throws"},
        post(lists("private-admins", "private-orders.7", "presence-chat.1"), ANN),
        *(no(channel) for channel in ("private-admins", "private-orders.7", "presence-chat.1")),
        log=["user threw"],
    )
    yield batch(
        "user-data-throws",
        "the user's data is asked for once",
        {"user": "session", "user_data": "throws"},
        post(lists("presence-x", "private-x", "presence-y"), ANN),
        no("presence-x"),
        yes("private-x"),
        no("presence-y"),
        log=["threw"],
    )
    yield batch(
        "no-rule",
        "what no rule matches is denied",
        RULES,
        post(lists("private-other", "private-admins"), ANN),
        no("private-other"),
        yes("private-admins"),
        log=["No rule matches private-other"],
    )
    yield batch(
        "bad-member",
        "what cannot be signed is denied, and the log has it",
        {"channels": [["presence-x", "member-with-empty-id"], ["presence-y", "member"]], "user": "session"},
        post(lists("presence-y", "presence-x"), ANN),
        yes("presence-y", MEMBER),
        no("presence-x", "invalid_member", "user_id is empty: a member needs one."),
        log=["invalid_member"],
    )
    yield batch(
        "encrypted",
        "no rule for private channels gives a key away",
        WIDE,
        post(lists("private-encrypted-x", "private-x"), ANN),
        no("private-encrypted-x"),
        yes("private-x"),
        log=["No rule matches private-encrypted-x"],
    )
    yield batch(
        "public",
        "public channels need none",
        WIDE,
        post(lists("releases", "private-x"), ANN),
        ("releases", 403, PUBLIC),
        yes("private-x"),
    )
    yield batch(
        "default",
        "without rules, as alone",
        {"user": "session"},
        post(lists("private-x", "presence-x", "private-encrypted-x"), ANN),
        yes("private-x"),
        yes("presence-x", {"user_id": "7"}),
        no("private-encrypted-x", "encrypted_channel", "Encrypted channels are authorized only by rules."),
        log=["encrypted_channel"],
    )
    yield batch(
        "default-everyone",
        "without rules and without user, as alone",
        {},
        post(lists("private-x", "presence-x")),
        yes("private-x"),
        no("presence-x", "unauthenticated", NOBODY),
    )
    yield batch(
        "controller",
        "authorize decides each",
        {"authorize": "echo"},
        post(lists("presence-x", "presence-y", socket="5.6")),
        yes("presence-x", {"user_id": "presence-x 5.6"}, "5.6"),
        yes("presence-y", {"user_id": "presence-y 5.6"}, "5.6"),
    )
    yield batch(
        "controller-throws",
        "what throws denies",
        {"authorize": "throws"},
        post(lists("private-x")),
        no("private-x"),
        log=["authorize threw"],
    )
    yield batch(
        "client-fields-ignored",
        "what the page says of a member means nothing",
        RULES,
        post(
            lists("presence-chat.1", "presence-chat.2")
            + "&user_id=1&channel_data[]=%7B%22user_id%22%3A%221%22%7D&data[presence-chat.1][user_id]=1",
            ANN,
        ),
        yes("presence-chat.1", MEMBER),
        yes("presence-chat.2", MEMBER),
    )


def names():
    fit = yes("private-x")
    yield batch(
        "prototype-names",
        "names of what every JavaScript object has",
        WIDE,
        post(
            lists("__proto__", "constructor", "private-__proto__", "hasOwnProperty", "private-constructor"),
            ANN,
        ),
        ("__proto__", 403, PUBLIC),
        ("constructor", 403, PUBLIC),
        yes("private-__proto__"),
        ("hasOwnProperty", 403, PUBLIC),
        yes("private-constructor"),
    )
    yield batch(
        "numbers",
        "JavaScript would put them first",
        WIDE,
        post(lists("private-x", "10", "9"), ANN),
        fit,
        ("10", 403, PUBLIC),
        ("9", 403, PUBLIC),
    )
    yield batch(
        "space",
        "400 for it alone",
        WIDE,
        post(lists("private-a b", "private-x"), ANN),
        unfit("private-a b"),
        fit,
    )
    yield batch(
        "empty",
        "400 for it alone",
        WIDE,
        post(lists("", "private-x"), ANN),
        wrong("", "A channel name is empty: give it at least one character."),
        fit,
    )
    yield batch(
        "without-value",
        "a name alone is an empty text",
        WIDE,
        post(lists("private-x") + "&channel_name[]", ANN),
        fit,
        wrong("", "A channel name is empty: give it at least one character."),
    )
    yield batch(
        "server-to-user",
        "a channel of the server's own",
        WIDE,
        post(lists("%23server-to-user-1", "private-x"), ANN),
        wrong(
            "#server-to-user-1",
            "The channel name \"#server-to-user-1\" starts with '#', as only the server's own do.",
        ),
        fit,
    )
    yield batch(
        "201-characters",
        "longer than any name",
        WIDE,
        listed(["private-" + "x" * 193, "private-x"]),
        wrong(
            "private-" + "x" * 193,
            'The channel name "' + "private-" + "x" * 72 + '…" has 201 characters: at most 200 are allowed.',
        ),
        fit,
    )
    yield batch(
        "user-token",
        "a name that would sign somebody in",
        WIDE,
        post(lists(":user::%7B%22id%22:%22admin%22%7D", "private-x"), ANN),
        unfit(':user::{"id":"admin"}', ":user::{?id?:?admin?}"),
        fit,
    )
    yield batch(
        "breaks-out",
        "a name that would end its own text in the answer",
        WIDE,
        listed(['private-"},"private-y":{"status":200', "private-x"]),
        unfit('private-"},"private-y":{"status":200', "private-?},?private-y?:{?status?:200"),
        fit,
    )
    yield batch(
        "controls",
        "escaped as JSON.stringify does it",
        WIDE,
        listed(["a\u0000\b\t\n\f\r\u001f\u007f/\\", "private-x"]),
        unfit("a\u0000\b\t\n\f\r\u001f\u007f/\\", "a????????/\\"),
        fit,
    )
    yield batch(
        "beyond-ascii",
        "not escaped",
        WIDE,
        listed(["private-ä\u2028😀", "private-x"]),
        unfit("private-ä\u2028😀", "private-?????????"),
        fit,
    )
    yield batch(
        "not-utf8",
        "U+FFFD, as browsers read such a form",
        WIDE,
        post(lists("private-%FF", "private-%FE", "private-x"), ANN),
        unfit("private-\ufffd", "private-???"),
        fit,
    )


VECTORS = {"batch": [*wholes(), *parts(), *names()]}
