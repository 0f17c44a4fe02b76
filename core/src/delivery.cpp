#include <fanfare/delivery.h>

#include <algorithm>

namespace fanfare {
namespace {

bool is_repeatable(const RetryPolicy& policy, ErrorCode code) {
  if (policy.delivery == DeliveryPolicy::once) return false;
  if (code == ErrorCode::not_sent || code == ErrorCode::throttled) return true;
  return code == ErrorCode::ambiguous &&
         (policy.delivery == DeliveryPolicy::at_least_once || policy.idempotent);
}

/// What is not in [0, 1), NaN included, counts as 1: the longest wait, so that a broken source of randomness
/// does not make everybody come back at once.
double usable(double random) { return random >= 0 && random < 1 ? random : 1; }

/// Doubles `base` up to `cap` for each attempt after the first.
std::int64_t backoff(const RetryPolicy& policy, std::int64_t attempt) {
  const std::int64_t cap = std::max<std::int64_t>(policy.cap, 0);
  std::int64_t wait = std::clamp<std::int64_t>(policy.base, 0, cap);
  for (std::int64_t i = 1; i < attempt && wait > 0 && wait < cap; ++i) wait = wait > cap / 2 ? cap : wait * 2;
  return wait;
}

std::int64_t share(std::int64_t whole, double random) {
  // The largest int64 is 2^63 as a double, which no int64 holds.
  return random < 1 ? static_cast<std::int64_t>(static_cast<double>(whole) * random) : whole;
}

}  // namespace

std::optional<DeliveryPolicy> delivery_policy_from_name(std::string_view name) {
  if (name == "safe") return DeliveryPolicy::safe;
  if (name == "at-least-once") return DeliveryPolicy::at_least_once;
  if (name == "once") return DeliveryPolicy::once;
  return std::nullopt;
}

ErrorCode classify_status(int status) {
  if (status >= 200 && status < 300) return ErrorCode::ok;
  if (status == 429 || status == 503) return ErrorCode::throttled;
  if (status >= 300 && status < 500) return ErrorCode::rejected;
  return ErrorCode::ambiguous;
}

std::optional<std::int64_t> retry_delay(const RetryPolicy& policy, const FailedAttempt& failed) {
  if (!is_repeatable(policy, failed.code) || failed.attempt >= policy.attempts) return std::nullopt;
  const std::int64_t left =
      std::max<std::int64_t>(policy.total, 0) - std::max<std::int64_t>(failed.elapsed, 0);
  const double random = usable(failed.random);
  const std::int64_t asked = failed.retry_after.value_or(0);
  if (asked >= left) return std::nullopt;
  // All who were told the same time would come back together, so up to a fifth is added.
  const std::int64_t wait = std::max<std::int64_t>(asked, 0) +
                            share(asked > 0 ? asked / 5 : backoff(policy, failed.attempt), random);
  if (wait >= left) return std::nullopt;
  return wait;
}

}  // namespace fanfare
