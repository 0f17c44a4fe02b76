#pragma once

#include <fanfare/error.h>

namespace fanfare {

/// The HTTP status with which an authorization route answers an error: 400 for a request that is malformed,
/// 404, 405 and 500 for their codes, 403 for all else, which was understood and is denied.
///
/// A body over `authorization_body_max` is `malformed_request` too, with 413: see `Refusal`.
[[nodiscard]] int authorization_status(ErrorCode code);

/// The HTTP status with which a webhook route answers an error: 401 for a webhook that is not genuine, 404,
/// 405 and 500 for their codes, 400 for all else.
[[nodiscard]] int webhook_status(ErrorCode code);

/// Why an authorization route answers with something other than 200.
struct Refusal {
  Error error;
  int status;

  /// With the status of the error's code.
  Refusal(Error refused);  // NOLINT: implicit by design
  Refusal(Error refused, int http_status);
  operator const Error&() const { return error; }  // NOLINT: what `value()` throws
};

}  // namespace fanfare
