#pragma once

#include <fanfare/result.h>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace fanfare::hub {

/// A user of a presence channel, from a verified `channel_data`.
struct PresenceUser {
  std::string id;
  std::string info;  ///< a JSON text; `null` if the client sent none
};

/// Parses `channel_data`. Verify its signature first. A `user_id` that is a safe integer becomes its decimal text,
/// so that 1 and "1" are one user. Fails with `invalid_member` or `member_too_large`.
[[nodiscard]] Result<PresenceUser> parse_channel_data(std::string_view channel_data);

/// The distinct users of one presence channel, each with the number of its connections.
class PresenceMembers {
 public:
  struct Entry {
    std::string info;  ///< from the first connection; kept until the last one leaves
    std::size_t connections;
  };

  [[nodiscard]] bool has(std::string_view user_id) const { return users_.find(user_id) != users_.end(); }
  [[nodiscard]] bool has_room_for(std::string_view user_id) const;
  /// Returns whether this is the user's first connection.
  bool join(const PresenceUser& user);
  /// Returns whether this was the user's last connection.
  bool leave(std::string_view user_id);

  [[nodiscard]] std::size_t size() const { return users_.size(); }
  [[nodiscard]] const std::map<std::string, Entry, std::less<>>& users() const { return users_; }

 private:
  std::map<std::string, Entry, std::less<>> users_;
};

}  // namespace fanfare::hub
