#include <fanfare/broadcast.h>

#include "sending/drivers/pusher.h"
#include "support/fakes.h"

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <string>
#include <vector>

using namespace fanfare;
using nlohmann::json;
using Names = std::vector<std::string>;

namespace {

std::shared_ptr<fakes::Transport> answering(std::string body, int status = 200) {
  return std::make_shared<fakes::Transport>(std::vector{fakes::status(status, std::move(body))});
}

/// A broadcast whose requests are signed at the time 1353088179.
Broadcast at_a_fixed_time(std::shared_ptr<Transport> transport) {
  static fakes::Clock clock;
  const auto app = App::make("3", "278d425bdf160c739803", "7ad3773142a6692b25b8").value();
  return Broadcast(std::make_shared<PusherDriver>(Settings{.app = app}, std::move(transport), clock));
}

/// The query of a request, with the signature that Python's hmac gives.
std::string query(const std::string& before, const std::string& after, const std::string& signature) {
  return "auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0" + before + after +
         "&auth_signature=" + signature;
}

}  // namespace

TEST_CASE("channels are listed by their prefix, with what is asked for", "[api]") {
  const auto transport = answering(R"({"channels":{"presence-a":{"user_count":3},"presence-b":{}}})");
  const auto channels =
      at_a_fixed_time(transport).list_channels({.prefix = "presence-", .info = "user_count"});
  REQUIRE(channels);
  REQUIRE(channels->size() == 2);
  CHECK(channels->at("presence-a").user_count == 3);
  CHECK(channels->at("presence-a").occupied);
  CHECK_FALSE(channels->at("presence-b").user_count);
  REQUIRE(transport->requests.size() == 1);
  CHECK(transport->requests[0].method == "GET");
  CHECK(transport->requests[0].path == "/apps/3/channels");
  CHECK(transport->requests[0].body.empty());
  CHECK(transport->requests[0].query ==
        query("&filter_by_prefix=presence-", "&info=user_count",
              "16819168891cb5dfd72b5c7a5d3d602605b26c6ba1930033b5e2eeeb65010291"));
}

TEST_CASE("all channels are listed when nothing is asked for", "[api]") {
  for (const std::string body : {R"({"channels":{}})", R"({"channels":[]})"}) {
    const auto transport = answering(body);
    const auto channels = at_a_fixed_time(transport).list_channels();
    REQUIRE(channels);
    CHECK(channels->empty());
    CHECK(transport->requests[0].query ==
          query("", "", "1cafa6382331c976588eb6bd3925a988e4158402be06c4626d0e97d2981f5382"));
  }
}

TEST_CASE("a channel's attributes are told as values", "[api]") {
  const auto transport = answering(R"({"occupied":true,"user_count":42})");
  const auto info = at_a_fixed_time(transport).channel_info(PresenceChannel("chat"), "user_count");
  REQUIRE(info);
  CHECK(info->occupied);
  CHECK(info->user_count == 42);
  CHECK_FALSE(info->subscription_count);
  CHECK_FALSE(info->cache);
  CHECK(transport->requests[0].path == "/apps/3/channels/presence-chat");
  CHECK(transport->requests[0].query ==
        query("", "&info=user_count", "0af87c15b5126e1c8e90ccf0887ac62e11e16acdf08320c236e06998f26d1eb9"));

  const auto cached = at_a_fixed_time(answering(R"({"occupied":false,"subscription_count":7,)"
                                                R"("cache":{"data":"{\"a\":1}","ttl":1800}})"))
                          .channel_info("cache-a", "subscription_count,cache");
  REQUIRE(cached);
  CHECK_FALSE(cached->occupied);
  CHECK(cached->subscription_count == 7);
  REQUIRE(cached->cache);
  CHECK(cached->cache->data == R"({"a":1})");
  CHECK(cached->cache->ttl == 1'800);
  const auto nothing =
      at_a_fixed_time(answering(R"({"occupied":true,"cache":null})")).channel_info("cache-a", "cache");
  REQUIRE(nothing);
  CHECK_FALSE(nothing->cache);
}

TEST_CASE("the members of a presence channel are told by their ids", "[api]") {
  const auto transport = answering(R"({"users":[{"id":"7"},{"id":8}]})");
  const auto members = at_a_fixed_time(transport).list_members(PresenceChannel("chat"));
  REQUIRE(members);
  CHECK(*members == Names{"7", "8"});
  CHECK(transport->requests[0].path == "/apps/3/channels/presence-chat/users");
  CHECK(transport->requests[0].query ==
        query("", "", "e6838cb3c2689243651375ed4ae527797ec74e6cea313fc7d9100ab49522008f"));
}

TEST_CASE("an event is sent to one user, on all of their connections", "[api]") {
  const auto transport = answering("{}");
  const auto sent = at_a_fixed_time(transport).send_to_user("7", "hi", {{"a", 1}});
  REQUIRE(sent);
  CHECK(sent->channels == Names{"#server-to-user-7"});
  CHECK(transport->requests[0].path == "/apps/3/events");
  CHECK(transport->requests[0].body ==
        R"({"name":"hi","data":"{\"a\":1}","channels":["#server-to-user-7"]})");
  CHECK(transport->requests[0].query.ends_with(
      "&auth_signature=da30aa62e07b0ff9b427993681e6c4cd4ea1a46b3fdbe127933d2f28f253bd9e"));
}

TEST_CASE("a user's connections are terminated", "[api]") {
  const auto transport = answering("{}");
  REQUIRE(at_a_fixed_time(transport).terminate_connections("7"));
  CHECK(transport->requests[0].method == "POST");
  CHECK(transport->requests[0].path == "/apps/3/users/7/terminate_connections");
  CHECK(transport->requests[0].body == "{}");
  CHECK(transport->requests[0].query.ends_with(
      "&auth_signature=39e910ac7ace5fe3bb9d1893af3d1bf93fb02782c6910e5f944dda2cc3c84b90"));
}

TEST_CASE("a server's own resources are asked by signed requests", "[api]") {
  const auto transport = answering(R"({"up":true})");
  const auto broadcast = at_a_fixed_time(transport);
  const auto got = broadcast.get("/channels", {{"info", "user_count"}, {"filter_by_prefix", "presence-"}});
  REQUIRE(got);
  CHECK(got->status == 200);
  CHECK(got->body == R"({"up":true})");
  CHECK(got->json() == json{{"up", true}});
  CHECK(transport->requests[0].query.ends_with(
      "&auth_signature=16819168891cb5dfd72b5c7a5d3d602605b26c6ba1930033b5e2eeeb65010291"));
  REQUIRE(broadcast.post("/users/7/terminate_connections", json::object()));
  CHECK(transport->requests[1].query.ends_with(
      "&auth_signature=39e910ac7ace5fe3bb9d1893af3d1bf93fb02782c6910e5f944dda2cc3c84b90"));

  for (const std::string resource : {"channels", "/a/../b", "/a b", "/a?b=c", "//a", "/%2e"}) {
    CHECK(broadcast.get(resource).error().code() == ErrorCode::invalid_parameter);
    CHECK(Broadcast::fake().get(resource).error().code() == ErrorCode::invalid_parameter);
  }
  CHECK(broadcast.get("/channels", {{"auth_key", "k"}}).error().code() == ErrorCode::invalid_parameter);
  CHECK(transport->requests.size() == 2);
}

TEST_CASE("what cannot be asked for is refused before anything is sent", "[api]") {
  const auto transport = answering("{}");
  for (const auto& broadcast : {at_a_fixed_time(transport), Broadcast::fake()}) {
    CHECK(broadcast.list_channels({.info = "user_count"}).error().code() == ErrorCode::invalid_option);
    CHECK(broadcast.list_channels({.prefix = "a", .info = "nothing"}).error().code() ==
          ErrorCode::invalid_option);
    CHECK(broadcast.list_channels({.prefix = "presence-", .info = "user_count,"}).error().code() ==
          ErrorCode::invalid_option);
    CHECK(broadcast.channel_info("a", "user_count").error().code() == ErrorCode::invalid_option);
    CHECK(broadcast.channel_info("presence-a", "cache").error().code() == ErrorCode::invalid_option);
    CHECK(broadcast.channel_info("a/b").error().code() == ErrorCode::invalid_channel);
    CHECK(broadcast.list_members("private-a").error().code() == ErrorCode::invalid_channel);
    CHECK(broadcast.list_members("presence-a?").error().code() == ErrorCode::invalid_channel);
    for (const std::string id : {"", "a/b", "a b", "#7", "\xc3\xa9", "a%2f"}) {
      CHECK(broadcast.send_to_user(id, "e").error().code() == ErrorCode::invalid_user);
      CHECK(broadcast.terminate_connections(id).error().code() == ErrorCode::invalid_user);
    }
    CHECK(broadcast.send_to_user(std::string(129, '7'), "e").error().code() == ErrorCode::invalid_user);
    CHECK(broadcast.send_to_user("7", "pusher:e").error().code() == ErrorCode::invalid_event_name);
    CHECK(broadcast.send_to_user("7", "e", std::string(10'241, 'd')).error().code() ==
          ErrorCode::data_too_large);
    CHECK(broadcast.terminate_connections("..").error().code() == ErrorCode::invalid_parameter);
    CHECK(broadcast.trigger({.name = "e", .channels = {"#server-to-user-7"}, .data = "{}"}).error().code() ==
          ErrorCode::invalid_channel);
  }
  CHECK(transport->requests.empty());
}

TEST_CASE("an answer of another form is an error, not a value", "[api]") {
  for (const std::string body : {"", "ok", "[]", "{}", "null", R"({"channels":3,"users":{}})",
                                 R"({"channels":[1],"users":[1]})", R"({"users":[{"id":null}]})"}) {
    const auto broadcast = at_a_fixed_time(answering(body));
    CHECK(broadcast.list_channels().error().code() == ErrorCode::invalid_json);
    CHECK(broadcast.channel_info("a").error().code() == ErrorCode::invalid_json);
    CHECK(broadcast.list_members("presence-a").error().code() == ErrorCode::invalid_json);
  }
  const auto odd = at_a_fixed_time(answering(R"({"occupied":"yes","user_count":"3","cache":[]})"))
                       .channel_info("presence-a", "user_count");
  REQUIRE(odd);
  CHECK_FALSE(odd->occupied);
  CHECK_FALSE(odd->user_count);
}

TEST_CASE("what the server refuses is an error with its status", "[api]") {
  const auto refused = at_a_fixed_time(answering("no", 400)).list_channels();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == ErrorCode::rejected);
  CHECK(refused.error().status() == 400);
}

TEST_CASE("a question is asked again where an event would not be", "[api]") {
  const auto failing_once = [](std::string body) {
    return std::make_shared<fakes::Transport>(
        std::vector{fakes::status(500), fakes::status(200, std::move(body))});
  };
  CHECK(at_a_fixed_time(failing_once(R"({"channels":{}})")).list_channels());
  CHECK(at_a_fixed_time(failing_once("{}")).terminate_connections("7"));
  CHECK_FALSE(at_a_fixed_time(failing_once("{}")).send_to_user("7", "e"));
  CHECK_FALSE(at_a_fixed_time(failing_once("{}")).post("/a", json::object()));
}

TEST_CASE("the drivers that send nothing answer as a server on which nobody is", "[api]") {
  const auto fake = Broadcast::fake();
  CHECK(fake.list_channels()->empty());
  CHECK_FALSE(fake.channel_info("a")->occupied);
  CHECK(fake.list_members("presence-a")->empty());
  CHECK(fake.terminate_connections("7"));
  REQUIRE(fake.send_to_user("7", "hi", {{"a", 1}}));
  REQUIRE(fake.sent("hi").size() == 1);
  CHECK(fake.sent("hi")[0].channels == Names{"#server-to-user-7"});
  CHECK(fake.sent("hi")[0].data == R"({"a":1})");
}

TEST_CASE("on behalf of nobody nothing is sent to a user", "[api]") {
  const auto fake = Broadcast::fake();
  const auto sent = fake.as(false).send_to_user("7", "hi");
  REQUIRE(sent);
  CHECK(sent->channels.empty());
  REQUIRE(sent->skipped.size() == 1);
  CHECK(sent->skipped[0].channel == "#server-to-user-7");
  CHECK(fake.sent().empty());
}

TEST_CASE("what a trigger is told of its channels is there as values", "[api]") {
  const auto sent = at_a_fixed_time(answering(R"({"channels":{"presence-a":{"user_count":3}}})"))
                        .channel("presence-a", "e", {}, {.info = "user_count"});
  REQUIRE(sent);
  CHECK(sent->channel_info("presence-a").user_count == 3);
  CHECK_FALSE(sent->channel_info("presence-b").user_count);
}

TEST_CASE("what a user's event is told of its channel is there too", "[api]") {
  const auto transport = answering(R"({"channels":{"#server-to-user-7":{"subscription_count":2}}})");
  const auto sent = at_a_fixed_time(transport).send_to_user("7", "hi", {}, {.info = "subscription_count"});
  REQUIRE(sent);
  CHECK(sent->channel_info("#server-to-user-7").subscription_count == 2);
  CHECK(json::parse(transport->requests[0].body)["info"] == "subscription_count");
}

TEST_CASE("what a batch is told of its events is there as values", "[api]") {
  const auto sent =
      at_a_fixed_time(answering(R"({"batch":[{"user_count":3},{}]})"))
          .trigger_batch({{.name = "e", .channels = {"presence-a"}, .data = "{}", .info = "user_count"},
                          {.name = "e", .channels = {"b"}, .data = "{}"}});
  REQUIRE(sent);
  CHECK(sent->event_info(0).user_count == 3);
  CHECK_FALSE(sent->event_info(1).user_count);
  CHECK_FALSE(sent->event_info(2).user_count);
}
