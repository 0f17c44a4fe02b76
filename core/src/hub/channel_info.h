#pragma once

#include "channel_registry.h"

#include <fanfare/channel.h>

#include <optional>
#include <string>
#include <string_view>

namespace fanfare::hub {

/// The attributes that a request wants to know of channels (`info`).
struct WantedInfo {
  bool user_count = false;
  bool subscription_count = false;
};

/// Reads `user_count,subscription_count`; nothing when it names anything else.
[[nodiscard]] std::optional<WantedInfo> parse_info(std::string_view info);

/// The members of a JSON object with what is wanted, without braces; `channel` is null when it is vacant. The
/// number of users is left out where there are none to count.
[[nodiscard]] std::string info_members(const WantedInfo& wanted, ChannelKind kind,
                                       const OccupiedChannel* channel);

}  // namespace fanfare::hub
