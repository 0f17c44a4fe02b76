#pragma once

#include <fanfare/error.h>

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace fanfare {

/// What stands in a sentence: a text or a number.
struct Part {
  Part(std::string_view value) : text(value.data()), size(value.size()) {}    // NOLINT: implicit by design
  Part(const std::string& value) : text(value.data()), size(value.size()) {}  // NOLINT
  Part(const char* value) : Part(std::string_view(value)) {}                  // NOLINT
  Part(std::size_t number) : text(nullptr), size(number) {}                   // NOLINT

  const char* text;
  std::size_t size;
};

/// An error whose sentence has the parts in place of its marks: `%q` a text in quotes as `ascii::quoted`
/// shows it, `%s` a text as it is, `%u` a number. One function for all, for what an error costs at each place
/// that may refuse is a good part of fanfare.wasm.
///
/// ```cpp
/// return refusal(ErrorCode::invalid_channel, "The channel name %q has %u characters.", {name, name.size()});
/// ```
[[nodiscard]] Error refusal(ErrorCode code, const char* sentence, std::initializer_list<Part> parts = {});

/// What is said of a text that is not UTF-8. `what` opens the sentence.
[[nodiscard]] Error not_utf8(ErrorCode code, std::string_view what);

}  // namespace fanfare
