#include "transport/http_text.h"

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace fanfare;

/// The field that names this version, which no test should have to know.
static std::string without(std::string text, const std::string& field) {
  const auto begin = text.find("\r\n" + field + ": ");
  REQUIRE(begin != std::string::npos);
  return text.erase(begin, text.find("\r\n", begin + 2) - begin);
}

static std::string text_of(const Request& request, const HeaderFields& headers = {}) {
  return without(without(http_text("example.com:8080", "/push", request, headers), "User-Agent"),
                 "X-Pusher-Library");
}

TEST_CASE("a request is written as HTTP/1.1", "[transport]") {
  CHECK(text_of({.method = "POST", .path = "/apps/3/events", .query = "a=%2C&b=1", .body = "{}"},
                {{"Content-Type", "application/json"}}) ==
        "POST /push/apps/3/events?a=%2C&b=1 HTTP/1.1\r\n"
        "Host: example.com:8080\r\n"
        "Accept-Encoding: identity\r\n"
        "Content-Type: application/json\r\n"
        "Content-Length: 2\r\n"
        "\r\n"
        "{}");
}

TEST_CASE("a request without a body has a length only where one is expected", "[transport]") {
  // RFC 9110, 8.6: a method that anticipates content says so, another does not
  CHECK(text_of({.method = "POST", .path = "/p", .query = "q", .body = ""})
            .ends_with("\r\nContent-Length: 0\r\n\r\n"));
  CHECK(text_of({.method = "GET", .path = "/p", .query = "q", .body = ""}) ==
        "GET /push/p?q HTTP/1.1\r\nHost: example.com:8080\r\nAccept-Encoding: identity\r\n\r\n");
}
