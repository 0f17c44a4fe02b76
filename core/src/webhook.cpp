#include <fanfare/webhook.h>

#include "decimal.h"
#include "json.h"
#include "sentence.h"

#include <algorithm>
#include <array>
#include <utility>

namespace fanfare {
namespace {

/// In the order of WebhookEventKind.
constexpr std::array<std::string_view, 7> kind_names = {
    "channel_occupied", "channel_vacated", "member_added",       "member_removed",
    "client_event",     "cache_miss",      "subscription_count",
};

Error invalid(const char* reason) { return refusal(ErrorCode::invalid_webhook, reason); }

WebhookEventKind kind_of(std::string_view name) {
  const auto* const known = std::find(kind_names.begin(), kind_names.end(), name);
  return static_cast<WebhookEventKind>(known - kind_names.begin());
}

/// The value of the last member of this name, as every reader of JSON takes it; empty where there is none.
std::string_view find(const std::vector<json::Member>& members, std::string_view name) {
  std::string_view value;
  for (const json::Member& member : members) {
    if (member.name == name) value = member.value;
  }
  return value;
}

/// What a string stands for; other values as JSON text, and nothing for null.
std::string text_of(std::string_view value) {
  if (value.starts_with('"')) return json::unescape(value);
  return value == "null" ? std::string() : std::string(value);
}

Result<std::int64_t> time_of(const std::vector<json::Member>& webhook) {
  if (const auto time = decimal::parse(find(webhook, "time_ms"))) return *time;
  return invalid("The webhook does not say when it was made: it has no time_ms.");
}

Result<void> check_freshness(std::string_view body, const WebhookFreshness& freshness) {
  const auto webhook = json::members(body, "The webhook");
  if (!webhook) return invalid("The webhook does not say when it was made: it is not JSON.");
  const auto time = time_of(*webhook);
  if (!time) return time.error();
  // Unsigned, for the distance of two int64 may not fit one.
  const auto later = static_cast<std::uint64_t>(std::max(*time, freshness.now_ms));
  const auto earlier = static_cast<std::uint64_t>(std::min(*time, freshness.now_ms));
  if (later - earlier <= static_cast<std::uint64_t>(freshness.window_ms)) return {};
  return refusal(ErrorCode::timestamp_expired,
                 "The webhook was made more than %s ms from now: check this server's clock.",
                 {decimal::text(freshness.window_ms)});
}

void decrypt(WebhookEvent& event, const MasterKey* master) {
  if (event.data.empty() || channel_kind(event.channel) != ChannelKind::encrypted) return;
  event.sealed = true;
  if (!master) return;
  auto plaintext = open(*master, event.channel, event.data);
  if (!plaintext) return;
  event.data = std::move(*plaintext);
  event.sealed = false;
}

Result<void> read_event(std::string_view text, const MasterKey* master, WebhookEvent& event) {
  const auto members = json::members(text, "An event of the webhook");
  if (!members) return members.error();
  const std::string_view name = find(*members, "name");
  if (!name.starts_with('"')) return invalid("An event of the webhook has no name.");
  event.name = json::unescape(name);
  event.kind = kind_of(event.name);
  event.channel = text_of(find(*members, "channel"));
  event.user_id = text_of(find(*members, "user_id"));
  event.event = text_of(find(*members, "event"));
  event.data = text_of(find(*members, "data"));
  event.socket_id = text_of(find(*members, "socket_id"));
  event.subscription_count = decimal::parse(find(*members, "subscription_count"));
  decrypt(event, master);
  return {};
}

}  // namespace

Result<std::size_t> verify_webhook(std::span<const App> apps, std::string_view key_header,
                                   std::string_view signature_header, std::string_view body,
                                   const WebhookFreshness& freshness) {
  bool known_key = false;
  for (std::size_t i = 0; i < apps.size(); ++i) {
    if (apps[i].key() != key_header) continue;
    known_key = true;
    if (!verify_hmac_sha256_hex(apps[i].signing_key(), body, signature_header)) continue;
    if (freshness.window_ms > 0) {
      if (auto checked = check_freshness(body, freshness); !checked) return checked.error();
    }
    return i;
  }
  if (!known_key)
    return refusal(ErrorCode::unknown_key, "X-Pusher-Key is not the key of an app that is configured.");
  return refusal(ErrorCode::invalid_signature,
                 "X-Pusher-Signature is not the one that the app's secret gives over this body: check the "
                 "secret, and that the body is the raw one, byte for byte as it arrived.");
}

Result<Webhook> parse_webhook(std::string_view body, const MasterKey* master) {
  const auto members = json::members(body, "The webhook");
  if (!members) return members.error();
  const auto time = time_of(*members);
  if (!time) return time.error();
  const std::string_view list = find(*members, "events");
  if (!list.starts_with('[')) return invalid("The webhook lists no events.");
  const auto texts = json::elements(list, "The list of events");
  if (!texts) return texts.error();
  Webhook webhook{*time, std::vector<WebhookEvent>(texts->size())};
  for (std::size_t i = 0; i < texts->size(); ++i) {
    if (auto read = read_event((*texts)[i], master, webhook.events[i]); !read) return read.error();
  }
  return webhook;
}

}  // namespace fanfare
