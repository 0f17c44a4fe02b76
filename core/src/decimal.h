#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// std::to_string and std::from_chars, in a tenth of their size.
namespace fanfare::decimal {

void append(std::string& out, std::int64_t number);

[[nodiscard]] inline std::string text(std::int64_t number) {
  std::string digits;
  append(digits, number);
  return digits;
}

/// Parses at most nineteen digits, with an optional minus. Empty for anything else and for a number that no int64
/// holds.
[[nodiscard]] std::optional<std::int64_t> parse(std::string_view text);

}  // namespace fanfare::decimal
