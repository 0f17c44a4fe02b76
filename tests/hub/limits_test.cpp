#include "conversation.h"

#include <fanfare/auth.h>
#include <fanfare/hub/limits.h>

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace fanfare;
using hub::FrameKind;
using nlohmann::json;

namespace {

const App docs_app = App::make("3", "278d425bdf160c739803", "7ad3773142a6692b25b8").value();
constexpr const char* target = "/app/278d425bdf160c739803?protocol=7";

/// The event names of the frames that `connection` gets, and of errors their code.
std::vector<std::string> received(const hub::Actions& actions, hub::ConnectionId connection) {
  std::vector<std::string> names;
  for (const auto& action : test::describe(actions)) {
    if (!action.contains("send")) continue;
    for (const auto& id : action["send"]) {
      if (id == connection) names.push_back(json::parse(action["frame"].get<std::string>())["event"]);
    }
  }
  return names;
}

std::string subscribe_frame(const std::string& channel, const std::string& auth = "",
                            const std::string& data = "") {
  return json{{"event", "pusher:subscribe"},
              {"data", {{"channel", channel}, {"auth", auth}, {"channel_data", data}}}}
      .dump();
}

}  // namespace

TEST_CASE("a connection subscribes to 1,000 channels and no more, and may go on when it left one") {
  test::Conversation conversation;
  auto& engine = conversation.engine;
  (void)engine.connect(1, target, 1, 0);
  const auto subscribe = [&](int number) {
    return received(engine.frame(1, FrameKind::text, subscribe_frame("c" + std::to_string(number)), 0), 1);
  };
  for (int i = 0; i < 1'000; ++i)
    REQUIRE(subscribe(i) == std::vector<std::string>{"pusher_internal:subscription_succeeded"});
  CHECK(subscribe(1'000) == std::vector<std::string>{"pusher:subscription_error"});
  CHECK(engine.occupancy().subscriptions == 1'000);
  (void)engine.frame(1, FrameKind::text, R"({"event":"pusher:unsubscribe","data":{"channel":"c0"}})", 0);
  CHECK(subscribe(1'000) == std::vector<std::string>{"pusher_internal:subscription_succeeded"});
}

TEST_CASE("a presence channel has 100 users and no more, however many connections they have") {
  test::Conversation conversation;
  auto& engine = conversation.engine;
  hub::ConnectionId last = 0;
  const auto join = [&](int user) {
    const auto id = ++last;
    const auto socket_id = "0." + std::to_string(id);
    (void)engine.connect(id, target, id, 0);
    const auto signed_for =
        authorize(docs_app, socket_id, "presence-x", Member{std::to_string(user)}).value();
    return received(engine.frame(id, FrameKind::text,
                                 subscribe_frame("presence-x", signed_for.auth, signed_for.channel_data), 0),
                    id);
  };
  const std::vector<std::string> granted = {"pusher_internal:subscription_succeeded"};
  for (int user = 0; user < 100; ++user) REQUIRE(join(user) == granted);
  CHECK(join(100) == std::vector<std::string>{"pusher:subscription_error"});
  CHECK(join(7) == granted);
  CHECK(engine.occupancy().members == 100);
  (void)engine.closed(1);
  CHECK(join(100) == granted);
}

TEST_CASE("100 client events within a second: 10 arrive, 90 are refused, and the connection stays") {
  test::Conversation conversation;
  auto& engine = conversation.engine;
  for (const hub::ConnectionId id : {1U, 2U}) {
    (void)engine.connect(id, target, id, 0);
    const auto auth = authorize(docs_app, "0." + std::to_string(id), "private-x").value().auth;
    (void)engine.frame(id, FrameKind::text, subscribe_frame("private-x", auth), 0);
  }
  int arrived = 0;
  int refused = 0;
  for (int i = 0; i < 100; ++i) {
    const auto actions =
        engine.frame(1, FrameKind::text, R"({"event":"client-x","channel":"private-x","data":"{}"})", i * 10);
    arrived += static_cast<int>(received(actions, 2).size());
    refused += static_cast<int>(received(actions, 1).size());
  }
  CHECK(arrived == 10);
  CHECK(refused == 90);
  CHECK(engine.occupancy().connections == 2);
}

TEST_CASE("limits that are configured hold instead of the defaults") {
  auto engine =
      hub::Engine::open({.apps = {docs_app}, .limits = {.data_bytes = 20, .batch_events = 2}}).value();
  const auto status = [&](const std::string& resource, const std::string& body) {
    const auto request = sign_request(docs_app, "POST", resource, {}, body, 1'000).value();
    return test::describe(engine.request({request.method, request.path, request.query, request.body}, 1'000))
        .back()["respond"];
  };
  const auto event = [](std::size_t bytes) {
    return json{{"name", "e"}, {"channel", "a"}, {"data", std::string(bytes, 'd')}};
  };
  CHECK(status("/events", event(20).dump()) == 200);
  CHECK(status("/events", event(21).dump()) == 413);
  CHECK(status("/batch_events", json{{"batch", {event(1), event(1)}}}.dump()) == 200);
  CHECK(status("/batch_events", json{{"batch", {event(1), event(1), event(1)}}}.dump()) == 400);
}
