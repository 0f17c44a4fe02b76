#pragma once

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace fanfare::hub {

/// The value of one JSON text in UTF-8 that is nested at most 32 levels deep; nothing for anything else. The
/// depth is checked first: nlohmann::json writes by recursion, so a deep value would overrun a small stack.
[[nodiscard]] std::optional<nlohmann::json> parse_json(std::string_view text);

/// `text`, which is valid UTF-8, as a JSON string with its quotes.
[[nodiscard]] std::string json_string(std::string_view text);

/// The string that `object` has under `name`; null when it has none there, or something else.
[[nodiscard]] const std::string* string_member(const nlohmann::json& object, const char* name);

}  // namespace fanfare::hub
