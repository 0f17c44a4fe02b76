// The memory of fanfare.wasm. Calls are stateless, so nothing that a call allocates outlives the blocks that the
// caller holds. Memory is therefore handed out in a row, and all of it is wiped and reclaimed when the last block
// is freed. Freeing in between does nothing, and the optimiser drops it.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

#include "abi.h"

extern "C" unsigned char __heap_base;  // where the linker's data and stack end

namespace {

constexpr std::size_t page_size = 65'536;
constexpr std::size_t alignment = 8;
constexpr std::size_t size_max = 0x7fff'ffff;

unsigned char* const start = &__heap_base;
unsigned char* top = &__heap_base;
/// The number of blocks that the caller holds: arguments and answers.
std::size_t held = 0;

/// Whether `size` more bytes fit after `top`. Memory grows if it must.
bool has_room(std::size_t size) {
  const std::size_t end = __builtin_wasm_memory_size(0) * page_size;
  const std::size_t left = end - reinterpret_cast<std::size_t>(top);
  if (size <= left) return true;
  const std::size_t pages = (size - left + page_size - 1) / page_size;
  return __builtin_wasm_memory_grow(0, pages) != static_cast<std::size_t>(-1);
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) {
  if (size > size_max) return nullptr;
  const std::size_t room = (size + alignment - 1) / alignment * alignment;
  if (!has_room(room)) return nullptr;
  unsigned char* const block = top;
  top += room;
  return block;
}

void free(void*) {}

// One instruction each, and for large texts faster than the loops of the C library.
void* memcpy(void* to, const void* from, std::size_t size) { return __builtin_memcpy(to, from, size); }
void* memmove(void* to, const void* from, std::size_t size) { return __builtin_memmove(to, from, size); }
void* memset(void* to, int byte, std::size_t size) { return __builtin_memset(to, byte, size); }

// For short texts like names. A third of the size of the C library's functions, which go word by word.
int memcmp(const void* left, const void* right, std::size_t size) {
  const auto* a = static_cast<const unsigned char*>(left);
  const auto* b = static_cast<const unsigned char*>(right);
  for (; size > 0; --size, ++a, ++b) {
    if (*a != *b) return *a - *b;
  }
  return 0;
}

void* memchr(const void* text, int wanted, std::size_t size) {
  const auto* at = static_cast<const unsigned char*>(text);
  for (; size > 0; --size, ++at) {
    if (*at == static_cast<unsigned char>(wanted)) return const_cast<unsigned char*>(at);
  }
  return nullptr;
}

std::size_t strlen(const char* text) {
  const char* end = text;
  while (*end) ++end;
  return static_cast<std::size_t>(end - text);
}

uint8_t* fanfare_alloc(uint32_t size) {
  void* const block = malloc(size);
  if (block) ++held;
  return static_cast<uint8_t*>(block);
}

void fanfare_free(void* block) {
  if (!block || --held > 0) return;
  // the memory held keys
  std::memset(start, 0, static_cast<std::size_t>(top - start));
  // keeps the compiler from dropping the write
  __asm__ volatile("" : : "r"(start) : "memory");
  top = start;
}

}  // extern "C"

void* operator new(std::size_t size) {
  void* const block = malloc(size);
  // the caller sees a trap and makes a new instance
  if (!block) __builtin_trap();
  return block;
}

void operator delete(void*) noexcept {}
void operator delete(void*, std::size_t) noexcept {}
