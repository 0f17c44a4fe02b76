#include "decimal.h"

#include "ascii.h"

#include <limits>

namespace fanfare::decimal {

void append(std::string& out, std::int64_t number) {
  char digits[20];
  char* const end = digits + sizeof digits;
  char* start = end;
  // unsigned, because the least int64 has no opposite
  auto rest = static_cast<std::uint64_t>(number);
  if (number < 0) rest = 0 - rest;
  do {
    *--start = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest > 0);
  if (number < 0) *--start = '-';
  out.append(start, static_cast<std::size_t>(end - start));
}

std::optional<std::int64_t> parse(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  // The largest number of nineteen digits fits a uint64.
  if (text.empty() || text.size() > 19 || !ascii::all(text, ascii::digits)) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (value > largest + (negative ? 1 : 0)) return std::nullopt;
  return static_cast<std::int64_t>(negative ? 0 - value : value);
}

}  // namespace fanfare::decimal
