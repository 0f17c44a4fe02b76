#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <stop_token>
#include <utility>
#include <vector>

namespace fanfare {

/// Keeps at most `limit` connections: one for each call that is under way, and those that rest between two
/// calls. The one that was used last is used next, so that the others grow old and go.
template <class Connection>
class Pool {
 public:
  using Clock = std::chrono::steady_clock;

  Pool(std::size_t limit, std::chrono::milliseconds idle_max) : limit_(limit), idle_max_(idle_max) {}

  struct Place {
    bool free = false;                       ///< false: none became free in time
    std::unique_ptr<Connection> connection;  ///< null: make a new one
  };

  /// Waits for a place until `end`. A place that was given is given back by `leave`.
  [[nodiscard]] Place enter(Clock::time_point end, const std::stop_token& stop) {
    std::vector<Resting> old;  // closed without the lock
    std::unique_lock lock(mutex_);
    const auto free = [this] { return busy_ < limit_; };
    if (!free() && !left_.wait_until(lock, stop, end, free)) return {};
    ++busy_;
    const auto oldest = Clock::now() - idle_max_;
    std::size_t stale = 0;
    while (stale < resting_.size() && resting_[stale].since < oldest) ++stale;
    const auto first_fresh = resting_.begin() + static_cast<std::ptrdiff_t>(stale);
    old.assign(std::make_move_iterator(resting_.begin()), std::make_move_iterator(first_fresh));
    resting_.erase(resting_.begin(), first_fresh);
    if (resting_.empty()) return {true, nullptr};
    auto connection = std::move(resting_.back().connection);
    resting_.pop_back();
    return {true, std::move(connection)};
  }

  /// Gives a place back, and with it the connection if it can be used again.
  void leave(std::unique_ptr<Connection> connection) {
    {
      const std::lock_guard lock(mutex_);
      --busy_;
      if (connection) resting_.push_back({std::move(connection), Clock::now()});
    }
    left_.notify_one();
  }

 private:
  struct Resting {
    std::unique_ptr<Connection> connection;
    Clock::time_point since;
  };

  std::size_t limit_;
  std::chrono::milliseconds idle_max_;
  std::mutex mutex_;
  std::condition_variable_any left_;
  std::size_t busy_ = 0;
  std::vector<Resting> resting_;  // the oldest first
};

}  // namespace fanfare
