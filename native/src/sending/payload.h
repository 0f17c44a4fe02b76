#pragma once

#include <fanfare/result.h>

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

namespace fanfare {

/// The deepest nesting of a payload. nlohmann's `dump` recurses: a 64 KiB stack ends at some 580 levels.
inline constexpr std::size_t payload_depth_max = 128;

/// The text that subscribers get: a string as it is, anything else as JSON.
/// Fails with `invalid_data` for a payload that is not UTF-8, is nested too deep, or is not JSON.
[[nodiscard]] Result<std::string> payload_text(const nlohmann::json& payload);

/// The value of a server's answer; null if it is not JSON, or nested too deep.
[[nodiscard]] nlohmann::json parsed_or_null(const std::string& body);

}  // namespace fanfare
