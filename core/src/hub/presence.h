#pragma once

#include <fanfare/result.h>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace fanfare::hub {

/// A user as the verified `channel_data` names it.
struct PresenceUser {
  std::string id;
  std::string info;  ///< a JSON text, `null` when there is none
};

/// Reads `channel_data`, whose signature must have been verified before. A `user_id` that is a safe integer
/// becomes its decimal text, so that 1 and "1" are one user. Fails with `invalid_member` or
/// `member_too_large`.
[[nodiscard]] Result<PresenceUser> parse_channel_data(std::string_view channel_data);

/// The distinct users of one presence channel, each with the number of its connections.
class PresenceMembers {
 public:
  struct Entry {
    std::string info;  ///< of the first connection, until the last one leaves
    std::size_t connections;
  };

  [[nodiscard]] bool has(std::string_view user_id) const { return users_.find(user_id) != users_.end(); }
  [[nodiscard]] bool has_room_for(std::string_view user_id) const;
  /// Whether this is the user's first connection.
  bool join(const PresenceUser& user);
  /// Whether this was the user's last connection.
  bool leave(std::string_view user_id);

  [[nodiscard]] std::size_t size() const { return users_.size(); }
  [[nodiscard]] const std::map<std::string, Entry, std::less<>>& users() const { return users_; }

 private:
  std::map<std::string, Entry, std::less<>> users_;
};

}  // namespace fanfare::hub
