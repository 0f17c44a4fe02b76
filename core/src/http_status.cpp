#include <fanfare/http_status.h>

#include <utility>

namespace fanfare {

int authorization_status(ErrorCode code) {
  switch (code) {
    case ErrorCode::malformed_request:
    case ErrorCode::invalid_socket_id:
    case ErrorCode::invalid_channel:
    case ErrorCode::too_many_channels:
      return 400;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::method_not_allowed:
      return 405;
    case ErrorCode::internal:
      return 500;
    default:
      return 403;
  }
}

int webhook_status(ErrorCode code) {
  switch (code) {
    case ErrorCode::unknown_key:
    case ErrorCode::invalid_signature:
    case ErrorCode::timestamp_expired:
      return 401;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::method_not_allowed:
      return 405;
    case ErrorCode::internal:
      return 500;
    default:
      return 400;
  }
}

Refusal::Refusal(Error refused) : Refusal(refused, authorization_status(refused.code())) {}
Refusal::Refusal(Error refused, int http_status) : error(std::move(refused)), status(http_status) {}

}  // namespace fanfare
