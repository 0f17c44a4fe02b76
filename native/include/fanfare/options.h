#pragma once

#include <fanfare/delivery.h>
#include <fanfare/driver.h>
#include <fanfare/event.h>
#include <fanfare/result.h>
#include <fanfare/sent.h>
#include <fanfare/transport.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace fanfare {

/// How much the queue of `Broadcast::later` holds by default, including the events that are being sent.
inline constexpr std::size_t queue_events_max = 1'000;
inline constexpr std::size_t queue_bytes_max = 8 * 1'024 * 1'024;

/// The limits of a server that differ from Pusher's, and those of the queue.
struct BroadcastLimits {
  /// The longest channel name in characters; 0: 164 at Pusher itself, 200 at other hosts.
  std::size_t channel_name = 0;
  std::size_t data_bytes = data_bytes_max;      ///< the largest payload in bytes
  std::size_t batch_events = batch_events_max;  ///< the most events of one batch
  /// The most events that wait to be sent later. A `Broadcast` of several drivers has one queue, with the
  /// limits of its default driver.
  std::size_t queue_events = queue_events_max;
  std::size_t queue_bytes = queue_bytes_max;  ///< the most bytes of their payloads
};

/// Receives the reason why an event was not sent, and the event as far as it was read: `data` is empty if its
/// payload could not be read. Called from any thread.
using Rescue = std::function<void(const SendError& error, const Event& event)>;

/// Reads a variable of the environment; empty if it is not set.
using Environment = std::function<std::optional<std::string>(const char* name)>;

/// The options of one driver.
///
/// ```cpp
/// fanfare::Broadcast broadcast({.app_id = "3", .key = "…", .secret = "…", .cluster = "eu"});
/// fanfare::Broadcast local(
///     {.app_id = "app", .key = "key", .secret = "…", .host = "127.0.0.1", .port = 6001, .use_tls = false});
/// ```
struct BroadcastOptions {
  std::string app_id{};
  std::string key{};
  std::string secret{};
  /// The base64 of 32 random bytes (`openssl rand -base64 32`), for encrypted channels; empty: no encrypted
  /// channels.
  std::string encryption_master_key_base64{};
  std::string cluster{};  ///< `"eu"`: the host is `api-eu.pusher.com`; empty: `mt1`
  std::string host{};     ///< a name or an address, without scheme, port and path; overrides `cluster`
  int port = 0;           ///< 0: 443, or 80 without TLS
  bool use_tls = true;
  std::string path{};  ///< a proxy's prefix of the API's path: `"/push"`
  /// Whether to sign `path` too: for a proxy that leaves it in the request, so that the server sees it.
  bool sign_path = false;
  std::string ca_file{};  ///< a PEM file of the authorities to trust, instead of the system's

  std::string driver = "pusher";  ///< `"pusher"`, `"log"`, `"null"` or `"fake"`

  DeliveryPolicy delivery = DeliveryPolicy::safe;
  bool idempotent = false;  ///< the server remembers idempotency keys, as Fanfare's hub and Sockudo do
  int attempts = 3;         ///< the most attempts per request, 1 to 10
  std::chrono::milliseconds connect_timeout{2'000};  ///< name lookup, connect and TLS together
  std::chrono::milliseconds timeout{5'000};          ///< one attempt, from connecting to the answer
  std::chrono::milliseconds total_timeout{10'000};   ///< the whole broadcast, with every attempt and wait
  std::size_t connections = 16;  ///< the most connections at once, 1 to 1,000; further threads wait
  BroadcastLimits limits{};

  Logger logger{};  ///< stderr when empty
  /// Takes failures to send an event: the result holds them as `rescued` instead of being that error. An
  /// exception from the event's own functions is a bug in them, and is thrown all the same.
  Rescue rescue{};
  std::shared_ptr<Transport> transport{};  ///< sends the requests, instead of the built-in one

  /// From `BROADCAST_DRIVER` (`pusher` when it is not set), `PUSHER_APP_ID`, `PUSHER_APP_KEY`,
  /// `PUSHER_APP_SECRET`, `PUSHER_ENCRYPTION_MASTER_KEY_BASE64`, `PUSHER_APP_CLUSTER`, `PUSHER_HOST`,
  /// `PUSHER_PORT`, `PUSHER_SCHEME` (`https` or `http`), and `PUSHER_URL`
  /// (`https://key:secret@api-eu.pusher.com/apps/3`), whose parts the other variables override.
  /// Fails with `invalid_option`. Missing credentials are reported by the first call that needs them.
  [[nodiscard]] static Result<BroadcastOptions> from_env(const Environment& environment = {});
};

}  // namespace fanfare
