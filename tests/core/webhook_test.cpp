#include <fanfare/webhook.h>

#include "hmac.h"
#include "vectors.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace fanfare;

static MasterKey master(const vectors::Case& vector) {
  const std::string text = vectors::text({{"hex", vector.at("master")}});
  std::array<std::uint8_t, MasterKey::size> bytes{};
  std::copy(text.begin(), text.end(), bytes.begin());
  return MasterKey(bytes);
}

static std::string_view kind_name(WebhookEventKind kind) {
  switch (kind) {
    case WebhookEventKind::channel_occupied:
      return "channel_occupied";
    case WebhookEventKind::channel_vacated:
      return "channel_vacated";
    case WebhookEventKind::member_added:
      return "member_added";
    case WebhookEventKind::member_removed:
      return "member_removed";
    case WebhookEventKind::client_event:
      return "client_event";
    case WebhookEventKind::cache_miss:
      return "cache_miss";
    case WebhookEventKind::subscription_count:
      return "subscription_count";
    case WebhookEventKind::unknown:
      return "unknown";
  }
  return "";
}

static vectors::Case described(const WebhookEvent& event) {
  vectors::Case fields{{"kind", kind_name(event.kind)}, {"name", event.name}};
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) fields[name] = text;
  };
  add("channel", event.channel);
  add("user_id", event.user_id);
  add("event", event.event);
  add("data", event.data);
  add("socket_id", event.socket_id);
  if (event.subscription_count) fields["subscription_count"] = *event.subscription_count;
  if (event.sealed) fields["sealed"] = true;
  return fields;
}

TEST_CASE("a webhook is genuine when an app's secret signed its raw body", "[webhook]") {
  for (const auto& vector : vectors::load("webhook", "verify_webhook")) {
    INFO(vectors::title(vector));
    std::vector<App> apps;
    for (const auto& one : vector.at("apps")) apps.push_back(vectors::app({{"app", one}}));
    const WebhookFreshness freshness{.window_ms = vector.value("window_ms", std::int64_t{0}),
                                     .now_ms = vector.value("now_ms", std::int64_t{0})};
    const auto sender =
        verify_webhook(apps, vectors::text(vector.at("key")), vectors::text(vector.at("signature")),
                       vectors::text(vector.at("body")), freshness);
    if (vectors::check_result(vector, sender)) CHECK(*sender == vector.at("expected").get<std::size_t>());
    if (!sender && vectors::text(vector.at("signature")).size() > 8)
      CHECK(sender.error().message().find(vectors::text(vector.at("signature"))) == std::string::npos);
  }
}

TEST_CASE("a webhook's events are read as the kinds that they are", "[webhook]") {
  for (const auto& vector : vectors::load("webhook", "parse_webhook")) {
    INFO(vectors::title(vector));
    const std::string body = vectors::text(vector.at("body"));
    const auto webhook = [&] {
      if (!vector.contains("master")) return parse_webhook(body);
      const MasterKey key = master(vector);
      return parse_webhook(body, &key);
    }();
    if (!vectors::check_result(vector, webhook)) continue;
    CHECK(webhook->time_ms == vector.at("expected").at("time_ms").get<std::int64_t>());
    auto events = vectors::Case::array();
    for (const WebhookEvent& event : webhook->events) events.push_back(described(event));
    CHECK(events == vector.at("expected").at("events"));
  }
}

TEST_CASE("no bit of a webhook's body can change unnoticed", "[webhook]") {
  const std::vector<App> apps{App::make("3", "key", "secret").value()};
  std::string body = R"({"time_ms":1427233518933,"events":[{"name":"channel_occupied","channel":"a"}]})";
  const std::string signature = hmac_sha256_hex(apps[0].signing_key(), {body});
  REQUIRE(verify_webhook(apps, "key", signature, body));
  for (std::size_t bit = 0; bit < body.size() * 8; ++bit) {
    body[bit / 8] = static_cast<char>(body[bit / 8] ^ (1 << bit % 8));
    CHECK_FALSE(verify_webhook(apps, "key", signature, body));
    body[bit / 8] = static_cast<char>(body[bit / 8] ^ (1 << bit % 8));
  }
}
