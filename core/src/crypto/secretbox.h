#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// NaCl's secretbox, XSalsa20 and Poly1305 (nacl.cr.yp.to/secretbox.html). A sealed text is 16 bytes of
// authenticator, then as many bytes as the message has.
namespace fanfare::crypto {

inline constexpr std::size_t secretbox_key_bytes = 32;
inline constexpr std::size_t secretbox_nonce_bytes = 24;
inline constexpr std::size_t secretbox_mac_bytes = 16;

/// `key` and `nonce` have the sizes of the constants above.
[[nodiscard]] std::string secretbox_seal(const std::uint8_t* key, const std::uint8_t* nonce,
                                         std::string_view message);

/// Empty if `sealed` was not sealed with this key and nonce, or was changed since.
[[nodiscard]] std::optional<std::string> secretbox_open(const std::uint8_t* key, const std::uint8_t* nonce,
                                                        std::string_view sealed);

}  // namespace fanfare::crypto
