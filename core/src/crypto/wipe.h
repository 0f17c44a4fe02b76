#pragma once

#include <cstddef>

namespace fanfare::crypto {

/// Zeroes memory that held a secret, in a way that a compiler may not drop as a dead store.
void wipe(void* memory, std::size_t size);

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
