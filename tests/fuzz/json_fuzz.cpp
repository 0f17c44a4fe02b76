#include "input.h"
#include "json.h"
#include "utf8.h"

using namespace fanfare;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (json::check(text, "It")) {
    for (json::Items items(text); items.next();) {
      const std::string_view value = items.value();
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
