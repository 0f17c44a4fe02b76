#pragma once

#include <fanfare/signature.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace fanfare {

/// A text in parts, which are signed as if they stood in one.
using Parts = std::initializer_list<std::string_view>;

/// HMAC-SHA256 of `message` as 64 lower-case hex digits (RFC 2104, FIPS 180-4). No public header has it:
/// whoever can have any text signed has every subscription, every sign-in and every request
/// (sakurity.com/blog/2015/05/08/pusher.html).
[[nodiscard]] std::string hmac_sha256_hex(const SigningKey& key, Parts message);

/// The same, behind what `out` holds already.
void append_hmac_sha256_hex(std::string& out, const SigningKey& key, Parts message);

/// Whether `hex` is the HMAC-SHA256 of `message` in lower-case hex, as the protocol writes it. Takes the same
/// time whichever byte differs. A text of another length or form is not equal.
[[nodiscard]] bool verify_hmac_sha256_hex(const SigningKey& key, Parts message, std::string_view hex);

/// Whether two texts are equal, in a time that depends on their lengths alone.
[[nodiscard]] bool constant_time_equal(std::string_view a, std::string_view b);

}  // namespace fanfare
