#include "input.h"
#include "json.h"
#include "utf8.h"

using namespace fanfare;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto values = json::find_members(text, "It", "id")) {
    for (const std::string_view value : *values) {
      require(json::check(value, "A value").has_value());
      if (value.front() == '"') require(utf8::valid(json::unescape(value)));
    }
  }
  if (utf8::valid(text)) {
    std::string literal;
    json::append_string(literal, text);
    require(json::check(literal, "A literal").has_value());
    require(json::unescape(literal) == text);
  }
  return 0;
}
