#pragma once

#include <cstddef>
#include <cstring>

namespace fanfare::crypto {

/// Zeroes memory that held a secret. The compiler cannot drop it as a dead store.
inline void wipe(void* memory, std::size_t size) {
#if defined(__GNUC__)
  std::memset(memory, 0, size);
  // tells the compiler that the memory is read (google/boringssl: OPENSSL_cleanse)
  __asm__ volatile("" : : "r"(memory) : "memory");
#else
  auto* const bytes = static_cast<volatile char*>(memory);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = 0;
#endif
}

/// Wipes an object when the scope ends.
template <class T>
class WipeLater {
 public:
  explicit WipeLater(T& object) : object_(object) {}
  WipeLater(const WipeLater&) = delete;
  WipeLater& operator=(const WipeLater&) = delete;
  ~WipeLater() { wipe(&object_, sizeof(T)); }

 private:
  T& object_;
};

}  // namespace fanfare::crypto
