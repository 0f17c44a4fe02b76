#include <fanfare/request.h>

#include "vectors.h"

#include <catch2/catch_test_macros.hpp>

#include <limits>

using namespace fanfare;

static void check_request(const vectors::Case& expected, const Request& request) {
  CHECK(request.path == vectors::text(expected, "path"));
  CHECK(request.query == vectors::text(expected, "query"));
  if (expected.contains("body")) CHECK(request.body == vectors::text(expected, "body"));
}

static Event event(const vectors::Case& fields) {
  return {vectors::text(fields, "name"), vectors::texts(fields.at("channels")), vectors::text(fields, "data"),
          vectors::text(fields, "socket_id"), vectors::text(fields, "info")};
}

TEST_CASE("a request is signed as the documentation and the official libraries sign it", "[request]") {
  for (const auto& vector : vectors::load("request", "sign_request")) {
    INFO(vectors::title(vector));
    const std::string method = vectors::text(vector, "method");
    const auto request = sign_request(vectors::app(vector), method, vectors::text(vector, "resource"),
                                      vectors::pairs(vector.at("parameters")), vectors::text(vector, "body"),
                                      vector.at("now").get<UnixSeconds>());
    if (!vectors::check_result(vector, request)) continue;
    check_request(vector.at("expected"), *request);
    CHECK(request->method == method);
    CHECK(request->body == vectors::text(vector, "body"));
  }
}

TEST_CASE("a trigger is a signed POST of its body", "[request]") {
  for (const auto& vector : vectors::load("request", "trigger_request")) {
    INFO(vectors::title(vector));
    const auto request =
        trigger_request(vectors::app(vector), event(vector.at("event")), vector.at("now").get<UnixSeconds>());
    if (vectors::check_result(vector, request)) check_request(vector.at("expected"), *request);
  }
}

TEST_CASE("a batch is a signed POST of its body", "[request]") {
  for (const auto& vector : vectors::load("request", "batch_request")) {
    INFO(vectors::title(vector));
    std::vector<Event> events;
    for (const auto& one : vector.at("events")) events.push_back(event(one));
    const auto request = batch_request(vectors::app(vector), events, vector.at("now").get<UnixSeconds>());
    if (vectors::check_result(vector, request)) check_request(vector.at("expected"), *request);
  }
}

TEST_CASE("a received request is accepted only as its sender signed it", "[request]") {
  for (const auto& vector : vectors::load("request", "verify_request")) {
    INFO(vectors::title(vector));
    const std::string method = vectors::text(vector, "method");
    const std::string path = vectors::text(vector, "path");
    const std::string query = vectors::text(vector, "query");
    const std::string body = vectors::text(vector, "body");
    const auto parameters = verify_request(vectors::app(vector), {method, path, query, body},
                                           vector.at("now").get<UnixSeconds>());
    if (vectors::check_result(vector, parameters))
      CHECK(*parameters == vectors::pairs(vector.at("expected")));
  }
}

TEST_CASE("what is signed here is accepted here", "[request]") {
  const App app = App::make("app-id", "app-key", "app-secret").value();
  const auto sent =
      sign_request(app, "GET", "/channels", {{"Filter_by_prefix", "a+b c&d=é%"}}, "", 1'700'000'000);
  REQUIRE(sent);
  const auto parameters =
      verify_request(app, {sent->method, sent->path, sent->query, sent->body}, 1'700'000'000);
  REQUIRE(parameters);
  CHECK(*parameters == Parameters{{"filter_by_prefix", "a+b c&d=é%"}});
}

TEST_CASE("a clock at either end of its range overflows nothing", "[request]") {
  const App app = App::make("3", "key", "secret").value();
  const auto sent = sign_request(app, "GET", "/channels", {}, "", std::numeric_limits<UnixSeconds>::max());
  REQUIRE(sent);
  const ReceivedRequest received{sent->method, sent->path, sent->query, sent->body};
  CHECK(verify_request(app, received, std::numeric_limits<UnixSeconds>::max()));
  const auto refused = verify_request(app, received, std::numeric_limits<UnixSeconds>::min());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == ErrorCode::timestamp_expired);
}
