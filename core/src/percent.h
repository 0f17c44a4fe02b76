#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fanfare::percent {

/// Appends `text` with every character except RFC 3986's unreserved ones as `%XX`. Returns whether there was one.
bool append_encoded(std::string& out, std::string_view text);

/// Decodes `%XX`, and `+` to a space, because PHP's and Go's libraries encode it so. Empty for a `%` without two
/// hex digits.
[[nodiscard]] std::optional<std::string> decode(std::string_view text);

}  // namespace fanfare::percent
