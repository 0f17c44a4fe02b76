#include <fanfare/webhook.h>

#include "decimal.h"
#include "json.h"
#include "sentence.h"
#include "webhook_signature.h"

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

std::string text_of(std::string_view literal) {
  if (literal.starts_with('"')) return json::unescape(literal);
  return std::string(literal == "null" ? std::string_view() : literal);
}

/// Reads `time_ms` of a body that is JSON.
Result<void> read_time(std::string_view body, std::int64_t& time_ms) {
  const auto time = decimal::parse(json::find(body, "time_ms"));
  if (!time) return invalid("The webhook does not say when it was made: it has no time_ms.");
  time_ms = *time;
  return {};
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

/// Where a member of this name goes; nowhere for one that nobody knows.
std::string* field_of(WebhookEvent& event, const json::Items& member) {
  if (member.is("name")) return &event.name;
  if (member.is("channel")) return &event.channel;
  if (member.is("user_id")) return &event.user_id;
  if (member.is("event")) return &event.event;
  if (member.is("data")) return &event.data;
  if (member.is("socket_id")) return &event.socket_id;
  return nullptr;
}

Result<WebhookEvent> read_event(std::string_view object, const MasterKey* master) {
  if (!json::find(object, "name").starts_with('"')) return invalid("An event of the webhook has no name.");
  WebhookEvent event;
  for (json::Items members(object); members.next();) {
    if (std::string* const field = field_of(event, members)) {
      *field = text_of(members.value());
    } else if (members.is("subscription_count")) {
      event.subscription_count = decimal::parse(members.value());
    }
  }
  event.kind = kind_of(event.name);
  decrypt(event, master);
  return event;
}

Result<void> check_freshness(std::string_view body, const WebhookFreshness& freshness) {
  if (freshness.window_ms <= 0) return {};
  if (!json::check(body, "The webhook"))
    return invalid("The webhook does not say when it was made: it is not JSON.");
  std::int64_t time_ms = 0;
  if (auto read = read_time(body, time_ms); !read) return read;
  // Unsigned, for the distance of two int64 may not fit one.
  const auto later = static_cast<std::uint64_t>(std::max(time_ms, freshness.now_ms));
  const auto earlier = static_cast<std::uint64_t>(std::min(time_ms, freshness.now_ms));
  if (later - earlier <= static_cast<std::uint64_t>(freshness.window_ms)) return {};
  return refusal(ErrorCode::timestamp_expired,
                 "The webhook was made more than %s ms from now: check this server's clock.",
                 {decimal::text(freshness.window_ms)});
}

}  // namespace

Signed signature_of(const AppView& app, std::string_view key_header, std::string_view signature_header,
                    std::string_view body) {
  if (app.key != key_header) return Signed::by_other;
  return verify_hmac_sha256_hex(app.signing_key, body, signature_header) ? Signed::by_app : Signed::wrongly;
}

Error unsigned_webhook(bool known_key) {
  if (!known_key)
    return refusal(ErrorCode::unknown_key, "X-Pusher-Key is not the key of an app that is configured.");
  return refusal(ErrorCode::invalid_signature,
                 "X-Pusher-Signature is not the one that the app's secret gives for this body: check the "
                 "secret, and that the body is as it arrived.");
}

Result<std::size_t> verify_webhook(std::span<const App> apps, std::string_view key_header,
                                   std::string_view signature_header, std::string_view body,
                                   const WebhookFreshness& freshness) {
  bool known_key = false;
  for (std::size_t i = 0; i < apps.size(); ++i) {
    const Signed found = signature_of(apps[i], key_header, signature_header, body);
    known_key = known_key || found != Signed::by_other;
    if (found != Signed::by_app) continue;
    if (auto checked = check_freshness(body, freshness); !checked) return checked;
    return i;
  }
  return unsigned_webhook(known_key);
}

Result<Webhook> parse_webhook(std::string_view body, const MasterKey* master) {
  if (auto checked = json::check(body, "The webhook"); !checked) return checked;
  Webhook webhook;
  if (auto read = read_time(body, webhook.time_ms); !read) return read;
  const std::string_view events = json::find(body, "events");
  if (!events.starts_with('[')) return invalid("The webhook lists no events.");
  for (json::Items items(events); items.next();) {
    auto event = read_event(items.value(), master);
    if (!event) return event.error();
    webhook.events.push_back(std::move(*event));
  }
  return webhook;
}

}  // namespace fanfare
