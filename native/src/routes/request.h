#pragma once

#include <fanfare/error.h>
#include <fanfare/result.h>
#include <fanfare/routes.h>

#include <optional>
#include <string>
#include <vector>

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

  /// `{"error":{"code":"denied","message":"…"}}`
  [[nodiscard]] std::string to_json() const;
};

/// What an authorization request asks for: one channel, several in a batch, or without either a sign-in.
struct AuthorizationRequest {
  std::string socket_id;
  std::optional<std::string> channel{};
  /// Each once, in the order in which they were first named; UTF-8.
  std::vector<std::string> channels{};
};

/// Reads what a request asks for. Fails with `malformed_request`, with status 413 for a body that is too
/// large, and with `too_many_channels`.
[[nodiscard]] Result<AuthorizationRequest, Refusal> read_request(const HttpRequest& request);

/// A request's content type without its parameters, in lower case; empty when there is none.
[[nodiscard]] std::string media_type(const HttpRequest& request);

}  // namespace fanfare::detail
