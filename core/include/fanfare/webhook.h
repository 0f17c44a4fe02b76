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

/// The window that Pusher's library for Python allows, in milliseconds: what is older or newer was held back,
/// or is being sent again by somebody else.
inline constexpr std::int64_t webhook_window_ms = 300'000;

/// When a webhook is too old. By default never: servers repeat one for minutes until it is answered by 2xx.
struct WebhookFreshness {
  std::int64_t window_ms = 0;  ///< how far `time_ms` may be from `now_ms`, either way; 0: as far as it likes
  std::int64_t now_ms = 0;     ///< milliseconds since 1970-01-01 UTC
};

/// Which of `apps` sent a webhook: the place of the first whose key is the header `X-Pusher-Key` and whose
/// secret gives `X-Pusher-Signature` over the raw body, byte for byte as it arrived. Several apps are for a
/// key that is being replaced. Constant time in the signature. Missing headers are empty texts.
///
/// ```cpp
/// const std::array apps{app, replaced_app};
/// if (!fanfare::verify_webhook(apps, key_header, signature_header, body)) return unauthorized();
/// auto webhook = fanfare::parse_webhook(body);
/// ```
///
/// Fails with `unknown_key`, `invalid_signature`, and where there is a window with `timestamp_expired`, or
/// with `invalid_webhook` for a body that does not say when it was sent.
[[nodiscard]] Result<std::size_t> verify_webhook(std::span<const App> apps, std::string_view key_header,
                                                 std::string_view signature_header, std::string_view body,
                                                 const WebhookFreshness& freshness = {});

/// What a webhook tells (pusher/docs: docs/channels/server_api/webhooks.md).
enum class WebhookEventKind {
  channel_occupied,  ///< somebody subscribed to `channel`, and nobody was there
  channel_vacated,   ///< the last subscriber left `channel`
  member_added,      ///< `user_id` came to the presence channel `channel`
  member_removed,    ///< `user_id` left it
  client_event,      ///< `socket_id`, on a presence channel `user_id`, sent `event` with `data` to `channel`
  cache_miss,        ///< somebody subscribed to the cache channel `channel`, and nothing was cached
  subscription_count,  ///< `channel` has `subscription_count` subscribers now
  unknown,             ///< one that this version does not know: `name` says which
};

/// One event of a webhook. Texts that the server did not send are empty.
struct WebhookEvent {
  WebhookEventKind kind = WebhookEventKind::unknown;
  std::string name;  ///< as the server calls it: `"channel_occupied"`
  std::string channel{};
  std::string user_id{};
  std::string event{};
  /// A string as it stands, which is JSON mostly; anything else as JSON text.
  std::string data{};
  std::string socket_id{};
  std::optional<std::int64_t> subscription_count{};
  /// Whether `data` belongs to an encrypted channel and was not decrypted: there was no master key, or it did
  /// not open it. Such data is nobody's word.
  bool sealed = false;
};

struct Webhook {
  std::int64_t time_ms = 0;  ///< when it was made, in milliseconds since 1970-01-01 UTC
  std::vector<WebhookEvent> events;
};

/// Reads the body of a webhook, which `verify_webhook` has found to be genuine. Fields that nobody knows are
/// passed over. With a master key the data of events on encrypted channels is decrypted; one that does not
/// open stays `sealed` and does not keep back the others.
/// Fails with `invalid_json`, `json_too_deep`, or `invalid_webhook` for a body that is not
/// `{"time_ms":…,"events":[{"name":…},…]}`.
[[nodiscard]] Result<Webhook> parse_webhook(std::string_view body, const MasterKey* master = nullptr);

}  // namespace fanfare
