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

/// A hash of blocks of sixteen words: what MD5 (RFC 1321 §3) and SHA-256 (FIPS 180-4 §5) have in common. They
/// differ in the order of bytes and in the compression of a block. It takes a message in parts, and its
/// memory is wiped when it goes.
template <std::size_t Words, bool big_endian, void (*compress)(std::uint32_t*, const std::uint32_t*)>
class BlockHash {
 public:
  /// Aligned for the vector instructions of Crypto++'s compressions.
  struct alignas(16) State : std::array<std::uint32_t, Words> {};
  using Digest = std::array<std::uint8_t, Words * 4>;

  /// Goes on from the words of a state that has taken `before` bytes, in whole blocks. They are copied
  /// nowhere else, for they may be a key's.
  BlockHash(const std::uint32_t* state, std::uint64_t before) : taken_(before) {
    std::copy_n(state, Words, state_.begin());
  }
  BlockHash(const BlockHash&) = delete;
  BlockHash& operator=(const BlockHash&) = delete;
  ~BlockHash() { wipe(this, sizeof *this); }

  // Not inlined into each of its callers: fanfare.wasm has to stay small.
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

  /// The hash of all that was taken; nothing can be added after.
  Digest finish() {
    close();
    return digest();
  }

  /// The hash of what was taken, in whole blocks, and of the hash that `inner` comes to: HMAC's outer hash.
  /// The words of one are the words of the other, with no bytes in between.
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

  /// Takes the end: a 1 bit and zeros, up to where the last block has the length in bits.
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

  /// The block as it came; in place it becomes words.
  std::uint8_t* bytes() { return reinterpret_cast<std::uint8_t*>(words_.data()); }

  State state_;
  alignas(16) std::array<std::uint32_t, block_size / 4> words_;
  std::uint64_t taken_;
};

}  // namespace fanfare::crypto
