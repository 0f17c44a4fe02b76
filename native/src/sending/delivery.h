#pragma once

#include "clock.h"

#include <fanfare/delivery.h>
#include <fanfare/request.h>
#include <fanfare/sent.h>
#include <fanfare/transport.h>

#include <chrono>
#include <functional>
#include <string>

namespace fanfare {

/// What a delivery needs to know besides its request.
struct DeliveryPlan {
  RetryPolicy retry{};
  std::chrono::milliseconds timeout{5'000};  ///< of one attempt
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  std::stop_token stop{};
  HeaderFields headers{};
  std::string host{};  ///< for messages
};

/// Signs a request for the time of its attempt.
using Sign = std::function<Result<Request>(UnixSeconds now)>;

/// Sends a request until the server accepts it, or the plan allows no further attempt. The one place that
/// retries: what is tried again, and when, is the core's `retry_delay`.
[[nodiscard]] Result<TransportResponse, SendError> deliver(Transport& transport, Clock& clock,
                                                           const Sign& sign, const DeliveryPlan& plan);

}  // namespace fanfare
