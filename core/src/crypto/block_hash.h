#pragma once

#include "crypto/wipe.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace fanfare::crypto {

inline constexpr std::size_t block_size = 64;

/// What MD5 (RFC 1321 §3) and SHA-256 (FIPS 180-4 §5, §6.2) have in common: blocks of sixteen words, and a
/// message that ends in a 1 bit, zeros and its length in bits. They differ in the order of bytes and in the
/// compression of a block.
template <std::size_t Words, std::endian Order, void (*compress)(std::uint32_t*, const std::uint32_t*)>
struct BlockHash {
  /// Aligned for the vector instructions of Crypto++'s compressions.
  struct alignas(16) State : std::array<std::uint32_t, Words> {};
  using Digest = std::array<std::uint8_t, Words * 4>;

  static void absorb(State& state, const std::uint8_t* block) {
    alignas(16) std::uint32_t words[16];
    for (std::size_t i = 0; i < 16; ++i) words[i] = load(block + 4 * i);
    compress(state.data(), words);
    wipe(words, sizeof words);
  }

  /// The hash of what `state` has absorbed already, `before` bytes in whole blocks, and of `rest`.
  static Digest finish(State state, std::uint64_t before, std::string_view rest) {
    const std::uint64_t bits = (before + rest.size()) * 8;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(rest.data());
    std::size_t left = rest.size();
    for (; left >= block_size; left -= block_size, bytes += block_size) absorb(state, bytes);

    std::array<std::uint8_t, 2 * block_size> tail{};
    const WipeLater wipe_tail(tail);
    if (left > 0) std::memcpy(tail.data(), bytes, left);
    tail[left] = 0x80;
    const std::size_t end = left + 1 + 8 <= block_size ? block_size : 2 * block_size;
    const auto high = static_cast<std::uint32_t>(bits >> 32);
    const auto low = static_cast<std::uint32_t>(bits);
    store(tail.data() + end - 8, Order == std::endian::big ? high : low);
    store(tail.data() + end - 4, Order == std::endian::big ? low : high);
    for (std::size_t i = 0; i < end; i += block_size) absorb(state, tail.data() + i);

    Digest digest;
    for (std::size_t i = 0; i < Words; ++i) store(digest.data() + 4 * i, state[i]);
    return digest;
  }

 private:
  // Written out: compilers make one load and one swap of it, and of a loop they do not.
  static std::uint32_t load(const std::uint8_t* bytes) {
    const std::uint32_t a = bytes[0], b = bytes[1], c = bytes[2], d = bytes[3];
    return Order == std::endian::big ? a << 24 | b << 16 | c << 8 | d : d << 24 | c << 16 | b << 8 | a;
  }

  static void store(std::uint8_t* bytes, std::uint32_t word) {
    constexpr bool big = Order == std::endian::big;
    bytes[0] = static_cast<std::uint8_t>(word >> (big ? 24 : 0));
    bytes[1] = static_cast<std::uint8_t>(word >> (big ? 16 : 8));
    bytes[2] = static_cast<std::uint8_t>(word >> (big ? 8 : 16));
    bytes[3] = static_cast<std::uint8_t>(word >> (big ? 0 : 24));
  }
};

}  // namespace fanfare::crypto
