#include "transport/watchdog.h"

#include "transport/sigpipe.h"

#include <algorithm>

namespace fanfare {

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  woken_.notify_one();
  if (thread_.joinable()) thread_.join();
}

std::vector<Watchdog::Watched>::iterator Watchdog::find(const GuardedSocket& socket) {
  return std::find_if(watched_.begin(), watched_.end(),
                      [&socket](const Watched& one) { return one.socket == &socket; });
}

void Watchdog::watch(GuardedSocket& socket, Time deadline) {
  const std::lock_guard lock(mutex_);
  if (const auto known = find(socket); known != watched_.end()) {
    known->deadline = deadline;
  } else {
    watched_.push_back({&socket, deadline});
  }
  if (!thread_.joinable()) thread_ = std::thread(&Watchdog::run, this);
  // It wakes up for deadlines of calls that are long over, so that most calls cost it nothing.
  if (deadline < wakes_at_) {
    wakes_at_ = deadline;
    woken_.notify_one();
  }
}

void Watchdog::forget(const GuardedSocket& socket) {
  const std::lock_guard lock(mutex_);
  const auto known = find(socket);
  if (known == watched_.end()) return;
  *known = watched_.back();
  watched_.pop_back();
}

Watchdog::Time Watchdog::cut_late(Time now) {
  auto earliest = Time::max();
  for (auto& [socket, deadline] : watched_) {
    if (now >= deadline) {
      socket->cut(GuardedSocket::Cut::deadline);
      deadline = Time::max();
    }
    earliest = std::min(earliest, deadline);
  }
  return earliest;
}

void Watchdog::run() {
  block_all_signals();
  std::unique_lock lock(mutex_);
  while (!ends_) {
    wakes_at_ = cut_late(std::chrono::steady_clock::now());
    if (wakes_at_ == Time::max()) {
      woken_.wait(lock);
    } else {
      woken_.wait_until(lock, wakes_at_);
    }
  }
}

}  // namespace fanfare
