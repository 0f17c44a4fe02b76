#pragma once

#include <fanfare/app.h>
#include <fanfare/delivery.h>
#include <fanfare/encryption.h>
#include <fanfare/event.h>
#include <fanfare/options.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace fanfare {

/// The options of one driver after validation, with their defaults. Of the secret they keep only the app's
/// prepared key.
struct Settings {
  std::string driver = "pusher";
  Result<App> app = Error(ErrorCode::missing_credentials, "This driver has no app, so it cannot sign.");
  std::optional<MasterKey> master{};  ///< the key of encrypted channels

  std::string host{};  ///< in lower case; an IPv6 address without its brackets
  int port = 443;
  bool use_tls = true;
  std::string path{};           ///< the prefix of the API's path, without a slash at its end
  std::string signed_prefix{};  ///< the part of `path` that is signed
  std::string ca_file{};

  EventLimits limits{};
  std::size_t queue_events = queue_events_max;
  std::size_t queue_bytes = queue_bytes_max;

  RetryPolicy retry{};
  std::chrono::milliseconds connect_timeout{2'000};
  std::chrono::milliseconds timeout{5'000};
  std::chrono::milliseconds total_timeout{10'000};
  std::size_t connections = 16;

  std::shared_ptr<Transport> transport{};  ///< empty: the built-in one
  Logger logger{};
  Rescue rescue{};

  std::optional<Error> error{};  ///< why these options cannot be used: every call fails with it
};

[[nodiscard]] Settings parse_options(const BroadcastOptions& options);

/// ASCII only, as in host names.
[[nodiscard]] std::string lower_case(std::string text);

}  // namespace fanfare
