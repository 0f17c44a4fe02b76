#include "channel_info.h"

#include "../decimal.h"
namespace fanfare::hub {

std::optional<WantedInfo> parse_info(std::string_view info) {
  WantedInfo wanted;
  while (!info.empty()) {
    const auto comma = info.find(',');
    const auto attribute = info.substr(0, comma);
    if (attribute == "user_count") {
      wanted.user_count = true;
    } else if (attribute == "subscription_count") {
      wanted.subscription_count = true;
    } else {
      return std::nullopt;
    }
    info = comma == std::string_view::npos ? std::string_view{} : info.substr(comma + 1);
  }
  return wanted;
}

std::string info_members(const WantedInfo& wanted, ChannelKind kind, const OccupiedChannel* channel) {
  std::string members;
  if (wanted.user_count && kind == ChannelKind::presence) {
    members += "\"user_count\":" + decimal::text(channel ? channel->members.size() : 0);
  }
  if (wanted.subscription_count) {
    if (!members.empty()) members += ',';
    members += "\"subscription_count\":" + decimal::text(channel ? channel->subscribers.size() : 0);
  }
  return members;
}

}  // namespace fanfare::hub
