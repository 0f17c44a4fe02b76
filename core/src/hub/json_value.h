#pragma once

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace fanfare::hub {

/// Parses one JSON text in UTF-8, at most 32 levels deep. The depth is checked first: nlohmann::json writes by
/// recursion, so a deep value would overrun a small stack.
[[nodiscard]] std::optional<nlohmann::json> parse_json(std::string_view text);

/// `text`, which must be valid UTF-8, as a JSON string literal.
[[nodiscard]] std::string json_string(std::string_view text);

/// The member `name` of `object`; null if it is missing or not a string.
[[nodiscard]] const std::string* string_member(const nlohmann::json& object, const char* name);

}  // namespace fanfare::hub
