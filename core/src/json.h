#pragma once

#include <fanfare/result.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// The little JSON that signing needs: to write strings, and to check texts that somebody else wrote. A
// general library would double the size of fanfare.wasm.
namespace fanfare::json {

/// How deep arrays and objects may nest. `[]` has depth 1.
inline constexpr std::size_t depth_max = 32;

/// Appends valid UTF-8 as a string literal, byte for byte as JavaScript's JSON.stringify writes it (ECMA-262,
/// QuoteJSONString): everything but `"`, `\` and U+0000 to U+001F stays as it is.
void append_string(std::string& out, std::string_view text);

/// Whether `text` is exactly one JSON text (RFC 8259) in UTF-8, no deeper than `depth`, whose strings are
/// Unicode too: no lone surrogate hides behind an escape. Fails with `invalid_json` or `json_too_deep`;
/// `what` opens the sentence.
[[nodiscard]] Result<void> check(std::string_view text, std::string_view what, std::size_t depth = depth_max);

/// One member of an object.
struct Member {
  std::string name;        ///< what its literal stands for
  std::string_view value;  ///< as it stands in the text
};

/// All members of the object `text` in their order, those of deeper objects left out. Empty also for a text
/// that is no object. Fails as `check` does.
[[nodiscard]] Result<std::vector<Member>> members(std::string_view text, std::string_view what);

/// The values, as they stand in the text, of the members of this name; names are compared after unescaping.
/// Empty also for a text that is no object. Fails as `check` does.
[[nodiscard]] Result<std::vector<std::string_view>> find_members(std::string_view text, std::string_view what,
                                                                 std::string_view name);

/// The elements of the array `text` as they stand in it. Empty also for a text that is no array. Fails as
/// `check` does.
[[nodiscard]] Result<std::vector<std::string_view>> elements(std::string_view text, std::string_view what);

/// What a literal that `check` has accepted stands for, quotes included in `literal`.
[[nodiscard]] std::string unescape(std::string_view literal);

}  // namespace fanfare::json
