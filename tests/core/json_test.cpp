#include "json.h"

#include "utf8.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <string>

using namespace fanfare;

static std::string nested(std::size_t depth, const std::string& open, const std::string& close) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  text += "1";
  for (std::size_t i = 0; i < depth; ++i) text += close;
  return text;
}

TEST_CASE("a JSON text of any kind is accepted", "[json]") {
  for (const char* text : {"null",
                           "true",
                           "false",
                           "0",
                           "-0",
                           "12",
                           "-1.5",
                           "1e5",
                           "1E+5",
                           "1.25e-300",
                           "\"\"",
                           "\"a\"",
                           "[]",
                           "{}",
                           "[[]]",
                           "[{}]",
                           "{\"a\":[]}",
                           " [ 1 , 2 ] ",
                           "\t\n\r{ \"a\" : { } }\n",
                           "[1,[2,[3]],{\"a\":{\"b\":[null]}}]",
                           "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
                           "\"\\ud83c\\udf89\"",
                           "\"\\uD83C\\uDF89\"",
                           "\"🎉\u2028\"",
                           "\"\x7f\"",
                           "{\"a\":1,\"a\":2}",
                           "123456789012345678901234567890",
                           "{\"\":0}"}) {
    INFO(text);
    CHECK(json::check(text, "It"));
  }
}

TEST_CASE("what is not exactly one JSON text is refused", "[json]") {
  for (const char* text : {"",
                           " ",
                           "nul",
                           "nulll",
                           "True",
                           "tru",
                           "01",
                           "-",
                           "-01",
                           "1.",
                           ".5",
                           "+1",
                           "1e",
                           "1e+",
                           "0x1",
                           "NaN",
                           "Infinity",
                           "'a'",
                           "\"",
                           "\"a",
                           "\"\\\"",
                           "\"\\",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\u12G4\"",
                           "\"\\ud800\"",
                           "\"\\udc00\"",
                           "\"\\ud800\\u0041\"",
                           "\"\\ud800x\"",
                           "\"\n\"",
                           "\"\t\"",
                           "[",
                           "]",
                           "[1",
                           "[1,",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "[1}",
                           "{",
                           "}",
                           "{]",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{,}",
                           "{a:1}",
                           "{1:1}",
                           "{\"a\" 1}",
                           "{\"a\":1 \"b\":2}",
                           "{\"a\":1]",
                           "[]]",
                           "{}{}",
                           "1 2",
                           "//",
                           "/**/1",
                           "[1]x",
                           "\xEF\xBB\xBF{}",
                           "\xC2\xA0"
                           "1"}) {
    INFO(text);
    const auto checked = json::check(text, "It");
    REQUIRE_FALSE(checked);
    CHECK(checked.error().code() == ErrorCode::invalid_json);
    CHECK(checked.error().message() == "It is not one JSON text.");
    const bool has_byte_order_mark = text[0] == '\xEF';  // which the other library skips
    CHECK(nlohmann::json::accept(text) == has_byte_order_mark);
  }
  for (const std::string& text : {std::string("\0", 1), std::string("1\0", 2), std::string("\"\0\"", 3),
                                  std::string("\"\\\0\"", 4), std::string("[1,\0]", 5)}) {
    CHECK_FALSE(json::check(text, "It"));
  }
}

TEST_CASE("text that is not UTF-8 is refused wherever it stands", "[json]") {
  for (const char* bytes :
       {"\xFF", "\x80", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xC3", "\xE2\x82", "\xF0\x9F\x8E"}) {
    const auto checked = json::check("\"" + std::string(bytes) + "\"", "It");
    REQUIRE_FALSE(checked);
    CHECK(checked.error().message() == "It is not valid UTF-8.");
  }
}

TEST_CASE("nesting is bounded, whatever is nested and however much", "[json]") {
  for (const auto& [open, close] :
       {std::pair("[", "]"), std::pair("{\"a\":", "}"), std::pair("[{\"a\":", "}]")}) {
    const std::size_t levels = std::string(open).size() == 6 ? 16 : 32;
    CHECK(json::check(nested(levels, open, close), "It"));
    const auto refused = json::check(nested(levels + 1, open, close), "It");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code() == ErrorCode::json_too_deep);
    CHECK(json::check(nested(1'000'000, open, close), "It").error().code() == ErrorCode::json_too_deep);
  }
  CHECK(json::check("1", "It", 0));
  CHECK_FALSE(json::check("[]", "It", 0));
  CHECK(json::check("[[[]],[[]]]", "It", 3));
}

TEST_CASE("members of the outermost object are found by what their names stand for", "[json]") {
  using Values = std::vector<std::string_view>;
  const auto find = [](std::string_view text) {
    REQUIRE(json::check(text, "It"));
    Values found;
    for (json::Items items(text); items.next();) {
      if (items.is("id")) found.push_back(items.value());
    }
    CHECK(json::find(text, "id") == (found.empty() ? "" : found.back()));
    return found;
  };
  CHECK(find(R"({"id":"1"})") == Values{"\"1\""});
  CHECK(find(R"({ "a" : 1 , "id" : [ 1, {"id":2} ] , "b" : {"id":3} })") == Values{"[ 1, {\"id\":2} ]"});
  CHECK(find(R"({"id":1,"x":{},"\u0069\u0064":{"id":2}})") == Values{"1", "{\"id\":2}"});
  CHECK(find(R"({"a":{"id":1},"b":[{"id":2}]})").empty());
  CHECK(find(R"([{"id":1}])").empty());
  CHECK(find(R"("id")").empty());
  CHECK(find("{}").empty());
  CHECK(find(R"({"":1,"id":"\\\"}]"})") == Values{R"("\\\"}]")"});
}

TEST_CASE("the elements of the outermost array are found in their order", "[json]") {
  using Values = std::vector<std::string_view>;
  const auto elements = [](std::string_view text) {
    REQUIRE(json::check(text, "It"));
    Values found;
    for (json::Items items(text); items.next();) {
      found.push_back(items.value());
      CHECK_FALSE(items.is(""));
    }
    return found;
  };
  CHECK(elements("[]").empty());
  CHECK(elements(" [ ] ").empty());
  CHECK(elements("7").empty());
  CHECK(elements(R"( [1 , -2.5e+3,"]", {"a":[1,2]} ,[ [] ],true,null ] )") ==
        Values{"1", "-2.5e+3", "\"]\"", "{\"a\":[1,2]}", "[ [] ]", "true", "null"});
}

TEST_CASE("a string is unescaped to what another library reads", "[json]") {
  for (const char* literal :
       {R"("")", R"("plain")", R"("\"\\\/\b\f\n\r\t")", R"("\u0000\u001f\u007f\u00e9\u20ac\uffff")",
        R"("\ud83c\udf89 \uDBFF\uDFFF")", "\"🎉é\""}) {
    INFO(literal);
    CHECK(json::unescape(literal) == nlohmann::json::parse(literal).get<std::string>());
  }
}

TEST_CASE("every code point is written in a form that another library reads back", "[json]") {
  std::string text;
  for (char32_t point = 0; point <= 0x10FFFF; point += point < 0x3000 ? 1 : 97) {
    if (point < 0xD800 || point > 0xDFFF) utf8::append(text, point);
  }
  REQUIRE(utf8::valid(text));
  std::string literal;
  json::append_string(literal, text);
  CHECK(nlohmann::json::parse(literal).get<std::string>() == text);
  CHECK(json::unescape(literal) == text);
  CHECK(json::check(literal, "It"));
}
