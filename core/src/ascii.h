#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// The classes of <cctype> depend on the locale and take no char; these are ASCII and nothing else.
namespace fanfare::ascii {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_alphanumeric(char c) { return is_digit(c) || is_letter(c); }
/// A printable character that is not a space.
constexpr bool is_visible(char c) { return c > ' ' && c <= '~'; }
constexpr bool is_any_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }
constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// The value of a hex digit, -1 for any other character.
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = to_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

inline std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = to_lower(c);
  return lower;
}

template <class Predicate>
constexpr bool all(std::string_view text, Predicate belongs) {
  for (const char c : text) {
    if (!belongs(c)) return false;
  }
  return true;
}

/// `text` in quotes as an error message may show it to anybody: cut, and without anything that a terminal, a
/// log or a page could take for more than text.
inline std::string quoted(std::string_view text, std::size_t max = 80) {
  std::string shown = "\"";
  for (const char c : text.substr(0, max))
    shown += (is_visible(c) || c == ' ') && c != '"' && c != '<' ? c : '?';
  shown += text.size() > max ? "…\"" : "\"";
  return shown;
}

}  // namespace fanfare::ascii
