#pragma once

#include <fanfare/transport.h>

#include "clock.h"

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace fakes {

/// A clock that goes on only by what is waited for.
class Clock final : public fanfare::Clock {
 public:
  [[nodiscard]] std::chrono::steady_clock::time_point now() const override { return began + passed; }
  [[nodiscard]] std::int64_t unix_ms() const override { return 1'353'088'179'000 + passed.count(); }
  [[nodiscard]] double random() override { return 0.5; }
  [[nodiscard]] bool wait(std::chrono::milliseconds time, const std::stop_token& stop) override {
    waits.push_back(time.count());
    passed += time;
    if (on_wait) on_wait();
    return !stop.stop_requested();
  }

  /// Deadlines that a broadcast sets itself are the steady clock's.
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
  std::chrono::milliseconds passed{0};
  std::vector<std::int64_t> waits;
  std::function<void()> on_wait;
};

using Outcome = fanfare::Result<fanfare::TransportResponse, fanfare::TransportError>;

/// A transport that answers as it was told, the last answer again and again, and keeps what it was given.
class Transport final : public fanfare::Transport {
 public:
  explicit Transport(std::vector<Outcome> outcomes) : outcomes_(outcomes.begin(), outcomes.end()) {}

  [[nodiscard]] Outcome send(const fanfare::Request& request, const fanfare::HeaderFields& headers,
                             const fanfare::AttemptLimits& limits) override {
    const std::lock_guard lock(mutex_);
    requests.push_back(request);
    header_lists.push_back(headers);
    limit_list.push_back(limits);
    auto outcome = outcomes_.front();
    if (outcomes_.size() > 1) outcomes_.pop_front();
    return outcome;
  }

  [[nodiscard]] std::string header(std::size_t request, std::string_view name) const {
    for (const auto& [one, value] : header_lists.at(request)) {
      if (one == name) return value;
    }
    return "";
  }

  std::vector<fanfare::Request> requests;
  std::vector<fanfare::HeaderFields> header_lists;
  std::vector<fanfare::AttemptLimits> limit_list;

 private:
  std::mutex mutex_;
  std::deque<Outcome> outcomes_;
};

inline Outcome status(int code, std::string body = "{}", std::string retry_after = "") {
  return fanfare::TransportResponse{
      .status = code, .body = std::move(body), .retry_after = std::move(retry_after)};
}

inline Outcome failure(fanfare::ErrorCode code, bool left, bool permanent = false) {
  return fanfare::TransportError(code, "because.", left, permanent);
}

}  // namespace fakes
