#include "conversation.h"

#include <fanfare/auth.h>

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace fanfare;
using hub::FrameKind;
using nlohmann::json;

namespace {

const App docs_app = App::make("3", "278d425bdf160c739803", "7ad3773142a6692b25b8").value();

void check_empty(const hub::Engine& engine) {
  const auto held = engine.occupancy();
  CHECK(held.connections == 0);
  CHECK(held.sockets == 0);
  CHECK(held.channels == 0);
  CHECK(held.subscriptions == 0);
  CHECK(held.members == 0);
}

}  // namespace

TEST_CASE("after thousands of clients that came, subscribed, spoke and vanished nothing is held") {
  test::Conversation conversation;
  auto& engine = conversation.engine;
  for (hub::ConnectionId id = 1; id <= 5'000; ++id) {
    (void)engine.connect(id, "/app/278d425bdf160c739803?protocol=7", id, 0);
    const auto socket_id = "0." + std::to_string(id);
    const auto subscribe = [&](const std::string& channel, const Authorization& signed_for) {
      const json data = {
          {"channel", channel}, {"auth", signed_for.auth}, {"channel_data", signed_for.channel_data}};
      (void)engine.frame(id, FrameKind::text, json{{"event", "pusher:subscribe"}, {"data", data}}.dump(), 0);
    };
    const auto own = "private-" + std::to_string(id);
    subscribe("public-" + std::to_string(id % 7), {});
    subscribe(own, authorize(docs_app, socket_id, own).value());
    subscribe("presence-x",
              authorize(docs_app, socket_id, "presence-x", Member{std::to_string(id % 50)}).value());
    subscribe("private-refused-" + own, {"278d425bdf160c739803:" + std::string(64, '0')});
    subscribe("presence-refused-" + own,
              {"278d425bdf160c739803:" + std::string(64, '0'), R"({"user_id":"1"})"});
    (void)engine.frame(id, FrameKind::text,
                       json{{"event", "client-x"}, {"channel", own}, {"data", "{}"}}.dump(), 0);
    if (id > 100) (void)engine.closed(id - 100);
  }
  CHECK(engine.occupancy().connections == 100);
  CHECK(engine.occupancy().members == 50);
  CHECK(engine.occupancy().subscriptions == 300);
  CHECK(engine.occupancy().channels == 7 + 100 + 1);
  (void)engine.tick(1'000'000);
  check_empty(engine);
}

TEST_CASE("clients that are refused leave nothing behind") {
  test::Conversation conversation;
  auto& engine = conversation.engine;
  for (hub::ConnectionId id = 1; id <= 1'000; ++id) (void)engine.connect(id, "/app/nobody?protocol=7", id, 0);
  check_empty(engine);
}

TEST_CASE("a hub that shuts down holds nothing") {
  test::Conversation conversation;
  auto& engine = conversation.engine;
  for (hub::ConnectionId id = 1; id <= 10; ++id) {
    (void)engine.connect(id, "/app/278d425bdf160c739803?protocol=7", id, 0);
    (void)engine.frame(id, FrameKind::text, R"({"event":"pusher:subscribe","data":{"channel":"a"}})", 0);
  }
  CHECK(engine.shut_down().size() == 10);
  check_empty(engine);
}
