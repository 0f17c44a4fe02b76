#include "base64.h"

#include <algorithm>

namespace fanfare::base64 {
namespace {

/// All ones if `low < value < high`, otherwise zeros. Right shifts of negative numbers fill with ones.
constexpr int between(int low, int value, int high) { return ((low - value) & (value - high)) >> 8; }

/// The value of a base64 character, or -1.
constexpr int value_of(int c) {
  int value = -1;
  value += between('A' - 1, c, 'Z' + 1) & (c - 'A' + 1);
  value += between('a' - 1, c, 'z' + 1) & (c - 'a' + 27);
  value += between('0' - 1, c, '9' + 1) & (c - '0' + 53);
  value += between('+' - 1, c, '+' + 1) & 63;
  value += between('/' - 1, c, '/' + 1) & 64;
  return value;
}

/// The base64 character of six bits: each term moves it from one run of the alphabet to the next.
constexpr char character_of(unsigned digit) {
  const int value = static_cast<int>(digit);
  int c = value + 'A';
  c += ((25 - value) >> 8) & ('a' - 'Z' - 1);
  c -= ((51 - value) >> 8) & ('z' + 1 - '0');
  c -= ((61 - value) >> 8) & ('9' + 1 - '+');
  c += ((62 - value) >> 8) & ('/' - '+' - 1);
  return static_cast<char>(c);
}

std::size_t padding_of(std::string_view text) {
  return text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
}

}  // namespace

void append(std::string& out, const std::uint8_t* bytes, std::size_t size) {
  const std::size_t start = out.size();
  out.resize(start + encoded_size(size), '=');
  char* to = out.data() + start;
  for (std::size_t i = 0; i < size; i += 3, to += 4) {
    const std::size_t count = std::min<std::size_t>(size - i, 3);
    unsigned group = static_cast<unsigned>(bytes[i]) << 16;
    if (count > 1) group |= static_cast<unsigned>(bytes[i + 1]) << 8;
    if (count > 2) group |= bytes[i + 2];
    for (std::size_t j = 0; j <= count; ++j) to[j] = character_of(group >> (18 - 6 * j) & 63);
  }
}

std::optional<std::size_t> decoded_size(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  return text.size() / 4 * 3 - padding_of(text);
}

bool decode(std::string_view text, std::uint8_t* out) {
  const auto size = decoded_size(text);
  if (!size) return false;
  const std::size_t digits = text.size() - padding_of(text);
  // Collects the signs of invalid characters and the bits under the padding, for one check at the end.
  int foreign = 0;
  std::size_t written = 0;
  for (std::size_t i = 0; i < digits; i += 4) {
    unsigned group = 0;
    for (std::size_t j = i; j < i + 4; ++j) {
      const int value = j < digits ? value_of(static_cast<unsigned char>(text[j])) : 0;
      foreign |= value;
      group = group << 6 | (static_cast<unsigned>(value) & 63);
    }
    for (int shift = 16; shift >= 0; shift -= 8) {
      if (written < *size) {
        out[written++] = static_cast<std::uint8_t>(group >> shift);
      } else {
        foreign |= -static_cast<int>(group >> shift & 255);
      }
    }
  }
  return foreign >= 0;
}

}  // namespace fanfare::base64
