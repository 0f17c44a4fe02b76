#include "ascii.h"

namespace fanfare::ascii {

std::size_t run(std::string_view text, const Set& set) {
  std::size_t size = 0;
  while (size < text.size() && set.has(text[size])) ++size;
  return size;
}

std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = to_lower(c);
  return lower;
}

std::string_view trimmed(std::string_view text) {
  constexpr Set blanks("", " \t");
  text.remove_prefix(run(text, blanks));
  while (!text.empty() && blanks.has(text.back())) text.remove_suffix(1);
  return text;
}

void append_hex(std::string& out, const std::uint8_t* bytes, std::size_t size) {
  const std::size_t start = out.size();
  out.resize(start + 2 * size);
  char* to = out.data() + start;
  for (std::size_t i = 0; i < size; ++i) {
    // both digits at once, the first in the lower byte; to one that is a letter is added what lies between
    const unsigned values = bytes[i] >> 4 | (bytes[i] & 15U) << 8;
    const unsigned letters = (values + 0x0606) >> 4 & 0x0101;
    const unsigned text = values + 0x3030 + letters * ('a' - '0' - 10);
    *to++ = static_cast<char>(text);
    *to++ = static_cast<char>(text >> 8);
  }
}

void append_quoted(std::string& out, std::string_view text, std::size_t max) {
  constexpr Set harmless(" !#;=~");  // all that can be seen but " and <
  out += '"';
  for (const char c : text.substr(0, max)) out += harmless.has(c) ? c : '?';
  out += text.size() > max ? "…\"" : "\"";
}

}  // namespace fanfare::ascii
