"""Nothing that can be asked for is another kind of token: each case is refused, and says what it would have been."""

from . import token_channels, token_members, token_presented, token_requests, token_sockets

CASES = [
    case
    for module in (token_sockets, token_channels, token_members, token_requests, token_presented)
    for case in module.cases()
]

VECTORS = {operation: [case for name, case in CASES if name == operation] for operation in dict(CASES)}
assert all(not case["valid"] and case["attack"] for _, case in CASES)
