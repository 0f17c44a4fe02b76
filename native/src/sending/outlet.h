#pragma once

#include "configuration/settings.h"
#include "sending/queue.h"
#include "sending/sending.h"

#include <fanfare/broadcast.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

struct Broadcast::Connection : Settings {
  /// Tells the operator, the first time only.
  void say_once(std::string_view line) const {
    if (!said->test_and_set()) logger(line);
  }

  std::shared_ptr<std::atomic_flag> said = std::make_shared<std::atomic_flag>();
};

/// What copies of a `Broadcast` share.
struct Broadcast::State {
  State(std::string name, const BroadcastOptions& options)
      : default_driver(std::move(name)),
        queue(std::make_unique<Queue>(Queue::Bounds{.events = options.limits.queue_events,
                                                    .bytes = options.limits.queue_bytes,
                                                    .workers = options.connections})) {}

  std::string default_driver;
  std::map<std::string, std::shared_ptr<const Connection>, std::less<>> connections{};
  std::unique_ptr<Queue> queue;
};

/// An event that is ready to be sent.
struct Broadcast::Prepared {
  /// Sends it.
  [[nodiscard]] Result<Sent, SendError> carry_out(const SendOptions& options) const;
  /// What becomes of a failure: it is taken, or it is the result.
  [[nodiscard]] Result<Sent, SendError> failed(const SendError& error,
                                               const detail::EventObject& object) const;

  std::shared_ptr<const Connection> connection{};
  Event event{};                        ///< as it goes out, with all its channels
  std::vector<std::string> channels{};  ///< those of them that it is sent on
  std::vector<Sending> sendings{};
  std::vector<Skipped> skipped{};
};

/// The options of a broadcast that ends `time` from now at the latest.
inline SendOptions within(SendOptions options, std::chrono::milliseconds time) {
  options.deadline = std::min(options.deadline, std::chrono::steady_clock::now() + time);
  return options;
}

}  // namespace fanfare
