#include "../core/small_stack.h"

#include <fanfare/broadcast.h>
#include <fanfare/routes.h>

#include "support/fakes.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// nlohmann::json reads without recursion and writes by it: a value that nests 10,000 deep may be read, kept
// and dropped, and whoever writes it overruns a small stack.

using namespace fanfare;
using nlohmann::json;

namespace {

std::string repeated(const std::string& text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

std::vector<std::string> deep_texts() {
  return {
      repeated("[", 10'000) + repeated("]", 10'000),
      repeated(R"({"a":)", 10'000) + "1" + repeated("}", 10'000),
      repeated(R"([{"":)", 5'000) + "null" + repeated("}]", 5'000),
  };
}

BroadcastOptions test_options(std::string answer = "{}") {
  return {
      .app_id = "3",
      .key = "278d425bdf160c739803",
      .secret = "7ad3773142a6692b25b8",
      .cluster = "eu",
      .logger = [](std::string_view) {},
      .transport = std::make_shared<fakes::Transport>(std::vector{fakes::status(200, std::move(answer))})};
}

using Outcome = std::optional<ErrorCode>;

template <class T, class E>
Outcome outcome(const Result<T, E>& result) {
  return result ? Outcome() : Outcome(result.error().code());
}

/// Every call that takes a value of JSON.
std::map<std::string, std::function<Outcome(const Broadcast&, const json&)>> calls() {
  return {
      {"channel",
       [](const Broadcast& to, const json& value) { return outcome(to.channel("a", "E", value)); }},
      {"later", [](const Broadcast& to, const json& value) { return outcome(to.later("a", "E", value)); }},
      {"send_to_user",
       [](const Broadcast& to, const json& value) { return outcome(to.send_to_user("1", "E", value)); }},
      {"post", [](const Broadcast& to, const json& value) { return outcome(to.post("/events", value)); }},
      {"authenticate",
       [](const Broadcast& to, const json& value) { return outcome(to.authenticate("1.1", value)); }},
  };
}

struct Deep {
  json value;
  Channels broadcast_on() const { return {"a"}; }
  const json& broadcast_with() const { return value; }
  std::string broadcast_as() const { return "Deep"; }
};

}  // namespace

TEST_CASE("values that nest 10,000 deep are refused on a stack of 64 KiB", "[json]") {
  for (const std::string driver : {"pusher", "log", "null", "fake"}) {
    for (const std::string& text : deep_texts()) {
      std::map<std::string, Outcome> outcomes;
      test::on_small_stack([&] {
        auto one = test_options();
        one.driver = driver;
        const Broadcast broadcast(one);
        const json value = json::parse(text);
        for (const auto& [name, call] : calls()) outcomes[name] = call(broadcast, value);
      });
      INFO(driver << ", " << text.substr(0, 8));
      for (const char* name : {"channel", "later", "send_to_user", "post"}) {
        INFO(name);
        CHECK(outcomes[name] == ErrorCode::invalid_data);
      }
      CHECK(outcomes["authenticate"] == ErrorCode::invalid_user);
    }
  }
}

TEST_CASE("an event whose payload nests 10,000 deep is refused on a stack of 64 KiB", "[json]") {
  // made where there is room: to copy a value is the caller's own recursion
  const Deep event{json::parse(deep_texts().front())};
  Outcome refused;
  test::on_small_stack([&] { refused = outcome(Broadcast(test_options()).channel(event)); });
  CHECK(refused == ErrorCode::invalid_data);
}

TEST_CASE("a value at the limit is sent from a stack of 64 KiB", "[json]") {
  const std::string text = repeated("[", 128) + repeated("]", 128);
  Outcome refused = ErrorCode::internal;
  test::on_small_stack(
      [&] { refused = outcome(Broadcast(test_options()).channel("a", "E", json::parse(text))); });
  CHECK_FALSE(refused);
  CHECK(outcome(Broadcast(test_options()).channel("a", "E", json::parse("[" + text + "]"))) ==
        ErrorCode::invalid_data);
}

TEST_CASE("a server's answers, requests and configurations that nest 10,000 deep harm nothing", "[json]") {
  for (const std::string& text : deep_texts()) {
    std::map<std::string, Outcome> outcomes;
    HttpResponse response;
    test::on_small_stack([&] {
      for (const std::string& answer : {text, R"({"channels":)" + text + "}", R"({"users":)" + text + "}"}) {
        const Broadcast broadcast(test_options(answer));
        outcomes["list_channels"] = outcome(broadcast.list_channels());
        outcomes["list_members"] = outcome(broadcast.list_members("presence-a"));
        const auto sent = broadcast.channel("a", "E", json::object(), {.info = "subscription_count"});
        outcomes["the answer to an event"] = sent ? Outcome() : outcome(sent);
        outcomes["raw"] =
            broadcast.get("/channels").value().json().is_null() ? Outcome() : ErrorCode::internal;
      }
      const Routes<std::string> routes(App::make("3", "key", "secret").value(),
                                       {.log = [](std::string_view) {}});
      response = routes({.method = "POST",
                         .path = "/broadcasting/authorize",
                         .headers = {{"Content-Type", "application/json"}},
                         .body = R"({"socket_id":"1.1","a":)" + text + "}"});
      outcomes["configuration"] =
          outcome(BroadcastConfiguration::from_json(R"({"default":"log","log":)" + text + "}"));
    });
    CHECK(outcomes["list_channels"] == ErrorCode::invalid_json);
    CHECK(outcomes["list_members"] == ErrorCode::invalid_json);
    CHECK_FALSE(outcomes["the answer to an event"]);
    CHECK_FALSE(outcomes["raw"]);
    CHECK(outcomes["configuration"]);
    CHECK((response.status == 400 || response.status == 413));
  }
}

TEST_CASE("payloads that are no UTF-8 are refused, and great numbers are sent as they are", "[json]") {
  const auto transport = std::make_shared<fakes::Transport>(std::vector{fakes::status(200)});
  auto one = test_options();
  one.transport = transport;
  const Broadcast broadcast(one);
  for (const char* text : {"\xff", "\xc0\xba", "\xed\xa0\xbd", "a\xe2\x80"}) {
    for (const json& value : {json(text), json{{"a", text}}, json::array({text}), json{{text, 1}}}) {
      CHECK(outcome(broadcast.channel("a", "E", value)) == ErrorCode::invalid_data);
      CHECK(outcome(broadcast.send_to_user("1", "E", value)) == ErrorCode::invalid_data);
      if (value.is_structured()) CHECK(outcome(broadcast.post("/events", value)) == ErrorCode::invalid_data);
    }
    CHECK(outcome(broadcast.authenticate("1.1", {{"id", text}})) == ErrorCode::invalid_user);
    CHECK(outcome(broadcast.channel("a", std::string("E") + text)) == ErrorCode::invalid_event_name);
  }
  CHECK(transport->requests.empty());
  REQUIRE(broadcast.channel("a", "E", {{"n", 9'007'199'254'740'993}, {"u", 18'446'744'073'709'551'615U}}));
  CHECK(json::parse(transport->requests.back().body).at("data") ==
        R"({"n":9007199254740993,"u":18446744073709551615})");
}
