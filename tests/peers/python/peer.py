"""What Pusher's library for Python makes of each call: a JSON object a line on standard input, its answer a line on
standard output. A call is {"op", "app", "master", ...}, an answer {"answer"} or {"error"}."""

import base64
import json
import sys
import time
from functools import cache, partial

import nacl.secret
from pusher import Pusher
from pusher.crypto import encrypt, generate_shared_secret, parse_master_key


@cache
def client(id, key, secret, master, host, port):
    return Pusher(
        app_id=id,
        key=key,
        secret=secret,
        encryption_master_key_base64=master,
        ssl=False,
        host=host,
        port=port,
    )


def client_of(call):
    app = call["app"]
    return client(
        app["id"], app["key"], app["secret"], call.get("master"), call.get("host"), call.get("port")
    )


def attributes(call):
    return call["info"].split(",") if "info" in call else []


def event_of(event):
    """The library names an event's fields as the protocol does."""
    names = {"socketId": "socket_id"}
    return {names.get(name, name): value for name, value in event.items()}


# What a request carries, by the library's own names for its calls.
requests = {
    "trigger": lambda client, call: client._pusher_client.trigger.make_request(
        call["channels"], call["name"], call["data"], call.get("socketId")
    ),
    "batch": lambda client, call: client._pusher_client.trigger_batch.make_request(
        [event_of(one) for one in call["events"]]
    ),
    "channels": lambda client, call: client._pusher_client.channels_info.make_request(
        call.get("prefix"), attributes(call)
    ),
    "channel": lambda client, call: client._pusher_client.channel_info.make_request(
        call["channel"], attributes(call)
    ),
    "users": lambda client, call: client._pusher_client.users_info.make_request(call["channel"]),
}


def sign(call):
    request = requests[call["op"]](client_of(call), call)
    return {"path": request.path, "query": request.query_string, "body": request.body.decode()}


def authorize(call):
    answer = client_of(call).authenticate(call["channel"], call["socketId"], call.get("member"))
    # Bytes, which its own users must decode.
    return {name: value.decode() if isinstance(value, bytes) else value for name, value in answer.items()}


def authenticate(call):
    return client_of(call).authenticate_user(call["socketId"], call["user"])


def key_of(call):
    return generate_shared_secret(call["channel"].encode(), parse_master_key(None, call["master"]))


def shared_secret(call):
    return base64.b64encode(key_of(call)).decode()


def seal(call):
    nonce = base64.b64decode(call["nonce"])
    return json.dumps(
        encrypt(call["channel"], call["plaintext"], parse_master_key(None, call["master"]), nonce)
    )


def open_sealed(call):
    """The library only seals: the page's part, by the package that it seals with."""
    data = json.loads(call["data"])
    box = nacl.secret.SecretBox(key_of(call))
    return box.decrypt(base64.b64decode(data["ciphertext"]), base64.b64decode(data["nonce"])).decode()


def webhook(call):
    told = client_of(call).validate_webhook(call.get("key"), call.get("signature"), call["body"])
    if told is None:
        raise ValueError("not valid")
    return {"time": told["time_ms"], "events": told["events"]}


def publish(call):
    client = client_of(call)
    client.trigger(call["channels"], "one", {"by": "python", "text": "é😀 <&>"})
    client.trigger_batch(
        [{"channel": channel, "name": "two", "data": {"by": "python"}} for channel in call["channels"]]
    )
    return {
        "channels": client.channels_info("presence-", ["user_count"]),
        "channel": client.channel_info(call["channels"][0], ["user_count"]),
        "users": client.users_info(call["channels"][0]),
    }


operations = {
    **{name: sign for name in requests},
    "authorize": authorize,
    "authenticate": authenticate,
    "shared_secret": shared_secret,
    "seal": seal,
    "open": open_sealed,
    "webhook": webhook,
    "publish": publish,
}

system_time = time.time

for line in sys.stdin.buffer:
    call = json.loads(line)
    time.time = partial(float, call["now"] / 1000) if "now" in call else system_time
    try:
        answer = {"answer": operations[call["op"]](call)}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(answer) + "\n")
