#pragma once

#include <fanfare/error.h>
#include <fanfare/request.h>
#include <fanfare/result.h>

#include <chrono>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace fanfare {

/// The header fields of a request, by name.
using HeaderFields = std::vector<std::pair<std::string, std::string>>;

/// The bounds of one attempt to send a request.
struct AttemptLimits {
  /// Counts from when a connection is free: name lookup, connect, TLS, and the whole answer.
  std::chrono::milliseconds timeout{5'000};
  /// The end of the whole broadcast; waiting for a free connection ends here too.
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
  std::stop_token stop{};
};

/// A server's answer.
struct TransportResponse {
  int status = 0;
  std::string body{};
  std::string retry_after{};  ///< the `Retry-After` header as it stood, or empty
};

/// Why there is no answer: `not_sent`, `ambiguous` or `aborted`.
class TransportError : public Error {
 public:
  /// `left`: some of the request may have reached the server. `permanent`: trying again cannot help, for
  /// example after a certificate that does not verify.
  TransportError(ErrorCode code, std::string message, bool left = false, bool permanent = false)
      : Error(code, std::move(message)), left_(left), permanent_(permanent) {}

  [[nodiscard]] bool left() const { return left_; }
  [[nodiscard]] bool permanent() const { return permanent_; }

 private:
  bool left_;
  bool permanent_;
};

/// Carries a signed request to the server. It does not retry, and follows no redirect. Give
/// `BroadcastOptions::transport` your own to send by another HTTP client, or to send nothing in a test.
/// `send` is called from many threads at once.
class Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  [[nodiscard]] virtual Result<TransportResponse, TransportError> send(const Request& request,
                                                                       const HeaderFields& headers,
                                                                       const AttemptLimits& limits) = 0;
};

}  // namespace fanfare
