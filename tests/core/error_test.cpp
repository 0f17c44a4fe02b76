#include <fanfare/error.h>
#include <fanfare/result.h>

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <set>
#include <string>
#include <utility>

using namespace fanfare;

TEST_CASE("every code has a name of its own in snake case", "[error]") {
  std::set<std::string_view> names;
  const auto last = static_cast<std::uint32_t>(ErrorCode::internal);
  for (std::uint32_t code = 0; code <= last; ++code) {
    const std::string_view name = error_name(static_cast<ErrorCode>(code));
    INFO(code << " " << name);
    REQUIRE_FALSE(name.empty());
    CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos);
    CHECK(names.insert(name).second);
  }
  CHECK(error_name(static_cast<ErrorCode>(last + 1)).empty());
  CHECK(error_name(ErrorCode::invalid_channel) == "invalid_channel");
  CHECK(error_name(ErrorCode::ok) == "ok");
}

TEST_CASE("a result holds a value or an error", "[error]") {
  const auto half = [](int n) -> Result<int> {
    if (n % 2) return Error(ErrorCode::invalid_option, "n must be even.");
    return n / 2;
  };
  CHECK(half(4).value() == 2);
  CHECK(*half(4) == 2);
  REQUIRE_FALSE(half(3));
  CHECK(half(3).error().name() == "invalid_option");
  CHECK_THROWS_AS(half(3).value(), BadResult);
}

TEST_CASE("a result may hold what can only be moved", "[error]") {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
  const std::unique_ptr<int> moved = std::move(result).value();
  CHECK(*moved == 7);
}

TEST_CASE("a failure that was moved on leaves no value behind", "[error]") {
  Result<std::string> failed = Error(ErrorCode::denied, "No.");
  const Result<std::string> moved = std::move(failed);
  CHECK(moved.error().message() == "No.");
  CHECK_FALSE(failed.has_value());
  failed = std::string("a text that is too long to be held in place");
  CHECK(failed.value().size() == 43);
}

TEST_CASE("a check that failed is a failure of any type", "[error]") {
  const auto checked = [](bool good) -> Result<void> {
    if (good) return {};
    return Error(ErrorCode::denied, "No.");
  };
  const auto text = [&](bool good) -> Result<std::string> {
    if (auto done = checked(good); !done) return done;
    return std::string("Yes.");
  };
  CHECK(*text(true) == "Yes.");
  CHECK(text(false).error().code() == ErrorCode::denied);
}

TEST_CASE("a check's result holds nothing or an error", "[error]") {
  CHECK(Result<void>());
  CHECK_NOTHROW(Result<void>().value());
  const Result<void> refused = Error(ErrorCode::denied, "No.");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message() == "No.");
  try {
    refused.value();
    FAIL("it has no value");
  } catch (const BadResult& bad) {
    CHECK(bad.error().code() == ErrorCode::denied);
    CHECK(std::string(bad.what()) == "No.");
  }
}
