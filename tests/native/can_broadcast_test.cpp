#include <fanfare/can_broadcast.h>

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <map>
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
