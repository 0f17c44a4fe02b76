#include <fanfare/error.h>

namespace fanfare {

std::string_view error_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::ok:
      return "ok";
    case ErrorCode::missing_credentials:
      return "missing_credentials";
    case ErrorCode::invalid_option:
      return "invalid_option";
    case ErrorCode::unknown_driver:
      return "unknown_driver";
    case ErrorCode::invalid_channel:
      return "invalid_channel";
    case ErrorCode::too_many_channels:
      return "too_many_channels";
    case ErrorCode::no_channel:
      return "no_channel";
    case ErrorCode::invalid_event_name:
      return "invalid_event_name";
    case ErrorCode::event_name_minified:
      return "event_name_minified";
    case ErrorCode::invalid_data:
      return "invalid_data";
    case ErrorCode::data_too_large:
      return "data_too_large";
    case ErrorCode::too_many_events:
      return "too_many_events";
    case ErrorCode::invalid_socket_id:
      return "invalid_socket_id";
    case ErrorCode::encrypted_channel:
      return "encrypted_channel";
    case ErrorCode::invalid_master_key:
      return "invalid_master_key";
    case ErrorCode::decryption_failed:
      return "decryption_failed";
    case ErrorCode::invalid_webhook:
      return "invalid_webhook";
    case ErrorCode::public_channel:
      return "public_channel";
    case ErrorCode::invalid_member:
      return "invalid_member";
    case ErrorCode::member_too_large:
      return "member_too_large";
    case ErrorCode::invalid_user:
      return "invalid_user";
    case ErrorCode::malformed_request:
      return "malformed_request";
    case ErrorCode::denied:
      return "denied";
    case ErrorCode::unauthenticated:
      return "unauthenticated";
    case ErrorCode::withheld:
      return "withheld";
    case ErrorCode::origin_refused:
      return "origin_refused";
    case ErrorCode::method_not_allowed:
      return "method_not_allowed";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::invalid_json:
      return "invalid_json";
    case ErrorCode::json_too_deep:
      return "json_too_deep";
    case ErrorCode::unknown_key:
      return "unknown_key";
    case ErrorCode::timestamp_expired:
      return "timestamp_expired";
    case ErrorCode::body_md5_mismatch:
      return "body_md5_mismatch";
    case ErrorCode::invalid_signature:
      return "invalid_signature";
    case ErrorCode::invalid_parameter:
      return "invalid_parameter";
    case ErrorCode::rejected:
      return "rejected";
    case ErrorCode::not_sent:
      return "not_sent";
    case ErrorCode::throttled:
      return "throttled";
    case ErrorCode::ambiguous:
      return "ambiguous";
    case ErrorCode::aborted:
      return "aborted";
    case ErrorCode::internal:
      return "internal";
  }
  return {};
}

}  // namespace fanfare
