#pragma once

#include <fanfare/result.h>

#include <string_view>

namespace fanfare {

/// Fails as `App::make` does.
[[nodiscard]] Result<void> check_credentials(std::string_view id, std::string_view key,
                                             std::string_view secret);

}  // namespace fanfare
