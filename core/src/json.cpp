#include "json.h"

#include "ascii.h"
#include "sentence.h"
#include "utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace fanfare::json {
namespace {

bool is_high_surrogate(std::int32_t unit) { return unit >> 10 == 0xD800 >> 10; }
bool is_low_surrogate(std::int32_t unit) { return unit >> 10 == 0xDC00 >> 10; }

/// The value of the four hex digits at `at`, or -1.
std::int32_t hex4(std::string_view text, std::size_t at) {
  if (text.size() < at + 4) return -1;
  std::int32_t value = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const int digit = ascii::hex_value(text[i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

constexpr ascii::Set spaces("", " \t\n\r");

constexpr std::string_view escaped = "\b\t\n\f\r\"\\/";
constexpr std::string_view escapes = "btnfr\"\\/";

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

/// Whether `text` starts with eight bytes that a string literal need not escape (Bit Twiddling Hacks, "Determine
/// if a word has a byte less than n").
[[gnu::noinline]] bool starts_plain(std::string_view text) {
  constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
  std::uint64_t word;
  if (text.size() < sizeof word) return false;
  std::memcpy(&word, text.data(), sizeof word);
  const std::uint64_t quotes = word ^ ones * '"';
  const std::uint64_t slashes = word ^ ones * '\\';
  const std::uint64_t found =
      ((word - ones * 0x20) & ~word) | ((quotes - ones) & ~quotes) | ((slashes - ones) & ~slashes);
  return (found & ones * 0x80) == 0;
}

/// The number of bytes before the first that a string literal must escape.
std::size_t plain_size(std::string_view text) {
  std::size_t size = 0;
  while (starts_plain(text.substr(size))) size += 8;
  while (size < text.size() && is_plain(text[size])) ++size;
  return size;
}

/// Writes the escape of `c`, at most six characters, and returns the end.
char* write_escape(char* to, char c) {
  *to++ = '\\';
  if (c == '"') {  // first, because JSON in JSON is full of them
    *to++ = c;
    return to;
  }
  const std::size_t place = escaped.find(c);
  if (place != std::string_view::npos) {
    *to++ = escapes[place];
    return to;
  }
  std::memcpy(to, c < 0x10 ? "u000" : "u001", 4);
  to[4] = "0123456789abcdef"[c & 15];
  return to + 5;
}

/// Scans one JSON text in valid UTF-8. The bits of a number hold the nesting, not the call stack, so that no input
/// can exhaust the small stack of a thread or of WebAssembly.
class Scanner {
 public:
  enum class Outcome { valid, invalid, too_deep };

  Scanner(std::string_view text, std::size_t depth)
      : rest_(text), depth_left_(depth < depth_max ? depth : depth_max), depth_limit_(depth_left_) {}

  Outcome run() {
    while (true) {
      skip_space();
      const char first = peek();
      if (first == '{' || first == '[') {
        if (depth_left_ == 0) return Outcome::too_deep;
        --depth_left_;
        objects_ = objects_ << 1 | (first == '{' ? 1U : 0U);
        rest_.remove_prefix(1);
        skip_space();
        if (!close()) {
          if (!name()) return Outcome::invalid;
          continue;
        }
      } else if (!scalar(first)) {
        return Outcome::invalid;
      }
      do {
        skip_space();
        if (depth_left_ == depth_limit_) return rest_.empty() ? Outcome::valid : Outcome::invalid;
      } while (close());
      if (!take(',')) return Outcome::invalid;
      skip_space();
      if (!name()) return Outcome::invalid;
    }
  }

 private:
  [[nodiscard]] bool in_object() const { return (objects_ & 1) != 0; }
  [[nodiscard]] char peek() const { return rest_.empty() ? '\0' : rest_[0]; }

  bool take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void skip_space() { rest_.remove_prefix(ascii::run(rest_, spaces)); }

  bool close() {
    if (!take(in_object() ? '}' : ']')) return false;
    objects_ >>= 1;
    ++depth_left_;
    return true;
  }

  /// Takes the name of a member and its colon. An array has no names.
  bool name() {
    if (!in_object()) return true;
    if (!string()) return false;
    skip_space();
    return take(':');
  }

  bool scalar(char first) {
    return first == '"'   ? string()
           : first == 't' ? word("true")
           : first == 'f' ? word("false")
           : first == 'n' ? word("null")
                          : number();
  }

  bool word(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  bool digits() {
    const std::size_t size = ascii::run(rest_, ascii::digits);
    rest_.remove_prefix(size);
    return size > 0;
  }

  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      return digits();
    }
    return true;
  }

  bool string() {
    if (!take('"')) return false;
    while (true) {
      rest_.remove_prefix(plain_size(rest_));
      if (take('"')) return true;
      if (!take('\\') || !escape()) return false;
    }
  }

  bool escape() {
    if (!take('u')) {
      if (rest_.empty() || escapes.find(rest_[0]) == std::string_view::npos) return false;
      rest_.remove_prefix(1);
      return true;
    }
    const std::int32_t unit = hex4(rest_, 0);
    if (unit < 0 || is_low_surrogate(unit)) return false;
    rest_.remove_prefix(4);
    if (!is_high_surrogate(unit)) return true;
    if (!take('\\') || !take('u') || !is_low_surrogate(hex4(rest_, 0))) return false;
    rest_.remove_prefix(4);
    return true;
  }

  std::string_view rest_;
  std::size_t depth_left_;
  std::size_t depth_limit_;
  std::uint32_t objects_ = 0;  // one bit per open container, 1 for an object; the innermost is the lowest
  static_assert(depth_max <= 32);
};

/// The size of the literal that `valid` starts with.
std::size_t literal_size(std::string_view valid) {
  std::size_t size = 1;
  while (valid[size] != '"') size += valid[size] == '\\' ? 2 : 1;
  return size + 1;
}

/// The size of the value that `valid` starts with.
std::size_t value_size(std::string_view valid) {
  constexpr ascii::Set scalar("09azAZ", "+-.");
  std::size_t size = 0;
  std::size_t depth = 0;
  do {
    const char c = valid[size];
    if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
    }
    size += c == '"' ? literal_size(valid.substr(size))
                     : std::max<std::size_t>(ascii::run(valid.substr(size), scalar), 1);
  } while (depth > 0);
  return size;
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  char piece[128];
  char* const full = piece + sizeof piece - 8;
  char* to = piece;
  *to++ = '"';
  while (!text.empty()) {
    if (to > full) {
      out.append(piece, static_cast<std::size_t>(to - piece));
      to = piece;
    }
    if (starts_plain(text)) {
      std::memcpy(to, text.data(), 8);
      to += 8;
      text.remove_prefix(8);
      continue;
    }
    // up to and including the next escape, or to the end of the text
    while (!text.empty() && to <= full) {
      const char c = text[0];
      text.remove_prefix(1);
      if (!is_plain(c)) {
        to = write_escape(to, c);
        break;
      }
      *to++ = c;
    }
  }
  *to++ = '"';
  out.append(piece, static_cast<std::size_t>(to - piece));
}

void append_member(std::string& out, std::string_view opening, std::string_view value) {
  out += opening;
  append_string(out, value);
}

void append_unescaped(std::string& out, std::string_view literal) {
  if (literal.size() < 2) return;
  literal = literal.substr(1, literal.size() - 2);
  while (true) {
    const std::size_t size = std::min(literal.find('\\'), literal.size());
    out += literal.substr(0, size);
    if (size == literal.size()) return;
    const char kind = literal[size + 1];
    literal.remove_prefix(size + 2);
    if (kind != 'u') {
      out += escaped[escapes.find(kind)];
      continue;
    }
    std::int32_t point = hex4(literal, 0);
    literal.remove_prefix(4);
    if (is_high_surrogate(point)) {
      point = 0x10000 + ((point & 0x3FF) << 10) + (hex4(literal, 2) & 0x3FF);
      literal.remove_prefix(6);
    }
    utf8::append(out, static_cast<char32_t>(point));
  }
}

Result<void> check(std::string_view text, std::string_view what, std::size_t depth) {
  if (!utf8::valid(text)) return not_utf8(ErrorCode::invalid_json, what);
  switch (Scanner(text, depth).run()) {
    case Scanner::Outcome::valid:
      return {};
    case Scanner::Outcome::too_deep:
      return refusal(ErrorCode::json_too_deep, "%s is nested deeper than %u levels: flatten it.",
                     {what, depth});
    case Scanner::Outcome::invalid:
      break;
  }
  return refusal(ErrorCode::invalid_json, "%s is not one JSON text.", {what});
}

Items::Items(std::string_view valid_text) : rest_(valid_text) {
  rest_.remove_prefix(ascii::run(rest_, spaces));
  in_object_ = rest_.starts_with('{');
  if (in_object_ || rest_.starts_with('[')) {
    rest_.remove_prefix(1);
  } else {
    rest_ = {};
  }
}

std::string_view Items::take() {
  constexpr ascii::Set between("", " \t\n\r,:");
  rest_.remove_prefix(ascii::run(rest_, between));
  if (rest_.empty() || rest_[0] == '}' || rest_[0] == ']') return {};
  const std::string_view taken = rest_.substr(0, value_size(rest_));
  rest_.remove_prefix(taken.size());
  return taken;
}

bool Items::next() {
  if (in_object_) name_ = take();
  value_ = take();
  return !value_.empty();
}

bool Items::is(std::string_view name) const {
  if (name_.find('\\') != std::string_view::npos) return unescape(name_) == name;
  return name_.size() == name.size() + 2 && name_.substr(1, name.size()) == name;
}

std::string_view find(std::string_view valid_text, std::string_view name) {
  std::string_view value;
  for (Items items(valid_text); items.next();) {
    if (items.is(name)) value = items.value();
  }
  return value;
}

}  // namespace fanfare::json
