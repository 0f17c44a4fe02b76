#include "json.h"

#include "ascii.h"
#include "sentence.h"
#include "utf8.h"

#include <array>
#include <cstdint>

namespace fanfare::json {
namespace {

/// The four hex digits of `\uXXXX` that begin at `at`, or -1.
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

bool is_high_surrogate(std::int32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_surrogate(std::int32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

/// A member of the outermost object with its name's literal, or an element of the outermost array without
/// one.
struct Item {
  std::string_view name;
  std::string_view value;
};

/// Walks through one JSON text in valid UTF-8. Nesting is held in an array rather than on the call stack, so
/// that no input can exhaust the small stack of a thread or of WebAssembly.
class Scanner {
 public:
  enum class Outcome { valid, invalid, too_deep };

  Scanner(std::string_view text, std::size_t depth)
      : text_(text), limit_(depth < depth_max ? depth : depth_max) {}

  /// Adds what the outermost object or array holds to `items`, if there is such a list.
  Outcome run(std::vector<Item>* items) {
    bool item_open = false;
    std::string_view name;
    std::size_t value_start = 0;
    do {
      if (expect_name_) {
        const std::size_t start = at_;
        if (!string()) return Outcome::invalid;
        if (depth_ == 1) name = text_.substr(start, at_ - start);
        skip_space();
        if (!take(':')) return Outcome::invalid;
        expect_name_ = false;
      }
      skip_space();
      if (depth_ == 1) {
        item_open = true;
        value_start = at_;
      }
      if (const Outcome opened = value(); opened != Outcome::valid) return opened;
      while (value_ended_) {
        if (depth_ == 1 && item_open) {
          item_open = false;
          if (items) items->push_back({name, text_.substr(value_start, at_ - value_start)});
        }
        skip_space();
        if (depth_ == 0) return at_ == text_.size() ? Outcome::valid : Outcome::invalid;
        if (!next()) return Outcome::invalid;
      }
    } while (true);
  }

 private:
  bool in_object() const { return stack_[depth_ - 1] == '{'; }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void skip_space() {
    while (at_ < text_.size() && ascii::is_any_of(text_[at_], " \t\n\r")) ++at_;
  }

  /// A scalar, an empty container, or the opening of one that is not empty.
  Outcome value() {
    const char first = peek();
    if (first == '{' || first == '[') {
      if (depth_ == limit_) return Outcome::too_deep;
      stack_[depth_++] = first;
      ++at_;
      skip_space();
      value_ended_ = take(first == '{' ? '}' : ']');
      if (value_ended_) --depth_;
      expect_name_ = !value_ended_ && first == '{';
      return Outcome::valid;
    }
    value_ended_ = first == '"'   ? string()
                   : first == 't' ? word("true")
                   : first == 'f' ? word("false")
                   : first == 'n' ? word("null")
                                  : number();
    return value_ended_ ? Outcome::valid : Outcome::invalid;
  }

  /// What follows a value: a comma, or the end of its container, which is the end of a value again.
  bool next() {
    if (take(',')) {
      skip_space();
      value_ended_ = false;
      expect_name_ = in_object();
      return true;
    }
    if (!take(in_object() ? '}' : ']')) return false;
    --depth_;
    return true;
  }

  bool word(std::string_view expected) {
    if (text_.substr(at_, expected.size()) != expected) return false;
    at_ += expected.size();
    return true;
  }

  bool digits() {
    const std::size_t start = at_;
    while (ascii::is_digit(peek())) ++at_;
    return at_ > start;
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
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\' && !escape()) return false;
    }
    return false;
  }

  bool escape() {
    const char kind = peek();
    ++at_;
    if (kind != 'u') return kind != '\0' && ascii::is_any_of(kind, "\"\\/bfnrt");
    const std::int32_t unit = hex4(text_, at_);
    if (unit < 0 || is_low_surrogate(unit)) return false;
    at_ += 4;
    if (!is_high_surrogate(unit)) return true;
    if (!take('\\') || !take('u') || !is_low_surrogate(hex4(text_, at_))) return false;
    at_ += 4;
    return true;
  }

  std::string_view text_;
  std::size_t limit_;
  std::size_t at_ = 0;
  std::array<char, depth_max> stack_{};
  std::size_t depth_ = 0;
  bool expect_name_ = false;
  bool value_ended_ = false;
};

Result<void> scan(std::string_view text, std::string_view what, std::size_t depth, std::vector<Item>* items) {
  if (!utf8::valid(text)) return refusal(ErrorCode::invalid_json, "%s is not valid UTF-8.", {what});
  switch (Scanner(text, depth).run(items)) {
    case Scanner::Outcome::valid:
      return {};
    case Scanner::Outcome::too_deep:
      return refusal(ErrorCode::json_too_deep, "%s nests deeper than %u levels: flatten it.", {what, depth});
    case Scanner::Outcome::invalid:
      break;
  }
  return refusal(ErrorCode::invalid_json, "%s is not one JSON text.", {what});
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  out += '"';
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    out += text.substr(copied, i - copied);
    copied = i + 1;
    out += '\\';
    switch (byte) {
      case '"':
      case '\\':
        out += text[i];
        break;
      case '\b':
        out += 'b';
        break;
      case '\t':
        out += 't';
        break;
      case '\n':
        out += 'n';
        break;
      case '\f':
        out += 'f';
        break;
      case '\r':
        out += 'r';
        break;
      default:
        out += "u00";
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
  }
  out += text.substr(copied);
  out += '"';
}

Result<void> check(std::string_view text, std::string_view what, std::size_t depth) {
  return scan(text, what, depth, nullptr);
}

Result<std::vector<Member>> members(std::string_view text, std::string_view what) {
  std::vector<Item> items;
  if (auto checked = scan(text, what, depth_max, &items); !checked) return checked.error();
  std::vector<Member> found;
  for (const Item& item : items) {
    if (!item.name.empty()) found.push_back({unescape(item.name), item.value});
  }
  return found;
}

Result<std::vector<std::string_view>> find_members(std::string_view text, std::string_view what,
                                                   std::string_view name) {
  const auto all = members(text, what);
  if (!all) return all.error();
  std::vector<std::string_view> values;
  for (const Member& member : *all) {
    if (member.name == name) values.push_back(member.value);
  }
  return values;
}

Result<std::vector<std::string_view>> elements(std::string_view text, std::string_view what) {
  std::vector<Item> items;
  if (auto checked = scan(text, what, depth_max, &items); !checked) return checked.error();
  std::vector<std::string_view> found;
  for (const Item& item : items) {
    if (item.name.empty()) found.push_back(item.value);
  }
  return found;
}

std::string unescape(std::string_view literal) {
  std::string text;
  if (literal.size() < 2) return text;
  literal = literal.substr(1, literal.size() - 2);
  for (std::size_t i = 0; i < literal.size(); ++i) {
    const std::string_view plain = literal.substr(i, literal.find('\\', i) - i);
    text += plain;
    i += plain.size();
    if (i + 1 >= literal.size()) break;
    switch (const char kind = literal[++i]) {
      case 'b':
        text += '\b';
        break;
      case 't':
        text += '\t';
        break;
      case 'n':
        text += '\n';
        break;
      case 'f':
        text += '\f';
        break;
      case 'r':
        text += '\r';
        break;
      case 'u': {
        std::int32_t point = hex4(literal, i + 1);
        i += 4;
        if (is_high_surrogate(point)) {
          point = 0x10000 + (point - 0xD800) * 0x400 + (hex4(literal, i + 3) - 0xDC00);
          i += 6;
        }
        utf8::append(text, static_cast<char32_t>(point));
        break;
      }
      default:
        text += kind;
    }
  }
  return text;
}

}  // namespace fanfare::json
