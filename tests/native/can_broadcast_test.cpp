#include <fanfare/broadcast.h>
#include <fanfare/can_broadcast.h>

#include "support/fakes.h"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

using namespace fanfare;
using nlohmann::json;

namespace shop::events {

struct OrderShipped {
  int id = 0;
  auto broadcast_on() const { return PrivateChannel("orders." + std::to_string(id)); }
  auto broadcast_with() const { return json{{"id", id}}; }
};

struct Ping {
  auto broadcast_on() const { return "pings"; }
};

struct Point {
  int x = 0;
  int y = 0;
  std::array<std::string, 2> broadcast_on() const { return {"a", "b"}; }
};

void to_json(json& out, const Point& point) { out = {{"x", point.x}, {"y", point.y}}; }

struct Outer {
  struct Inner {
    Channels broadcast_on() const { return {"a", PresenceChannel("b")}; }
    std::string broadcast_with() const { return "plain text"; }
  };
};

template <class T>
struct Changed {
  T value;
  auto broadcast_on() const { return std::vector<Channel>{"changes"}; }
  auto broadcast_with() const { return std::map<std::string, T>{{"value", value}}; }
  std::string broadcast_as() const { return "Changed"; }
};

}  // namespace shop::events

namespace {

struct Hidden {
  auto broadcast_on() const { return std::string("hidden"); }
  static constexpr std::string_view broadcast_as() { return "Hidden"; }
};

struct Nameless {
  auto broadcast_on() const { return "x"; }
};

}  // namespace

TEST_CASE("a class with broadcast_on can broadcast, and nothing else", "[can_broadcast]") {
  STATIC_REQUIRE(CanBroadcast<shop::events::OrderShipped>);
  STATIC_REQUIRE(CanBroadcast<shop::events::Changed<int>>);
  STATIC_REQUIRE(CanBroadcast<AnyEvent>);
  STATIC_REQUIRE_FALSE(CanBroadcast<int>);
  STATIC_REQUIRE_FALSE(CanBroadcast<const char*>);
  STATIC_REQUIRE_FALSE(CanBroadcast<std::string>);
  STATIC_REQUIRE_FALSE(CanBroadcast<Channel>);
  STATIC_REQUIRE_FALSE(CanBroadcast<json>);
}

TEST_CASE("an event's name is its class's own, without namespaces", "[can_broadcast]") {
  struct Local {
    auto broadcast_on() const { return "x"; }
  };
  CHECK(event_name(shop::events::OrderShipped{}) == "OrderShipped");
  CHECK(event_name(shop::events::Outer::Inner{}) == "Inner");
  CHECK(event_name(Local{}) == "Local");
  CHECK(event_name(shop::events::Changed<int>{1}) == "Changed");
  CHECK(event_name(Hidden{}) == "Hidden");
}

TEST_CASE("a class that has no name of its own must give one", "[can_broadcast]") {
  const auto lambda = [] {};
  STATIC_REQUIRE(detail::has_event_name<shop::events::OrderShipped>);
  STATIC_REQUIRE_FALSE(detail::has_event_name<Nameless>);
  STATIC_REQUIRE_FALSE(detail::has_event_name<shop::events::Changed<int>>);
  STATIC_REQUIRE_FALSE(detail::has_event_name<shop::events::Changed<std::map<std::string, int>>>);
  STATIC_REQUIRE_FALSE(detail::has_event_name<decltype(lambda)>);
}

TEST_CASE("an event's payload is broadcast_with, or its to_json, or an empty object", "[can_broadcast]") {
  CHECK(event_payload(shop::events::OrderShipped{7}) == json{{"id", 7}});
  CHECK(event_payload(shop::events::Point{1, 2}) == json{{"x", 1}, {"y", 2}});
  CHECK(event_payload(shop::events::Ping{}) == json::object());
  CHECK(event_payload(shop::events::Outer::Inner{}) == json("plain text"));
  CHECK(event_payload(shop::events::Changed<std::string>{"a"}) == json{{"value", "a"}});
}

TEST_CASE("events of many classes fit one container", "[can_broadcast]") {
  const std::vector<AnyEvent> events{shop::events::OrderShipped{7}, shop::events::Ping{},
                                     shop::events::Point{1, 2}};
  const std::vector<AnyEvent> copies = events;
  REQUIRE(copies.size() == 3);
  CHECK(event_name(copies[0]) == "OrderShipped");
  CHECK(copies[0].broadcast_on().list() == std::vector<Channel>{"private-orders.7"});
  CHECK(event_payload(copies[0]) == json{{"id", 7}});
  CHECK(event_name(copies[1]) == "Ping");
  CHECK(copies[2].broadcast_on().list() == std::vector<Channel>{"a", "b"});
}

namespace shop::events {

struct Draft {
  bool published = false;
  Channels broadcast_on() const { return {"a", "b", "a"}; }
  bool broadcast_when() const { return published; }
  json broadcast_with() const {
    if (!published) throw std::logic_error("the payload of what is not sent");
    return {{"id", 1}};
  }
};

struct Noted {
  std::string driver = "log";
  auto broadcast_on() const { return "a"; }
  auto broadcast_with() const { return 1; }
  const std::string& broadcast_via() const { return driver; }
};

struct Rescuing {
  std::vector<std::string>* told;
  auto broadcast_on() const { return "a"; }
  auto broadcast_with() const { return 1; }
  void broadcast_rescue(const SendError& error) const { told->emplace_back(error.name()); }
};

struct Choosy {
  bool takes;
  auto broadcast_on() const { return "a"; }
  auto broadcast_with() const { return 1; }
  bool broadcast_rescue(const SendError&) const { return takes; }
};

struct Mistaken {
  std::vector<std::string>* told;
  auto broadcast_on() const { return "a"; }
  auto broadcast_with() const { return 1; }
  bool broadcast_when() const { throw std::logic_error("a mistake"); }
  void broadcast_rescue(const SendError& error) const { told->emplace_back(error.name()); }
};

}  // namespace shop::events

using shop::events::Draft;
using shop::events::Noted;

TEST_CASE("an event that says no is not sent, and the result says so", "[can_broadcast]") {
  const auto broadcast = Broadcast::fake();
  const auto held = broadcast.channel(Draft{});
  REQUIRE(held);
  CHECK(held->channels.empty());
  REQUIRE(held->skipped.size() == 2);
  CHECK(held->skipped[0].channel == "a");
  CHECK(held->skipped[0].code == ErrorCode::withheld);
  CHECK(error_name(held->skipped[0].code) == "withheld");
  CHECK(held->skipped[0].reason == "The broadcast_when() of Draft said no.");
  CHECK(held->skipped[1].channel == "b");
  CHECK(broadcast.channel("c", Draft{})->skipped.at(0).channel == "c");
  CHECK(broadcast.as(false).channel("private-c", AnyEvent(Draft{}))->skipped.at(0).code ==
        ErrorCode::withheld);
  REQUIRE(broadcast.later(Draft{}));
  CHECK(broadcast.sent().empty());
  REQUIRE(broadcast.channel(Draft{true}));
  REQUIRE(broadcast.channel(AnyEvent(Draft{true})));
  CHECK(broadcast.sent("Draft").size() == 2);
}

TEST_CASE("an event may name its driver, and the caller goes before it", "[can_broadcast]") {
  std::vector<std::string> lines;
  const Logger logger = [&lines](std::string_view line) { lines.emplace_back(line); };
  const auto broadcast = Broadcast::make(BroadcastConfiguration{
      .default_driver = "none",
      .drivers = {{"none", {.driver = "null"}}, {"log", {.driver = "log", .logger = logger}}}});
  REQUIRE(broadcast);
  REQUIRE(broadcast->channel(Noted{}));
  REQUIRE(broadcast->as(true).channel("b", AnyEvent(Noted{})));
  REQUIRE(broadcast->channel(Noted{""}));
  REQUIRE(broadcast->driver("none").channel(Noted{}));
  REQUIRE(broadcast->driver("none").as(true).channel(Noted{}));
  CHECK(lines == std::vector<std::string>{"broadcast Noted on a: 1", "broadcast Noted on b: 1"});
  CHECK(broadcast->channel(Noted{"elsewhere"}).error().code() == ErrorCode::unknown_driver);
  CHECK(Broadcast::fake().channel(Noted{"elsewhere"}));
}

TEST_CASE("a failure goes to whoever takes it, the event itself before the configuration",
          "[can_broadcast]") {
  std::vector<std::string> told;
  const auto refusing = std::make_shared<fakes::Transport>(std::vector{fakes::status(400)});
  BroadcastOptions options{.app_id = "3", .key = "key", .secret = "secret", .transport = refusing};
  const Broadcast strict(options);
  options.rescue = [&told](const SendError& error, const Event& event) {
    told.push_back(std::string(error.name()) + " " + event.name + " " + event.channels.at(0) + " " +
                   event.data);
  };
  const Broadcast broadcast(options);
  const auto sent = broadcast.channel(shop::events::OrderShipped{7});
  REQUIRE(sent);
  CHECK(sent->channels.empty());
  REQUIRE(sent->rescued);
  CHECK(sent->rescued->code() == ErrorCode::rejected);
  CHECK(sent->rescued->status() == 400);
  CHECK(broadcast.channel("a b", "plain")->rescued->code() == ErrorCode::invalid_channel);
  CHECK(broadcast.as(true).channel("a", "invalid", {"\xff"})->rescued->code() == ErrorCode::invalid_data);
  CHECK(told == std::vector<std::string>{R"(rejected OrderShipped private-orders.7 {"id":7})",
                                         "invalid_channel plain a b {}", "invalid_data invalid a "});
  told.clear();
  CHECK(strict.channel(shop::events::Rescuing{&told})->rescued->code() == ErrorCode::rejected);
  CHECK(broadcast.channel(AnyEvent(shop::events::Rescuing{&told}))->rescued->code() == ErrorCode::rejected);
  CHECK(told == std::vector<std::string>{"rejected", "rejected"});

  CHECK(strict.channel(shop::events::Choosy{true})->rescued);
  CHECK(strict.channel(shop::events::Choosy{false}).error().code() == ErrorCode::rejected);
  CHECK(strict.channel(AnyEvent(shop::events::Choosy{false})).error().code() == ErrorCode::rejected);
  CHECK(strict.channel("a", "plain").error().code() == ErrorCode::rejected);

  options.secret.clear();
  CHECK(Broadcast(options).channel("a", "plain").error().code() == ErrorCode::missing_credentials);
  CHECK(told.size() == 2);
}

TEST_CASE("what an event's own functions throw is thrown, for it is a mistake and no failure to send",
          "[can_broadcast]") {
  std::vector<std::string> told;
  BroadcastOptions options{.app_id = "3",
                           .key = "key",
                           .secret = "secret",
                           .transport = std::make_shared<fakes::Transport>(std::vector{fakes::status(200)})};
  options.rescue = [&told](const SendError& error, const Event&) { told.emplace_back(error.name()); };
  const Broadcast broadcast(options);
  CHECK_THROWS_AS(broadcast.channel(shop::events::Mistaken{&told}), std::logic_error);
  CHECK_THROWS_AS(broadcast.later(shop::events::Mistaken{&told}), std::logic_error);
  CHECK(told.empty());
}
