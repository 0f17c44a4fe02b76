#pragma once

#include "channel_registry.h"

#include <fanfare/channel.h>

#include <optional>
#include <string>
#include <string_view>

namespace fanfare::hub {

/// The attributes of a channel that a request asks for (`info`).
struct WantedInfo {
  bool user_count = false;
  bool subscription_count = false;
};

/// Parses `user_count,subscription_count`. Empty if it names anything else.
[[nodiscard]] std::optional<WantedInfo> parse_info(std::string_view info);

/// The wanted attributes as members of a JSON object, without braces. `channel` is null when nobody is
/// subscribed. `user_count` exists only on presence channels.
[[nodiscard]] std::string info_members(const WantedInfo& wanted, ChannelKind kind,
                                       const OccupiedChannel* channel);

}  // namespace fanfare::hub
