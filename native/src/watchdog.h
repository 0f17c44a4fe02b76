#pragma once

#include "guarded_socket.h"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <stop_token>
#include <thread>

namespace fanfare {

/// One thread that cuts every socket whose deadline has passed, and every one that is flooded.
class Watchdog {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Watchdog() = default;
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog();

  /// Cuts `socket` at `deadline`, which replaces an earlier one.
  void watch(GuardedSocket& socket, Time deadline);
  /// Once this returns, `socket` is not touched any more.
  void forget(GuardedSocket& socket);

 private:
  struct Watched {
    Time deadline;
    Time next;  // when to look at it: now and then, and at its deadline
  };

  void run();
  [[nodiscard]] Time look_at_all(Time now);

  std::mutex mutex_;
  std::condition_variable woken_;
  std::map<GuardedSocket*, Watched> watched_;
  Time wakes_at_ = Time::min();
  bool ends_ = false;
  std::thread thread_;  // started by the first call, so that a process may fork before
};

}  // namespace fanfare
