#pragma once

#include "crypto/wipe.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace fanfare::crypto {

inline constexpr std::size_t block_size = 64;

/// A hash over blocks of sixteen words: the common part of MD5 (RFC 1321 §3) and SHA-256 (FIPS 180-4 §5). They
/// differ in the order of bytes and in the compression of a block. Takes a message in parts. Its memory is wiped
/// on destruction.
template <std::size_t Words, bool big_endian, void (*compress)(std::uint32_t*, const std::uint32_t*)>
class BlockHash {
 public:
  /// Aligned for the vector instructions of Crypto++'s compressions.
  struct alignas(16) State : std::array<std::uint32_t, Words> {};
  using Digest = std::array<std::uint8_t, Words * 4>;

  /// Continues from a state after `before` bytes, in whole blocks. The state may be a key's, so it is copied
  /// nowhere else.
  BlockHash(const std::uint32_t* state, std::uint64_t before) : taken_(before) {
    std::copy_n(state, Words, state_.begin());
  }
  BlockHash(const BlockHash&) = delete;
  BlockHash& operator=(const BlockHash&) = delete;
  ~BlockHash() { wipe(this, sizeof *this); }

  // not inlined into each caller, to keep fanfare.wasm small
  [[gnu::noinline]] void add(std::string_view part) {
    while (!part.empty()) {
      const std::size_t used = taken_ % block_size;
      const std::size_t size = std::min(part.size(), block_size - used);
      std::memcpy(bytes() + used, part.data(), size);
      taken_ += size;
      if (used + size == block_size) absorb();
      part.remove_prefix(size);
    }
  }

  /// The state after whole blocks.
  [[nodiscard]] const State& state() const { return state_; }

  /// The hash of everything that was added. Add nothing afterwards.
  Digest finish() {
    close();
    return digest();
  }

  /// The hash of everything that was added, in whole blocks, and of the hash of `inner`: HMAC's outer hash. Passes
  /// on words, without turning them into bytes in between.
  Digest finish_over(BlockHash& inner) {
    inner.close();
    std::fill(std::copy(inner.state_.begin(), inner.state_.end(), words_.begin()), words_.end(), 0U);
    words_[Words] = big_endian ? 0x8000'0000 : 0x80;
    words_[big_endian ? 15 : 14] = static_cast<std::uint32_t>((taken_ + sizeof(Digest)) * 8);
    compress(state_.data(), words_.data());
    return digest();
  }

 private:
  static constexpr std::size_t length_place = block_size - 8;

  /// Adds the end: a 1 bit, zeros, and the length in bits at the end of the last block.
  [[gnu::noinline]] void close() {
    const std::uint64_t bits = taken_ * 8;
    static constexpr char padding[block_size] = {'\x80'};
    const std::size_t used = taken_ % block_size;
    add({padding, (length_place + block_size - 1 - used) % block_size + 1});
    store(bytes() + length_place, static_cast<std::uint32_t>(big_endian ? bits >> 32 : bits));
    store(bytes() + length_place + 4, static_cast<std::uint32_t>(big_endian ? bits : bits >> 32));
    absorb();
  }

  [[gnu::noinline]] Digest digest() const {
    Digest bytes;
    for (std::size_t i = 0; i < Words; ++i) store(bytes.data() + 4 * i, state_[i]);
    return bytes;
  }

  void absorb() {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] = load(bytes() + 4 * i);
    compress(state_.data(), words_.data());
  }

  // Written out: compilers turn this into one load and one swap, but not a loop.
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

  /// The block as bytes; absorb() turns them into words in place.
  std::uint8_t* bytes() { return reinterpret_cast<std::uint8_t*>(words_.data()); }

  State state_;
  alignas(16) std::array<std::uint32_t, block_size / 4> words_;
  std::uint64_t taken_;
};

}  // namespace fanfare::crypto
