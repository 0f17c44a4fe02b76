#include "conversation.h"
#include "vectors.h"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

using fanfare::App;
using nlohmann::json;

namespace {

void play_all(const char* operation) {
  for (const auto& scenario : vectors::load("hub", operation)) {
    std::vector<App> apps;
    for (const auto& app : scenario.at("apps")) apps.push_back(vectors::app({{"app", app}}));
    fanfare::test::Conversation conversation(apps);
    int number = 0;
    for (const auto& step : scenario.at("steps")) {
      INFO(vectors::title(scenario)
           << ", step " << ++number << ": "
           << step.dump(-1, ' ', false, json::error_handler_t::replace).substr(0, 1'000));
      CHECK(conversation.play(step) == "");
    }
  }
}

}  // namespace

TEST_CASE("every conversation with a client goes as the protocol has it") { play_all("conversations"); }

TEST_CASE("every request to the HTTP API is answered as the protocol has it") { play_all("requests"); }

TEST_CASE("a hub refuses apps that cannot be told apart") {
  const auto app = [](const char* id, const char* key) { return App::make(id, key, "secret").value(); };
  using fanfare::hub::Engine;
  CHECK(Engine::open({.apps = {}}).error().name() == "invalid_option");
  CHECK(Engine::open({.apps = {app("1", "a"), app("1", "b")}}).error().name() == "invalid_option");
  CHECK(Engine::open({.apps = {app("1", "a"), app("2", "a")}}).error().name() == "invalid_option");
  CHECK(Engine::open({.apps = {app("1", "a"), app("2", "b")}}).has_value());
}

TEST_CASE("what happens is observed, without a secret or a signature") {
  const auto app = App::make("3", "278d425bdf160c739803", "7ad3773142a6692b25b8").value();
  auto engine = fanfare::hub::Engine::open({.apps = {app}, .limits = {}, .observe = true}).value();
  const std::string auth =
      "278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4";
  const auto subscribe = [&](const std::string& signature) {
    return R"({"event":"pusher:subscribe","data":{"channel":"private-foobar","auth":")" + signature +
           R"("}})";
  };
  json seen = json::array();
  const auto keep = [&](const fanfare::hub::Actions& actions) {
    for (const auto& action : fanfare::test::describe(actions)) {
      if (!action.contains("observed")) continue;
      seen.push_back(action["observed"]);
      const auto text = action.dump();
      CHECK(text.find("58df8b0c") == std::string::npos);
      CHECK(text.find("7ad3773142a6692b25b8") == std::string::npos);
    }
  };
  using fanfare::hub::FrameKind;
  keep(engine.connect(1, "/app/278d425bdf160c739803?protocol=7", (1234ULL << 32U) | 1234U, 0));
  keep(engine.frame(1, FrameKind::text, subscribe(auth + "0"), 0));
  keep(engine.frame(1, FrameKind::text, subscribe(auth), 0));
  keep(engine.frame(1, FrameKind::text, R"({"event":"client-x","channel":"private-foobar","data":{}})", 0));
  keep(engine.request({"GET", "/apps/3/channels", "auth_signature=58df8b0c", ""}, 0));
  keep(engine.closed(1));
  CHECK(seen == json{"connected", "refused", "subscribed", "client_event", "request_refused", "unsubscribed",
                     "disconnected"});
}
