#include <fanfare/driver.h>

#include "sending/drivers/pusher.h"
#include "support/fakes.h"

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <string>
#include <vector>

using namespace fanfare;

static App app() { return App::make("3", "278d425bdf160c739803", "7ad3773142a6692b25b8").value(); }

static std::vector<std::shared_ptr<Driver>> every_driver() {
  auto transport = std::make_shared<fakes::Transport>(std::vector{fakes::status(200)});
  return {std::make_shared<PusherDriver>(Settings{.app = app()}, transport),
          std::make_shared<LogDriver>([](std::string_view) {}), std::make_shared<NullDriver>(),
          std::make_shared<FakeDriver>()};
}

TEST_CASE("every driver accepts what is in order", "[driver]") {
  for (const auto& driver : every_driver()) {
    const auto sent = driver->trigger({.name = "NewRelease", .channels = {"a", "b"}, .data = "{}"}, {});
    REQUIRE(sent);
    CHECK(sent->channels == std::vector<std::string>{"a", "b"});
    CHECK(sent->info.is_null());
    const auto batch =
        driver->trigger_batch({{.name = "A", .channels = {"a"}, .data = "1"},
                               {.name = "B", .channels = {"b"}, .data = "2", .socket_id = "1.1"}},
                              {});
    REQUIRE(batch);
    CHECK(batch->channels == std::vector<std::string>{"a", "b"});
    CHECK(batch->info == nlohmann::json::array({nlohmann::json::object(), nlohmann::json::object()}));
  }
}

TEST_CASE("every driver refuses the same", "[driver]") {
  const std::vector<std::pair<Event, ErrorCode>> table{
      {{.name = "", .channels = {"a"}, .data = "{}"}, ErrorCode::invalid_event_name},
      {{.name = std::string(201, 'e'), .channels = {"a"}, .data = "{}"}, ErrorCode::invalid_event_name},
      {{.name = "pusher:ping", .channels = {"a"}, .data = "{}"}, ErrorCode::invalid_event_name},
      {{.name = "e", .channels = {}, .data = "{}"}, ErrorCode::no_channel},
      {{.name = "e", .channels = std::vector<std::string>(101, "a"), .data = "{}"},
       ErrorCode::too_many_channels},
      {{.name = "e", .channels = {""}, .data = "{}"}, ErrorCode::invalid_channel},
      {{.name = "e", .channels = {"a:b"}, .data = "{}"}, ErrorCode::invalid_channel},
      {{.name = "e", .channels = {std::string(165, 'c')}, .data = "{}"}, ErrorCode::invalid_channel},
      {{.name = "e", .channels = {"private-encrypted-a"}, .data = "{}"}, ErrorCode::encrypted_channel},
      {{.name = "e", .channels = {"a"}, .data = ""}, ErrorCode::invalid_data},
      {{.name = "e", .channels = {"a"}, .data = "\xff"}, ErrorCode::invalid_data},
      {{.name = "e", .channels = {"a"}, .data = std::string(10'241, 'd')}, ErrorCode::data_too_large},
      {{.name = "e", .channels = {"a"}, .data = "{}", .socket_id = "1.1\n:"}, ErrorCode::invalid_socket_id},
  };
  for (const auto& driver : every_driver()) {
    for (const auto& [event, code] : table) {
      const auto sent = driver->trigger(event, {});
      REQUIRE_FALSE(sent);
      CHECK(sent.error().code() == code);
      CHECK(sent.error().attempts() == 0);
      CHECK_FALSE(sent.error().message().empty());
    }
    const auto batch =
        driver->trigger_batch(std::vector<Event>(11, {.name = "e", .channels = {"a"}, .data = "{}"}), {});
    REQUIRE_FALSE(batch);
    CHECK(batch.error().code() == ErrorCode::too_many_events);
  }
}

TEST_CASE("every driver can be cancelled before", "[driver]") {
  std::stop_source source;
  source.request_stop();
  for (const auto& driver : every_driver()) {
    const auto sent =
        driver->trigger({.name = "e", .channels = {"a"}, .data = "{}"}, {.stop = source.get_token()});
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code() == ErrorCode::aborted);
  }
}

TEST_CASE("the pusher driver posts a signed body with its headers", "[driver]") {
  auto transport = std::make_shared<fakes::Transport>(std::vector{fakes::status(200)});
  fakes::Clock clock;
  PusherDriver driver({.app = app()}, transport, clock);
  // The published example of the protocol's documentation (pusher/docs: rest-api.md).
  const auto sent =
      driver.trigger({.name = "foo", .channels = {"project-3"}, .data = R"({"some":"data"})"}, {});
  REQUIRE(sent);
  REQUIRE(transport->requests.size() == 1);
  const auto& request = transport->requests[0];
  CHECK(request.method == "POST");
  CHECK(request.path == "/apps/3/events");
  CHECK(request.body == R"({"name":"foo","data":"{\"some\":\"data\"}","channels":["project-3"]})");
  CHECK(request.query.find("auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0") == 0);
  CHECK(transport->header(0, "Content-Type") == "application/json");
  CHECK(transport->header(0, "X-Idempotency-Key").empty());
}

TEST_CASE("the pusher driver tells what the server tells of the channels", "[driver]") {
  auto transport = std::make_shared<fakes::Transport>(
      std::vector{fakes::status(200, R"({"channels":{"presence-a":{"user_count":3}}})")});
  PusherDriver driver({.app = app()}, transport);
  const auto asked =
      driver.trigger({.name = "e", .channels = {"presence-a"}, .data = "{}"}, {.info = "user_count"});
  REQUIRE(asked);
  CHECK(asked->info == nlohmann::json{{"presence-a", {{"user_count", 3}}}});
  CHECK(transport->requests[0].body.find(R"("info":"user_count")") != std::string::npos);
  const auto not_asked = driver.trigger({.name = "e", .channels = {"presence-a"}, .data = "{}"}, {});
  REQUIRE(not_asked);
  CHECK(not_asked->info.is_null());
}

TEST_CASE("a batch tells of each event, whatever the server makes of the list", "[driver]") {
  using nlohmann::json;
  const std::vector<std::pair<std::string, json>> table{
      {R"({"batch":[{"user_count":3},{}]})", json::parse(R"([{"user_count":3},{}])")},
      {R"({"batch":{}})", json::parse("[{},{}]")},
      {R"({"batch":[{}]})", json::parse("[{},{}]")},
      {R"({})", json::parse("[{},{}]")},
      {"ok", json::parse("[{},{}]")},
  };
  for (const auto& [body, info] : table) {
    auto transport = std::make_shared<fakes::Transport>(std::vector{fakes::status(200, body)});
    PusherDriver driver({.app = app()}, transport);
    const Event event{.name = "e", .channels = {"a"}, .data = "{}"};
    const auto sent = driver.trigger_batch({event, event}, {});
    REQUIRE(sent);
    CHECK(sent->info == info);
  }
}

TEST_CASE("all attempts of one broadcast carry one idempotency key, each broadcast its own", "[driver]") {
  auto transport = std::make_shared<fakes::Transport>(
      std::vector{fakes::status(500), fakes::status(500), fakes::status(200), fakes::status(200)});
  fakes::Clock clock;
  PusherDriver driver({.app = app(), .retry = {.idempotent = true}}, transport, clock);
  const Event event{.name = "e", .channels = {"a"}, .data = "{}"};
  REQUIRE(driver.trigger(event, {}));
  REQUIRE(driver.trigger(event, {}));
  REQUIRE(transport->requests.size() == 4);
  const auto first = transport->header(0, "X-Idempotency-Key");
  CHECK(first.size() == 32);
  CHECK(transport->header(1, "X-Idempotency-Key") == first);
  CHECK(transport->header(2, "X-Idempotency-Key") == first);
  CHECK(transport->header(3, "X-Idempotency-Key") != first);
}

TEST_CASE("a caller's own idempotency key is used, unless it could break out of its header", "[driver]") {
  auto transport = std::make_shared<fakes::Transport>(std::vector{fakes::status(200)});
  PusherDriver driver({.app = app()}, transport);
  const Event event{.name = "e", .channels = {"a"}, .data = "{}"};
  REQUIRE(driver.trigger(event, {.idempotency_key = "order-7"}));
  CHECK(transport->header(0, "X-Idempotency-Key") == "order-7");
  for (const auto& key : {std::string("a\r\nX: y"), std::string(129, 'k'), std::string("a b")}) {
    const auto sent = driver.trigger(event, {.idempotency_key = key});
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code() == ErrorCode::invalid_option);
  }
  CHECK(transport->requests.size() == 1);
}

TEST_CASE("the log driver writes one line for each event", "[driver]") {
  std::vector<std::string> lines;
  LogDriver driver([&lines](std::string_view line) { lines.emplace_back(line); });
  REQUIRE(driver.trigger({.name = "NewRelease", .channels = {"a", "b"}, .data = R"({"v":"4.0.0"})"}, {}));
  REQUIRE(
      driver.trigger({.name = "Text", .channels = {"a"}, .data = "two\nlines\x1b", .socket_id = "1.2"}, {}));
  CHECK(lines == std::vector<std::string>{R"(broadcast NewRelease on a, b: {"v":"4.0.0"})",
                                          R"(broadcast Text on a except 1.2: two\u000alines\u001b)"});
}

TEST_CASE("the fake driver keeps what it was given", "[driver]") {
  FakeDriver driver;
  REQUIRE(driver.trigger({.name = "A", .channels = {"a"}, .data = "1"}, {.socket_id = "1.2"}));
  REQUIRE(driver.trigger({.name = "B", .channels = {"b"}, .data = "2"}, {}));
  REQUIRE_FALSE(driver.trigger({.name = "C", .channels = {":"}, .data = "3"}, {}));
  REQUIRE(driver.sent().size() == 2);
  REQUIRE(driver.sent("A").size() == 1);
  CHECK(driver.sent("A")[0].data == "1");
  CHECK(driver.sent("A")[0].socket_id == "1.2");
  CHECK(driver.sent("C").empty());
  driver.clear();
  CHECK(driver.sent().empty());
}
