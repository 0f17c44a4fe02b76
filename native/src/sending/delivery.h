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

/// The terms on which a request is delivered.
struct DeliveryTerms {
  RetryPolicy retry{};
  std::chrono::milliseconds timeout{5'000};  ///< of one attempt
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  std::stop_token stop{};
  HeaderFields headers{};
  std::string host{};  ///< for messages
};

/// Signs a request for the time of its attempt.
using Sign = std::function<Result<Request>(UnixSeconds now)>;

/// Sends a request until the server accepts it or the terms allow no further attempt. Nothing else retries.
/// The core's `retry_delay` decides what is tried again, and when.
[[nodiscard]] Result<TransportResponse, SendError> deliver(Transport& transport, Clock& clock,
                                                           const Sign& sign, const DeliveryTerms& terms);

}  // namespace fanfare
