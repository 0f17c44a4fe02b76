#include <fanfare/webhook.h>

#include "decimal.h"
#include "hmac.h"
#include "json.h"
#include "sentence.h"
#include "views.h"

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

/// `time_ms` of a body that is JSON.
Result<std::int64_t> parse_time(std::string_view body) {
  const auto time = decimal::parse(json::find(body, "time_ms"));
  if (!time) return invalid("The webhook does not say when it was made: it has no time_ms.");
  return *time;
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

/// The field for this member, or null for an unknown one.
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
  const auto time_ms = parse_time(body);
  if (!time_ms) return time_ms.error();
  // unsigned, because the distance of two int64 may not fit one
  const auto later = static_cast<std::uint64_t>(std::max(*time_ms, freshness.now_ms));
  const auto earlier = static_cast<std::uint64_t>(std::min(*time_ms, freshness.now_ms));
  if (later - earlier <= static_cast<std::uint64_t>(freshness.window_ms)) return {};
  return refusal(ErrorCode::timestamp_expired,
                 "The webhook was made more than %s ms from now: check this server's clock.",
                 {decimal::text(freshness.window_ms)});
}

}  // namespace

Result<std::size_t> verify_webhook(std::span<const AppView> apps, std::string_view key_header,
                                   std::string_view signature_header, std::string_view body) {
  bool known_key = false;
  for (std::size_t i = 0; i < apps.size(); ++i) {
    if (apps[i].key != key_header) continue;
    if (verify_hmac_sha256_hex(apps[i].signing_key, {body}, signature_header)) return i;
    known_key = true;
  }
  if (!known_key) {
    return refusal(ErrorCode::unknown_key, "X-Pusher-Key is not the key of a configured app.");
  }
  return refusal(ErrorCode::invalid_signature,
                 "X-Pusher-Signature does not match the body: check the app's secret, and that the body is "
                 "verified as it "
                 "arrived.");
}

Result<std::size_t> verify_webhook(std::span<const App> apps, std::string_view key_header,
                                   std::string_view signature_header, std::string_view body,
                                   const WebhookFreshness& freshness) {
  const std::vector<AppView> views(apps.begin(), apps.end());
  auto sender = verify_webhook(views, key_header, signature_header, body);
  if (!sender) return sender;
  if (auto checked = check_freshness(body, freshness); !checked) return checked;
  return sender;
}

Result<Webhook> parse_webhook(std::string_view body, const MasterKey* master) {
  if (auto checked = json::check(body, "The webhook"); !checked) return checked;
  const auto time_ms = parse_time(body);
  if (!time_ms) return time_ms.error();
  Webhook webhook{*time_ms, {}};
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
