// Memory by malloc, for the native build and for a module that keeps state between calls (hub.wasm).

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "abi.h"

namespace {

// The size of each block is stored before it, so that the block can be wiped when it is freed. Eight bytes keep
// malloc's alignment.
constexpr std::size_t size_prefix = 8;

}  // namespace

extern "C" {

uint8_t* fanfare_alloc(uint32_t size) {
  if (size > std::numeric_limits<std::uint32_t>::max() - size_prefix) return nullptr;
  auto* const start = static_cast<uint8_t*>(std::malloc(size_prefix + size));
  if (!start) return nullptr;
  std::memcpy(start, &size, sizeof size);
  return start + size_prefix;
}

void fanfare_free(void* block) {
  if (!block) return;
  auto* const start = static_cast<uint8_t*>(block) - size_prefix;
  std::uint32_t size;
  std::memcpy(&size, start, sizeof size);
  std::memset(block, 0, size);
  // keeps the compiler from dropping the write: the block may have held a key
  __asm__ volatile("" : : "r"(block) : "memory");
  std::free(start);
}

}  // extern "C"
