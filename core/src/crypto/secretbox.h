#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// NaCl's secretbox, XSalsa20 and Poly1305 (nacl.cr.yp.to/secretbox.html). Sealed text is the 16 bytes of the
// authenticator, then as many bytes as the message has.
namespace fanfare::crypto {

inline constexpr std::size_t secretbox_key_bytes = 32;
inline constexpr std::size_t secretbox_nonce_bytes = 24;
inline constexpr std::size_t secretbox_mac_bytes = 16;

/// `key` and `nonce` have as many bytes as the constants say.
[[nodiscard]] std::string secretbox_seal(const std::uint8_t* key, const std::uint8_t* nonce,
                                         std::string_view message);

/// Nothing when `sealed` was not sealed with this key and nonce, or was changed since.
[[nodiscard]] std::optional<std::string> secretbox_open(const std::uint8_t* key, const std::uint8_t* nonce,
                                                        std::string_view sealed);

}  // namespace fanfare::crypto
