#include <fanfare/delivery.h>

#include "vectors.h"

#include <catch2/catch_test_macros.hpp>

#include <limits>

using namespace fanfare;

static ErrorCode code_of(const std::string& name) {
  for (std::uint32_t i = 0; i <= static_cast<std::uint32_t>(ErrorCode::internal); ++i) {
    if (error_name(static_cast<ErrorCode>(i)) == name) return static_cast<ErrorCode>(i);
  }
  FAIL("no code is called " << name);
  return ErrorCode::internal;
}

TEST_CASE("the modes of delivery have their names", "[delivery]") {
  for (const auto& vector : vectors::load("delivery", "delivery_from_name")) {
    INFO(vectors::title(vector));
    CHECK(delivery_policy_from_name(vectors::text(vector.at("delivery"))).has_value() ==
          vector.at("valid").get<bool>());
  }
  CHECK(delivery_policy_from_name("safe") == DeliveryPolicy::safe);
  CHECK(delivery_policy_from_name("at-least-once") == DeliveryPolicy::at_least_once);
  CHECK(delivery_policy_from_name("once") == DeliveryPolicy::once);
}

TEST_CASE("a status has its class of failure", "[delivery]") {
  for (const auto& vector : vectors::load("delivery", "classify_status")) {
    INFO(vectors::title(vector));
    CHECK(error_name(classify_status(vector.at("status").get<int>())) ==
          vector.at("expected").get<std::string>());
  }
}

TEST_CASE("a failure is tried again when that is safe and there is time", "[delivery]") {
  for (const auto& vector : vectors::load("delivery", "retry_delay")) {
    INFO(vectors::title(vector));
    const auto& given = vector.at("policy");
    const RetryPolicy policy{*delivery_policy_from_name(given.at("delivery").get<std::string>()),
                             given.at("idempotent").get<bool>(),
                             given.at("attempts").get<std::int64_t>(),
                             given.at("base").get<std::int64_t>(),
                             given.at("cap").get<std::int64_t>(),
                             given.at("total").get<std::int64_t>()};
    const auto& failed = vector.at("failure");
    FailedAttempt failure{code_of(failed.at("code").get<std::string>()),
                          failed.at("attempt").get<std::int64_t>(), failed.at("elapsed").get<std::int64_t>(),
                          std::nullopt, failed.at("random").get<double>()};
    if (failed.contains("retry_after")) failure.retry_after = failed.at("retry_after").get<std::int64_t>();
    const auto delay = retry_delay(policy, failure);
    REQUIRE(delay.has_value() == vector.at("valid").get<bool>());
    if (delay) CHECK(*delay == vector.at("expected").get<std::int64_t>());
  }
}

TEST_CASE("a random number that is none waits the longest", "[delivery]") {
  FailedAttempt failure{ErrorCode::not_sent, 1, 0, std::nullopt, std::numeric_limits<double>::quiet_NaN()};
  CHECK(retry_delay({}, failure) == 100);
  failure.random = std::numeric_limits<double>::infinity();
  CHECK(retry_delay({}, failure) == 100);
}

TEST_CASE("numbers at the ends of their range overflow nothing", "[delivery]") {
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  RetryPolicy policy{DeliveryPolicy::safe, false, most, most, most, most};
  CHECK(retry_delay(policy, {ErrorCode::not_sent, most - 1, least, std::nullopt, 0}) == 0);
  CHECK_FALSE(retry_delay(policy, {ErrorCode::throttled, 1, 0, most, 0.5}));
  CHECK_FALSE(retry_delay(policy, {ErrorCode::throttled, 1, most, 1, 0.5}));
  CHECK(retry_delay(policy, {ErrorCode::throttled, 1, 0, least, 0}) == 0);
  policy.total = least;
  CHECK_FALSE(retry_delay(policy, {ErrorCode::not_sent, 1, most, std::nullopt, 0.5}));
  policy = {DeliveryPolicy::safe, false, 3, most, most, most};
  CHECK_FALSE(retry_delay(policy, {ErrorCode::not_sent, 1, 0, std::nullopt, 1}));
}

TEST_CASE("Retry-After is seconds or a date", "[delivery]") {
  for (const auto& vector : vectors::load("delivery", "parse_retry_after")) {
    INFO(vectors::title(vector));
    const auto parsed =
        parse_retry_after(vectors::text(vector.at("value")), vector.at("now_ms").get<std::int64_t>());
    REQUIRE(parsed.has_value() == vector.at("valid").get<bool>());
    if (parsed) CHECK(*parsed == vector.at("expected").get<std::int64_t>());
  }
}
