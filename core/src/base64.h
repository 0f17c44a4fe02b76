#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Base64 as RFC 4648 §4 has it: with padding, without line breaks. No tables and no branches on what a
// character or a byte is, for a master key and shared secrets pass through here
// (paragonie/constant_time_encoding: src/Base64.php).
namespace fanfare::base64 {

[[nodiscard]] constexpr std::size_t encoded_size(std::size_t bytes) { return (bytes + 2) / 3 * 4; }

void append(std::string& out, const std::uint8_t* bytes, std::size_t size);

/// How many bytes `text` stands for, told from its length and padding alone; nothing for a length that no
/// base64 has.
[[nodiscard]] std::optional<std::size_t> decoded_size(std::string_view text);

/// Writes what `text` stands for to `out`, which has room for `decoded_size(text)` bytes. False for what an
/// encoder would not have written: foreign characters, a missing padding, or bits set under the padding
/// (RFC 4648 §3.5); `out` is then of no use.
[[nodiscard]] bool decode(std::string_view text, std::uint8_t* out);

}  // namespace fanfare::base64
