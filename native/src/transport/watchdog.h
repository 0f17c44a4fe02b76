#pragma once

#include "transport/guarded_socket.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace fanfare {

/// One thread that cuts every socket whose deadline has passed.
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
  void forget(const GuardedSocket& socket);

 private:
  struct Watched {
    GuardedSocket* socket;
    Time deadline;
  };

  void run();
  [[nodiscard]] std::vector<Watched>::iterator find(const GuardedSocket& socket);
  [[nodiscard]] Time cut_late(Time now);

  std::mutex mutex_;
  std::condition_variable woken_;
  std::vector<Watched> watched_;  // as many as there are connections: few
  Time wakes_at_ = Time::min();
  bool ends_ = false;
  std::thread thread_;  // started by the first call, so that a process may fork before
};

}  // namespace fanfare
