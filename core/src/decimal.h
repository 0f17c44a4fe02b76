#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What std::to_string and std::from_chars do, in a tenth of their size.
namespace fanfare::decimal {

void append(std::string& out, std::int64_t number);

[[nodiscard]] inline std::string text(std::int64_t number) {
  std::string digits;
  append(digits, number);
  return digits;
}

/// The number that `text` writes with at most nineteen digits, a minus before them perhaps; nothing for
/// anything else and for what no int64 holds.
[[nodiscard]] std::optional<std::int64_t> parse(std::string_view text);

}  // namespace fanfare::decimal
