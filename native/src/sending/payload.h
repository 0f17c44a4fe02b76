#pragma once

#include <fanfare/result.h>

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

namespace fanfare {

/// How deep a payload may be nested. nlohmann's `dump` recurses: a 64 KiB stack ends at some 580 levels.
inline constexpr std::size_t payload_depth_max = 128;

/// The text that subscribers get: a string as it is, all else as JSON.
/// Fails with `invalid_data` for what is not UTF-8, nested too deep, or no JSON at all.
[[nodiscard]] Result<std::string> payload_text(const nlohmann::json& payload);

/// What the server's answer says of the channels, or null.
[[nodiscard]] nlohmann::json parsed_or_null(const std::string& body);

}  // namespace fanfare
