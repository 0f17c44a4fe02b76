#include <fanfare/broadcast.h>

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

using namespace fanfare;

namespace {

// Signatures by Python's hmac, the sealed data by PyNaCl.
const std::string key = "278d425bdf160c739803";
const std::string body =
    R"({"time_ms":1353088179000,"events":[{"name":"channel_occupied","channel":"presence-a"}]})";
const std::string signature = "2c942fd331cd314e1748c056349c2434dfbdf1b9f045b105b1ad56dc4b14d133";
const std::string replaced_signature = "ee761aab5ddf34d623e334e4437ce8a2b4b23ea86cd0b1f5a4a829f9587b2e40";
const std::string sealed_body =
    R"({"time_ms":1353088179000,"events":[{"name":"client_event","channel":"private-encrypted-ann",)"
    R"("event":"client-typing","socket_id":"1234.1234","data":"{\"nonce\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYX\",)"
    R"(\"ciphertext\":\"L27ifRf9tih+DCYLNJWhkseT28LV31QJ\"}"}]})";
const std::string sealed_signature = "9eb16b67f96342f2385bdd995682d427057b22a75f1d06be32bca41d822c4add";

Broadcast broadcast(std::string master = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=") {
  return Broadcast(BroadcastOptions{.app_id = "3",
                                    .key = key,
                                    .secret = "7ad3773142a6692b25b8",
                                    .encryption_master_key_base64 = std::move(master),
                                    .driver = "null"});
}

ErrorCode refusal(const HeaderFields& headers, const std::string& text, const WebhookOptions& options = {}) {
  const auto webhook = broadcast().webhook(headers, text, options);
  return webhook ? ErrorCode::ok : webhook.error().code();
}

}  // namespace

TEST_CASE("a genuine webhook is read, whatever the case of its headers", "[webhook]") {
  for (const HeaderFields& headers : std::vector<HeaderFields>{
           {{"X-Pusher-Key", key}, {"X-Pusher-Signature", signature}},
           {{"x-pusher-key", key}, {"x-pusher-signature", signature}},
           {{"Content-Type", "application/json; charset=utf-8"},
            {"X-PUSHER-SIGNATURE", signature},
            {"X-PUSHER-KEY", key}},
       }) {
    const auto webhook = broadcast().webhook(headers, body);
    REQUIRE(webhook);
    CHECK(webhook->time_ms == 1'353'088'179'000);
    REQUIRE(webhook->events.size() == 1);
    CHECK(webhook->events[0].kind == WebhookEventKind::channel_occupied);
    CHECK(webhook->events[0].channel == "presence-a");
  }
}

TEST_CASE("a webhook of another content type is refused, and one without any is read", "[webhook]") {
  const auto with = [](const std::string& type) {
    return refusal({{"X-Pusher-Key", key}, {"X-Pusher-Signature", signature}, {"Content-Type", type}}, body);
  };
  for (const char* type : {"application/json", " Application/JSON ; charset=utf-8", ""}) {
    CHECK(with(type) == ErrorCode::ok);
  }
  for (const char* type : {"text/plain", "application/jsonp", "application/x-www-form-urlencoded"}) {
    CHECK(with(type) == ErrorCode::malformed_request);
  }
}

TEST_CASE("a webhook with missing or odd headers is an error", "[webhook]") {
  CHECK(refusal({}, body) == ErrorCode::unknown_key);
  CHECK(refusal({{"X-Pusher-Signature", signature}}, body) == ErrorCode::unknown_key);
  CHECK(refusal({{"X-Pusher-Key", key}}, body) == ErrorCode::invalid_signature);
  CHECK(refusal({{"X-Pusher-Key", key}, {"X-Pusher-Signature", "\xff"}}, body) ==
        ErrorCode::invalid_signature);
  CHECK(refusal({{"X-Pusher-Key", key}, {"X-Pusher-Signature", signature}, {"X-Pusher-Signature", signature}},
                body) == ErrorCode::invalid_signature);
  CHECK(refusal({{"X-Pusher-Key", key}, {"X-Pusher-Signature", signature}}, body + " ") ==
        ErrorCode::invalid_signature);
  CHECK(refusal({{"X-Pusher-Key", key},
                 {"X-Pusher-Signature", "74ed89baf8c7d8bbbd86289e6c912d1581a5766f3ff6b51509c8a905687c1066"}},
                "{}") == ErrorCode::invalid_webhook);
  const auto keyless = Broadcast::fake().webhook({}, body);
  REQUIRE_FALSE(keyless);
  CHECK(keyless.error().code() == ErrorCode::missing_credentials);
}

TEST_CASE("the webhooks of a key that is being replaced are taken, too", "[webhook]") {
  const HeaderFields headers{{"X-Pusher-Key", "another"}, {"X-Pusher-Signature", replaced_signature}};
  CHECK(refusal(headers, body) == ErrorCode::unknown_key);
  const WebhookOptions both{.keys = {App::make("3", "another", "0123456789abcdef").value()}};
  CHECK(refusal(headers, body, both) == ErrorCode::ok);
  CHECK(refusal({{"X-Pusher-Key", key}, {"X-Pusher-Signature", signature}}, body, both) == ErrorCode::ok);
  CHECK(refusal({{"X-Pusher-Key", key}, {"X-Pusher-Signature", replaced_signature}}, body, both) ==
        ErrorCode::invalid_signature);
}

TEST_CASE("a webhook of years ago is refused where there is a window", "[webhook]") {
  const HeaderFields headers{{"X-Pusher-Key", key}, {"X-Pusher-Signature", signature}};
  CHECK(refusal(headers, body, {.window = std::chrono::minutes(5)}) == ErrorCode::timestamp_expired);
  CHECK(refusal(headers, body, {.window = std::chrono::hours(24 * 365 * 200)}) == ErrorCode::ok);
}

TEST_CASE("a client's event on an encrypted channel is decrypted with the master key", "[webhook]") {
  const HeaderFields headers{{"X-Pusher-Key", key}, {"X-Pusher-Signature", sealed_signature}};
  const auto opened = broadcast().webhook(headers, sealed_body);
  REQUIRE(opened);
  CHECK(opened->events.at(0).data == R"({"id":7})");
  CHECK_FALSE(opened->events.at(0).sealed);
  const auto closed = broadcast("").webhook(headers, sealed_body);
  REQUIRE(closed);
  CHECK(closed->events.at(0).sealed);
}
