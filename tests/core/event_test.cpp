#include <fanfare/event.h>

#include "vectors.h"

#include <catch2/catch_test_macros.hpp>

using namespace fanfare;

static Event event(const vectors::Case& fields) {
  return {vectors::text(fields, "name"), vectors::texts(fields.at("channels")), vectors::text(fields, "data"),
          vectors::text(fields, "socket_id"), vectors::text(fields, "info")};
}

static std::vector<Event> events(const vectors::Case& list) {
  std::vector<Event> result;
  for (const auto& one : list) result.push_back(event(one));
  return result;
}

static EventLimits limits(const vectors::Case& vector) {
  EventLimits result;
  if (!vector.contains("limits")) return result;
  const auto& given = vector.at("limits");
  result.channel_name = given.value("channel_name", result.channel_name);
  result.data_bytes = given.value("data_bytes", result.data_bytes);
  result.batch_events = given.value("batch_events", result.batch_events);
  return result;
}

TEST_CASE("an event name has 1 to 200 characters and is not the protocol's own", "[event]") {
  for (const auto& vector : vectors::load("event", "check_event_name")) {
    INFO(vectors::title(vector));
    vectors::check_result(vector, check_event_name(vectors::text(vector.at("event_name"))));
  }
}

TEST_CASE("the body of a trigger is what pusher for Node sends", "[event]") {
  for (const auto& vector : vectors::load("event", "trigger_body")) {
    INFO(vectors::title(vector));
    const Event given = event(vector.at("event"));
    const auto body = trigger_body(given, limits(vector));
    if (vectors::check_result(vector, body)) CHECK(*body == vectors::text(vector.at("expected")));
    CHECK(check_event(given, limits(vector)).has_value() == body.has_value());
  }
}

TEST_CASE("the body of a batch lists its events in their order", "[event]") {
  for (const auto& vector : vectors::load("event", "batch_body")) {
    INFO(vectors::title(vector));
    const auto body = batch_body(events(vector.at("events")), limits(vector));
    if (vectors::check_result(vector, body)) CHECK(*body == vectors::text(vector.at("expected")));
  }
}

TEST_CASE("a refused batch names the event's place", "[event]") {
  const Event good{"e", {"a"}, "1"};
  const auto body = batch_body({good, good, {"e", {"a"}, ""}});
  REQUIRE_FALSE(body);
  CHECK(body.error().message() ==
        "Event 3 of the batch: The event's data is empty, which servers refuse: send {} or null instead.");
}

TEST_CASE("another JSON library reads back the event that was written", "[event]") {
  std::string data;
  for (int c = 0; c < 128; ++c) data += static_cast<char>(c);
  data += "ü世🎉\u2028";
  const auto body = trigger_body({"e", {"a"}, data});
  REQUIRE(body);
  CHECK(nlohmann::json::parse(*body).at("data").get<std::string>() == data);
}
