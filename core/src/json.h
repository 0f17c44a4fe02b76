#pragma once

#include <fanfare/result.h>

#include <cstddef>
#include <string>
#include <string_view>

// The little JSON that signing needs: to write strings, and to check and read texts that somebody else wrote.
// A general library would double the size of fanfare.wasm.
namespace fanfare::json {

/// How deep arrays and objects may nest. `[]` has depth 1.
inline constexpr std::size_t depth_max = 32;

/// Appends valid UTF-8 as a string literal, byte for byte as JavaScript's JSON.stringify writes it (ECMA-262,
/// QuoteJSONString): everything but `"`, `\` and U+0000 to U+001F stays as it is.
void append_string(std::string& out, std::string_view text);

/// Appends `opening` as it stands, `,"name":` with what goes before it, and `value` as a string literal.
void append_member(std::string& out, std::string_view opening, std::string_view value);

/// Whether `text` is exactly one JSON text (RFC 8259) in UTF-8, no deeper than `depth`, whose strings are
/// Unicode too: no lone surrogate hides behind an escape. Fails with `invalid_json` or `json_too_deep`;
/// `what` opens the sentence.
[[nodiscard]] Result<void> check(std::string_view text, std::string_view what, std::size_t depth = depth_max);

/// Walks over what an object or an array holds, in a text that `check` has accepted; anything else holds
/// nothing.
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
  /// Whether it is the member of this name; names are compared after unescaping.
  [[nodiscard]] bool is(std::string_view name) const;
  /// The literal of its name as it stands in the text; empty in an array.
  [[nodiscard]] std::string_view name() const { return name_; }
  /// As it stands in the text.
  [[nodiscard]] std::string_view value() const { return value_; }

 private:
  /// Leaves out what separates, and takes what follows.
  std::string_view take();

  std::string_view rest_;
  std::string_view name_;  // the literal; empty in an array
  std::string_view value_;
  bool in_object_ = false;
};

/// The value of the last member of this name, as every reader of JSON takes it; empty where there is none.
[[nodiscard]] std::string_view find(std::string_view valid_text, std::string_view name);

/// Appends what a literal that `check` has accepted stands for, quotes included in `literal`.
void append_unescaped(std::string& out, std::string_view literal);

[[nodiscard]] inline std::string unescape(std::string_view literal) {
  std::string text;
  append_unescaped(text, literal);
  return text;
}

}  // namespace fanfare::json
