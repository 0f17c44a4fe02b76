#include "crypto/block_hash.h"

#include <cstring>

namespace fanfare::crypto {

void finish_blocks(std::uint32_t* state, std::size_t words, std::uint64_t before, std::string_view rest,
                   bool high_first, Absorb absorb, Store store, std::uint8_t* digest) {
  const std::uint64_t bits = (before + rest.size()) * 8;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(rest.data());
  std::size_t left = rest.size();
  for (; left >= block_size; left -= block_size, bytes += block_size) absorb(state, bytes);

  std::array<std::uint8_t, 2 * block_size> tail{};
  const WipeLater wipe_tail(tail);
  if (left > 0) std::memcpy(tail.data(), bytes, left);
  tail[left] = 0x80;
  const std::size_t end = left + 1 + 8 <= block_size ? block_size : 2 * block_size;
  store(tail.data() + end - (high_first ? 8 : 4), static_cast<std::uint32_t>(bits >> 32));
  store(tail.data() + end - (high_first ? 4 : 8), static_cast<std::uint32_t>(bits));
  for (std::size_t i = 0; i < end; i += block_size) absorb(state, tail.data() + i);
  for (std::size_t i = 0; i < words; ++i) store(digest + 4 * i, state[i]);
}

}  // namespace fanfare::crypto
