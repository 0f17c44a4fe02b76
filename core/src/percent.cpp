#include "percent.h"

#include "ascii.h"

namespace fanfare::percent {

bool append_encoded(std::string& out, std::string_view text) {
  bool any = false;
  static constexpr ascii::Set unreserved("09AZaz", "-._~");
  static constexpr char digits[] = "0123456789ABCDEF";
  while (true) {
    const std::size_t size = ascii::run(text, unreserved);
    out += text.substr(0, size);
    if (size == text.size()) return any;
    any = true;
    const auto byte = static_cast<unsigned char>(text[size]);
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15];
    text.remove_prefix(size + 1);
  }
}

std::optional<std::string> decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const int high = ascii::hex_value(text[i + 1]);
    const int low = ascii::hex_value(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

}  // namespace fanfare::percent
