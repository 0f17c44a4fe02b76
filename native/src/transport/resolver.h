#pragma once

#include "transport/transport_httplib.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

namespace fanfare {

/// Looks a host's addresses up on a thread of its own, since `getaddrinfo` takes no time limit. Callers that
/// come while a lookup is under way share it.
class Resolver {
 public:
  enum class Outcome { found, unknown, timed_out, stopped };
  struct Answer {
    Outcome outcome = Outcome::unknown;
    std::vector<std::string> addresses{};
  };

  Resolver(std::string host, Lookup lookup);

  [[nodiscard]] Answer resolve(std::chrono::steady_clock::time_point end, const std::stop_token& stop);

 private:
  struct Flight;
  [[nodiscard]] std::shared_ptr<Flight> flight();

  std::string host_;
  Lookup lookup_;
  bool is_address_;
  std::mutex mutex_;
  std::shared_ptr<Flight> flight_;  // outlives us when its lookup hangs
};

}  // namespace fanfare
