#pragma once

#include <fanfare/error.h>

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace fanfare {

/// A text or a number to put into a sentence.
struct Part {
  Part(std::string_view value) : text(value.data()), size(value.size()) {}    // NOLINT: implicit by design
  Part(const std::string& value) : text(value.data()), size(value.size()) {}  // NOLINT
  Part(const char* value) : Part(std::string_view(value)) {}                  // NOLINT
  Part(std::size_t number) : text(nullptr), size(number) {}                   // NOLINT

  const char* text;
  std::size_t size;
};

/// An error with a formatted sentence. `%q` stands for a text in quotes (`ascii::quoted`), `%s` for a text as it
/// is, `%u` for a number. One function for all errors, because the code that builds them is a good part of
/// fanfare.wasm.
///
/// ```cpp
/// return refusal(ErrorCode::invalid_channel, "The channel name %q has %u characters.", {name, name.size()});
/// ```
[[nodiscard]] Error refusal(ErrorCode code, const char* sentence, std::initializer_list<Part> parts = {});

/// The error for a text that is not UTF-8. The sentence starts with `what`.
[[nodiscard]] Error not_utf8(ErrorCode code, std::string_view what);

}  // namespace fanfare
