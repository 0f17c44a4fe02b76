#include "base64.h"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <string_view>

using namespace fanfare;

static std::string encode(std::string_view bytes) {
  std::string text;
  base64::append(text, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  return text;
}

static std::optional<std::string> decode(std::string_view text) {
  const auto size = base64::decoded_size(text);
  if (!size) return std::nullopt;
  std::string bytes(*size, '\0');
  if (!base64::decode(text, reinterpret_cast<std::uint8_t*>(bytes.data()))) return std::nullopt;
  return bytes;
}

TEST_CASE("base64 is that of RFC 4648 §10", "[base64]") {
  for (const auto& [bytes, text] :
       {std::pair("", ""), std::pair("f", "Zg=="), std::pair("fo", "Zm8="), std::pair("foo", "Zm9v"),
        std::pair("foob", "Zm9vYg=="), std::pair("fooba", "Zm9vYmE="), std::pair("foobar", "Zm9vYmFy")}) {
    INFO(text);
    CHECK(encode(bytes) == text);
    CHECK(decode(text) == bytes);
    CHECK(base64::encoded_size(std::string_view(bytes).size()) == std::string_view(text).size());
  }
}

TEST_CASE("the digits stand in the order of RFC 4648 §4", "[base64]") {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t digit = 0; digit < alphabet.size(); ++digit) {
    const std::string bytes(1, static_cast<char>(digit << 2));
    CHECK(encode(bytes) == std::string{alphabet[digit], 'A', '=', '='});
    CHECK(decode(std::string{alphabet[digit], 'A', '=', '='}) == bytes);
  }
  for (int c = 0; c < 256; ++c) {
    const char character = static_cast<char>(c);
    INFO(c);
    CHECK(decode(std::string{character, 'A', 'A', 'A'}).has_value() ==
          (alphabet.find(character) != std::string::npos));
  }
}

TEST_CASE("what no encoder writes is not base64", "[base64]") {
  for (const std::string_view text : {"Z",      "Zg",     "Zg=",      "Zg===", "Zm9vY",    "Zm9vYg", "=",
                                      "==",     "===",    "====",     "Z===",  "Zg==Zg==", "Z=g=",   "Zm=v",
                                      "Zg==\n", "Zm9v\n", "Zm 9v",    " Zm9",  "Zm9-",     "Zm9_",   "Zm9.",
                                      "Zh==",   "Zm9=",   "Zm8=Zm8=", "Zü=="}) {
    INFO(text);
    CHECK_FALSE(decode(text));
  }
}

TEST_CASE("every pair of bytes comes back", "[base64]") {
  for (int high = 0; high < 256; ++high) {
    std::string bytes;
    for (int low = 0; low < 256; ++low) {
      bytes += static_cast<char>(high);
      bytes += static_cast<char>(low);
      if (low % 16 == 0) REQUIRE(decode(encode(bytes)) == bytes);
    }
    REQUIRE(decode(encode(bytes)) == bytes);
  }
}
