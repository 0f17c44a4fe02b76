#pragma once

#include "configure.h"

#include <fanfare/broadcast.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <string_view>

namespace fanfare {

struct Broadcast::Connection : Configured {
  /// Tells the operator, the first time only.
  void say_once(std::string_view line) const {
    if (!said->test_and_set()) logger(line);
  }

  std::shared_ptr<std::atomic_flag> said = std::make_shared<std::atomic_flag>();
};

/// The options of a broadcast that ends `time` from now at the latest.
inline SendOptions within(SendOptions options, std::chrono::milliseconds time) {
  options.deadline = std::min(options.deadline, std::chrono::steady_clock::now() + time);
  return options;
}

}  // namespace fanfare
