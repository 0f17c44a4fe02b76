#pragma once

#include <fanfare/result.h>

#include <cstddef>
#include <string>
#include <string_view>

// The JSON that signing needs: writing strings, and checking and reading texts from others. A general library
// would double the size of fanfare.wasm.
namespace fanfare::json {

/// The deepest nesting of arrays and objects. `[]` has depth 1.
inline constexpr std::size_t depth_max = 32;

/// Appends valid UTF-8 as a string literal, byte for byte as JavaScript's JSON.stringify writes it (ECMA-262,
/// QuoteJSONString): only `"`, `\` and U+0000 to U+001F are escaped.
void append_string(std::string& out, std::string_view text);

/// Appends `opening` (like `,"name":`) as it stands, and `value` as a string literal.
void append_member(std::string& out, std::string_view opening, std::string_view value);

/// Checks that `text` is exactly one JSON text (RFC 8259) in UTF-8, no deeper than `depth`, without lone surrogates
/// behind escapes. Fails with `invalid_json` or `json_too_deep`; the sentence starts with `what`.
[[nodiscard]] Result<void> check(std::string_view text, std::string_view what, std::size_t depth = depth_max);

/// Iterates over the members of an object or the elements of an array, in a text that `check` accepted. Any other
/// text has no items.
///
/// ```cpp
/// for (json::Items items(text); items.next();) {
///   if (items.is("id")) id = items.value();
/// }
/// ```
class Items {
 public:
  explicit Items(std::string_view valid_text);

  [[nodiscard]] bool next();
  /// Whether the current member has this name. Names are compared after unescaping.
  [[nodiscard]] bool is(std::string_view name) const;
  /// The literal of its name, as it stands in the text. Empty in an array.
  [[nodiscard]] std::string_view name() const { return name_; }
  /// Its value, as it stands in the text.
  [[nodiscard]] std::string_view value() const { return value_; }

 private:
  /// Skips separators and takes the next literal or value.
  std::string_view take();

  std::string_view rest_;
  std::string_view name_;  // the literal; empty in an array
  std::string_view value_;
  bool in_object_ = false;
};

/// The value of the last member with this name, which is the one that JSON parsers use. Empty without such a member.
[[nodiscard]] std::string_view find(std::string_view valid_text, std::string_view name);

/// Appends the string that a literal stands for. `literal` includes its quotes, and `check` accepted it.
void append_unescaped(std::string& out, std::string_view literal);

[[nodiscard]] inline std::string unescape(std::string_view literal) {
  std::string text;
  append_unescaped(text, literal);
  return text;
}

}  // namespace fanfare::json
