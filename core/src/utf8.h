#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fanfare::utf8 {

/// The number of code points in `text`. Empty if it is not valid UTF-8 (RFC 3629: no surrogates, no overlong
/// forms).
[[nodiscard]] std::optional<std::size_t> length(std::string_view text);

/// `text` with U+FFFD in place of what is not UTF-8, as a browser decodes it (encoding.spec.whatwg.org: one
/// for each longest start of a sequence).
[[nodiscard]] std::string scrubbed(std::string_view text);

[[nodiscard]] inline bool valid(std::string_view text) { return length(text).has_value(); }

/// Whether valid UTF-8 has a control character: U+0000 to U+001F, U+007F to U+009F.
[[nodiscard]] bool has_control(std::string_view text);

/// Appends one code point that is not a surrogate.
void append(std::string& out, char32_t point);

}  // namespace fanfare::utf8
