#include <fanfare/delivery.h>

#include "ascii.h"

#include <chrono>

namespace fanfare {
namespace {

constexpr std::size_t digits_max = 12;  // of seconds: their milliseconds fit an int64

/// The number that `size` digits stand for.
int number(std::string_view text, std::size_t at, std::size_t size) {
  int value = 0;
  for (const char c : text.substr(at, size)) value = value * 10 + (c - '0');
  return value;
}

/// Whether `text` has digits where `shape` has `0`, anything where it has `?`, and else its characters.
bool has_shape(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool fits = shape[i] == '0' ? ascii::is_digit(text[i]) : shape[i] == '?' || shape[i] == text[i];
    if (!fits) return false;
  }
  return true;
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
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (!has_shape(text, "???, 00 ??? 0000 00:00:00 GMT")) return std::nullopt;
  const std::size_t month = months.find(text.substr(8, 3));
  const int hour = number(text, 17, 2);
  const int minute = number(text, 20, 2);
  const int second = number(text, 23, 2);
  if (month == std::string_view::npos || month % 3 != 0 || hour > 23 || minute > 59 || second > 60)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(number(text, 12, 4)),
                                         std::chrono::month(static_cast<unsigned>(month / 3 + 1)),
                                         std::chrono::day(static_cast<unsigned>(number(text, 5, 2)))};
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1'000;
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
