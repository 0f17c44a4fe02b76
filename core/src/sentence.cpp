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
    ++sentence;
    const std::string_view text(part->text, part->text ? part->size : 0);
    message += *sentence == 'u'   ? decimal::text(static_cast<std::int64_t>(part->size))
               : *sentence == 'q' ? ascii::quoted(text)
                                  : std::string(text);
    ++part;
  }
  return Error(code, std::move(message));
}

}  // namespace fanfare
