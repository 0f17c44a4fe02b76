#include <fanfare/delivery.h>

#include <algorithm>

#include "ascii.h"

namespace fanfare {
namespace {

constexpr std::size_t digits_max = 12;  // of seconds: their milliseconds fit an int64

/// `120` or `0.25`, rounded up to a whole millisecond.
std::optional<std::int64_t> parse_seconds(std::string_view text) {
  const std::size_t whole = ascii::run(text, ascii::digits);
  if (whole == 0 || whole > digits_max || text.ends_with('.')) return std::nullopt;
  std::int64_t milliseconds = 0;
  int places = -1;  // of the fraction that were read; -1 before the point
  bool more = false;
  for (const char c : text) {
    if (places < 0 && c == '.') {
      places = 0;
      continue;
    }
    if (!ascii::is_digit(c)) return std::nullopt;
    if (places == 3) {
      more = more || c != '0';
      continue;
    }
    milliseconds = milliseconds * 10 + (c - '0');
    if (places >= 0) ++places;
  }
  for (places = std::max(places, 0); places < 3; ++places) milliseconds *= 10;
  return milliseconds + (more ? 1 : 0);
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, whose years begin in March here, so that a leap
/// day is the last of its year. Month 13 is January of the next year.
int days_since_1970(int year, int month, int day) {
  if (month < 3) {
    --year;
    month += 12;
  }
  // 153 days in each five months from March on
  return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month - 457) / 5 + day - 719'469;
}

bool is_date(int year, int month, int day) {
  return day >= 1 && days_since_1970(year, month, day) < days_since_1970(year, month + 1, 1);
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form of RFC 9110 §5.6.7 that may still be sent, as Unix
/// milliseconds.
std::optional<std::int64_t> parse_date(std::string_view text) {
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  constexpr std::string_view shape = "???, 00 ??? 0000 00:00:00 GMT";
  if (text.size() != shape.size()) return std::nullopt;
  int numbers[5] = {};  // day, year, hour, minute, second
  int* number = numbers;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == '0') {
      if (!ascii::is_digit(text[i])) return std::nullopt;
      *number = *number * 10 + (text[i] - '0');
      if (shape[i + 1] != '0') ++number;
    } else if (shape[i] != '?' && shape[i] != text[i]) {
      return std::nullopt;
    }
  }
  const auto [day, year, hour, minute, second] = numbers;
  const std::size_t place = months.find(text.substr(8, 3));
  if (place == std::string_view::npos || place % 3 != 0) return std::nullopt;
  const int month = static_cast<int>(place) / 3 + 1;
  if (!is_date(year, month, day) || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const std::int64_t days = days_since_1970(year, month, day);
  return ((days * 24 + hour) * 60 + minute) * 60'000 + second * 1'000;
}

}  // namespace

std::optional<std::int64_t> parse_retry_after(std::string_view value, std::int64_t now_unix_ms) {
  value = ascii::trimmed(value);
  if (const auto seconds = parse_seconds(value)) return seconds;
  const auto date = parse_date(value);
  if (!date) return std::nullopt;
  return *date > now_unix_ms ? *date - now_unix_ms : 0;
}

}  // namespace fanfare
