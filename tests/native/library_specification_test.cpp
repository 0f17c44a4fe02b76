// The test names of Pusher's reference specification for server libraries
// (pusher/docs: server-library-reference-specification.md), as far as they are not of one language alone.

#include <fanfare/broadcast.h>

#include "support/fakes.h"

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace fanfare;
using nlohmann::json;

namespace {

struct Server {
  explicit Server(std::string answer = "{}", int status = 200)
      : transport(std::make_shared<fakes::Transport>(std::vector{fakes::status(status, std::move(answer))})),
        broadcast(
            BroadcastOptions{.app_id = "3",
                             .key = "278d425bdf160c739803",
                             .secret = "7ad3773142a6692b25b8",
                             .encryption_master_key_base64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
                             .transport = transport}) {}
  std::shared_ptr<fakes::Transport> transport;
  Broadcast broadcast;
};

Event event(std::vector<std::string> channels) {
  return {.name = "e", .channels = std::move(channels), .data = "{}"};
}

const std::string occupied =
    R"({"time_ms":1353088179000,"events":[{"name":"channel_occupied","channel":"presence-a"}]})";
// Signatures by Python's hmac.
const std::string occupied_signature = "2c942fd331cd314e1748c056349c2434dfbdf1b9f045b105b1ad56dc4b14d133";

Result<Webhook> webhook(const std::string& signature, const std::string& body) {
  return Server().broadcast.webhook(
      {{"X-Pusher-Key", "278d425bdf160c739803"}, {"X-Pusher-Signature", signature}}, body);
}

ErrorCode refusal(const HeaderFields& headers, const std::string& body = occupied) {
  const auto read = Server().broadcast.webhook(headers, body);
  return read ? ErrorCode::ok : read.error().code();
}

}  // namespace

TEST_CASE("testPostBatchEventsToChannelFailsForMultichannelEvents", "[specification]") {
  const Server server;
  CHECK(server.broadcast.trigger_batch({event({"a", "b"})}).error().code() == ErrorCode::too_many_channels);
  CHECK(server.transport->requests.empty());
}

TEST_CASE("testPostBatchEventsToChannelFailsForTooLargeBatch", "[specification]") {
  // Fanfare's own front door cuts a batch; what refuses a larger one is the body that would be sent.
  const std::vector<Event> events(11, event({"a"}));
  CHECK(batch_body(events).error().code() == ErrorCode::too_many_events);
}

TEST_CASE("testPostBatchEventsToChannelSucceedsForSingleChannelEvents", "[specification]") {
  const Server server;
  CHECK(server.broadcast.trigger_batch({event({"a"}), event({"b"})}));
  CHECK(server.transport->requests.at(0).path == "/apps/3/batch_events");
}

TEST_CASE("testPostEventToChannelFailsForInvalidMultichannelEvent", "[specification]") {
  const Server server;
  CHECK(server.broadcast.trigger(event({"a", "private-encrypted-b"})).error().code() ==
        ErrorCode::encrypted_channel);
  CHECK(server.transport->requests.empty());
}

TEST_CASE("testPostEventToChannelSucceedsForEncryptedChannel", "[specification]") {
  const Server server;
  REQUIRE(server.broadcast.trigger(event({"private-encrypted-a"})));
  const auto data =
      json::parse(json::parse(server.transport->requests.at(0).body)["data"].get<std::string>());
  CHECK(data.contains("nonce"));
  CHECK(data.contains("ciphertext"));
}

TEST_CASE("testPostEventToChannelSucceedsForPrivateChannel", "[specification]") {
  CHECK(Server().broadcast.trigger(event({"private-a"})));
}

TEST_CASE("testPostEventToChannelSucceedsForPublicChannel", "[specification]") {
  CHECK(Server().broadcast.trigger(event({"a"})));
}

TEST_CASE("testPostEventToChannelSucceedsForValidMultichannelEvent", "[specification]") {
  CHECK(Server().broadcast.trigger(event({"a", "private-b", "presence-c"})));
}

TEST_CASE("testAuthenticateEncryptedChannelSucceeds", "[specification]") {
  const auto answer = Server().broadcast.authorize("private-encrypted-ann", "1234.1234");
  REQUIRE(answer);
  CHECK(answer->auth ==
        "278d425bdf160c739803:ae98150438b4ef52567c84bb6f073d2107b64e5d97c7d4aabd4c0d4176c07d10");
  CHECK(answer->shared_secret == "d4MXmNAywwgc+yFcOVxanu/kDA8A2rNMzcD5Wp0zby0=");
}

TEST_CASE("testAuthenticatePresenceChannelSucceeds", "[specification]") {
  const auto answer = Server().broadcast.authorize("presence-foobar", "1234.1234", Member{.user_id = "10"});
  REQUIRE(answer);
  CHECK(answer->channel_data == R"({"user_id":"10"})");
}

TEST_CASE("testAuthenticatePresenceChannelWithMissingUserDataFails", "[specification]") {
  CHECK(Server().broadcast.authorize("presence-foobar", "1234.1234").error().code() ==
        ErrorCode::invalid_member);
}

TEST_CASE("testAuthenticatePresenceChannelWithUserInfoSucceeds", "[specification]") {
  const auto answer = Server().broadcast.authorize(
      "presence-foobar", "1234.1234", Member{.user_id = "10", .user_info = R"({"name":"Mr. Channels"})"});
  REQUIRE(answer);
  CHECK(answer->channel_data == R"({"user_id":"10","user_info":{"name":"Mr. Channels"}})");
}

TEST_CASE("testAuthenticatePrivateChannelSucceeds", "[specification]") {
  const auto answer = Server().broadcast.authorize("private-foobar", "1234.1234");
  REQUIRE(answer);
  CHECK(answer->auth ==
        "278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4");
}

TEST_CASE("testAuthenticatePublicChannelFails", "[specification]") {
  CHECK(Server().broadcast.authorize("foobar", "1234.1234").error().code() == ErrorCode::public_channel);
}

TEST_CASE("testInvalidPusherKeyHeaderWebhookFails", "[specification]") {
  CHECK(refusal({{"X-Pusher-Key", "other"}, {"X-Pusher-Signature", occupied_signature}}) ==
        ErrorCode::unknown_key);
}

TEST_CASE("testInvalidPusherSignatureHeaderWebhookFails", "[specification]") {
  CHECK(refusal({{"X-Pusher-Key", "278d425bdf160c739803"}, {"X-Pusher-Signature", std::string(64, '0')}}) ==
        ErrorCode::invalid_signature);
}

TEST_CASE("testMissingBodyDataWebhookFails", "[specification]") {
  CHECK(refusal({{"X-Pusher-Key", "278d425bdf160c739803"}, {"X-Pusher-Signature", occupied_signature}}, "") ==
        ErrorCode::invalid_signature);
  CHECK_FALSE(webhook("f92b07dd13def8d24fb329693d44d5c046b416b553728fde26a187adfa9a1987", ""));
  CHECK(webhook("74ed89baf8c7d8bbbd86289e6c912d1581a5766f3ff6b51509c8a905687c1066", "{}").error().code() ==
        ErrorCode::invalid_webhook);
}

TEST_CASE("testMissingPusherKeyHeaderWebhookFails", "[specification]") {
  CHECK(refusal({{"X-Pusher-Signature", occupied_signature}}) == ErrorCode::unknown_key);
}

TEST_CASE("testMissingPusherSignatureHeaderWebhookFails", "[specification]") {
  CHECK(refusal({{"X-Pusher-Key", "278d425bdf160c739803"}}) == ErrorCode::invalid_signature);
}

TEST_CASE("testVerifyChannelOccupiedWebhookSucceeds", "[specification]") {
  const auto read = webhook(occupied_signature, occupied);
  REQUIRE(read);
  CHECK(read->events.at(0).kind == WebhookEventKind::channel_occupied);
  CHECK(read->events.at(0).channel == "presence-a");
}

TEST_CASE("testVerifyChannelVacatedWebhookSucceeds", "[specification]") {
  const auto read =
      webhook("2421df4d98317a42d4be3a4923a52ed073629e5499964b552099cc0577730f0b",
              R"({"time_ms":1353088179000,"events":[{"name":"channel_vacated","channel":"presence-a"}]})");
  REQUIRE(read);
  CHECK(read->events.at(0).kind == WebhookEventKind::channel_vacated);
}

TEST_CASE("testVerifyClientEventWebhookSucceeds", "[specification]") {
  const auto read =
      webhook("4f99f4e6d68615fac39d091369fed39b7838a7997d8f785b1ccc4d0aaa42e38f",
              R"({"time_ms":1353088179000,"events":[{"name":"client_event","channel":"presence-a",)"
              R"("event":"client-typing","data":"{\"at\":3}","socket_id":"1234.1234","user_id":"7"}]})");
  REQUIRE(read);
  const auto& told = read->events.at(0);
  CHECK(told.kind == WebhookEventKind::client_event);
  CHECK(told.event == "client-typing");
  CHECK(told.data == R"({"at":3})");
  CHECK(told.socket_id == "1234.1234");
  CHECK(told.user_id == "7");
}

TEST_CASE("testVerifyMemberAddedWebhookSucceeds", "[specification]") {
  const auto read = webhook(
      "68e8bdb977a3ad1c4a660665edc3f0eafcb0d0b63d965a3b11aee772ea8ceeac",
      R"({"time_ms":1353088179000,"events":[{"name":"member_added","channel":"presence-a","user_id":"7"}]})");
  REQUIRE(read);
  CHECK(read->events.at(0).kind == WebhookEventKind::member_added);
  CHECK(read->events.at(0).user_id == "7");
}

TEST_CASE("testVerifyMemberRemovedWebhookSucceeds", "[specification]") {
  const auto read = webhook(
      "61c1ba704b8e892bfce85c193d6f3f8524aa2f4bf8ee8a702431fb9f6ae8eeca",
      R"({"time_ms":1353088179000,"events":[{"name":"member_removed","channel":"presence-a","user_id":"7"}]})");
  REQUIRE(read);
  CHECK(read->events.at(0).kind == WebhookEventKind::member_removed);
}

TEST_CASE("testGetChannelInfoFailsForInvalidAttributes", "[specification]") {
  const Server server;
  CHECK(server.broadcast.channel_info("a", "nothing").error().code() == ErrorCode::invalid_option);
  CHECK(server.broadcast.channel_info("a", "user_count").error().code() == ErrorCode::invalid_option);
  CHECK(server.transport->requests.empty());
}

TEST_CASE("testGetChannelInfoSucceeds", "[specification]") {
  CHECK(Server(R"({"occupied":true})").broadcast.channel_info("a")->occupied);
}

TEST_CASE("testGetChannelsFailsForInvalidAttributes", "[specification]") {
  const Server server;
  CHECK(server.broadcast.list_channels({.info = "nothing"}).error().code() == ErrorCode::invalid_option);
  CHECK(server.transport->requests.empty());
}

TEST_CASE("testGetChannelsSucceeds", "[specification]") {
  CHECK(Server(R"({"channels":{"a":{}}})").broadcast.list_channels()->contains("a"));
}

TEST_CASE("testGetUsersForChannelFailsForPublicChannel", "[specification]") {
  CHECK(Server().broadcast.list_members("a").error().code() == ErrorCode::invalid_channel);
}

TEST_CASE("testGetUsersForChannelSucceedsForPresenceChannel", "[specification]") {
  const auto members = Server(R"({"users":[{"id":"7"}]})").broadcast.list_members("presence-a");
  REQUIRE(members);
  CHECK(*members == std::vector<std::string>{"7"});
}
