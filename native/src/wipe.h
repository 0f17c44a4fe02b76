#pragma once

#include "crypto/wipe.h"

#include <fanfare/configuration.h>
#include <fanfare/options.h>

#include <cstddef>
#include <memory>
#include <string>

namespace fanfare {

/// Empties a text and zeroes all of its memory, also where it was longer once.
inline void wipe(std::string& text) {
  text.resize(text.capacity());
  crypto::wipe(text.data(), text.size());
  text.clear();
}

/// Of a configuration only what is secret.
inline void wipe(BroadcastOptions& options) {
  wipe(options.secret);
  wipe(options.encryption_master_key_base64);
}

inline void wipe(BroadcastConfiguration& configuration) {
  for (auto& [name, options] : configuration.drivers) wipe(options);
}

/// Wipes what Fanfare itself has read when the scope ends. What an application configures with is its own.
template <class Owner>
class WipeAtEnd {
 public:
  explicit WipeAtEnd(Owner& owner) : owner_(owner) {}
  WipeAtEnd(const WipeAtEnd&) = delete;
  WipeAtEnd& operator=(const WipeAtEnd&) = delete;
  ~WipeAtEnd() { wipe(owner_); }

 private:
  Owner& owner_;
};

/// Wipes each block that it takes back, those that a text grew out of among them.
template <class T>
struct WipingAllocator : std::allocator<T> {
  WipingAllocator() = default;
  template <class U>
  WipingAllocator(const WipingAllocator<U>&) {}  // NOLINT: implicit as allocators are
  template <class U>
  struct rebind {
    using other = WipingAllocator<U>;
  };

  void deallocate(T* block, std::size_t size) {
    crypto::wipe(block, size * sizeof(T));
    std::allocator<T>::deallocate(block, size);
  }
};

/// A text that grows while it is read.
using SecretText = std::basic_string<char, std::char_traits<char>, WipingAllocator<char>>;

}  // namespace fanfare
