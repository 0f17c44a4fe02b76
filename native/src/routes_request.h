#pragma once

#include <fanfare/error.h>
#include <fanfare/result.h>
#include <fanfare/routes.h>

#include <optional>
#include <string>

namespace fanfare::detail {

/// Why a request is answered with anything but 200.
struct Refusal {
  ErrorCode code;
  std::string message;
  int status;

  /// With the status that answers `code`.
  Refusal(ErrorCode code, std::string message);
  Refusal(ErrorCode code, std::string message, int status);
  Refusal(const Error& error);  // NOLINT: implicit by design
};

/// What an authorization request asks for; without `channel` it is a sign-in.
struct AuthorizationRequest {
  std::string socket_id;
  std::optional<std::string> channel;
};

/// Reads what a request asks for. Fails with `malformed_request`, with status 413 for a body that is too
/// large.
[[nodiscard]] Result<AuthorizationRequest, Refusal> read_request(const HttpRequest& request);

}  // namespace fanfare::detail
