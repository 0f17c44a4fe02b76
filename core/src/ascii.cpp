#include "ascii.h"

#include <bit>
#include <cstring>

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

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (to_lower(a[i]) != to_lower(b[i])) return false;
  }
  return true;
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
  // Four bytes at once: each becomes two halves of four bits, each half a digit.
  for (const std::uint8_t* const end = bytes + size; bytes != end; bytes += 4, to += 8) {
    constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
    constexpr bool little = std::endian::native == std::endian::little;
    std::uint32_t word;
    std::memcpy(&word, bytes, sizeof word);
    std::uint64_t halves = (word | std::uint64_t{word} << 16) & 0x0000'ffff'0000'ffff;
    halves = (halves | halves << 8) & 0x00ff'00ff'00ff'00ff;
    halves = (little ? halves >> 4 | halves << 8 : halves << 4 | halves) & ones * 0x0f;
    const std::uint64_t letters = (halves + ones * 6) >> 4 & ones;
    const std::uint64_t text = halves + ones * '0' + letters * ('a' - '0' - 10);
    std::memcpy(to, &text, sizeof text);
  }
}

void append_quoted(std::string& out, std::string_view text, std::size_t max) {
  constexpr Set harmless(" !#;=~");  // every visible character except " and <
  out += '"';
  for (const char c : text.substr(0, max)) out += harmless.has(c) ? c : '?';
  out += text.size() > max ? "…\"" : "\"";
}

}  // namespace fanfare::ascii
