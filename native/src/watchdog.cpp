#include "watchdog.h"

#include "sigpipe.h"

#include <algorithm>

namespace fanfare {
namespace {

/// Most answers come sooner, so that most calls cost the thread nothing.
constexpr std::chrono::milliseconds look_interval{50};

}  // namespace

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  woken_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Watchdog::watch(GuardedSocket& socket, Time deadline) {
  const auto next = std::min(deadline, std::chrono::steady_clock::now() + look_interval);
  const std::lock_guard lock(mutex_);
  watched_.insert_or_assign(&socket, Watched{deadline, next});
  if (!thread_.joinable()) thread_ = std::thread(&Watchdog::run, this);
  if (next < wakes_at_) {
    wakes_at_ = next;
    woken_.notify_one();
  }
}

void Watchdog::forget(GuardedSocket& socket) {
  const std::lock_guard lock(mutex_);
  watched_.erase(&socket);
}

Watchdog::Time Watchdog::look_at_all(Time now) {
  auto earliest = Time::max();
  for (auto& [socket, watched] : watched_) {
    if (now >= watched.deadline) {
      socket->cut(GuardedSocket::Cut::deadline);
      watched.deadline = watched.next = Time::max();
    } else if (now >= watched.next) {
      socket->cut_if_flooded();
      watched.next = std::min(watched.deadline, now + look_interval);
    }
    earliest = std::min(earliest, watched.next);
  }
  return earliest;
}

void Watchdog::run() {
  block_all_signals();
  std::unique_lock lock(mutex_);
  while (!ends_) {
    wakes_at_ = look_at_all(std::chrono::steady_clock::now());
    if (wakes_at_ == Time::max()) {
      woken_.wait(lock);
    } else {
      woken_.wait_until(lock, wakes_at_);
    }
  }
}

}  // namespace fanfare
