#pragma once

#include <fanfare/hub/limits.h>

#include <array>
#include <cstddef>

namespace fanfare::hub {

/// Limits the client events of a connection within any second, not only within each second of a clock.
class RateWindow {
 public:
  /// Counts an event, unless the limit is reached.
  [[nodiscard]] bool take(Milliseconds now) {
    if (count_ == taken_.size()) {
      if (now - taken_[oldest_] < 1'000) return false;
      taken_[oldest_] = now;
      oldest_ = (oldest_ + 1) % taken_.size();
      return true;
    }
    taken_[count_++] = now;
    return true;
  }

 private:
  std::array<Milliseconds, client_events_per_second> taken_{};
  std::size_t count_ = 0;
  std::size_t oldest_ = 0;
};

}  // namespace fanfare::hub
