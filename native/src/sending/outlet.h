#pragma once

#include "configuration/settings.h"
#include "sending/queue.h"

#include <fanfare/configuration.h>
#include <fanfare/driver.h>
#include <fanfare/encryption.h>
#include <fanfare/options.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace fanfare {

/// A driver with the settings and limits in use.
struct Outlet {
  Settings settings{};
  std::optional<Error> error{};  ///< why there is no driver: every call fails with it
  std::shared_ptr<Driver> driver{};
  std::shared_ptr<FakeDriver> fake{};  ///< `driver`, if it is the fake one
  /// The key that seals an event to see whether it fits: the app's, or any for the fake driver, which needs
  /// none.
  std::optional<MasterKey> checks_with{};

  /// Warns the operator, the first time only.
  void warn_once(std::string_view line) const {
    if (!warned->test_and_set()) settings.logger(line);
  }

  std::shared_ptr<std::atomic_flag> warned = std::make_shared<std::atomic_flag>();
};

[[nodiscard]] Outlet open_outlet(const BroadcastOptions& options);

/// An outlet for a driver of the application's own.
[[nodiscard]] Outlet open_outlet(std::shared_ptr<Driver> driver);

/// The outlets of a configuration by name, and the queue that they share.
struct Outlets {
  /// One outlet, under the name of its driver.
  explicit Outlets(const BroadcastOptions& options);
  explicit Outlets(const BroadcastConfiguration& configuration);

  /// The default one. Null when the configuration has none of that name.
  [[nodiscard]] std::shared_ptr<const Outlet> usual() const;

  std::string default_driver;
  std::map<std::string, std::shared_ptr<const Outlet>, std::less<>> by_name{};
  std::unique_ptr<Queue> queue{};  ///< null when there is no default outlet
};

}  // namespace fanfare
