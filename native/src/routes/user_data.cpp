#include "routes/user_data.h"

#include <fanfare/auth.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

namespace fanfare {

Result<void> check_watchlist_size(std::size_t users) {
  if (users <= watchlist_max) return {};
  return Error(ErrorCode::invalid_user, "The watchlist has " + std::to_string(users) + " users: at most " +
                                            std::to_string(watchlist_max) + " are allowed.");
}

Result<void> check_watchlist(const nlohmann::json& user) {
  if (!user.is_object() || !user.contains("watchlist")) return {};
  const auto& users = user["watchlist"];
  const auto is_text = [](const nlohmann::json& id) { return id.is_string(); };
  if (!users.is_array() || !std::all_of(users.begin(), users.end(), is_text)) {
    return Error(ErrorCode::invalid_user, "The watchlist is a list of user ids, each a string.");
  }
  return check_watchlist_size(users.size());
}

}  // namespace fanfare
