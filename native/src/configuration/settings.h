#pragma once

#include <fanfare/app.h>
#include <fanfare/driver.h>
#include <fanfare/encryption.h>
#include <fanfare/event.h>
#include <fanfare/options.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace fanfare {

/// A configured driver, ready to use, or what is wrong with its configuration. Of the secret only the app's
/// prepared key is kept.
struct Settings {
  std::shared_ptr<Driver> driver{};
  std::shared_ptr<FakeDriver> fake{};  ///< the same, when it is the fake driver
  Result<App> app = Error(ErrorCode::missing_credentials, "This driver has no app, so it signs nothing.");
  std::optional<MasterKey> master{};  ///< the app's, for encrypted channels
  /// What an event is sealed with to see whether it can be sent: the app's key, or any for the fake driver,
  /// which needs none.
  std::optional<MasterKey> checks_with{};
  std::optional<Error> error{};
  EventLimits limits{};
  std::chrono::milliseconds total_timeout{10'000};
  Logger logger{};
  Rescue rescue{};
};

[[nodiscard]] Settings parse_options(const BroadcastOptions& options);

/// The server's name or address.
[[nodiscard]] std::string host_of(const BroadcastOptions& options);
[[nodiscard]] int port_of(const BroadcastOptions& options);
/// The prefix of the API's path, without a slash at its end.
[[nodiscard]] std::string path_of(const BroadcastOptions& options);

/// ASCII alone, as host names have it.
[[nodiscard]] std::string lower_case(std::string text);

/// What `options` makes of its limits: they depend on the host.
[[nodiscard]] EventLimits limits_of(const BroadcastOptions& options);

}  // namespace fanfare
