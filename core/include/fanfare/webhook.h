#pragma once

#include <fanfare/app.h>
#include <fanfare/encryption.h>
#include <fanfare/result.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// The window of Pusher's library for Python, in milliseconds. An older or newer webhook was held back, or somebody
/// else sends it again.
inline constexpr std::int64_t webhook_window_ms = 300'000;

/// When a webhook is too old: by default, never. Servers repeat a webhook for minutes until they get a 2xx.
struct WebhookFreshness {
  std::int64_t window_ms = 0;  ///< how far `time_ms` may be from `now_ms`, either way; 0: any distance
  std::int64_t now_ms = 0;     ///< milliseconds since 1970-01-01 UTC
};

/// Which of `apps` sent a webhook: the index of the first app whose key is the header `X-Pusher-Key` and whose
/// secret gives `X-Pusher-Signature` over the raw body, byte for byte as it arrived. Pass several apps while a key
/// is being replaced. Takes the same time wherever the signature differs. Pass a missing header as an empty text.
///
/// ```cpp
/// const std::array apps{app, replaced_app};
/// if (!fanfare::verify_webhook(apps, key_header, signature_header, body)) return unauthorized();
/// auto webhook = fanfare::parse_webhook(body);
/// ```
///
/// Fails with `unknown_key` or `invalid_signature`. With a window, also fails with `timestamp_expired`, or with
/// `invalid_webhook` for a body that does not say when it was sent.
[[nodiscard]] Result<std::size_t> verify_webhook(std::span<const App> apps, std::string_view key_header,
                                                 std::string_view signature_header, std::string_view body,
                                                 const WebhookFreshness& freshness = {});

/// The kinds of events in a webhook (pusher/docs: docs/channels/server_api/webhooks.md).
enum class WebhookEventKind {
  channel_occupied,  ///< `channel` got its first subscriber
  channel_vacated,   ///< `channel` lost its last subscriber
  member_added,      ///< `user_id` joined the presence channel `channel`
  member_removed,    ///< `user_id` left the presence channel `channel`
  client_event,  ///< `socket_id` (on a presence channel also `user_id`) sent `event` with `data` to `channel`
  cache_miss,    ///< a subscriber of the cache channel `channel` found nothing cached
  subscription_count,  ///< `channel` now has `subscription_count` subscribers
  unknown,             ///< any other; `name` says which
};

/// One event of a webhook. A text that the server did not send is empty.
struct WebhookEvent {
  WebhookEventKind kind = WebhookEventKind::unknown;
  std::string name;  ///< as the server calls it: `"channel_occupied"`
  std::string channel{};
  std::string user_id{};
  std::string event{};
  /// A string as it stands, usually JSON; anything else as JSON text.
  std::string data{};
  std::string socket_id{};
  std::optional<std::int64_t> subscription_count{};
  /// Whether `data` belongs to an encrypted channel and could not be decrypted: there was no master key, or it was
  /// the wrong one. Do not trust such data.
  bool sealed = false;
};

/// A webhook: the events that a server reports in one request.
struct Webhook {
  std::int64_t time_ms = 0;  ///< when the server made it, in milliseconds since 1970-01-01 UTC
  std::vector<WebhookEvent> events;
};

/// Parses the body of a webhook. Call `verify_webhook` first. Unknown fields are ignored. With a master key, the
/// data of events on encrypted channels is decrypted. Data that cannot be decrypted stays `sealed`; the other
/// events are still returned.
/// Fails with `invalid_json`, `json_too_deep`, or `invalid_webhook` for a body that is not
/// `{"time_ms":…,"events":[{"name":…},…]}`.
[[nodiscard]] Result<Webhook> parse_webhook(std::string_view body, const MasterKey* master = nullptr);

}  // namespace fanfare
