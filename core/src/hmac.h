#pragma once

#include <fanfare/signature.h>

#include <string>
#include <string_view>

namespace fanfare {

/// HMAC-SHA256 of `message` as 64 lower-case hex digits (RFC 2104, FIPS 180-4). No public header has it:
/// whoever can have any text signed has every subscription, every sign-in and every request
/// (sakurity.com/blog/2015/05/08/pusher.html).
[[nodiscard]] std::string hmac_sha256_hex(const SigningKey& key, std::string_view message);

/// The same, behind what `out` holds already.
void append_hmac_sha256_hex(std::string& out, const SigningKey& key, std::string_view message);

}  // namespace fanfare
