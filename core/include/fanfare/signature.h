#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fanfare {

/// A secret prepared for HMAC-SHA256: the state of SHA-256 after the inner and after the outer pad (RFC 2104 §4).
/// Signing a short message then hashes two blocks instead of four. Protect it like the secret itself: it signs as
/// well. Its memory is wiped on destruction.
///
/// ```cpp
/// const fanfare::SigningKey key("7ad3773142a6692b25b8");
/// const fanfare::App app("3", "278d425bdf160c739803", key);
/// ```
class SigningKey {
 public:
  /// The size of the value as it crosses the WebAssembly boundary: sixteen little-endian words.
  static constexpr std::size_t bytes = 64;

  explicit SigningKey(std::string_view secret);
  /// Restores a key from its `words()`.
  explicit SigningKey(const std::array<std::uint32_t, 16>& words) : words_(words) {}
  SigningKey(const SigningKey&) = default;
  SigningKey& operator=(const SigningKey&) = default;
  ~SigningKey();

  [[nodiscard]] const std::array<std::uint32_t, 16>& words() const { return words_; }

 private:
  std::array<std::uint32_t, 16> words_;
};

/// MD5 of `message` as 32 lower-case hex digits (RFC 1321): the protocol's checksum of a body. It protects no
/// secret.
[[nodiscard]] std::string md5_hex(std::string_view message);

}  // namespace fanfare
