#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// ASCII only. The functions of <cctype> depend on the locale and do not take a char.
namespace fanfare::ascii {

/// A set of ASCII characters.
class Set {
 public:
  /// `runs` is a row of pairs, the first and the last character of a run; `others` is single characters.
  constexpr Set(std::string_view runs, std::string_view others = {}) {  // NOLINT: implicit by design
    for (std::size_t i = 0; i + 1 < runs.size(); i += 2) {
      for (char c = runs[i]; c <= runs[i + 1]; ++c) add(c);
    }
    for (const char c : others) add(c);
  }

  [[nodiscard]] constexpr bool has(char c) const {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 128 && (words_[byte / 32] >> byte % 32 & 1) != 0;
  }

 private:
  constexpr void add(char c) { words_[c / 32] |= std::uint32_t{1} << c % 32; }

  std::uint32_t words_[4] = {};
};

inline constexpr Set digits("09");
inline constexpr Set alphanumeric("09AZaz");
/// The printable characters except the space.
inline constexpr Set visible("!~");

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// The value of a hex digit, -1 for any other character.
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = to_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The number of characters at the start of `text` that are in `set`.
[[nodiscard]] std::size_t run(std::string_view text, const Set& set);
[[nodiscard]] inline bool all(std::string_view text, const Set& set) { return run(text, set) == text.size(); }

[[nodiscard]] std::string to_lower(std::string_view text);

/// Whether two texts differ only in the case of ASCII letters.
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);

/// `text` without the spaces and tabs at its ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// Appends each byte as two hex digits; `size` is a multiple of four.
void append_hex(std::string& out, const std::uint8_t* bytes, std::size_t size);

/// Appends `text` in quotes, safe for any error message: cut to `max` characters, and without characters that mean
/// something to a terminal, a log or a page.
void append_quoted(std::string& out, std::string_view text, std::size_t max = 80);

[[nodiscard]] inline std::string quoted(std::string_view text, std::size_t max = 80) {
  std::string shown;
  append_quoted(shown, text, max);
  return shown;
}

}  // namespace fanfare::ascii
