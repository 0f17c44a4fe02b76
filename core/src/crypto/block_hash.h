#pragma once

#include "crypto/wipe.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fanfare::crypto {

inline constexpr std::size_t block_size = 64;

/// Takes one block of 64 bytes into a state.
using Absorb = void (*)(std::uint32_t* state, const std::uint8_t* block);
/// Writes a word as four bytes.
using Store = void (*)(std::uint8_t* bytes, std::uint32_t word);

/// Absorbs `rest` and the end of a message of which `state` has taken `before` bytes in whole blocks, and
/// writes `words` words of the state: what MD5 (RFC 1321 §3) and SHA-256 (FIPS 180-4 §5) have in common. The
/// end is a 1 bit, zeros and the length in bits, of which SHA-256 writes the high word first. One function
/// for both, not inlined into each.
[[gnu::noinline]] void finish_blocks(std::uint32_t* state, std::size_t words, std::uint64_t before,
                                     std::string_view rest, bool high_first, Absorb absorb, Store store,
                                     std::uint8_t* digest);

/// A hash of blocks of sixteen words. They differ in the order of bytes and in the compression of a block.
template <std::size_t Words, bool big_endian, void (*compress)(std::uint32_t*, const std::uint32_t*)>
struct BlockHash {
  /// Aligned for the vector instructions of Crypto++'s compressions.
  struct alignas(16) State : std::array<std::uint32_t, Words> {};
  using Digest = std::array<std::uint8_t, Words * 4>;

  static void absorb(std::uint32_t* state, const std::uint8_t* block) {
    alignas(16) std::uint32_t words[16];
    for (std::size_t i = 0; i < 16; ++i) words[i] = load(block + 4 * i);
    compress(state, words);
    wipe(words, sizeof words);
  }

  /// The hash of what `state` has absorbed already, `before` bytes in whole blocks, and of `rest`.
  static Digest finish(State state, std::uint64_t before, std::string_view rest) {
    Digest digest;
    finish_blocks(state.data(), Words, before, rest, big_endian, absorb, store, digest.data());
    wipe(&state, sizeof state);
    return digest;
  }

 private:
  // Written out: compilers make one load and one swap of it, and of a loop they do not.
  static std::uint32_t load(const std::uint8_t* bytes) {
    const std::uint32_t a = bytes[0], b = bytes[1], c = bytes[2], d = bytes[3];
    return big_endian ? a << 24 | b << 16 | c << 8 | d : d << 24 | c << 16 | b << 8 | a;
  }

  static void store(std::uint8_t* bytes, std::uint32_t word) {
    bytes[0] = static_cast<std::uint8_t>(word >> (big_endian ? 24 : 0));
    bytes[1] = static_cast<std::uint8_t>(word >> (big_endian ? 16 : 8));
    bytes[2] = static_cast<std::uint8_t>(word >> (big_endian ? 8 : 16));
    bytes[3] = static_cast<std::uint8_t>(word >> (big_endian ? 0 : 24));
  }
};

}  // namespace fanfare::crypto
