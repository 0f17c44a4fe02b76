#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>

namespace fanfare {

/// Time and chance as the delivery rules need them: the system's, or a test's own.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  [[nodiscard]] virtual std::chrono::steady_clock::time_point now() const = 0;
  /// Milliseconds since 1970-01-01 UTC.
  [[nodiscard]] virtual std::int64_t unix_ms() const = 0;
  /// In [0, 1).
  [[nodiscard]] virtual double random() = 0;
  /// False when `stop` was requested before the time was over.
  [[nodiscard]] virtual bool wait(std::chrono::milliseconds time, const std::stop_token& stop) = 0;
};

/// The system's clock, and a generator of each thread seeded from the system's.
[[nodiscard]] Clock& system_clock();

}  // namespace fanfare
