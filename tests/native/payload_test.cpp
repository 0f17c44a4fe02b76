#include "sending/payload.h"

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

using namespace fanfare;
using nlohmann::json;

static json nested(std::size_t levels) {
  json value = json::array();
  for (std::size_t level = 1; level < levels; ++level) value = json::array({std::move(value)});
  return value;
}

TEST_CASE("a payload is the text that subscribers get", "[payload]") {
  const std::vector<std::pair<json, std::string>> table{
      {json::object(), "{}"},
      {json{{"key", "value"}}, R"({"key":"value"})"},
      {json("plain text"), "plain text"},
      {json(R"({"already":"JSON"})"), R"({"already":"JSON"})"},
      {json(nullptr), "null"},
      {json(42), "42"},
      {json(true), "true"},
      {json({1, "two", nullptr}), R"([1,"two",null])"},
      {json{{"text", "Größe \"1\" ☃"}}, "{\"text\":\"Größe \\\"1\\\" ☃\"}"},
      {json{{"nan", std::nan("")}, {"infinity", HUGE_VAL}}, R"({"infinity":null,"nan":null})"},
      {json{{"large", 9'007'199'254'740'993}}, R"({"large":9007199254740993})"},
  };
  for (const auto& [payload, text] : table) {
    const auto result = payload_text(payload);
    REQUIRE(result);
    CHECK(*result == text);
  }
}

TEST_CASE("a payload that cannot be JSON is refused", "[payload]") {
  const std::vector<json> table{
      json{{"bytes", "\xff\xfe"}},
      json{{"cut", std::string("Gr\xc3")}},
      json::parse("{", nullptr, false),
      nested(payload_depth_max + 1),
  };
  for (const auto& payload : table) {
    const auto result = payload_text(payload);
    REQUIRE_FALSE(result);
    CHECK(result.error().code() == ErrorCode::invalid_data);
  }
}

TEST_CASE("a payload nested without end does not end the process", "[payload]") {
  const auto deep = nested(100'000);
  const auto result = payload_text(deep);
  REQUIRE_FALSE(result);
  CHECK(result.error().code() == ErrorCode::invalid_data);
}

TEST_CASE("a payload may be nested as deep as the limit", "[payload]") {
  const auto text = payload_text(nested(payload_depth_max));
  REQUIRE(text);
  CHECK(text->size() == 2 * payload_depth_max);
}

TEST_CASE("an answer that is no JSON, or too deep, is null", "[payload]") {
  CHECK(parsed_or_null("") == nullptr);
  CHECK(parsed_or_null("ok") == nullptr);
  CHECK(parsed_or_null(std::string(100'000, '[') + std::string(100'000, ']')) == nullptr);
  CHECK(parsed_or_null(R"({"channels":{}})") == json{{"channels", json::object()}});
}
