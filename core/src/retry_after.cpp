#include <fanfare/delivery.h>

#include "ascii.h"
#include "decimal.h"

namespace fanfare {
namespace {

constexpr std::size_t digits_max = 12;  // of seconds: their milliseconds fit an int64

/// `120` or `0.25`, rounded up to a whole millisecond.
std::optional<std::int64_t> parse_seconds(std::string_view text) {
  std::string_view whole = text.substr(0, ascii::run(text, ascii::digits));
  std::string_view fraction = text.substr(whole.size());
  if (fraction.starts_with('.')) {
    fraction.remove_prefix(1);
    if (fraction.empty()) return std::nullopt;
  }
  if (whole.empty() || whole.size() > digits_max || !ascii::all(fraction, ascii::digits)) return std::nullopt;
  std::int64_t milliseconds = 0;
  for (const char c : whole) milliseconds = milliseconds * 10 + (c - '0');
  for (int place = 0; place < 3; ++place) {
    milliseconds *= 10;
    if (fraction.empty()) continue;
    milliseconds += fraction[0] - '0';
    fraction.remove_prefix(1);
  }
  return milliseconds + (ascii::run(fraction, ascii::Set("00")) < fraction.size() ? 1 : 0);
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, of which a year begins in March, so that the day
/// that some lack is its last.
std::int64_t days_since_1970(int year, int month, int day) {
  if (month < 3) {
    --year;
    month += 12;
  }
  // 153 days in each five months from March on
  return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month - 457) / 5 + day - 719'469;
}

bool is_date(int year, int month, int day) {
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  const int days = month == 2 ? (leap ? 29 : 28) : 30 + (month + month / 8) % 2;
  return day >= 1 && day <= days;
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
  const std::int64_t minutes = (days_since_1970(year, month, day) * 24 + hour) * 60 + minute;
  return (minutes * 60 + second) * 1'000;
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
