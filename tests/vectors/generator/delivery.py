import calendar
import email.utils

from .independent import bad, good

POLICY = {"delivery": "safe", "idempotent": False, "attempts": 3, "base": 100, "cap": 2000, "total": 10000}


def statuses():
    ok, rejected, throttled, ambiguous = "ok", "rejected", "throttled", "ambiguous"
    table = {
        200: ok,
        201: ok,
        202: ok,
        204: ok,
        299: ok,
        300: rejected,
        301: rejected,
        302: rejected,
        307: rejected,
        308: rejected,
        399: rejected,
        400: rejected,
        401: rejected,
        403: rejected,
        404: rejected,
        407: rejected,
        408: rejected,
        413: rejected,
        422: rejected,
        428: rejected,
        429: throttled,
        430: rejected,
        499: rejected,
        500: ambiguous,
        502: ambiguous,
        503: throttled,
        504: ambiguous,
        599: ambiguous,
        0: ambiguous,
        100: ambiguous,
        101: ambiguous,
        199: ambiguous,
        600: ambiguous,
        -1: ambiguous,
    }
    for status, expected in table.items():
        yield good(str(status), "its class", status=status, expected=expected)


def names():
    for name in ("safe", "at-least-once", "once"):
        yield good(name, "a mode", delivery=name, expected=name)
    for name in ("", "Safe", "at_least_once", "always", "once "):
        yield bad(name or "empty", "not a mode", delivery=name)


def delay(name, why, expected, policy=None, **failure):
    """`expected` is the milliseconds, or None for no further attempt."""
    given = {"code": "not_sent", "attempt": 1, "elapsed": 0, "random": 0.5, **failure}
    fields = {"policy": {**POLICY, **(policy or {})}, "failure": given}
    return bad(name, why, **fields) if expected is None else good(name, why, **fields, expected=expected)


def delays():
    repeated = {"not_sent": "yes", "throttled": "yes", "ambiguous": "unsafe"}
    codes = [
        "not_sent",
        "throttled",
        "ambiguous",
        "rejected",
        "aborted",
        "ok",
        "internal",
        "invalid_channel",
        "data_too_large",
    ]
    for mode in ("safe", "at-least-once", "once"):
        for idempotent in (False, True):
            for code in codes:
                answer = repeated.get(code)
                again = mode != "once" and (
                    answer == "yes" or (answer == "unsafe" and (mode == "at-least-once" or idempotent))
                )
                why = "cannot duplicate, or may" if again else "not one to repeat"
                yield delay(
                    f"{mode}{'-idempotent' if idempotent else ''} {code}",
                    why,
                    50 if again else None,
                    {"delivery": mode, "idempotent": idempotent},
                    code=code,
                )

    yield delay("second", "the base doubles", 100, attempt=2)
    yield delay("attempts-used-up", "three in all", None, attempt=3)
    yield delay("beyond-attempts", "three in all", None, attempt=4)
    yield delay("one-attempt", "one in all", None, {"attempts": 1})
    for attempt, bound in (
        (1, 100),
        (2, 200),
        (3, 400),
        (4, 800),
        (5, 1600),
        (6, 2000),
        (7, 2000),
        (64, 2000),
        (1000, 2000),
    ):
        yield delay(
            f"attempt-{attempt}",
            "a share of min(cap, base × 2^(attempt − 1))",
            bound // 2,
            {"attempts": 10000},
            attempt=attempt,
        )
    for random, expected in ((0, 0), (0.25, 25), (0.999, 99)):
        yield delay(f"random-{random}", "full jitter, rounded down", expected, random=random)
    for random in (-0.5, 1, 7):
        yield delay(f"random-{random}", "not in [0, 1): the longest wait", 100, random=random)
    yield delay("base-over-cap", "never longer than the cap", 1000, {"base": 5000})
    yield delay("base-zero", "no wait", 0, {"base": 0})
    yield delay("base-negative", "no wait", 0, {"base": -5})
    yield delay("fits", "50 ms are left after it", 50, elapsed=9900)
    yield delay("just-fits", "1 ms is left after it", 50, elapsed=9949)
    yield delay("does-not-fit", "none is left after it", None, elapsed=9950)
    yield delay("total-over", "nothing is left", None, elapsed=10000, random=0)
    yield delay("elapsed-negative", "a clock that went back counts as none", 50, elapsed=-5)

    yield delay(
        "retry-after", "in full, and a tenth of it by this random", 1100, code="throttled", retry_after=1000
    )
    yield delay("retry-after-least", "in full", 1000, code="throttled", retry_after=1000, random=0)
    yield delay("retry-after-zero", "no wish: the usual wait", 50, code="throttled", retry_after=0)
    yield delay("retry-after-negative", "no wish: the usual wait", 50, code="throttled", retry_after=-1000)
    yield delay(
        "retry-after-beyond",
        "longer than the total: told at once rather than late",
        None,
        code="throttled",
        retry_after=10000,
    )
    yield delay(
        "retry-after-left", "longer than what is left", None, code="throttled", retry_after=1000, elapsed=9000
    )
    yield delay("retry-after-huge", "no overflow", None, code="throttled", retry_after=2**53)
    yield delay(
        "retry-after-rejected", "no wish makes it one to repeat", None, code="rejected", retry_after=10
    )
    yield delay("retry-after-not-sent", "from a server that was reached before", 220, retry_after=200)


def headers():
    now = calendar.timegm((1994, 11, 6, 8, 49, 37)) * 1000
    for value, expected in {
        "0": 0,
        "1": 1000,
        "120": 120000,
        "0.25": 250,
        "1.5": 1500,
        "0.0001": 1,
        "1.0004": 1001,
        "2.000": 2000,
        " 7 ": 7000,
        "007": 7000,
        "999999999999": 999999999999000,
    }.items():
        yield good(
            f"seconds {value}", "seconds, fractions rounded up", value=value, now_ms=now, expected=expected
        )
    for offset in (0, 1, 59, 3600, 86400 * 365 * 40):
        value = email.utils.formatdate(now / 1000 + offset, usegmt=True)
        yield good(f"date +{offset}", "the time until then", value=value, now_ms=now, expected=offset * 1000)
    yield good("date-past", "no wait", value="Sun, 06 Nov 1994 08:49:36 GMT", now_ms=now, expected=0)
    yield good(
        "date-fraction",
        "against milliseconds",
        value="Sun, 06 Nov 1994 08:49:38 GMT",
        now_ms=now + 250,
        expected=750,
    )
    yield good(
        "date-leap-day",
        "there is one",
        value="Thu, 29 Feb 1996 00:00:00 GMT",
        now_ms=calendar.timegm((1996, 2, 29, 0, 0, 0)) * 1000 - 5,
        expected=5,
    )
    refused = [
        "",
        " ",
        "-1",
        "+1",
        "1s",
        "1.",
        ".5",
        "1.2.3",
        "1,5",
        "0x10",
        "1e3",
        "NaN",
        "soon",
        "9999999999999",
        "١",
        "1\n",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "Thu, 29 Feb 1995 00:00:00 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:00 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 1994 08-49-37 GMT",
        "Sun, 06 Nov 19x4 08:49:37 GMT",
    ]
    for value in refused:
        yield bad(f"value {value!r}", "neither seconds nor a date", value=value, now_ms=now)


VECTORS = {
    "delivery_from_name": list(names()),
    "classify_status": list(statuses()),
    "retry_delay": list(delays()),
    "parse_retry_after": list(headers()),
}
