"""What a caller may ask to have signed as a request, from a page's own words, that would be another request or another token.

The rules: GET or POST; a resource of ASCII letters, digits and -._~=@,; between single slashes, no . and .. among them;
parameter names of ASCII letters, digits, - and _, none twice and none of the signature's own in any case of letters
(pusher/pusher-http-node: lib/requests.js, RESERVED_QUERY_KEYS); values of UTF-8 without control characters. All else is
`invalid_parameter`.
"""

from .app import APP
from .independent import raw
from .request import NOW
from .token_parts import BREAKS, CONTROLS, Family, shown


def cases():
    def ask(one, variant, resource="/channels", method="GET", parameters=(), body=""):
        fields = {
            "method": method,
            "resource": resource,
            "parameters": list(parameters),
            "body": body,
            "now": NOW,
        }
        return "sign_request", one.case(variant, **fields)

    def family(attack, why):
        return Family(attack, why, "invalid_parameter")

    one = family(
        "a resource that goes on as a query of its own",
        "the query that is sent would not be the one that is signed",
    )
    for name, end in BREAKS.items():
        yield ask(one, name, f"/channels{end}auth_key={APP['key']}&info=user_count")
        yield ask(one, f"{name} in a user's id", f"/users/1{end}/terminate_connections", "POST", body="{}")
    for text in [
        "/channels?info=x",
        "/channels?",
        "/channels#",
        "/channels&info=x",
        "/channels;\x00",
        "/channels/x?y/users",
        "/channels/\uff1finfo",
    ]:
        yield ask(one, shown(text), text)

    one = family("a resource that leads elsewhere", "who rewrites the path would serve another request")
    for text in [
        "",
        "channels",
        "//channels",
        "/",
        "/channels/",
        "/channels//x",
        "/./channels",
        "/channels/.",
        "/../4/channels",
        "/channels/..",
        "/channels/../../4/events",
        "/users/../events",
        "/users/./terminate_connections",
        "/users/%2e%2e/events",
        "/users/..%2fevents",
        "/users/%2E%2E%2Fevents",
        "/users/..\\events",
        "\\channels",
        "/\\evil.example/",
        "//evil.example/channels",
        "http://evil.example/",
        "/channels\\..\\x",
        "/users/\uff0e\uff0e/events",
        "/users/1\u2215events",
        "/users/1\u2044events",
        "/users/*",
        "/users/a:b",
        "/users/a b/x",
        "/users/a+b",
        "/users/a%20b",
        "/users/'",
        '/users/"',
        "/users/<x>",
        "/users/{id}",
        "/users/$",
        "/users/!",
        "/users/(x)",
        "/users/|",
        "/users/^",
        "/users/`",
        "/users/\u00fc",
    ]:
        yield ask(one, shown(text) or "nothing", text)
    for name, digits in {
        "an overlong slash": "2f7573657273c0af6576656e7473",
        "an overlong dot": "2f7573657273c0aec0ae",
        "a byte that no UTF-8 has": "2f6368616e6e656c73ff",
    }.items():
        yield ask(one, name, raw(digits))

    one = family(
        "a parameter that replaces the signature's own", "the server would read another key, time or body"
    )
    for name in ("auth_key", "auth_timestamp", "auth_version", "auth_signature", "body_md5"):
        alternating = "".join(c.upper() if i % 2 else c for i, c in enumerate(name))
        for shape in (name, name.upper(), name.title(), name.capitalize(), alternating):
            yield ask(one, shape, parameters=[["info", "x"], [shape, "1"]])
    one = family(
        "a parameter's name that is more than one", "in the text that is signed it would be other parameters"
    )
    for name in [
        "a=b&c",
        "a&b",
        "a=",
        "=",
        "&",
        "a b",
        "a+b",
        "a%3Db",
        "a[]",
        "a.b",
        "a:b",
        "a\nb",
        "a\0",
        "\u00e4",
        "\uff41uth_key",
        "auth\u005fkey ",
        " auth_key",
        "auth_key\0",
        "auth_\u212aey",
        "a#",
        "a?",
        "a/b",
        "a;b",
        "a,b",
        "",
        "\ufeffa",
        "a\u200b",
        "auth_key=x&a",
    ]:
        yield ask(one, shown(name) or "nothing", parameters=[[name, "1"]])
    yield ask(one, "twice", parameters=[["info", "a"], ["info", "b"]])
    yield ask(one, "twice, by case", parameters=[["info", "a"], ["INFO", "b"]])
    one = family(
        "a control character in a parameter's value", "it would end the line of the text that is signed"
    )
    for turn, (name, control) in enumerate(CONTROLS.items()):
        yield ask(
            one,
            name,
            parameters=[["filter_by_prefix", [f"a{control}", f"{control}a", f"a{control}b"][turn % 3]]],
        )
    for name, value in {"U+0080": "a\u0080", "U+0085": "a\u0085b", "U+009F": "\u009fa"}.items():
        yield ask(one, name, parameters=[["filter_by_prefix", value]])
    for name, digits in {
        "no UTF-8": "61ff",
        "an overlong line feed": "61c08a",
        "half of a surrogate pair": "eda0bd",
    }.items():
        yield ask(one, name, parameters=[["filter_by_prefix", raw(digits)]])
    one = family(
        "a method that is more than one",
        "the text that is signed would begin as another token's, or another request's",
    )
    for method in [
        "get",
        "Get",
        "post",
        "PUT",
        "DELETE",
        "PATCH",
        "HEAD",
        "OPTIONS",
        "CONNECT",
        "TRACE",
        "",
        " GET",
        "GET ",
        "GET\n",
        "GET\n/apps/4/channels",
        "POST\n/apps/3/events\nauth_key=x",
        "\nGET",
        "GET\0",
        "G\u200bET",
        "\uff27\uff25\uff34",
        "1.1:private-x",
        '1.1::user::{"id":"1"}',
        '{"time_ms":1,"events":[]}',
        "GET:",
    ]:
        yield ask(one, shown(method) or "nothing", method=method)
