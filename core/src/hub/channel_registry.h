#pragma once

#include "presence.h"

#include <fanfare/hub/action.h>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare::hub {

/// A channel that somebody is subscribed to.
struct OccupiedChannel {
  std::vector<ConnectionId> subscribers;  ///< in ascending order
  PresenceMembers members;                ///< of a presence channel

  /// The subscribers but one.
  [[nodiscard]] std::vector<ConnectionId> others(ConnectionId except) const;
};

/// The occupied channels of one app: a channel comes into being with its first subscriber and goes with its
/// last.
class ChannelRegistry {
 public:
  using Channels = std::map<std::string, OccupiedChannel, std::less<>>;

  /// The channel, or null when nobody is subscribed to it.
  [[nodiscard]] OccupiedChannel* find(std::string_view name);
  [[nodiscard]] const OccupiedChannel* find(std::string_view name) const;

  /// Adds a subscriber that is not one yet.
  OccupiedChannel& add(std::string_view name, ConnectionId connection);
  /// Removes a subscriber; null when it was the last one, else the channel.
  OccupiedChannel* remove(std::string_view name, ConnectionId connection);

  [[nodiscard]] const Channels& channels() const { return channels_; }

 private:
  Channels channels_;
};

}  // namespace fanfare::hub
