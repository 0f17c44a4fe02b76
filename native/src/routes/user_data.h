#pragma once

#include <fanfare/result.h>

#include <cstddef>
#include <nlohmann/json_fwd.hpp>

namespace fanfare {

/// Whether a watchlist may have this many users. Fails with `invalid_user`.
[[nodiscard]] Result<void> check_watchlist_size(std::size_t users);

/// Whether the watchlist of `user`, if there is one, is a list of at most 100 strings. Fails with
/// `invalid_user`.
[[nodiscard]] Result<void> check_watchlist(const nlohmann::json& user);

}  // namespace fanfare
