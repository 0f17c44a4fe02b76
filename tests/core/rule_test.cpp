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

TEST_CASE("rules are asked in their order", "[rule]") {
  const std::vector<std::string_view> patterns = {"private-a.{x}", "presence-{x}", "private-{y}",
                                                  "private-{z}"};
  const auto first = next_rule(patterns, "private-b");
  REQUIRE(first);
  CHECK(first->place == 2);
  CHECK(first->parameters == RuleParameters{{"y", "b"}});
  CHECK(next_rule(patterns, "private-b", 3)->place == 3);
  CHECK_FALSE(next_rule(patterns, "private-b", 4));
  CHECK_FALSE(next_rule(patterns, "private-encrypted-b"));
}

TEST_CASE(
    "without rules, private channels are open, presence needs a user, and encrypted channels are denied",
    "[rule]") {
  for (const bool knows_users : {false, true}) {
    const auto open = knows_users ? Audience::users : Audience::everyone;
    CHECK(default_audience("private-x", knows_users).value() == open);
    CHECK(default_audience("private-cache-x", knows_users).value() == open);
    CHECK(default_audience("presence-x", knows_users).value() == Audience::members);
    CHECK(default_audience("private-encrypted-x", knows_users).value() == Audience::nobody);
    CHECK(default_audience("x", knows_users).error().name() == "public_channel");
    CHECK(default_audience("private-x y", knows_users).error().name() == "invalid_channel");
  }
}
