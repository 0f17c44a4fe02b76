#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Base64 of RFC 4648 §4: with padding, without line breaks. No table lookup and no branch depends on a character
// or a byte, because master keys and shared secrets pass through here (paragonie/constant_time_encoding:
// src/Base64.php).
namespace fanfare::base64 {

[[nodiscard]] constexpr std::size_t encoded_size(std::size_t bytes) { return (bytes + 2) / 3 * 4; }

void append(std::string& out, const std::uint8_t* bytes, std::size_t size);

/// The size of the decoded bytes, from the length and padding of `text` alone. Empty if no base64 has that length.
[[nodiscard]] std::optional<std::size_t> decoded_size(std::string_view text);

/// Decodes `text` to `out`, which has room for `decoded_size(text)` bytes. False for a text that no encoder writes:
/// foreign characters, missing padding, or bits set under the padding (RFC 4648 §3.5). Do not use `out` then.
[[nodiscard]] bool decode(std::string_view text, std::uint8_t* out);

}  // namespace fanfare::base64
