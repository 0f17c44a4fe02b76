#include "utf8.h"

#include <cstdint>
#include <cstring>

namespace fanfare::utf8 {
namespace {

unsigned byte(char c) { return static_cast<unsigned char>(c); }

struct Sequence {
  std::size_t size;  ///< of the well-formed sequence, or of the start of one; 1 for a byte that starts none
  bool whole;
};

/// What `text` begins with (Unicode 15, table 3-7).
Sequence sequence(std::string_view text) {
  const unsigned first = byte(text[0]);
  if (first < 0x80) return {1, true};
  if (first < 0xC2 || first > 0xF4) return {1, false};
  const std::size_t size = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  unsigned lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  unsigned highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  for (std::size_t i = 1; i < size; ++i) {
    if (i == text.size() || byte(text[i]) < lowest || byte(text[i]) > highest) return {i, false};
    lowest = 0x80;
    highest = 0xBF;
  }
  return {size, true};
}

}  // namespace

std::optional<std::size_t> length(std::string_view text) {
  std::size_t points = 0;
  while (!text.empty()) {
    if (std::uint64_t word; text.size() >= sizeof word) {
      std::memcpy(&word, text.data(), sizeof word);
      if ((word & 0x8080'8080'8080'8080) == 0) {
        text.remove_prefix(sizeof word);
        points += sizeof word;
        continue;
      }
    }
    const auto [size, whole] = sequence(text);
    if (!whole) return std::nullopt;
    text.remove_prefix(size);
    ++points;
  }
  return points;
}

std::string scrubbed(std::string_view text) {
  std::string valid;
  while (!text.empty()) {
    const auto [size, whole] = sequence(text);
    valid += whole ? text.substr(0, size) : "\uFFFD";
    text.remove_prefix(size);
  }
  return valid;
}

bool has_control(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned here = byte(text[i]);
    if (here < 0x20 || here == 0x7F) return true;
    if (here == 0xC2 && i + 1 < text.size() && byte(text[i + 1]) < 0xA0) return true;
  }
  return false;
}

void append(std::string& out, char32_t point) {
  const auto put = [&out](char32_t value) { out += static_cast<char>(value); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | point >> 6);
    put(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    put(0xF0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3F));
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  }
}

}  // namespace fanfare::utf8
