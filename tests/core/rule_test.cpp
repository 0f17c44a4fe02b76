#include <fanfare/rule.h>

#include "vectors.h"

#include <catch2/catch_test_macros.hpp>

using namespace fanfare;

TEST_CASE("a rule's pattern is a full prefix, literal characters and named parameters", "[rule]") {
  for (const auto& vector : vectors::load("rule", "check_rule_pattern")) {
    INFO(vectors::title(vector));
    vectors::check_result(vector, check_rule_pattern(vectors::text(vector.at("pattern"))));
  }
}

TEST_CASE("a rule matches the whole name of a channel of its own kind", "[rule]") {
  for (const auto& vector : vectors::load("rule", "match_rule")) {
    INFO(vectors::title(vector));
    const auto found = match_rule(vectors::text(vector.at("pattern")), vectors::text(vector.at("channel")));
    CHECK(found.has_value() == vector.at("valid").get<bool>());
    if (found && vector.contains("expected")) CHECK(*found == vectors::pairs(vector.at("expected")));
  }
}

TEST_CASE("a pattern in Laravel's form is told its prefix", "[rule]") {
  const auto checked = check_rule_pattern("orders.{id}");
  REQUIRE_FALSE(checked);
  CHECK(checked.error().message() ==
        "The pattern \"orders.{id}\" names no private or presence channel: rules take the whole name, like "
        "\"private-orders.{id}\".");
}
