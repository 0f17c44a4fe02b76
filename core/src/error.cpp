#include <fanfare/error.h>

#include <utility>

namespace fanfare {
namespace {

// In the order of ErrorCode. One text, because a table of pointers would be larger than the names.
constexpr char names[] =
    "ok\0"
    "missing_credentials\0"
    "invalid_option\0"
    "unknown_driver\0"
    "invalid_channel\0"
    "too_many_channels\0"
    "no_channel\0"
    "invalid_event_name\0"
    "event_name_minified\0"
    "invalid_data\0"
    "data_too_large\0"
    "too_many_events\0"
    "invalid_socket_id\0"
    "encrypted_channel\0"
    "invalid_master_key\0"
    "decryption_failed\0"
    "invalid_webhook\0"
    "public_channel\0"
    "invalid_member\0"
    "member_too_large\0"
    "invalid_user\0"
    "malformed_request\0"
    "denied\0"
    "unauthenticated\0"
    "withheld\0"
    "origin_refused\0"
    "method_not_allowed\0"
    "not_found\0"
    "invalid_json\0"
    "json_too_deep\0"
    "unknown_key\0"
    "timestamp_expired\0"
    "body_md5_mismatch\0"
    "invalid_signature\0"
    "invalid_parameter\0"
    "rejected\0"
    "not_sent\0"
    "throttled\0"
    "ambiguous\0"
    "aborted\0"
    "internal\0";

}  // namespace

std::string_view error_name(ErrorCode code) {
  std::string_view rest(names, sizeof names - 1);
  for (auto before = static_cast<std::uint32_t>(code); before > 0 && !rest.empty(); --before) {
    rest.remove_prefix(rest.find('\0') + 1);
  }
  return rest.substr(0, rest.find('\0'));
}

Error::Error(ErrorCode code, std::string message) : details_(new Details{code, std::move(message)}) {}
Error::Error(const Error& other) : details_(other.details_ ? new Details(*other.details_) : nullptr) {}

Error& Error::operator=(Error other) noexcept {
  std::swap(details_, other.details_);
  return *this;
}

}  // namespace fanfare
