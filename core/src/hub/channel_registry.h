#pragma once

#include "presence.h"

#include <fanfare/hub/action.h>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare::hub {

/// A channel with at least one subscriber.
struct OccupiedChannel {
  std::vector<ConnectionId> subscribers;  ///< in ascending order
  PresenceMembers members;                ///< empty unless it is a presence channel

  /// All subscribers except one.
  [[nodiscard]] std::vector<ConnectionId> others(ConnectionId except) const;
};

/// The occupied channels of one app. A channel exists from its first subscriber to its last.
class ChannelRegistry {
 public:
  using Channels = std::map<std::string, OccupiedChannel, std::less<>>;

  /// The channel, or null when nobody is subscribed to it.
  [[nodiscard]] OccupiedChannel* find(std::string_view name);
  [[nodiscard]] const OccupiedChannel* find(std::string_view name) const;

  /// Adds a connection that is not yet a subscriber.
  OccupiedChannel& add(std::string_view name, ConnectionId connection);
  /// Removes a subscriber. Null if it was the last one, otherwise the channel.
  OccupiedChannel* remove(std::string_view name, ConnectionId connection);

  [[nodiscard]] const Channels& channels() const { return channels_; }

 private:
  Channels channels_;
};

}  // namespace fanfare::hub
