#pragma once

#include <fanfare/error.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace fanfare {

/// Which failures are tried again.
enum class DeliveryPolicy {
  safe,           ///< what cannot duplicate: not sent, throttled, and ambiguous ones with an idempotency key
  at_least_once,  ///< the ambiguous too: an event may arrive twice
  once,           ///< none
};

/// `"safe"`, `"at-least-once"` or `"once"`.
[[nodiscard]] std::optional<DeliveryPolicy> delivery_policy_from_name(std::string_view name);

/// How an attempt ended, as the class of its failure: `rejected` (4xx), `throttled` (429, 503), `ambiguous`
/// (all else); `ok` for 2xx. Redirects are never followed and are `rejected`.
[[nodiscard]] ErrorCode classify_status(int status);

/// When to try again. Times are milliseconds.
struct RetryPolicy {
  DeliveryPolicy delivery = DeliveryPolicy::safe;
  bool idempotent = false;    ///< the server remembers idempotency keys
  std::int64_t attempts = 3;  ///< the first one included
  std::int64_t base = 100;    ///< full jitter: a random share of min(cap, base × 2^(attempt − 1))
  std::int64_t cap = 2'000;
  std::int64_t total = 10'000;  ///< the whole broadcast, waits included
};

/// A failed attempt.
struct FailedAttempt {
  ErrorCode code = ErrorCode::ambiguous;
  std::int64_t attempt = 1;                   ///< which one it was, from 1
  std::int64_t elapsed = 0;                   ///< since the broadcast began
  std::optional<std::int64_t> retry_after{};  ///< what the server asked for
  double random = 0;                          ///< in [0, 1), drawn by the caller; anything else counts as 1
};

/// How long to wait before the next attempt, in milliseconds. Nothing if there is no next attempt: the failure must
/// not be repeated, the attempts are used up, or the wait would exceed the total. The wait is at least what the
/// server asked for, and up to a fifth longer at random: so its clients do not all come back at once.
[[nodiscard]] std::optional<std::int64_t> retry_delay(const RetryPolicy& policy, const FailedAttempt& failed);

/// The milliseconds of a `Retry-After` header in seconds (fractions too: soketi sends them) or as an HTTP
/// date (`Sun, 06 Nov 1994 08:49:37 GMT`) against `now_unix_ms`; nothing for what is neither.
[[nodiscard]] std::optional<std::int64_t> parse_retry_after(std::string_view value, std::int64_t now_unix_ms);

}  // namespace fanfare
