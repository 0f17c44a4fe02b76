#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

/// The fuzzer's bytes, cut at each 0xFF, which no UTF-8 text has.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

  std::string_view next() {
    const std::string_view field = rest_.substr(0, rest_.find('\xFF'));
    rest_.remove_prefix(field.size() < rest_.size() ? field.size() + 1 : rest_.size());
    return field;
  }

 private:
  std::string_view rest_;
};

/// What must hold for every input.
inline void require(bool holds) {
  if (!holds) std::abort();
}
