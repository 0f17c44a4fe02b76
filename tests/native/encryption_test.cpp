#include <fanfare/broadcast.h>
#include <fanfare/encryption.h>
#include <fanfare/routes.h>

#include "sending/sealing.h"
#include "support/fakes.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <string>
#include <vector>

using namespace fanfare;
using nlohmann::json;
using Names = std::vector<std::string>;

namespace letters {

struct Letter {
  auto broadcast_on() const { return EncryptedChannel("ann"); }
  auto broadcast_with() const { return json{{"id", 7}}; }
};

}  // namespace letters

namespace {

// The bytes 0 to 31. Shared secrets by Python's hashlib, signatures by its hmac, sealed data by PyNaCl.
const std::string master_base64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const std::string ann_secret = "d4MXmNAywwgc+yFcOVxanu/kDA8A2rNMzcD5Wp0zby0=";
const std::string bob_secret = "d5CZKYD4L1yun2/I2cYkAwnYtg6qqftkTsrJce/m2zo=";
const std::string ann_auth =
    "278d425bdf160c739803:ae98150438b4ef52567c84bb6f073d2107b64e5d97c7d4aabd4c0d4176c07d10";
const std::string sealed_for_ann =
    R"({"nonce":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYX","ciphertext":"L27ifRf9tih+DCYLNJWhkseT28LV31QJ"})";

BroadcastOptions test_options(std::shared_ptr<Transport> transport = nullptr) {
  return {.app_id = "3",
          .key = "278d425bdf160c739803",
          .secret = "7ad3773142a6692b25b8",
          .encryption_master_key_base64 = master_base64,
          .transport = std::move(transport)};
}

std::shared_ptr<fakes::Transport> accepting(std::string body = "{}") {
  return std::make_shared<fakes::Transport>(std::vector{fakes::status(200, std::move(body))});
}

std::string opened(const std::string& channel, const std::string& data) {
  return open(MasterKey::from_base64(master_base64).value(), channel, data).value();
}

}  // namespace

using letters::Letter;

TEST_CASE("an encrypted channel's prefix is added once", "[encryption]") {
  CHECK(EncryptedChannel("ann").name() == "private-encrypted-ann");
  CHECK(EncryptedChannel("private-encrypted-ann").name() == "private-encrypted-ann");
  CHECK(EncryptedChannel("private-ann").name() == "private-encrypted-private-ann");
}

TEST_CASE("an event on one encrypted channel is sealed with its key", "[encryption]") {
  REQUIRE(opened("private-encrypted-ann", sealed_for_ann) == R"({"id":7})");
  const auto transport = accepting();
  const auto sent = Broadcast(test_options(transport)).channel(Letter{});
  REQUIRE(sent);
  CHECK(sent->channels == Names{"private-encrypted-ann"});
  REQUIRE(transport->requests.size() == 1);
  CHECK(transport->requests[0].path == "/apps/3/events");
  const auto body = json::parse(transport->requests[0].body);
  CHECK(body["channels"] == json{"private-encrypted-ann"});
  CHECK(body["data"].get<std::string>().size() == sealed_size(8));
  CHECK(opened("private-encrypted-ann", body["data"]) == R"({"id":7})");
  CHECK(transport->requests[0].body.find(R"(\"id\")") == std::string::npos);
}

TEST_CASE("plain channels share a trigger, encrypted ones get an event each in batches", "[encryption]") {
  auto one = test_options();
  one.limits.batch_events = 2;
  const auto transport = accepting();
  one.transport = transport;
  const auto sent = Broadcast(one).channel(
      {"a", EncryptedChannel("x"), PrivateChannel("b"), EncryptedChannel("y"), EncryptedChannel("z")}, "e",
      {{"id", 7}});
  REQUIRE(sent);
  CHECK(sent->channels ==
        Names{"a", "private-b", "private-encrypted-x", "private-encrypted-y", "private-encrypted-z"});
  REQUIRE(transport->requests.size() == 3);
  CHECK(transport->requests[0].path == "/apps/3/events");
  CHECK(transport->requests[0].body == R"({"name":"e","data":"{\"id\":7}","channels":["a","private-b"]})");
  std::set<std::string> nonces;
  Names channels;
  for (const std::size_t at : {1, 2}) {
    CHECK(transport->requests[at].path == "/apps/3/batch_events");
    const auto body = json::parse(transport->requests[at].body);
    for (const auto& event : body["batch"]) {
      channels.push_back(event["channel"]);
      CHECK(opened(channels.back(), event["data"]) == R"({"id":7})");
      nonces.insert(json::parse(event["data"].get<std::string>())["nonce"]);
    }
  }
  CHECK(channels == Names{"private-encrypted-x", "private-encrypted-y", "private-encrypted-z"});
  CHECK(nonces.size() == 3);
}

TEST_CASE("what the server tells of plain and encrypted channels comes together", "[encryption]") {
  const auto transport = std::make_shared<fakes::Transport>(
      std::vector{fakes::status(200, R"({"channels":{"a":{"subscription_count":1}}})"),
                  fakes::status(200, R"({"batch":[{"subscription_count":2}]})")});
  const auto sent = Broadcast(test_options(transport))
                        .channel({"a", EncryptedChannel("x")}, "e", {}, {.info = "subscription_count"});
  REQUIRE(sent);
  CHECK(sent->info ==
        json{{"a", {{"subscription_count", 1}}}, {"private-encrypted-x", {{"subscription_count", 2}}}});
}

TEST_CASE("retries send the same sealed bytes", "[encryption]") {
  const auto transport =
      std::make_shared<fakes::Transport>(std::vector{fakes::status(503, "{}", "0"), fakes::status(200)});
  REQUIRE(Broadcast(test_options(transport)).channel(Letter{}));
  REQUIRE(transport->requests.size() == 2);
  CHECK(transport->requests[0].body == transport->requests[1].body);
}

TEST_CASE("each request of one broadcast has an idempotency key of its own", "[encryption]") {
  const auto transport = accepting();
  REQUIRE(Broadcast(test_options(transport))
              .channel({"a", EncryptedChannel("x")}, "e", {}, {.idempotency_key = "order-7"}));
  CHECK(transport->header(0, "X-Idempotency-Key") == "order-7");
  CHECK(transport->header(1, "X-Idempotency-Key") == "order-7.2");
}

TEST_CASE("nothing is sent of what could not be sealed or is too large once it is", "[encryption]") {
  const auto transport = accepting();
  const Broadcast broadcast(test_options(transport));
  const Channels mixed{"a", EncryptedChannel("x")};
  CHECK(broadcast.channel(mixed, "e", std::string(7'619, 'd')));
  CHECK(transport->requests.size() == 2);
  const auto large = broadcast.channel(mixed, "e", std::string(7'620, 'd'));
  REQUIRE_FALSE(large);
  CHECK(large.error().code() == ErrorCode::data_too_large);
  const auto misnamed = broadcast.channel({"a", EncryptedChannel("x:")}, "e");
  REQUIRE_FALSE(misnamed);
  CHECK(misnamed.error().code() == ErrorCode::invalid_channel);

  auto keyless = test_options(transport);
  keyless.encryption_master_key_base64.clear();
  for (const auto& channels : {mixed, Channels(EncryptedChannel("x"))}) {
    const auto refused = Broadcast(keyless).channel(channels, "e");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code() == ErrorCode::encrypted_channel);
  }
  CHECK(transport->requests.size() == 2);
}

TEST_CASE("one trigger never serves an encrypted channel and another one", "[encryption]") {
  const auto transport = accepting();
  for (const auto& broadcast : {Broadcast(test_options(transport)), Broadcast::fake()}) {
    for (const auto& channels :
         {Names{"a", "private-encrypted-x"}, Names{"private-encrypted-x", "private-encrypted-y"}}) {
      const auto sent = broadcast.trigger({.name = "e", .channels = channels, .data = "{}"});
      REQUIRE_FALSE(sent);
      CHECK(sent.error().code() == ErrorCode::encrypted_channel);
    }
  }
  CHECK(transport->requests.empty());
}

TEST_CASE("a trigger and a batch seal what goes to an encrypted channel", "[encryption]") {
  const auto transport = accepting();
  const Broadcast broadcast(test_options(transport));
  const Event event{.name = "e", .channels = {"private-encrypted-ann"}, .data = R"({"id":7})"};
  REQUIRE(broadcast.trigger(event));
  REQUIRE(broadcast.trigger_batch({{.name = "e", .channels = {"a"}, .data = "plain"}, event}));
  CHECK(opened("private-encrypted-ann", json::parse(transport->requests[0].body)["data"]) == R"({"id":7})");
  const auto batch = json::parse(transport->requests[1].body)["batch"];
  CHECK(batch[0]["data"] == "plain");
  CHECK(opened("private-encrypted-ann", batch[1]["data"]) == R"({"id":7})");
}

TEST_CASE("the drivers that send nothing keep the event as it was", "[encryption]") {
  Names lines;
  const auto write = [&lines](std::string_view line) { lines.emplace_back(line); };
  const Broadcast keyless(BroadcastOptions{.driver = "log", .logger = write});
  CHECK(keyless.channel(Letter{}).error().code() == ErrorCode::encrypted_channel);
  CHECK(keyless.trigger({.name = "e", .channels = {"private-encrypted-a"}, .data = "{}"}).error().code() ==
        ErrorCode::encrypted_channel);
  const Broadcast logging(
      BroadcastOptions{.encryption_master_key_base64 = master_base64, .driver = "log", .logger = write});
  REQUIRE(logging.channel(Letter{}));
  CHECK(lines == Names{R"(broadcast Letter on private-encrypted-ann: {"id":7})"});

  const auto fake = Broadcast::fake();
  REQUIRE(fake.channel({"a", EncryptedChannel("ann"), EncryptedChannel("bob")}, Letter{}));
  REQUIRE(fake.sent().size() == 1);
  CHECK(fake.sent()[0].channels == Names{"a", "private-encrypted-ann", "private-encrypted-bob"});
  CHECK(fake.sent()[0].data == R"({"id":7})");
  CHECK(fake.channel(EncryptedChannel("ann"), "e", std::string(7'620, 'd')).error().code() ==
        ErrorCode::data_too_large);
}

TEST_CASE("a subscription to an encrypted channel gets the channel's key", "[encryption]") {
  const auto answer = Broadcast(test_options(accepting())).authorize(EncryptedChannel("ann"), "1234.1234");
  REQUIRE(answer);
  CHECK(answer->auth == ann_auth);
  CHECK(answer->shared_secret == ann_secret);
  CHECK(answer->to_json() == R"({"auth":")" + ann_auth + R"(","shared_secret":")" + ann_secret + R"("})");
  CHECK(Broadcast(test_options(accepting()))
            .authorize(EncryptedChannel("cache-bob"), "1234.1234")
            ->shared_secret == bob_secret);

  auto keyless = test_options(accepting());
  keyless.encryption_master_key_base64.clear();
  const auto refused = Broadcast(keyless).authorize(EncryptedChannel("ann"), "1234.1234");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == ErrorCode::encrypted_channel);
}

TEST_CASE("routes give an encrypted channel's key where a rule allows it, and only there", "[encryption]") {
  const auto app = App::make("3", "278d425bdf160c739803", "7ad3773142a6692b25b8").value();
  const auto master = MasterKey::from_base64(master_base64).value();
  const HttpRequest request{.method = "POST",
                            .path = "/broadcasting/authorize",
                            .headers = {{"content-type", "application/x-www-form-urlencoded"}},
                            .body = "socket_id=1234.1234&channel_name=private-encrypted-ann"};
  Names log;
  const auto options = [&log](Rules<int> rules) {
    return RoutesOptions<int>{.user = [](const HttpRequest&) { return std::optional<int>(7); },
                              .channels = std::move(rules),
                              .log = [&log](std::string_view line) { log.emplace_back(line); }};
  };
  const auto status = [&](Rules<int> rules, std::optional<MasterKey> key) {
    return Routes<int>(app, options(std::move(rules)), key)(request).status;
  };
  const auto allow = [] { return true; };
  const auto answer = Routes<int>(app, options({{"private-encrypted-{name}", allow}}), master)(request);
  CHECK(answer.status == 200);
  CHECK(answer.body == R"({"auth":")" + ann_auth + R"(","shared_secret":")" + ann_secret + R"("})");

  CHECK(status({}, master) == 403);
  CHECK(status({{"private-{name}", allow}}, master) == 403);
  CHECK(status({{"private-encrypted-{name}", [] { return false; }}}, master) == 403);
  CHECK(status({{"private-encrypted-{name}", [] { return Member{"7"}; }}}, master) == 403);
  log.clear();
  CHECK(status({{"private-encrypted-{name}", allow}}, std::nullopt) == 403);
  CHECK(log == Names{"Denied, encrypted_channel: Encrypted channels need the encryption master key, and none "
                     "is configured."});
}

TEST_CASE("a master key that is none is refused at once, and never told", "[encryption]") {
  for (const std::string driver : {"pusher", "log", "null", "fake"}) {
    for (const std::string text :
         {"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==", "a secret that is no base64"}) {
      auto one = test_options();
      one.driver = driver;
      one.encryption_master_key_base64 = text;
      const auto made = Broadcast::make(one);
      REQUIRE_FALSE(made);
      CHECK(made.error().code() == ErrorCode::invalid_master_key);
      CHECK(made.error().message().find(text) == std::string::npos);
    }
  }
}

TEST_CASE("the master key comes from the environment and from JSON", "[encryption]") {
  const auto from_env = BroadcastOptions::from_env([](const char* name) -> std::optional<std::string> {
    if (std::string(name) == "PUSHER_ENCRYPTION_MASTER_KEY_BASE64") return master_base64;
    return std::nullopt;
  });
  CHECK(from_env.value().encryption_master_key_base64 == master_base64);
  const auto from_json = BroadcastConfiguration::from_json(
      R"({"default": "log", "log": {"encryption_master_key_base64": ")" + master_base64 + R"("}})");
  CHECK(from_json.value().drivers.at("log").encryption_master_key_base64 == master_base64);
}

TEST_CASE("a million nonces hold no repetition", "[encryption]") {
  std::vector<Nonce> drawn(1'000'000);
  for (Nonce& nonce : drawn) nonce = draw_nonce().value();
  std::sort(drawn.begin(), drawn.end());
  CHECK(std::adjacent_find(drawn.begin(), drawn.end()) == drawn.end());
}
