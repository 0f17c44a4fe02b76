#include <fanfare/delivery.h>

#include "ascii.h"

#include <array>
#include <chrono>

namespace fanfare {
namespace {

constexpr std::size_t digits_max = 12;  // of seconds: their milliseconds fit an int64

/// Reads exactly `size` digits.
std::optional<int> number(std::string_view text, std::size_t at, std::size_t size) {
  const std::string_view digits = text.substr(at, size);
  if (digits.size() != size || !ascii::all(digits, ascii::is_digit)) return std::nullopt;
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

/// `120` or `0.25`, rounded up to a whole millisecond.
std::optional<std::int64_t> parse_seconds(std::string_view text) {
  const std::size_t dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  const std::string_view fraction = dot == std::string_view::npos ? "0" : text.substr(dot + 1);
  if (whole.empty() || whole.size() > digits_max || fraction.empty()) return std::nullopt;
  if (!ascii::all(whole, ascii::is_digit) || !ascii::all(fraction, ascii::is_digit)) return std::nullopt;
  std::int64_t milliseconds = 0;
  for (const char c : whole) milliseconds = milliseconds * 10 + (c - '0');
  for (std::size_t i = 0; i < 3; ++i)
    milliseconds = milliseconds * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  const bool more = fraction.size() > 3 && fraction.find_first_not_of('0', 3) != std::string_view::npos;
  return milliseconds + (more ? 1 : 0);
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form of RFC 9110 §5.6.7 that may still be sent, as Unix
/// milliseconds.
std::optional<std::int64_t> parse_date(std::string_view text) {
  static constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return std::nullopt;
  if (text[7] != ' ' || text[11] != ' ' || text[16] != ' ' || text[19] != ':' || text[22] != ':')
    return std::nullopt;
  unsigned month = 0;
  while (month < 12 && months[month] != text.substr(8, 3)) ++month;
  const auto day = number(text, 5, 2);
  const auto year = number(text, 12, 4);
  const auto hour = number(text, 17, 2);
  const auto minute = number(text, 20, 2);
  const auto second = number(text, 23, 2);
  if (month == 12 || !day || !year || !hour || !minute || !second) return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(month + 1),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return (((days * 24 + *hour) * 60 + *minute) * 60 + *second) * 1'000;
}

}  // namespace

std::optional<std::int64_t> parse_retry_after(std::string_view value, std::int64_t now_unix_ms) {
  while (!value.empty() && ascii::is_any_of(value.front(), " \t")) value.remove_prefix(1);
  while (!value.empty() && ascii::is_any_of(value.back(), " \t")) value.remove_suffix(1);
  if (const auto seconds = parse_seconds(value)) return seconds;
  const auto date = parse_date(value);
  if (!date) return std::nullopt;
  return *date > now_unix_ms ? *date - now_unix_ms : 0;
}

}  // namespace fanfare
