#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fanfare::percent {

/// Appends `text` with everything but RFC 3986's unreserved characters as `%XX`, and gives whether there was
/// any.
bool append_encoded(std::string& out, std::string_view text);

/// The reverse, with `+` as a space, which is how PHP's and Go's libraries write it; nothing for a `%`
/// without two hex digits.
[[nodiscard]] std::optional<std::string> decode(std::string_view text);

}  // namespace fanfare::percent
