#include "sentence.h"

#include "ascii.h"
#include "decimal.h"

namespace fanfare {

Error refusal(ErrorCode code, const char* sentence, std::initializer_list<Part> parts) {
  std::string message;
  const Part* part = parts.begin();
  for (; *sentence; ++sentence) {
    if (*sentence != '%') {
      message += *sentence;
      continue;
    }
    const std::string_view text(part->text, part->text ? part->size : 0);
    switch (*++sentence) {
      case 'u':
        decimal::append(message, static_cast<std::int64_t>(part->size));
        break;
      case 'q':
        ascii::append_quoted(message, text);
        break;
      default:
        message += text;
    }
    ++part;
  }
  return Error(code, std::move(message));
}

Error not_utf8(ErrorCode code, std::string_view what) {
  return refusal(code, "%s is not valid UTF-8.", {what});
}

}  // namespace fanfare
