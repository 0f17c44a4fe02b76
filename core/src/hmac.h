#pragma once

#include <fanfare/signature.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace fanfare {

/// A text in parts, signed as one.
using Parts = std::initializer_list<std::string_view>;

/// HMAC-SHA256 of `message` as 64 lower-case hex digits (RFC 2104, FIPS 180-4). Not public: a caller who can have
/// any text signed can forge every subscription, sign-in and request (sakurity.com/blog/2015/05/08/pusher.html).
[[nodiscard]] std::string hmac_sha256_hex(const SigningKey& key, Parts message);

/// Appends the same to `out`.
void append_hmac_sha256_hex(std::string& out, const SigningKey& key, Parts message);

/// Whether `hex` is the HMAC-SHA256 of `message` in lower-case hex, as the protocol writes it. Takes the same
/// time whichever byte differs. A text of another length or form is not equal.
[[nodiscard]] bool verify_hmac_sha256_hex(const SigningKey& key, Parts message, std::string_view hex);

/// Whether two texts are equal, in a time that depends on their lengths alone.
[[nodiscard]] bool constant_time_equal(std::string_view a, std::string_view b);

}  // namespace fanfare
