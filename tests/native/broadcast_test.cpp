#include <fanfare/broadcast.h>

#include "support/fakes.h"

#include <catch2/catch_test_macros.hpp>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace fanfare;
using Names = std::vector<std::string>;

namespace app_events {

struct NewRelease {
  std::string version;
  auto broadcast_on() const { return Channel("releases"); }
  auto broadcast_with() const {
    return nlohmann::json{{"message", "Version " + version + " has been released !"}};
  }
};

struct Nowhere {
  auto broadcast_on() const { return Channels{}; }
};

struct Saved {
  auto broadcast_on() const { return Channels{"news", PrivateChannel("documents"), PresenceChannel("room")}; }
};

}  // namespace app_events

using namespace app_events;

static BroadcastOptions test_options(std::shared_ptr<Transport> transport = nullptr) {
  return {.app_id = "3",
          .key = "278d425bdf160c739803",
          .secret = "7ad3773142a6692b25b8",
          .transport = std::move(transport)};
}

static std::shared_ptr<fakes::Transport> accepting() {
  return std::make_shared<fakes::Transport>(std::vector{fakes::status(200)});
}

TEST_CASE("an event goes to the channels that its class names", "[broadcast]") {
  const auto broadcast = Broadcast::fake();
  const auto sent = broadcast.channel(NewRelease{"4.0.0"});
  REQUIRE(sent);
  CHECK(sent->channels == Names{"releases"});
  REQUIRE(broadcast.sent("NewRelease").size() == 1);
  CHECK(broadcast.sent("NewRelease")[0].data == R"({"message":"Version 4.0.0 has been released !"})");
}

TEST_CASE("an event goes to other channels than its own", "[broadcast]") {
  const auto broadcast = Broadcast::fake();
  REQUIRE(broadcast.channel("betas", NewRelease{"4.0.0"}));
  REQUIRE(broadcast.channel({"a", PrivateChannel("b")}, NewRelease{"4.0.1"}));
  REQUIRE(broadcast.sent().size() == 2);
  CHECK(broadcast.sent()[0].channels == Names{"betas"});
  CHECK(broadcast.sent()[1].channels == Names{"a", "private-b"});
}

TEST_CASE("an event needs no class", "[broadcast]") {
  const auto broadcast = Broadcast::fake();
  REQUIRE(broadcast.channel({"channel1", "channel2"}, "event_name", {{"key", "value"}}));
  REQUIRE(broadcast.channel("channel1", "text", "plain"));
  REQUIRE(broadcast.channel("channel1", "nothing"));
  REQUIRE(broadcast.channel(std::vector<std::string>{"a", "b"}, std::string("list"), {1, 2, 3}));
  const auto events = broadcast.sent();
  REQUIRE(events.size() == 4);
  CHECK(events[0].name == "event_name");
  CHECK(events[0].channels == Names{"channel1", "channel2"});
  CHECK(events[0].data == R"({"key":"value"})");
  CHECK(events[1].data == "plain");
  CHECK(events[2].data == "{}");
  CHECK(events[3].data == "[1,2,3]");
}

TEST_CASE("events of many classes are sent from one container", "[broadcast]") {
  const auto broadcast = Broadcast::fake();
  for (const auto& event : std::vector<AnyEvent>{NewRelease{"4.0.0"}, Saved{}})
    REQUIRE(broadcast.channel(event));
  CHECK(broadcast.sent("NewRelease").size() == 1);
  CHECK(broadcast.sent("Saved").size() == 1);
}

TEST_CASE("an empty list of channels sends nothing", "[broadcast]") {
  const auto transport = accepting();
  const Broadcast broadcast(test_options(transport));
  const auto sent = broadcast.channel(Nowhere{});
  REQUIRE(sent);
  CHECK(sent->channels.empty());
  REQUIRE(broadcast.channel(std::vector<Channel>{}, "event"));
  CHECK(transport->requests.empty());
  const auto unnamed = broadcast.channel(Channels{}, "");
  REQUIRE_FALSE(unnamed);
  CHECK(unnamed.error().code() == ErrorCode::invalid_event_name);
}

TEST_CASE("a channel that is named twice gets the event once", "[broadcast]") {
  const auto broadcast = Broadcast::fake();
  const auto sent = broadcast.channel({"a", "b", "a"}, "event");
  REQUIRE(sent);
  CHECK(sent->channels == Names{"a", "b"});
}

TEST_CASE("more channels than one request takes are cut into several", "[broadcast]") {
  Names names;
  for (int number = 0; number < 201; ++number) names.push_back("c" + std::to_string(number));
  const auto transport = accepting();
  const Broadcast broadcast(test_options(transport));
  const auto sent = broadcast.channel(names, "event");
  REQUIRE(sent);
  CHECK(sent->channels == names);
  CHECK(transport->requests.size() == 3);

  names.back() = "not:allowed";
  const auto refused = broadcast.channel(names, "event");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == ErrorCode::invalid_channel);
  CHECK(transport->requests.size() == 3);
}

TEST_CASE("a failure after a part tells what was accepted", "[broadcast]") {
  Names names;
  for (int number = 0; number < 150; ++number) names.push_back("c" + std::to_string(number));
  const auto transport =
      std::make_shared<fakes::Transport>(std::vector{fakes::status(200), fakes::status(403)});
  const auto sent = Broadcast(test_options(transport)).channel(names, "event");
  REQUIRE_FALSE(sent);
  CHECK(sent.error().code() == ErrorCode::rejected);
  CHECK(sent.error().channels().size() == 100);
  CHECK(sent.error().maybe_delivered());
  CHECK(sent.error().message().find("1 of 2 requests were accepted, then one failed. ") == 0);
}

TEST_CASE("a batch is cut into as many requests as it takes", "[broadcast]") {
  const auto transport = accepting();
  const Broadcast broadcast(test_options(transport));
  const std::vector<Event> events(21, {.name = "e", .channels = {"a"}, .data = "{}"});
  const auto sent = broadcast.trigger_batch(events);
  REQUIRE(sent);
  CHECK(sent->channels.size() == 21);
  CHECK(sent->info.size() == 21);
  REQUIRE(transport->requests.size() == 3);
  CHECK(transport->requests[0].path == "/apps/3/batch_events");
  REQUIRE(broadcast.trigger_batch({}));
  CHECK(transport->requests.size() == 3);
}

TEST_CASE("the longest channel name depends on the server", "[broadcast]") {
  const auto length_taken = [](BroadcastOptions one, std::size_t length) {
    one.driver = "null";
    return Broadcast(one).channel(std::string(length, 'c'), "event").has_value();
  };
  CHECK(length_taken(test_options(), 164));
  CHECK_FALSE(length_taken(test_options(), 165));
  CHECK_FALSE(length_taken({.cluster = "eu"}, 165));
  CHECK_FALSE(length_taken({.host = "api-eu.PUSHER.com"}, 165));
  CHECK(length_taken({.host = "push.example.com"}, 200));
  CHECK_FALSE(length_taken({.host = "push.example.com"}, 201));
  CHECK(length_taken({.host = "push.example.com", .limits = {.channel_name = 100}}, 100));
  CHECK_FALSE(length_taken({.host = "push.example.com", .limits = {.channel_name = 100}}, 101));
}

TEST_CASE("for nobody, an event is sent on public channels alone", "[broadcast]") {
  const auto broadcast = Broadcast::fake();
  const auto sent = broadcast.as(false).channel(Saved{});
  REQUIRE(sent);
  CHECK(sent->channels == Names{"news"});
  REQUIRE(sent->skipped.size() == 2);
  CHECK(sent->skipped[0].channel == "private-documents");
  CHECK(sent->skipped[0].code == ErrorCode::unauthenticated);
  CHECK(sent->skipped[0].reason ==
        "Nobody is signed in, and private-documents is sent on only on behalf of a user.");
  CHECK(sent->skipped[1].channel == "presence-room");
  const auto none = broadcast.as(false).channel("private-a", "event");
  REQUIRE(none);
  CHECK(none->channels.empty());
  CHECK(broadcast.sent().size() == 1);
}

TEST_CASE("for a user, and for the server itself, an event is sent on all channels", "[broadcast]") {
  struct User {
    int id;
  };
  const User user{7};
  const auto broadcast = Broadcast::fake();
  for (const auto& bound :
       {broadcast, broadcast.as(true), broadcast.as(&user), broadcast.as(std::optional<User>(user))}) {
    const auto sent = bound.channel(Saved{});
    REQUIRE(sent);
    CHECK(sent->channels.size() == 3);
    CHECK(sent->skipped.empty());
  }
}

TEST_CASE("to others, the sender's own connection is left out", "[broadcast]") {
  struct Incoming {
    std::string get_header_value(const std::string& name) const {
      return name == "X-Socket-ID" ? "1234.5678" : "";
    }
  };
  const auto broadcast = Broadcast::fake();
  const auto bound = broadcast.for_request(Incoming{}, true);
  REQUIRE(bound.channel(NewRelease{"1"}));
  const auto sent = bound.to_others().channel(NewRelease{"2"});
  REQUIRE(sent);
  CHECK(sent->excluded == "1234.5678");
  const auto own = bound.to_others().channel(NewRelease{"3"}, {.socket_id = "1.1"});
  REQUIRE(own);
  CHECK(own->excluded == "1.1");
  CHECK(broadcast.sent()[0].socket_id.empty());
  CHECK(broadcast.sent()[1].socket_id == "1234.5678");

  const auto forged = broadcast.as(true, {.socket_id = "1.1\n:"}).to_others().channel(NewRelease{"4"});
  REQUIRE_FALSE(forged);
  CHECK(forged.error().code() == ErrorCode::invalid_socket_id);
}

TEST_CASE("a trigger and a batch are sent on behalf of the sender too", "[broadcast]") {
  const auto transport = std::make_shared<fakes::Transport>(
      std::vector{fakes::status(200, R"({"batch":[{"subscription_count":5}]})")});
  const Broadcast broadcast(test_options(transport));
  const auto nobody = broadcast.as(false, {.socket_id = "1.2"}).to_others();
  const Event open{.name = "e", .channels = {"a"}, .data = "{}"};
  const Event closed{.name = "e", .channels = {"private-a"}, .data = "{}"};

  const auto skipped = nobody.trigger(closed);
  REQUIRE(skipped);
  CHECK(skipped->channels.empty());
  REQUIRE(skipped->skipped.size() == 1);
  CHECK(skipped->skipped[0].channel == "private-a");
  CHECK(skipped->skipped[0].code == ErrorCode::unauthenticated);
  CHECK(transport->requests.empty());

  const auto half = nobody.trigger({.name = "e", .channels = {"a", "presence-b"}, .data = "{}"});
  REQUIRE(half);
  CHECK(half->channels == Names{"a"});
  CHECK(half->skipped.size() == 1);
  CHECK(half->excluded == "1.2");
  CHECK(transport->requests[0].body.find(R"("channels":["a"],"socket_id":"1.2")") != std::string::npos);

  const auto batch = nobody.trigger_batch({closed, open}, {.info = "subscription_count"});
  REQUIRE(batch);
  CHECK(batch->channels == Names{"a"});
  CHECK(batch->skipped.size() == 1);
  CHECK_FALSE(batch->event_info(0).subscription_count);
  CHECK(batch->event_info(1).subscription_count == 5);
  CHECK(transport->requests[1].body.find("private-a") == std::string::npos);
  CHECK(transport->requests[1].body.find(R"("socket_id":"1.2")") != std::string::npos);

  const auto refused = broadcast.as(true, {.socket_id = "1.2\n"}).to_others().trigger(open);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == ErrorCode::invalid_socket_id);
  CHECK(broadcast.as(true).trigger(closed)->channels == Names{"private-a"});
}

TEST_CASE("to others without a socket id reaches everyone, and says so once", "[broadcast]") {
  Names lines;
  const Broadcast broadcast(BroadcastOptions{
      .driver = "fake", .logger = [&lines](std::string_view line) { lines.emplace_back(line); }});
  for (int time = 0; time < 3; ++time) {
    const auto sent = broadcast.as(true).to_others().channel(NewRelease{"1"});
    REQUIRE(sent);
    CHECK(sent->excluded.empty());
  }
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find("to_others(): the sender's connection is not known") == 0);
}

TEST_CASE("subscriptions and users are signed", "[broadcast]") {
  const Broadcast broadcast(test_options(accepting()));
  // The published examples of the protocol's documentation (pusher/docs: auth-signatures.md).
  const auto channel = broadcast.authorize("private-foobar", "1234.1234");
  REQUIRE(channel);
  CHECK(channel->auth ==
        "278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4");
  CHECK(broadcast.authorize(PrivateChannel("foobar"), "1234.1234")->auth == channel->auth);
  const auto member = broadcast.authorize("presence-foobar", "1234.1234",
                                          Member{.user_id = "10", .user_info = R"({"name":"Mr. Channels"})"});
  REQUIRE(member);
  CHECK(member->channel_data == R"({"user_id":"10","user_info":{"name":"Mr. Channels"}})");
  const auto user = broadcast.authenticate("1234.1234", {{"id", "12345"}});
  REQUIRE(user);
  CHECK(user->user_data == R"({"id":"12345"})");
  CHECK(broadcast.authenticate("1234.1234", R"({"id":"12345"})")->auth == user->auth);

  CHECK(broadcast.authorize("releases", "1.1").error().code() == ErrorCode::public_channel);
  CHECK(broadcast.authorize("private-a", "1.1:").error().code() == ErrorCode::invalid_socket_id);
  CHECK(broadcast.authorize("presence-a", "1.1").error().code() == ErrorCode::invalid_member);
  CHECK(broadcast.authenticate("1.1", nlohmann::json::object()).error().code() == ErrorCode::invalid_user);
  CHECK(Broadcast::fake().authorize("private-a", "1.1").error().code() == ErrorCode::missing_credentials);
}

TEST_CASE("a watchlist is a list of at most 100 strings, as a value and as a text", "[broadcast]") {
  const Broadcast broadcast(BroadcastOptions{.app_id = "3", .key = "key", .secret = "secret"});
  const auto outcome = [&](const nlohmann::json& watchlist) {
    const nlohmann::json user{{"id", "7"}, {"watchlist", watchlist}};
    const auto as_value = broadcast.authenticate("1.1", user);
    const auto as_text = broadcast.authenticate("1.1", user.dump());
    CHECK(as_value.has_value() == as_text.has_value());
    return as_value ? std::string("signed") : std::string(as_value.error().name());
  };
  CHECK(outcome(nlohmann::json::array()) == "signed");
  CHECK(outcome(std::vector<std::string>(100, "8")) == "signed");
  CHECK(outcome(std::vector<std::string>(101, "8")) == "invalid_user");
  for (const nlohmann::json& other : {nlohmann::json("8"), nlohmann::json(8), nlohmann::json(nullptr),
                                      nlohmann::json({{"a", "8"}}), nlohmann::json({"8", 9})}) {
    CAPTURE(other.dump());
    CHECK(outcome(other) == "invalid_user");
  }
}

TEST_CASE("a configuration that cannot be used makes every call fail", "[broadcast]") {
  const Broadcast broadcast(BroadcastOptions{.app_id = "3", .key = "k"});
  CHECK(broadcast.channel(NewRelease{"1"}).error().code() == ErrorCode::missing_credentials);
  CHECK(broadcast.channel("a", "b").error().code() == ErrorCode::missing_credentials);
  CHECK(broadcast.trigger({}).error().code() == ErrorCode::missing_credentials);
  CHECK(broadcast.trigger_batch({}).error().code() == ErrorCode::missing_credentials);
  CHECK(broadcast.authorize("private-a", "1.1").error().code() == ErrorCode::missing_credentials);
  CHECK(broadcast.authenticate("1.1", {{"id", "1"}}).error().code() == ErrorCode::missing_credentials);
}

TEST_CASE("one of several drivers is picked by its name", "[broadcast]") {
  const auto broadcast = Broadcast::from_json(
      R"({"default": "quiet", "kept": {"driver": "fake"}, "quiet": {"driver": "null"}})");
  REQUIRE(broadcast);
  REQUIRE(broadcast->channel(NewRelease{"1"}));
  REQUIRE(broadcast->driver("kept").channel(NewRelease{"2"}));
  REQUIRE(broadcast->driver("quiet").driver("kept").channel(NewRelease{"3"}));
  CHECK(broadcast->driver("kept").sent().size() == 2);
  for (const auto* name : {"pusher", ""}) {
    const auto unknown = broadcast->driver(name).channel(NewRelease{"4"});
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().code() == ErrorCode::unknown_driver);
    CHECK(unknown.error().message() ==
          "There is no driver \"" + std::string(name) + "\". There are: kept, quiet.");
  }
}

TEST_CASE("a fake stays one whatever driver the code under test names", "[broadcast]") {
  const auto broadcast = Broadcast::fake();
  REQUIRE(broadcast.driver("pusher").channel(NewRelease{"1"}));
  CHECK(broadcast.sent("NewRelease").size() == 1);
}

TEST_CASE("a driver of one's own is sent to", "[broadcast]") {
  const auto driver = std::make_shared<FakeDriver>();
  REQUIRE(Broadcast(driver).channel(NewRelease{"1"}));
  CHECK(driver->sent("NewRelease").size() == 1);
}

TEST_CASE("a configuration is read from a file", "[broadcast]") {
  std::string path = (std::filesystem::temp_directory_path() / "fanfare-XXXXXX").string();
  REQUIRE(close(mkstemp(path.data())) == 0);
  std::ofstream(path) << R"({"default": "log", "log": {"driver": "log"}})";
  CHECK(Broadcast::from_file(path));
  std::filesystem::remove(path);
  for (const auto& unreadable : {path, std::filesystem::temp_directory_path().string()}) {
    const auto read = Broadcast::from_file(unreadable);
    REQUIRE_FALSE(read);
    CHECK(read.error().code() == ErrorCode::invalid_option);
    CHECK(read.error().message() == "The configuration file " + unreadable + " cannot be read.");
  }
}
