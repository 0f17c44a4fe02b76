#include <fanfare/origin.h>

#include "vectors.h"

#include <catch2/catch_test_macros.hpp>

using namespace fanfare;

TEST_CASE("a page of this origin, a listed one and a native client may ask, no other page", "[origin]") {
  for (const auto& vector : vectors::load("origin", "check_origin")) {
    INFO(vectors::title(vector));
    const auto& headers = vector.at("headers");
    const std::string origin = vectors::text(headers, "origin");
    const std::string site = vectors::text(headers, "sec_fetch_site");
    const std::string forwarded = vectors::text(headers, "forwarded_host");
    const std::string host = vectors::text(headers, "host");
    const auto checked = check_origin({origin, site, forwarded, host}, vectors::texts(vector.at("allowed")));
    vectors::check_result(vector, checked);
    if (checked) continue;
    const std::string& message = checked.error().message();
    CHECK(message.find(vectors::text(vector, "message_has")) != std::string::npos);
    CHECK((message.find("allowedOrigins") != std::string::npos) ==
          (vector.contains("message_has") || vector.contains("message_max")));
    CHECK(message.size() <= vector.value("message_max", std::size_t{400}));
  }
}

TEST_CASE("an entry of the allowed origins is an origin, not a host or a wildcard", "[origin]") {
  for (const char* entry :
       {"https://app.example", " https://app.example/login ", "null", "http://[::1]:3000"})
    CHECK(is_origin(entry));
  for (const char* entry : {"", "*", "app.example", "https://*", "https://", "https://*.example"})
    CHECK_FALSE(is_origin(entry));
}

TEST_CASE("the headers that say where a request comes from have at most 8,192 bytes", "[origin]") {
  const std::string host(header_bytes_max, 'a');
  CHECK(check_origin({{}, {}, {}, host}, {}));
  CHECK_FALSE(check_origin({{}, {}, "a", host}, {}));
}
