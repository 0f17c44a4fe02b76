"""Conversations with a hub: what comes in, and the actions that must come out, in order.

A frame that is a text is expected byte for byte. One that is an object is expected to have at least these members, `data`
taken for the JSON that it holds: that is for frames with a sentence in them.
"""

import json

from .hub_steps import APP, ESTABLISHED, OTHER, close, closed, connect, event, frame, holds, js, receive, scenario, send, subscribe, subscribed, tick, token

ESTABLISHED_1 = ESTABLISHED(1)
DEEP_30 = "[" * 30 + "]" * 30
DEEP_31 = "[" * 31 + "]" * 31


def error(to, code=None, message=None):
    data = {"code": code} if message is None else {"code": code, "message": message}
    return receive([to], {"event": "pusher:error", "data": data})


def refused(to, channel, kind, status):
    return receive([to], {"event": "pusher:subscription_error", "channel": channel, "data": {"type": kind, "status": status}})


def connecting():
    key = APP["key"]
    yield scenario("connect", "the handshake, byte for byte", connect(1), holds(connections=1, sockets=1))
    for version in ("5", "6", "7"):
        yield scenario(f"connect-protocol-{version}", "a version that client libraries ask for", connect(1, target=f"/app/{key}?protocol={version}&client=js&version=8.6.0&flash=false"))
    yield scenario("connect-other-order", "parameters have no order", connect(1, target=f"/app/{key}?client=js&version=8.6.0&protocol=7"))

    def no(name, why, code, target):
        return scenario(name, why, connect(1, target=target, expect=[error(1, code), close(1, code)]), frame(1, '{"event":"pusher:ping","data":{}}', []), closed(1, []), holds())

    yield no("connect-unknown-key", "accepted, told, closed; a client that goes on talking is not heard", 4001, "/app/nobody?protocol=7")
    yield no("connect-key-prefix", "a key is compared whole", 4001, f"/app/{key[:-1]}?protocol=7")
    yield no("connect-key-longer", "a key is compared whole", 4001, f"/app/{key}0?protocol=7")
    yield no("connect-path", "not where the protocol lives", 4005, "/?protocol=7")
    yield no("connect-path-deeper", "not where the protocol lives", 4005, f"/app/{key}/x?protocol=7")
    yield no("connect-no-key", "no app", 4005, "/app/?protocol=7")
    yield no("connect-no-protocol", "missing", 4008, f"/app/{key}")
    yield no("connect-empty-protocol", "missing", 4008, f"/app/{key}?protocol=")
    yield no("connect-protocol-name-suffix", "another parameter", 4008, f"/app/{key}?xprotocol=7")
    for version in ("4", "8", "07", "7.0", "x", "-7", "99999999999999999999"):
        yield no(f"connect-protocol-{version}", "not spoken", 4007, f"/app/{key}?protocol={version}")
    yield scenario("connect-same-random", "socket ids are unique whatever the randomness", connect(1, random=(7, 8)), connect(2, random=(7, 8), expect=[receive([2], ESTABLISHED("7.9"))]), holds(connections=2, sockets=2))
    yield scenario("connect-same-random-at-the-end", "the number wraps", connect(1, random=(7, 4294967295)), connect(2, random=(7, 4294967295), expect=[receive([2], ESTABLISHED("7.0"))]))
    yield scenario("shut-down", "4200: come back at once", connect(1), connect(2), {"shut_down": True, "unordered": True, "actions": [close(1, 4200), close(2, 4200)]}, holds(), closed(1, []))


def liveness():
    ping = receive([1], js({"event": "pusher:ping", "data": "{}"}))
    pong = receive([1], js({"event": "pusher:pong", "data": "{}"}))
    yield scenario("ping", "answered", connect(1), frame(1, '{"event":"pusher:ping","data":{}}', [pong]), frame(1, '{"event":"pusher:ping"}', [pong]))
    yield scenario("pong", "needs no answer", connect(1), frame(1, '{"event":"pusher:pong","data":{}}', []))
    yield scenario("silence", "a ping at 45 s, 4201 at 75 s", connect(1), tick(44_999, []), tick(45_000, [ping]), tick(46_000, []), tick(74_999, []), tick(75_000, [close(1, 4201)]), holds(), tick(76_000, []))
    yield scenario("silence-ended-by-a-message", "any message is a sign of life", connect(1), tick(45_000, [ping]), frame(1, '{"event":"pusher:pong","data":{}}', [], at=60_000), tick(104_999, []), tick(105_000, [ping]), tick(134_999, []), tick(135_000, [close(1, 4201)]))
    yield scenario("silence-ended-by-nonsense", "even one that cannot be read", connect(1), frame(1, "nonsense", [error(1)], at=40_000), tick(75_000, []), tick(85_000, [ping]))
    yield scenario("silence-ended-by-a-control-frame", "so is WebSocket's own ping", connect(1), {"heard": 1, "at": 40_000, "actions": []}, tick(84_999, []), tick(85_000, [ping]))
    yield scenario("silence-of-a-member", "whoever lost the network leaves his channels", *presence_of(1, 2), {"heard": 2, "at": 60_000, "actions": []}, tick(75_000, [close(1, 4201), receive([2], event("presence-x", "pusher_internal:member_removed", {"user_id": "u1"}))]), holds(connections=1, sockets=1, channels=1, subscriptions=1, members=1))


def public_channels():
    yield scenario("subscribe", "byte for byte", connect(1), subscribe(1, "releases", [subscribed(1, "releases")]), holds(connections=1, sockets=1, channels=1, subscriptions=1))
    yield scenario("subscribe-as-pusher-js", "with an empty auth", connect(1), frame(1, '{"event":"pusher:subscribe","data":{"auth":"","channel":"releases"}}', [subscribed(1, "releases")]))
    yield scenario("subscribe-data-as-text", "client libraries that encode twice", connect(1), frame(1, js({"event": "pusher:subscribe", "data": js({"channel": "releases"})}), [subscribed(1, "releases")]))
    yield scenario("subscribe-twice", "Pusher's own words, and nothing changes", connect(1), subscribe(1, "releases", [subscribed(1, "releases")]), subscribe(1, "releases", [error(1, None, "Existing subscription to channel releases")]), holds(connections=1, sockets=1, channels=1, subscriptions=1))
    yield scenario("unsubscribe", "without an answer", connect(1), subscribe(1, "releases", [subscribed(1, "releases")]), frame(1, '{"event":"pusher:unsubscribe","data":{"channel":"releases"}}', []), holds(connections=1, sockets=1), subscribe(1, "releases", [subscribed(1, "releases")]))
    yield scenario("unsubscribe-unknown", "ignored", connect(1), frame(1, '{"event":"pusher:unsubscribe","data":{"channel":"releases"}}', []), holds(connections=1, sockets=1))
    yield scenario("cache-channel", "like its kind", connect(1), subscribe(1, "cache-x", [subscribed(1, "cache-x")]))
    yield scenario("gone", "everything goes with the connection", connect(1), subscribe(1, "a", [subscribed(1, "a")]), subscribe(1, "b", [subscribed(1, "b")]), closed(1, []), holds(), closed(1, []))
    yield scenario("name-164", "the limit", connect(1), subscribe(1, "a" * 164, [subscribed(1, "a" * 164)]))
    for name, channel in {"165": "a" * 165, "empty": "", "colon": "a:b", "space": "a b", "hash": "#x", "server-to-user": "#server-to-user-1", "line-break": "a\n", "user-token": ':user::{"id":"admin"}', "presence-token": 'presence-x:{"user_id":"1"}'}.items():
        yield scenario(f"name-{name}", "refused, and nothing is kept", connect(1), subscribe(1, channel, [refused(1, channel, "InvalidChannel", 400)]), holds(connections=1, sockets=1))


def private_channels():
    def refuse(name, why, channel, auth, channel_data=None):
        return scenario(name, why, connect(1), subscribe(1, channel, [refused(1, channel, "AuthError", 401)], auth=auth, channel_data=channel_data), holds(connections=1, sockets=1), frame(1, '{"event":"pusher:ping"}', [receive([1], js({"event": "pusher:pong", "data": "{}"}))]))

    channel = "private-foobar"
    published = "278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4"
    yield scenario("private-published", "the documentation's own signature", connect(1, random=(1234, 1234)), subscribe(1, channel, [subscribed(1, channel)], auth=published), holds(connections=1, sockets=1, channels=1, subscriptions=1))
    for name in ("private-x", "private-encrypted-x", "private-cache-x", "private-encrypted-cache-x"):
        yield scenario(f"granted {name}", "signed for this socket and channel", connect(1), subscribe(1, name, [subscribed(1, name)], auth=token(1, name)))
    yield scenario("private-with-data", "as the official libraries sign a private channel with data", connect(1), subscribe(1, channel, [subscribed(1, channel)], auth=token(1, channel, '{"user_id":"1"}'), channel_data='{"user_id":"1"}'))
    yield refuse("private-without-auth", "none given", channel, None)
    yield refuse("private-empty-auth", "none given", channel, "")
    yield refuse("private-other-socket", "signed for another connection", channel, token(2, channel))
    yield refuse("private-other-channel", "signed for another channel", channel, token(1, "private-other"))
    yield refuse("private-other-app", "signed by another app, with its key", channel, token(1, channel, app=OTHER))
    yield refuse("private-other-key", "the right signature under another key", channel, OTHER["key"] + ":" + token(1, channel).split(":")[1])
    yield refuse("private-other-secret", "the right key, another secret", channel, APP["key"] + ":" + token(1, channel, app=OTHER).split(":")[1])
    yield refuse("private-no-key", "the signature alone", channel, token(1, channel).split(":")[1])
    yield refuse("private-no-signature", "the key alone", channel, APP["key"] + ":")
    yield refuse("private-cut", "one digit short", channel, token(1, channel)[:-1])
    yield refuse("private-upper-case-key", "a key is compared as it is", channel, token(1, channel).replace("bdf", "BDF"))
    yield refuse("private-sign-in-token", "a token of another kind", channel, token(1, ":user", '{"id":"1"}'))
    yield refuse("private-unsigned-data", "data that the signature does not cover", channel, token(1, channel), '{"user_id":"1"}')
    yield refuse("encrypted-without-auth", "needs one like any private channel", "private-encrypted-x", None)
    yield refuse("presence-as-private", "presence needs a member", "presence-x", token(1, "presence-x"))
    yield scenario("private-auth-of-another-type", "not a text", connect(1), frame(1, js({"event": "pusher:subscribe", "data": {"channel": channel, "auth": 7}}), [refused(1, channel, "AuthError", 401)]))
    yield scenario("private-then-granted", "a refusal leaves no trace", connect(1), subscribe(1, channel, [refused(1, channel, "AuthError", 401)], auth="x:y"), subscribe(1, channel, [subscribed(1, channel)], auth=token(1, channel)))


def member(user_id, info=None):
    return js({"user_id": user_id} if info is None else {"user_id": user_id, "user_info": info})


def join(connection, channel, data, expect):
    return subscribe(connection, channel, expect, auth=token(connection, channel, data), channel_data=data)


def here(to, channel, users):
    """`users` as the answer lists them: in the order of their ids' bytes."""
    ids = list(users)
    return receive([to], event(channel, "pusher_internal:subscription_succeeded", {"presence": {"ids": ids, "hash": users, "count": len(ids)}}))


def added(to, channel, user_id, info=None):
    return receive(to, event(channel, "pusher_internal:member_added", {"user_id": user_id, "user_info": info}))


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
        yield join(number, "presence-x", member(user), [here(number, "presence-x", {f"u{n}": None for n in before}), *others])


def presence():
    ann, bob, x = member("1", {"name": "Ann"}), member("2", {"name": "Bob"}), "presence-x"
    info = {"1": {"name": "Ann"}, "2": {"name": "Bob"}}
    yield scenario("presence", "here, joining, leaving", connect(1), connect(2), join(1, x, ann, [here(1, x, {"1": info["1"]})]), join(2, x, bob, [here(2, x, info), added([1], x, "2", info["2"])]), frame(2, js({"event": "pusher:unsubscribe", "data": {"channel": x}}), [removed([1], x, "2")]), holds(connections=2, sockets=2, channels=1, subscriptions=1, members=1))
    yield scenario("presence-gone", "a lost connection leaves too", connect(1), connect(2), join(1, x, ann, [here(1, x, {"1": info["1"]})]), join(2, x, bob, [here(2, x, info), added([1], x, "2", info["2"])]), closed(2, [removed([1], x, "2")]), closed(1, []), holds())
    other = member("1", {"name": "Anna"})
    yield scenario("presence-two-tabs", "one user: told of once, gone with the last; the first info stays", connect(1), connect(2), connect(3), join(1, x, ann, [here(1, x, {"1": info["1"]})]), join(2, x, other, [here(2, x, {"1": info["1"]})]), join(3, x, bob, [here(3, x, info), added([1, 2], x, "2", info["2"])]), closed(1, []), closed(2, [removed([3], x, "1")]), holds(connections=1, sockets=1, channels=1, subscriptions=1, members=1))
    yield scenario("presence-number-and-text", "1 and \"1\" are one user", connect(1), connect(2), join(1, x, '{"user_id":1}', [here(1, x, {"1": None})]), join(2, x, '{"user_id":"1"}', [here(2, x, {"1": None})]), closed(2, []), closed(1, []))
    yield scenario("presence-twice", "nothing changes", connect(1), connect(2), join(2, x, bob, [here(2, x, {"2": info["2"]})]), join(1, x, ann, [here(1, x, info), added([2], x, "1", info["1"])]), join(1, x, ann, [error(1, None, "Existing subscription to channel presence-x")]), closed(1, [removed([2], x, "1")]))
    yield scenario("presence-twice-as-another", "nothing changes", connect(1), join(1, x, ann, [here(1, x, {"1": info["1"]})]), join(1, x, bob, [error(1, None, "Existing subscription to channel presence-x")]), holds(connections=1, sockets=1, channels=1, subscriptions=1, members=1))
    yield scenario("presence-proto", "an id like any other", connect(1), connect(2), join(1, x, member("__proto__"), [here(1, x, {"__proto__": None})]), join(2, x, member("constructor"), [here(2, x, {"__proto__": None, "constructor": None}), added([1], x, "constructor")]), closed(1, [removed([2], x, "__proto__")]))
    yield scenario("presence-extra-fields", "only the id and the info go out", connect(1), connect(2), join(1, x, ann, [here(1, x, {"1": info["1"]})]), join(2, x, '{"user_id":"2","user_info":{"name":"Bob"},"admin":true}', [here(2, x, info), added([1], x, "2", info["2"])]))
    kept = '{"user_id":"1","user_info":{"b":1.0,"a":[1e2,"\\u00e9"],"big":12345678901234567890123}}'
    yield scenario("presence-info-as-it-stands", "the order and the numbers of the info are the sender's", connect(1), join(1, x, kept, [receive([1], js({"event": "pusher_internal:subscription_succeeded", "channel": x, "data": '{"presence":{"ids":["1"],"hash":{"1":{"b":1.0,"a":[1e2,"\\u00e9"],"big":12345678901234567890123}},"count":1}}'}))]))
    yield scenario("presence-cache", "like its kind", connect(1), join(1, "presence-cache-x", ann, [here(1, "presence-cache-x", {"1": info["1"]})]))

    def no(name, why, data, kind="InvalidMember", status=400):
        return scenario(f"member-{name}", why, connect(1), join(1, x, data, [refused(1, x, kind, status)]), holds(connections=1, sockets=1))

    def yes(name, why, data, user_id):
        return scenario(f"member-{name}", why, connect(1), join(1, x, data, [here(1, x, {user_id: json.loads(data).get("user_info")})]))

    yield yes("id-128", "the limit", member("u" * 128), "u" * 128)
    yield no("id-129", "one more than the limit", member("u" * 129))
    yield yes("id-128-unicode", "characters, not bytes", member("é" * 128), "é" * 128)
    yield no("id-129-unicode", "one more than the limit", member("é" * 129))
    yield yes("id-safe-integer", "the largest that JavaScript holds", '{"user_id":9007199254740991}', "9007199254740991")
    yield yes("id-negative-safe-integer", "the smallest", '{"user_id":-9007199254740991}', "-9007199254740991")
    yield no("id-2-53", "one more", '{"user_id":9007199254740992}')
    yield no("id-minus-2-53", "one less", '{"user_id":-9007199254740992}')
    yield no("id-beyond", "a double by then", '{"user_id":18446744073709551616}')
    for name, data in {"id-empty": '{"user_id":""}', "id-missing": "{}", "id-null": '{"user_id":null}', "id-true": '{"user_id":true}', "id-fraction": '{"user_id":1.5}', "id-object": '{"user_id":{}}', "id-array": '{"user_id":["1"]}', "array": "[]", "text": '"1"', "null": "null", "not-json": "{user_id:1}", "two-texts": '{"user_id":"1"}{}', "too-deep": '{"user_id":"1","user_info":' + "[" * 32 + "]" * 32 + "}"}.items():
        yield no(name, "not a member", data)
    fill = 1024 - len(member("1", {"name": ""}))
    yield yes("1024-bytes", "the limit", member("1", {"name": "n" * fill}), "1")
    yield no("1025-bytes", "one more than the limit", member("1", {"name": "n" * (fill + 1)}), status=413)
    yield scenario("member-unsigned", "the signature is verified before anything is read", connect(1), subscribe(1, x, [refused(1, x, "AuthError", 401)], auth="278d425bdf160c739803:" + "0" * 64, channel_data="[" * 500), holds(connections=1, sockets=1))
    yield scenario("member-of-another", "a signature covers its member", connect(1), subscribe(1, x, [refused(1, x, "AuthError", 401)], auth=token(1, x, ann), channel_data=bob))


def client_events():
    p, x = "private-x", "presence-x"
    on_private = [connect(1), connect(2), subscribe(1, p, [subscribed(1, p)], auth=token(1, p)), subscribe(2, p, [subscribed(2, p)], auth=token(2, p))]

    def whisper(connection, expect, name="client-typing", channel=p, at=0, **fields):
        return frame(connection, js({"event": name, "channel": channel, **fields}), expect, at=at)

    def passes(name, why, text, sent):
        return scenario(f"whisper-{name}", why, *on_private, frame(1, text, [receive([2], sent)]))

    yield passes("object", "data travels as a text", '{"event":"client-typing","channel":"private-x","data":{"b":1.0,"a":[ 2 ]}}', '{"event":"client-typing","channel":"private-x","data":"{\\"b\\":1.0,\\"a\\":[ 2 ]}"}')
    yield passes("text", "as it is", '{"event":"client-typing","channel":"private-x","data":"plain \\"text\\""}', '{"event":"client-typing","channel":"private-x","data":"plain \\"text\\""}')
    yield passes("nothing", "null", '{"event":"client-typing","channel":"private-x"}', '{"event":"client-typing","channel":"private-x","data":"null"}')
    yield passes("data-twice", "the last counts", '{"event":"client-typing","channel":"private-x","data":1,"d\\u0061ta":{"a":2}}', '{"event":"client-typing","channel":"private-x","data":"{\\"a\\":2}"}')
    yield passes("forged", "what else the sender claims is dropped", '{"event":"client-typing","channel":"private-x","data":"{}","user_id":"admin","socket_id":"1.1"}', '{"event":"client-typing","channel":"private-x","data":"{}"}')
    yield scenario("whisper-presence", "with the sender's id as it was signed", *presence_of(1, 2), whisper(1, [receive([2], '{"event":"client-typing","channel":"presence-x","data":"{}","user_id":"u1"}')], channel=x, data={}, user_id="u2"))
    yield scenario("whisper-alone", "nobody hears it", connect(1), subscribe(1, p, [subscribed(1, p)], auth=token(1, p)), whisper(1, [], data={}))
    yield scenario("whisper-cache-channel", "like its kind", connect(1), subscribe(1, "private-cache-x", [subscribed(1, "private-cache-x")], auth=token(1, "private-cache-x")), whisper(1, [], channel="private-cache-x", data={}))

    def refuses(name, why, *steps):
        return scenario(f"whisper-{name}", why, *on_private, *steps)

    for name in ("order-paid-client-x", "pusher:foo-client-x", "pusher_internal:member_added", "pusher:client-x", "Client-x", " client-x", "\nclient-x", "client", "clientx"):
        yield refuses(f"named {js(name)}", "only a name that begins with client-", whisper(1, [error(1)], name=name, data={}))
    yield refuses("name-200", "the limit", whisper(1, [receive([2], js({"event": "client-" + "x" * 193, "channel": p, "data": "{}"}))], name="client-" + "x" * 193, data={}))
    yield refuses("name-201", "one more than the limit", whisper(1, [error(1)], name="client-" + "x" * 194, data={}))
    yield refuses("control-character", "no name", whisper(1, [error(1)], name="client-\u0007", data={}))
    yield refuses("not-subscribed", "membership counts, not knowing the name", connect(3), whisper(3, [error(3)], data={}))
    yield refuses("after-leaving", "membership ended", frame(1, js({"event": "pusher:unsubscribe", "data": {"channel": p}}), []), whisper(1, [error(1)], data={}))
    yield refuses("without-channel", "goes nowhere", frame(1, '{"event":"client-x","data":{}}', [error(1)]))
    yield refuses("unknown-channel", "nobody's", whisper(1, [error(1)], channel="private-nowhere", data={}))
    yield refuses("public", "never on public channels", subscribe(1, "a", [subscribed(1, "a")]), subscribe(2, "a", [subscribed(2, "a")]), whisper(1, [error(1)], channel="a", data={}))
    e = "private-encrypted-x"
    yield refuses("encrypted", "never on encrypted channels", subscribe(1, e, [subscribed(1, e)], auth=token(1, e)), subscribe(2, e, [subscribed(2, e)], auth=token(2, e)), whisper(1, [error(1)], channel=e, data={}))
    full = {"repeat": "d", "times": 10_240}
    begin = '{"event":"client-typing","channel":"private-x","data":"'
    yield refuses("10240-bytes", "the limit", frame(1, {"join": [begin, full, '"}']}, [receive([2], {"join": [begin, full, '"}']})]))
    yield refuses("10241-bytes", "one more than the limit", frame(1, {"join": [begin, full, 'd"}']}, [error(1)]))
    heard = receive([2], js({"event": "client-typing", "channel": p, "data": "{}"}))
    ten = [whisper(1, [heard], data={}, at=1_000) for _ in range(10)]
    yield refuses("11-a-second", "ten pass, the eleventh does not", *ten, whisper(1, [error(1, 4301)], data={}, at=1_000), whisper(1, [error(1, 4301)], data={}, at=1_999), whisper(1, [heard], data={}, at=2_000))
    spread = [whisper(1, [heard], data={}, at=1_900 + 20 * i) for i in range(10)]
    yield refuses("over-a-clock's-second", "any second, not each of the clock's", *spread, whisper(1, [error(1, 4301)], data={}, at=2_899), whisper(1, [heard], data={}, at=2_900), whisper(1, [error(1, 4301)], data={}, at=2_919), whisper(1, [heard], data={}, at=2_920))
    yield refuses("rate-of-each", "each connection has its own", *ten, whisper(2, [receive([1], js({"event": "client-typing", "channel": p, "data": "{}"}))], data={}, at=1_000))


def nonsense():
    texts = {"empty": "", "word": "nonsense", "number": "7", "null": "null", "array": "[]", "cut": '{"event":"pusher:ping"', "two": '{"event":"pusher:ping"}{}', "no-event": "{}", "event-number": '{"event":7}', "event-null": '{"event":null}', "event-object": '{"event":{}}', "comma": '{"event":"pusher:ping",}', "lone-surrogate": '{"event":"client-\\ud800"}', "nan": '{"event":"pusher:ping","data":NaN}', "huge-number": '{"event":"pusher:ping","data":1e999}', "unknown": '{"event":"foo"}', "unknown-pusher": '{"event":"pusher:foo","data":{}}'}
    for name, text in texts.items():
        yield scenario(f"nonsense-{name}", "told, and the connection stays", connect(1), frame(1, text, [error(1)]), holds(connections=1, sockets=1))
    for name, text in {"bytes": "fffe", "overlong": "7b226576656e74223a22c0af227d", "surrogate": "7b226576656e74223a22eda080227d", "cut-character": "7b226576656e74223a22e282227d"}.items():
        yield scenario(f"not-utf8-{name}", "told, and the connection stays", connect(1), frame(1, {"hex": text}, [error(1)]))
    yield scenario("nul", "a character like any other in a text", connect(1), frame(1, '{"event":"pusher:subscribe","data":{"channel":"a\\u0000"}}', [refused(1, "a\0", "InvalidChannel", 400)]))
    for name, data in {"missing": None, "null": "null", "number": "7", "array": "[]", "empty": "{}", "text": '"x"', "nested-text": '"\\"{}\\""', "channel-number": '{"channel":7}', "channel-null": '{"channel":null}', "channel-array": '{"channel":["a"]}'}.items():
        for verb in ("subscribe", "unsubscribe"):
            text = f'{{"event":"pusher:{verb}"' + (f',"data":{data}' if data else "") + "}"
            yield scenario(f"{verb}-{name}", "told, and the connection stays", connect(1), frame(1, text, [error(1)]))
    pong = receive([1], js({"event": "pusher:pong", "data": "{}"}))
    yield scenario("depth-32", "the limit", connect(1), frame(1, '{"event":"pusher:ping","data":' + DEEP_31 + "}", [pong]))
    yield scenario("depth-33", "one more than the limit", connect(1), frame(1, '{"event":"pusher:ping","data":[' + DEEP_31 + "]}", [error(1)]))
    yield scenario("depth-30000", "no stack overflows", connect(1), frame(1, {"repeat": "[", "times": 60_000}, [error(1)]))
    yield scenario("binary", "not read as text", connect(1), {**frame(1, '{"event":"pusher:ping"}', [close(1, 1003)]), "binary": True}, holds())
    fill = {"repeat": " ", "times": 65_536 - len('{"event":"pusher:ping"}')}
    yield scenario("65536-bytes", "the limit", connect(1), frame(1, {"join": ['{"event":"pusher:ping"}', fill]}, [pong]))
    yield scenario("65537-bytes", "one more than the limit", connect(1), frame(1, {"join": ['{"event":"pusher:ping"} ', fill]}, [close(1, 1009)]), holds())
    yield scenario("stranger", "a connection that the hub does not know", frame(9, '{"event":"pusher:ping"}', []), closed(9, []), {"heard": 9, "at": 0, "actions": []}, holds())


VECTORS = {"conversations": [*connecting(), *liveness(), *public_channels(), *private_channels(), *presence(), *client_events(), *nonsense()]}
