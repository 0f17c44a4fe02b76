#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

// Passes a class of one pointer in a register although it has a destructor. That saves a third of the code of
// every function that may fail. Compilers without the attribute pass the class through memory.
#ifdef __clang__
#define FANFARE_IN_REGISTER [[clang::trivial_abi]]
#else
#define FANFARE_IN_REGISTER
#endif

namespace fanfare {

namespace detail {
template <class E>
class ErrorSlot;
}

/// Every way in which Fanfare can refuse or fail. The names (`error_name`) are stable, and the same in C++, in the
/// WebAssembly module and as `FanfareError.code` in TypeScript. The numbers are the status of a WebAssembly call
/// and may change between versions.
enum class ErrorCode : std::uint32_t {
  ok = 0,

  // Configuration
  missing_credentials,  ///< app id, key or secret is missing or has characters that cannot be sent
  invalid_option,       ///< an option with an invalid value
  unknown_driver,       ///< a driver that is not configured

  // Sending
  invalid_channel,      ///< a channel name that Pusher Channels does not allow
  too_many_channels,    ///< more than 100 channels in one trigger or authorization request
  no_channel,           ///< an event whose class names no channel
  invalid_event_name,   ///< empty, longer than 200 characters, reserved, or with control characters
  event_name_minified,  ///< a class name of one or two characters: a minifier changed it
  invalid_data,         ///< a payload that is empty, not JSON, or not UTF-8
  data_too_large,       ///< a payload over the limit, 10,240 bytes by default
  too_many_events,      ///< more events than one batch takes
  invalid_socket_id,    ///< not of the form digits.digits
  encrypted_channel,    ///< an encrypted channel without a master key, or beside other channels

  // Encrypted channels and webhooks
  invalid_master_key,  ///< not the base64 of exactly 32 bytes
  decryption_failed,   ///< not sealed, sealed with another key or for another channel, or changed since
  invalid_webhook,     ///< a webhook's body that does not list events

  // Subscriptions and users
  public_channel,      ///< a public channel, which needs no authorization
  invalid_member,      ///< a member with an invalid user_id, or on a channel without members
  member_too_large,    ///< a presence member over 1,024 bytes
  invalid_user,        ///< user data without a non-empty string id
  malformed_request,   ///< an authorization request that cannot be read
  denied,              ///< a rule said no, or none allowed it
  unauthenticated,     ///< nobody is signed in and the channel needs someone
  withheld,            ///< an event whose own class said not to send it
  origin_refused,      ///< a request from a page of another origin
  method_not_allowed,  ///< anything but POST on the authorization route
  not_found,           ///< another path than the authorization route

  // Incoming JSON
  invalid_json,   ///< not one JSON text in UTF-8
  json_too_deep,  ///< nested more than 32 levels deep

  // An incoming signed request
  unknown_key,        ///< the request's auth_key is not this app's
  timestamp_expired,  ///< auth_timestamp is not within 600 s of the server's clock
  body_md5_mismatch,  ///< body_md5 is missing, or is not the MD5 of the body
  invalid_signature,  ///< the signature is not the one that this app's secret gives
  invalid_parameter,  ///< a query parameter that is missing, repeated, or not allowed

  // Delivery
  rejected,   ///< the server answered 4xx: sending it again cannot help
  not_sent,   ///< no byte of the request left this machine
  throttled,  ///< the server answered 429 or 503
  ambiguous,  ///< the request left, but it is unknown if it was accepted
  aborted,    ///< the caller cancelled it

  internal,  ///< a defect of Fanfare itself: please report it
};

/// The stable snake_case name of a code, `"invalid_channel"` for `ErrorCode::invalid_channel`; empty past the
/// last code.
[[nodiscard]] std::string_view error_name(ErrorCode code);

/// Why a call failed: a stable code and a sentence that says what to do. It never holds a secret, a signature or
/// a signed URL.
///
/// ```cpp
/// if (auto sent = broadcast.channel(NewRelease{"4.0.0"}); !sent) std::cerr << sent.error().message();
/// ```
class FANFARE_IN_REGISTER Error {
 public:
  Error(ErrorCode code, std::string message);
  Error(const Error& other);
  Error(Error&& other) noexcept : details_(std::exchange(other.details_, nullptr)) {}
  Error& operator=(Error other) noexcept;
  ~Error() { delete details_; }

  [[nodiscard]] ErrorCode code() const { return details_->code; }
  /// The code's stable name, for logs and for a client: `"data_too_large"`.
  [[nodiscard]] std::string_view name() const { return error_name(code()); }
  [[nodiscard]] const std::string& message() const { return details_->message; }

 private:
  struct Details {
    ErrorCode code;
    std::string message;
  };

  friend class detail::ErrorSlot<Error>;
  /// No error: the state of a result that succeeded.
  Error() = default;

  const Details* details_ = nullptr;
};

}  // namespace fanfare
